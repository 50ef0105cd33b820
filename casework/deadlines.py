"""Until when an episode's month can be submitted: the national calendar, a table and never reckoned.

Each activity month has two inclusion dates: first reconciliation and post reconciliation. Data must be in
before 17:00, London, on that date (NHS England, SUS+ payment by results guidance). Where the month is not in
the table, that is said; no date is guessed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlmodel import Session, col, delete, select

from casework.london import LONDON, london_date
from casework.model.escalation import Escalation
from casework.model.submission_date import Inclusion, SubmissionDate
from casework.words import moment_words

CLOSES = time(17)


@dataclass(frozen=True, slots=True)
class Month:
    """One line of the published calendar: a month of activity and its two inclusion dates."""

    activity_month: date
    first: date
    post: date


@dataclass(frozen=True, slots=True)
class Closing:
    """Until when something of that month can be submitted.

    `closes_at` is the next inclusion moment, None where both have passed or the calendar does not know the
    month (`is_known` false). `first_passed`: it missed the first reconciliation.
    """

    month: date | None
    kind: Inclusion | None = None
    closes_at: datetime | None = None
    first_passed: bool = False
    is_known: bool = True

    def words(self) -> str:
        """As people read it: closes before Tue 19 May 2026, 17:00 (first reconciliation)."""
        if self.month is None:
            return "the episode has not ended"
        if not self.is_known:
            return f"no submission calendar is loaded for {self.month:%B %Y}"
        if self.closes_at is None or self.kind is None:
            return f"both inclusion dates of {self.month:%B %Y} have passed"
        return f"closes before {moment_words(self.closes_at)} ({self.kind.value})"


@dataclass(frozen=True)
class SubmissionCalendar:
    """The table as it is loaded: the two moments of each month that it knows."""

    moments: Mapping[tuple[date, Inclusion], datetime] = field(default_factory=dict)

    def is_empty(self) -> bool:
        """Whether no month at all is known."""
        return not self.moments

    def closing(self, day: date | None, now: datetime) -> Closing:
        """The next inclusion moment of what happened on that day. Its month decides."""
        if day is None:
            return Closing(None)
        month = day.replace(day=1)
        first = self.moments.get((month, Inclusion.FIRST))
        post = self.moments.get((month, Inclusion.POST))
        if first is None or post is None:
            return Closing(month, is_known=False)
        if now < first:
            return Closing(month, Inclusion.FIRST, first)
        return Closing(month, Inclusion.POST, post if now < post else None, first_passed=True)

    def last_month(self) -> date | None:
        """The last month that is known."""
        return max((month for month, _ in self.moments), default=None)


def loaded(session: Session) -> SubmissionCalendar:
    """The calendar as it is in the database."""
    rows = session.exec(select(SubmissionDate)).all()
    return SubmissionCalendar({(row.activity_month, Inclusion(row.kind)): row.closes_at for row in rows})


def closes_before(session: Session, ended: date | None, *, now: datetime) -> Closing:
    """Until when an episode that ended on that day counts."""
    return loaded(session).closing(ended, now)


def query_closes_before(session: Session, query_id: int, *, now: datetime) -> Closing | None:
    """The same for a query that is with the lead coders, by its episode's date; None where none was given."""
    work = session.get(Escalation, query_id)
    if work is None or work.episode_date is None:
        return None
    return closes_before(session, work.episode_date, now=now)


def missing_months(calendar: SubmissionCalendar, ended: Iterable[date]) -> list[date]:
    """The months of those days that the calendar does not know, in order: said aloud to the lead."""
    months = {day.replace(day=1) for day in ended}
    return sorted(month for month in months if (month, Inclusion.FIRST) not in calendar.moments)


@dataclass(frozen=True)
class CalendarDifference:
    """What an import changes: months that are new, and months whose dates move."""

    added: tuple[date, ...]
    moved: tuple[date, ...]
    unchanged: int


def plan_calendar(session: Session, months: Iterable[Month]) -> CalendarDifference:
    """What importing those months would change; nothing is written."""
    known = loaded(session).moments
    added, moved, unchanged = [], [], 0
    for month in months:
        held = tuple(known.get((month.activity_month, kind)) for kind in Inclusion)
        if held == (None, None):
            added.append(month.activity_month)
        elif held != (closing_moment(month.first), closing_moment(month.post)):
            moved.append(month.activity_month)
        else:
            unchanged += 1
    return CalendarDifference(tuple(added), tuple(moved), unchanged)


def import_calendar(
    session: Session, months: Iterable[Month], *, source: str, now: datetime
) -> CalendarDifference:
    """Keep those months; months that it does not name stay as they are."""
    rows = tuple(months)
    changes = plan_calendar(session, rows)
    session.exec(
        delete(SubmissionDate).where(
            col(SubmissionDate.activity_month).in_([row.activity_month for row in rows])
        )
    )
    for row in rows:
        for kind, day in ((Inclusion.FIRST, row.first), (Inclusion.POST, row.post)):
            session.add(
                SubmissionDate(
                    activity_month=row.activity_month,
                    kind=kind.value,
                    closes_at=closing_moment(day),
                    source=source,
                    imported_at=now,
                )
            )
    session.flush()
    return changes


def closing_moment(day: date) -> datetime:
    """17:00 on London's clocks that day."""
    return datetime.combine(day, CLOSES, LONDON).astimezone(UTC)


def working_days_until(closing: Closing, now: datetime, is_working_day: Callable[[date], bool]) -> int | None:
    """How many working days after today it closes: 0 is today; None where nothing closes any more."""
    if closing.closes_at is None:
        return None
    today, last = london_date(now).toordinal(), london_date(closing.closes_at).toordinal()
    return sum(is_working_day(date.fromordinal(day)) for day in range(today + 1, last + 1))
