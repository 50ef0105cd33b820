"""Whose reminder may be decided on now: who is here, who is away or paused, which slots are open still."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from casework import people, slots
from casework.department import Department
from casework.london import london, london_date
from casework.model.notice import NoticeKind
from casework.model.person import Absence, Person
from casework.model.reminder import ReminderPreference, ReminderSlot
from casework.slots import Window

# A coder who was not reminded for longer is not told what was new then.
LONGEST_SINCE = timedelta(days=14)
SINCE_AT_FIRST = timedelta(days=7)


@dataclass(frozen=True)
class Planned:
    """What one person gets in one slot, or why they get nothing.

    `decides`: the slot is open and nobody has decided on it, so that this tick does. A slot that is decided
    on with nothing to say sends nothing, and is over.
    """

    kind: NoticeKind
    person_id: int
    name: str
    why: str
    job: str = ""
    slot: str = ""
    rows: int = 0
    decides: bool = False
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sends(self) -> bool:
        """Whether a notice is owed."""
        return self.decides and self.rows > 0

    @property
    def key(self) -> str:
        """The notice's unique key: kind, person, London date and slot."""
        return f"{self.job} {self.slot}"


@dataclass(frozen=True)
class Turn:
    """A person whose slot was looked at: it is open and theirs to be decided on, or `why` it is not."""

    person: Person
    window: Window | None
    slot: str
    why: str = ""

    @property
    def decides(self) -> bool:
        """Whether this tick decides."""
        return not self.why


class Reminding:
    """One moment's view of the people: one of it serves all jobs of a tick."""

    def __init__(self, session: Session, department: Department, at: datetime) -> None:
        self.session = session
        self.department = department
        self.at = at.astimezone(UTC)
        self._preferences = {one.person_id: one for one in session.exec(select(ReminderPreference))}
        self.instead = _instead(session, at)

    def owners(self, person_id: int) -> set[int]:
        """Whose work the person is told of now: their own, and that of whom they stand in for."""
        return {person_id} | {away for away, reader in self.instead.items() if reader == person_id}

    def people(self, roles: Iterable[str]) -> list[Person]:
        """Everybody who is here with one of the roles, in a steady order."""
        rows = select(Person).where(col(Person.active), col(Person.role).in_(sorted(roles)))
        return list(self.session.exec(rows.order_by(col(Person.id))))

    def turns(
        self,
        job: str,
        persons: Sequence[Person],
        default: time,
        weekday: int | None = None,
        *,
        own_time: bool = True,
    ) -> list[Turn]:
        """Each person's slot of the job, and whether it is open.

        `weekday`: once a week, else each working day. `own_time`: at the time that the person chose.
        """
        windows: dict[time, Window | None] = {}
        looked_at = []
        for person in persons:
            at = self._time(person, default) if own_time else default
            if at not in windows:
                windows[at] = self._window(at, weekday)
            looked_at.append(self._turn(person, windows[at]))
        decided = slots.claimed(self.session, job, [turn.slot for turn in looked_at if turn.decides])
        return [_unless_decided(turn, decided) for turn in looked_at]

    def _time(self, person: Person, default: time) -> time:
        held = self._preferences.get(person.id or 0)
        return time.fromisoformat(held.at) if held and held.at else default

    def _window(self, at: time, weekday: int | None) -> Window | None:
        calendar = self.department.calendar
        if weekday is None:
            return slots.daily(calendar, at, self.at)
        return slots.weekly(calendar, weekday, at, self.at)

    def _turn(self, person: Person, window: Window | None) -> Turn:
        slot = f"{window.day} {person.id}" if window else ""
        return Turn(person, window, slot, self._why_not(person, window))

    def _why_not(self, person: Person, window: Window | None) -> str:
        """Why it is not this person's turn; empty if it is."""
        held = self._preferences.get(person.id or 0)
        if window is None:
            return "today is not a working day"
        if person.id in self.instead:
            substitute = self.session.get_one(Person, self.instead[person.id or 0])
            return f"away: {substitute.name} gets it"
        if held and held.paused_until and held.paused_until > london_date(self.at):
            return f"paused until {held.paused_until.day} {held.paused_until:%B %Y}"
        if self.at < window.opens_at:
            return f"not before {london(window.opens_at):%H:%M}"
        if not window.is_open(self.at, self.department.calendar):
            return "outside of working hours"
        if person.unreachable_since is not None:
            return "cannot be reached"
        return ""


def last_decided(session: Session, job: str, at: datetime) -> dict[int, datetime]:
    """By person, when their last slot of the job was decided on, of the last two weeks."""
    rows = select(ReminderSlot.slot, ReminderSlot.claimed_at).where(
        ReminderSlot.job == job,
        col(ReminderSlot.claimed_at) > at - LONGEST_SINCE,
        col(ReminderSlot.claimed_at) < at,
    )
    last: dict[int, datetime] = {}
    for slot, claimed_at in session.exec(rows):
        person_id = int(slot.split()[1])
        last[person_id] = max(claimed_at, last.get(person_id, claimed_at))
    return last


def not_now(kind: NoticeKind, turn: Turn) -> Planned:
    """The line of somebody who gets nothing now."""
    return Planned(kind, turn.person.id or 0, turn.person.name, turn.why, slot=turn.slot)


def _unless_decided(turn: Turn, decided: Mapping[str, datetime]) -> Turn:
    if turn.slot not in decided:
        return turn
    at = london(decided[turn.slot])
    why = f"decided on at {at:%H:%M} on {at.day} {at:%B}"
    return Turn(turn.person, turn.window, turn.slot, why)


def _instead(session: Session, at: datetime) -> dict[int, int]:
    """Of everybody who is away now, who gets what is theirs."""
    rows = select(Absence.person_id).where(
        col(Absence.cancelled_at).is_(None), col(Absence.starts_at) <= at, col(Absence.ends_at) > at
    )
    found = {one: people.stands_in(session, one, at) for one in set(session.exec(rows))}
    return {one: reader for one, reader in found.items() if reader != one}
