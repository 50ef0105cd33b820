"""A department with lists of uncoded episodes: rows that differ in one thing, and what became of them.

records = Records(world)
records.take(row("A-1"), row("B-1", ward="AMU"))    # this morning's list
records.take(row("A-1", state=Listed.CODED))        # tomorrow's: time has moved on by a day
records["A-1"].state                                # the episode as it is kept now
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import col, select

from casework import chasing, deadlines, episode_list, episodes
from casework.assigning import Rule, Rules
from casework.chasing import Raised
from casework.deadlines import Month
from casework.department import Department
from casework.episode_files.rows import EpisodeRow, ListRead, Reject
from casework.episode_files.rows import EpisodeState as Listed
from casework.episode_list import Arrival
from casework.list_difference import Difference
from casework.model.episode import Episode, EpisodeChange
from casework.model.notice import Notice, NoticeKind
from tests.cases import Office
from tests.people import TRUST, Somebody, asha, dee
from tests.world import World

ASHAS = Rules((Rule(("*",), ("Asha Patel",)),))
# Not the real ones: those of each year are published.
CALENDAR = tuple(
    Month(date(year, month, 1), first, post)
    for year, month, first, post in (
        (2025, 12, date(2026, 1, 22), date(2026, 2, 19)),
        (2026, 1, date(2026, 2, 19), date(2026, 3, 19)),
        (2026, 2, date(2026, 3, 19), date(2026, 4, 22)),
        (2026, 3, date(2026, 4, 22), date(2026, 5, 20)),
    )
)


def row(reference: str, **changes: Any) -> EpisodeRow:
    """An uncoded episode of general surgery that ended on 20 February 2026."""
    spell, number = reference.rsplit("-", 1)
    values: dict[str, Any] = {
        "reference": reference,
        "spell": spell,
        "episode_number": int(number),
        "admitted": date(2026, 2, 16),
        "discharged": date(2026, 2, 20),
        "episode_start": date(2026, 2, 16),
        "episode_end": date(2026, 2, 20),
        "treatment_function": "100",
        "main_specialty": "100",
        "consultant_code": "C1234567",
        "ward": "WARD 1",
        "coder": "",
        "state": Listed.UNCODED,
        "reason": None,
        "reason_words": "",
        "notes_location": "",
        "notes_since": None,
        "primary_diagnosis_present": False,
        "hrg": "",
        "line": 2,
    }
    return EpisodeRow(**(values | changes))


@dataclass
class Records:
    """The office's episodes. Each list that is taken is a day after the one before."""

    world: World
    department: Department = field(default_factory=Department)
    rules: Rules = ASHAS
    office: Office = field(init=False)
    _numbers: Any = field(default_factory=lambda: count(1), repr=False)

    def __post_init__(self) -> None:
        self.office = Office(self.world, self.department)

    def __getitem__(self, reference: str) -> Episode:
        wanted = select(Episode).where(Episode.tenant == TRUST, Episode.reference == reference)
        return self.world.database.now(lambda s: s.exec(wanted).one())

    def take(self, *rows: EpisodeRow, **facts: Any) -> Difference:
        """The next morning's list."""
        if self.world.database.now(episode_list.last_list, TRUST):
            self.world.clock.move(days=1)
        return self.import_(rows, **facts)

    def import_(
        self,
        rows: Sequence[EpisodeRow],
        *,
        rejects: Sequence[Reject] = (),
        verb: Callable[..., Difference] = episode_list.carry_out,
        **arrival: Any,
    ) -> Difference:
        """One list, now."""
        now = self.world.clock()
        number = next(self._numbers)
        facts = {"exported_at": now, "digest": f"digest {number}", "imported_by": "Dee Marsh"} | arrival
        extra = {"department": self.department} if verb is episode_list.carry_out else {}
        return self.world.database.now(
            verb,
            ListRead(tuple(rows), tuple(rejects)),
            arrival=Arrival(f"list-{number}.csv", **facts),
            tenant=TRUST,
            rules=self.rules,
            now=now,
            **extra,
        )

    def act(self, verb: Callable[..., Any], reference: str, by: Somebody = asha, **facts: Any) -> Any:
        """One verb on an episode, from a card that shows it as it is now."""
        one = self[reference]
        given = {"episode_id": one.id, "version": one.version, "now": self.world.clock()} | facts
        if verb is episodes.episode:
            del given["version"]
        return self.world.database.now(verb, by=self.office.who(by), **given)

    def load_calendar(self, months: Sequence[Month] = CALENDAR) -> None:
        """The submission calendar is known."""
        now = self.world.clock()
        self.world.database.now(deadlines.import_calendar, months, source="tests", now=now)

    def tick(self, at: datetime | None = None) -> Raised:
        """The scheduler ticks."""
        return self.world.database.now(chasing.raise_due_reminders, self.department, at or self.world.clock())

    def changes(self, reference: str) -> list[tuple[str, str, str]]:
        """The history of an episode: from, to, why."""
        one = self[reference]
        rows = [each for each in self.office.rows(EpisodeChange) if each.episode_id == one.id]
        return [(each.before, each.after, each.why) for each in rows]

    def notices(self, *kinds: NoticeKind) -> list[Notice]:
        """What is owed, of those kinds."""
        wanted = select(Notice).order_by(col(Notice.id))
        found = self.world.database.now(lambda s: list(s.exec(wanted)))
        return [one for one in found if not kinds or one.kind in kinds]

    def told(self, *kinds: NoticeKind) -> list[str]:
        """Who is owed a notice of those kinds, by name."""
        return [who for _, who in self.office.told(*kinds)]

    def give(self, reference: str, to: Somebody, by: Somebody = dee) -> None:
        """A lead gives an episode to somebody."""
        self.act(episodes.assign, reference, by=by, to_id=self.office.id(to))


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def days(first: date, last: date) -> list[date]:
    """Every date from the first to the last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
