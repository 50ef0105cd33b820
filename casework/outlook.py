"""Where an incomplete episode belongs in its coder's morning: overdue, due this week, unblocked, new, later.

Pure: the same function decides whether a digest is owed and what stands in it.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from casework.deadlines import Closing, SubmissionCalendar, working_days_until
from casework.department import Department
from casework.london import london_date
from casework.model.episode import EpisodeState


class Place(StrEnum):
    """Where an episode stands in a digest. The first five are something to say, the others are not."""

    OVERDUE = "overdue"
    DUE = "due this week"
    UNBLOCKED = "newly unblocked"
    NEW = "new"
    UNDATED = "no calendar for its month"
    WAITING = "blocked"
    LATER = "later"
    SNOOZED = "snoozed"
    RUNNING = "not ended"


SAID = (Place.OVERDUE, Place.DUE, Place.UNBLOCKED, Place.NEW, Place.UNDATED)


@dataclass(frozen=True, slots=True)
class Standing:
    """What of an episode decides its place."""

    state: str
    ended: date | None
    snoozed_until: date | None
    assigned_at: datetime | None
    unblocked_at: datetime | None


@dataclass(frozen=True)
class Outlook:
    """One moment's view of what closes when. `since`: what happened after it is new.

    Overdue: the first reconciliation of its month has passed. Due this week: the next inclusion moment is
    this week's, or near. Near: within `tighten_days` working days; then even what is blocked is said again,
    and there is a second reminder in the afternoon.
    """

    calendar: SubmissionCalendar
    department: Department
    now: datetime
    _months: dict[date, tuple[Closing, bool, bool]] = field(default_factory=dict, compare=False, repr=False)

    def place(self, one: Standing, since: datetime) -> Place:
        """Where the episode stands."""
        if one.ended is None:
            return Place.RUNNING
        closing, due, near = self._month(one.ended)
        if one.snoozed_until is not None and one.snoozed_until > london_date(self.now):
            return Place.SNOOZED
        if one.state == EpisodeState.BLOCKED and not near:
            return Place.WAITING
        if closing.first_passed:
            return Place.OVERDUE
        if due or near:
            return Place.DUE
        if one.unblocked_at is not None and one.unblocked_at > since:
            return Place.UNBLOCKED
        if not closing.is_known and one.state != EpisodeState.BLOCKED:
            return Place.UNDATED
        if one.assigned_at is not None and one.assigned_at > since:
            return Place.NEW
        return Place.LATER

    def is_near(self, one: Standing) -> bool:
        """Whether its inclusion date is so near that it is said twice a day."""
        said = one.ended is not None and self.place(one, self.now) in (Place.OVERDUE, Place.DUE)
        return said and self._month(one.ended or date.min)[2]

    def closing(self, ended: date | None) -> Closing:
        """Until when it counts."""
        return self.calendar.closing(ended, self.now) if ended is None else self._month(ended)[0]

    def count(self, standings: list[Standing], since: datetime) -> Counter[Place]:
        """How many stand where."""
        return Counter(self.place(one, since) for one in standings)

    def _month(self, ended: date) -> tuple[Closing, bool, bool]:
        """Of the month of that day: its closing, whether it is this week's, whether it is near."""
        month = ended.replace(day=1)
        if month not in self._months:
            closing = self.calendar.closing(month, self.now)
            days = working_days_until(closing, self.now, self.department.calendar.is_working_day)
            near = days is not None and days <= self.department.schedules.tighten_days
            today = london_date(self.now)
            sunday = today + timedelta(days=6 - today.weekday())
            due = closing.closes_at is not None and london_date(closing.closes_at) <= sunday
            self._months[month] = (closing, due, near)
        return self._months[month]
