"""The clocks of a case: started when it reaches the lead coders, still while somebody outside is awaited."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from casework.department import Department
from casework.model.case_clock import CaseClock, ClockKind
from casework.model.coding_query import CodingQuery
from casework.model.escalation import Escalation, Urgency

ALL = tuple(ClockKind)
_NONE = timedelta(0)


def start(
    session: Session,
    query: CodingQuery,
    urgency: Urgency,
    department: Department,
    now: datetime,
    kinds: Iterable[ClockKind] = ALL,
) -> None:
    """Start the clocks from their full time, be it for the first time or again.

    The caller holds the query's row, here and below; whoever changes a clock does.
    """
    for kind in kinds:
        clock = session.get(CaseClock, (query.id, kind.value), populate_existing=True)
        clock = clock or CaseClock(query_id=query.id or 0, kind=kind.value, left_seconds=0)
        clock.warned_at = clock.breached_at = clock.stopped_at = clock.next_step_at = None
        clock.told = 0
        _run(clock, department.targets[urgency][kind], urgency, department, now)
        session.add(clock)
    session.flush()


def pause(session: Session, query: CodingQuery, department: Department, now: datetime) -> None:
    """The next step is somebody's outside: every running clock stands still."""
    for clock in _unstopped(session, query):
        if clock.due_at is not None:
            clock.left_seconds = _seconds(department.calendar.between(now, clock.due_at))
            clock.due_at = clock.warn_at = None
    session.flush()


def resume(session: Session, query: CodingQuery, department: Department, now: datetime) -> None:
    """The waiting is over: every clock that stands still runs on with the working time it had left.

    One that had run out is due at once, and goes on climbing.
    """
    urgency = _urgency(session, query)
    for clock in _unstopped(session, query):
        if clock.due_at is None:
            _run(clock, timedelta(seconds=clock.left_seconds), urgency, department, now)
    session.flush()


def stop(session: Session, query: CodingQuery, now: datetime, kinds: Iterable[ClockKind] = ALL) -> None:
    """What the clocks were for has been done, or is not wanted any more.

    One that was overdue although nobody had looked yet is kept as overdue.
    """
    wanted = {kind.value for kind in kinds}
    for clock in _unstopped(session, query):
        if clock.kind in wanted:
            if clock.due_at is not None and clock.due_at <= now:
                clock.breached_at = clock.breached_at or clock.due_at
            clock.stopped_at, clock.next_step_at = now, None
    session.flush()


def restart_update(session: Session, query: CodingQuery, department: Department, now: datetime) -> None:
    """The asker has heard of the case: the next word is due a full time from now (paused while it waits)."""
    clocks = {clock.kind for clock in _unstopped(session, query)}
    if ClockKind.UPDATE.value not in clocks:
        return
    start(session, query, _urgency(session, query), department, now, kinds=(ClockKind.UPDATE,))
    if query.is_waiting():
        pause(session, query, department, now)


def move_urgency(
    session: Session, query: CodingQuery, urgency: Urgency, department: Department, now: datetime
) -> None:
    """Another urgency: the working time already used counts against the new times."""
    before = department.targets[_urgency(session, query)]
    for clock in _unstopped(session, query):
        kind, running = ClockKind(clock.kind), clock.due_at
        left = timedelta(seconds=clock.left_seconds)
        if running is not None:
            left = department.calendar.between(now, running)
        left = max(_NONE, department.targets[urgency][kind] - (before[kind] - left))
        clock.left_seconds = _seconds(left)
        if running is not None:
            clock.warned_at = clock.breached_at = clock.next_step_at = None
            clock.told = 0
            _run(clock, left, urgency, department, now)
    session.flush()


def due(session: Session, query_id: int) -> datetime | None:
    """When the first of the running clocks is due; None where none runs."""
    running = (CaseClock.query_id == query_id, col(CaseClock.stopped_at).is_(None))
    return session.exec(select(func.min(col(CaseClock.due_at))).where(*running)).one()


def clocks_of(session: Session, query_id: int) -> list[CaseClock]:
    """The case's clocks: first response, update, solution."""
    rows = session.exec(select(CaseClock).where(CaseClock.query_id == query_id)).all()
    return sorted(rows, key=lambda clock: ALL.index(ClockKind(clock.kind)))


def _unstopped(session: Session, query: CodingQuery) -> list[CaseClock]:
    rows = select(CaseClock).where(CaseClock.query_id == query.id, col(CaseClock.stopped_at).is_(None))
    return list(session.exec(rows.execution_options(populate_existing=True)))


def _urgency(session: Session, query: CodingQuery) -> Urgency:
    escalation = session.get(Escalation, query.id)
    return Urgency(escalation.urgency) if escalation else Urgency.ROUTINE


def _run(clock: CaseClock, left: timedelta, urgency: Urgency, department: Department, now: datetime) -> None:
    """Run from now on with that much working time left; warn when only the last share of the whole is."""
    calendar = department.calendar
    whole = department.targets[urgency][ClockKind(clock.kind)]
    until_warning = left - whole * (1 - department.warn_share)
    clock.left_seconds = _seconds(left)
    clock.due_at = calendar.add(now, left)
    clock.warn_at = calendar.add(now, max(_NONE, until_warning))
    if clock.breached_at is not None and clock.next_step_at is not None:
        clock.next_step_at = max(clock.next_step_at, clock.due_at)


def _seconds(left: timedelta) -> int:
    return max(0, int(left.total_seconds()))
