"""Slots: when a reminder may go out, and who of several replicas does it.

A slot is open for a while, not at an instant: a tick that comes late finds it open still, and one that comes
twice finds it claimed. Pure, but for `claim`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, select

from casework.list_writing import ASKED_AT_ONCE, chunks
from casework.london import LONDON, london_date
from casework.model.reminder import ReminderSlot
from casework.working_time import WorkingCalendar

# Closed days in a row: far more than any department has.
LONGEST_CLOSURE = timedelta(days=60)
_MOMENT = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Window:
    """One slot: the date that names it, and from when until before when it is open."""

    day: date
    opens_at: datetime
    closes_at: datetime

    def is_open(self, now: datetime, calendar: WorkingCalendar) -> bool:
        """Whether it may be claimed now: within the window and within working hours."""
        return self.opens_at <= now < self.closes_at and calendar.is_working(now)


def daily(calendar: WorkingCalendar, at: time, now: datetime) -> Window | None:
    """Today's slot; None where today is not worked.

    It is open from `at` until the department closes: a machine that wakes in the afternoon catches up with
    today, and never with yesterday.
    """
    day = london_date(now)
    if not calendar.is_working_day(day):
        return None
    return Window(day, within_hours(calendar, day, at), calendar.closing(day))


def weekly(calendar: WorkingCalendar, weekday: int, at: time, now: datetime) -> Window | None:
    """The week's slot, named by its weekday's date, open from the first working day on or after it.

    It stays open until the next week's: a department whose machine was off on Monday gets Monday's backlog
    on Tuesday, once. None where nothing has been worked for weeks.
    """
    today = london_date(now)
    nominal = today - timedelta(days=(today.weekday() - weekday) % 7)
    first = nominal
    while (due := calendar.next_working_day(nominal)) > today:
        nominal -= timedelta(days=7)
        if first - nominal > LONGEST_CLOSURE:
            return None
    following = nominal + timedelta(days=7)
    while (next_due := calendar.next_working_day(following)) == due:
        nominal, following = following, following + timedelta(days=7)
    return Window(nominal, within_hours(calendar, due, at), calendar.opening(next_due))


def within_hours(calendar: WorkingCalendar, day: date, at: time) -> datetime:
    """That time of that day, or the nearest moment within the department's hours."""
    opening, closing = calendar.opening(day), calendar.closing(day)
    wanted = datetime.combine(day, at, LONDON).astimezone(UTC)
    return max(opening, min(wanted, closing - _MOMENT))


def claim(session: Session, job: str, slots: Iterable[str], now: datetime) -> set[str]:
    """Those of the slots that this transaction has won; the others are somebody else's, or were decided on.

    Sorted, so that two who claim many at once wait for each other and never in a circle.
    """
    won: set[str] = set()
    for chunk in chunks(sorted(set(slots)), ASKED_AT_ONCE):
        rows = [{"job": job, "slot": slot, "claimed_at": now} for slot in chunk]
        statement = _insert(session)(ReminderSlot).values(rows).on_conflict_do_nothing()
        won |= set(session.connection().execute(statement.returning(col(ReminderSlot.slot))).scalars())
    return won


def claimed(session: Session, job: str, slots: Sequence[str]) -> dict[str, datetime]:
    """Those of the slots that were decided on, and when."""
    found: dict[str, datetime] = {}
    for chunk in chunks(slots, ASKED_AT_ONCE):
        rows = select(ReminderSlot.slot, ReminderSlot.claimed_at).where(
            ReminderSlot.job == job, col(ReminderSlot.slot).in_(chunk)
        )
        found |= dict(session.exec(rows).all())
    return found


def forget_old(session: Session, before: datetime) -> None:
    """Let go of decisions from before then."""
    session.exec(delete(ReminderSlot).where(col(ReminderSlot.claimed_at) < before))


def _insert(session: Session) -> Any:
    return postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
