"""The job that looks at the clocks: warns before a time is over, says when it is, climbs the cover chain.

A case that somebody has: they are told, then their own cover one after another, or else the other leads,
then the managers. A case that nobody has: the leads of its specialty, the other leads, the managers, each
group a step; where no triage place saw it first, the first group was told of it when it came.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, update
from sqlmodel import Session, col, select

from casework import moving, outbox, people
from casework.department import Department
from casework.history import Job
from casework.holding import Held
from casework.model.case_clock import CaseClock
from casework.model.coding_query import CodingQuery
from casework.model.escalation import Escalation
from casework.model.notice import NoticeKind
from casework.model.person import Person, Role
from casework.telling import tell_leads, tell_workers, triage_place

WATCH = Job("clocks")
# More are looked at by the next tick: the rows of those looked at are held until the end.
MOST = 200
Steps = list[list[int]]


@dataclass(frozen=True, slots=True)
class Watched:
    """How many clocks warned, ran out, and climbed a step."""

    warned: int = 0
    breached: int = 0
    climbed: int = 0


def watch(session: Session, *, department: Department, now: datetime) -> Watched:
    """Look at every running clock, within working hours only. Two replicas at once tell everything once.

    DUE_SOON and OVERDUE carry `clock` (a ClockKind's value) and `due_at` (ISO).
    """
    if not department.calendar.is_working(now):
        return Watched()
    warned = breached = climbed = 0
    for clock in _ripe(session, now):
        held = _held(session, clock.query_id)
        if clock.due_at is None or clock.due_at > now:
            warned += _warn(session, held, clock, now)
        elif clock.breached_at is None:
            breached += _climb(session, held, clock, department, now)
        else:
            climbed += _climb(session, held, clock, department, now)
    return Watched(warned, breached, climbed)


def _ripe(session: Session, now: datetime) -> list[CaseClock]:
    """The clocks with something to tell, those of one case together, in the order of the cases' ids."""
    due, warn, step = col(CaseClock.due_at), col(CaseClock.warn_at), col(CaseClock.next_step_at)
    ripe = or_(
        and_(col(CaseClock.warned_at).is_(None), warn <= now, due > now),
        and_(col(CaseClock.breached_at).is_(None), due <= now),
        step <= now,
    )
    rows = select(CaseClock).where(col(CaseClock.stopped_at).is_(None), due.is_not(None), ripe)
    found = session.exec(rows.order_by(due).limit(MOST)).all()
    return sorted(found, key=lambda clock: (clock.query_id, clock.kind))


def _held(session: Session, query_id: int) -> Held:
    query = session.get_one(CodingQuery, query_id)
    moving.lock(session, query)
    asker = session.get_one(Person, query.asked_by)
    return Held(query, asker, session.get_one(Escalation, query_id, populate_existing=True))


def _warn(session: Session, held: Held, clock: CaseClock, now: datetime) -> bool:
    if not _claim(session, clock, warned_at=now):
        return False
    facts, step = _facts(clock), _step(clock)
    kind = NoticeKind.DUE_SOON
    tell_workers(session, held, by=WATCH, now=now, kind=kind, facts=facts, step=step)
    return True


def _climb(session: Session, held: Held, clock: CaseClock, department: Department, now: datetime) -> bool:
    """The next step is told that the time is over; the first one when it runs out."""
    steps, at = _steps(session, held), clock.told
    further = department.calendar.add(now, department.climb_every) if at + 1 < len(steps) else None
    values = {"breached_at": clock.breached_at or clock.due_at, "warned_at": clock.warned_at or now}
    if not _claim(session, clock, told=at + 1, next_step_at=further, **values):
        return False
    kind, facts, step = NoticeKind.OVERDUE, _facts(clock), f"{_step(clock)} step {at}"
    if steps[at:]:
        tell_leads(session, kind, held.query, steps[at], by=WATCH, now=now, facts=facts, step=step)
    elif not at:
        tell_workers(session, held, by=WATCH, now=now, kind=kind, facts=facts, step=step)
    outbox.owe_card_updates(session, query=held.query, now=now, step=step)
    return True


def _claim(session: Session, clock: CaseClock, **values: object) -> bool:
    """Whether this watch is the one that tells it: the clock still stands as it was read."""
    statement = update(CaseClock).where(
        col(CaseClock.query_id) == clock.query_id,
        col(CaseClock.kind) == clock.kind,
        col(CaseClock.due_at) == clock.due_at,
        col(CaseClock.told) == clock.told,
        col(CaseClock.stopped_at).is_(None),
        _same(CaseClock.warned_at, clock.warned_at),
        _same(CaseClock.breached_at, clock.breached_at),
    )
    changed = session.connection().execute(statement.values(**values)).rowcount
    session.refresh(clock)
    return bool(changed)


def _same(column: datetime | None, value: datetime | None) -> ColumnElement[bool]:
    return col(column).is_(None) if value is None else col(column) == value


def _steps(session: Session, held: Held) -> Steps:
    tenant, specialty = held.asker.tenant, held.work.specialty
    managers = people.managers(session, tenant)
    if held.assignee_id:
        own = people.cover_of(session, held.assignee_id)
        groups = [[one] for one in own] if own else _by_specialty(session, tenant, specialty)
        return _once([[held.assignee_id], *map(_ids, groups), _ids(managers)])
    if held.work.level:
        return _once([_ids(managers)])
    steps = _once([*map(_ids, _by_specialty(session, tenant, specialty)), _ids(managers)])
    told_at_first = triage_place(session, tenant, specialty) is None
    return steps[1:] if told_at_first and len(steps) > 1 else steps


def _by_specialty(session: Session, tenant: str, specialty: str) -> list[list[Person]]:
    """The lead coders: those of the specialty, then the others."""
    leads = [one for one in people.leads(session, tenant) if one.role != Role.CODING_MANAGER]
    own = [one for one in leads if one.has_specialty(specialty)]
    return [own, [one for one in leads if one not in own]]


def _ids(found: Iterable[Person]) -> list[int]:
    return [one.id or 0 for one in found]


def _once(groups: Iterable[list[int]]) -> Steps:
    """Steps in which nobody comes twice, and none is empty."""
    seen: set[int] = set()
    steps = []
    for group in groups:
        step = [one for one in group if one not in seen]
        seen.update(step)
        steps.append(step)
    return [step for step in steps if step]


def _facts(clock: CaseClock) -> dict[str, str]:
    return {"clock": clock.kind, "due_at": clock.due_at.isoformat() if clock.due_at else ""}


def _step(clock: CaseClock) -> str:
    return f" {clock.kind} {clock.due_at.isoformat() if clock.due_at else ''}"
