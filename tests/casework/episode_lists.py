"""Invented lists of uncoded episodes, the same for the same seed, with what is true of each line.

listed = uncoded(50_000, seed=1)            # two in a hundred are broken, each in a known way
path = write_csv(tmp_path / "list.csv", listed)
rows, rejects = listed.expected(FIRST_LINE["csv"])

for day in daily_lists(30, seed=1):         # successive lists, and what happened between them
    day.listed, day.new, day.coded, day.vanished, day.gone
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from casework.episode_files.rows import EpisodeRow, EpisodeState, Incomplete
from tests.casework.episode_truth import Line, Listed
from tests.casework.episode_words import (
    BESIDE,
    BREAKS,
    CODERS,
    CODES,
    OF_REFERENCE,
    PLACES,
    REASONS,
    SPECIALTIES,
    STATES,
    WARDS,
    Break,
)

NOW = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
TODAY = NOW.date()
BROKEN_SHARE = 0.02


Writer = Callable[[datetime | date], str]


def iso(at: datetime | date) -> str:
    return at.isoformat(" ") if isinstance(at, datetime) else at.isoformat()


def uk(at: datetime | date) -> str:
    return at.strftime("%d/%m/%Y %H:%M" if isinstance(at, datetime) else "%d/%m/%Y")


def named(at: datetime | date) -> str:
    return f"{at.day}-{at:%b-%y}"


def compact(at: datetime | date) -> str:
    return f"{at:%Y%m%d}"


def uncoded(
    n: int, seed: int = 1, broken: float = BROKEN_SHARE, written: Writer = uk, kinds: str = "table"
) -> Listed:
    """A list of n rows of which that share is broken. `kinds`: table, or message."""
    chance = random.Random(seed)
    made: list[Line] = []
    while len(made) < n:
        spell = f"S{2_000_000 + len(made) * 3 + chance.randrange(3)}"
        several = 0 if kinds == "message" else chance.choice((0, 0, 0, 1, 2))
        for number in range(1, min(1 + several, n - len(made)) + 1):
            line = a_line(chance, spell, number, written)
            line = for_message(line) if kinds == "message" else line
            made.append(_break(chance, line, BREAKS[kinds]) if chance.random() < broken else line)
    return Listed(tuple(made))


def a_line(chance: random.Random, spell: str, number: int, written: Writer = uk) -> Line:
    """One sound row."""
    admitted = TODAY - timedelta(days=chance.randrange(4, 90))
    start = admitted if number == 1 else min(admitted + timedelta(days=number), TODAY)
    end = None if chance.random() < 0.05 else min(start + timedelta(days=chance.randrange(0, 6)), TODAY)
    discharged = end if end and chance.random() < 0.9 else None
    state = chance.choices(tuple(STATES), weights=(70, 12, 15, 2, 1))[0]
    reason = chance.choice(tuple(REASONS)) if state is EpisodeState.BLOCKED else None
    reason_words = chance.choice(REASONS[reason]) if reason else ""
    since = start if reason is Incomplete.NOTES_MISSING else None
    diagnosis = chance.choice(CODES) if state in (EpisodeState.CODED, EpisodeState.VALIDATED) else ""
    specialty = chance.choice(SPECIALTIES)
    episode = EpisodeRow(
        reference=f"{spell}-{number}",
        spell=spell,
        episode_number=number,
        admitted=admitted,
        discharged=discharged,
        episode_start=start,
        episode_end=end,
        treatment_function=specialty,
        main_specialty=specialty,
        consultant_code=f"C{chance.randrange(1_000_000, 1_000_400)}",
        ward=chance.choice(WARDS),
        coder=chance.choice(CODERS),
        state=state,
        reason=reason,
        reason_words=reason_words if reason is Incomplete.OTHER else "",
        notes_location=chance.choice(PLACES),
        notes_since=since,
        primary_diagnosis_present=bool(diagnosis),
        hrg=chance.choice(("", "", "EB10A", "UZ01Z")),
        line=0,
    )
    return Line(texts_of(chance, episode, reason_words, diagnosis, written), episode)


def texts_of(
    chance: random.Random, episode: EpisodeRow, reason_words: str, diagnosis: str, written: Writer
) -> dict[str, str]:
    """The row as the report writes it."""

    def day(at: date | None, *, timed: bool = False) -> str:
        if at is None:
            return ""
        return written(
            datetime.combine(at, time(chance.randrange(24), chance.randrange(60))) if timed else at
        )

    return {
        "spell": episode.spell,
        "episode_number": f"{episode.episode_number:02d}",
        "admitted": day(episode.admitted, timed=True),
        "discharged": day(episode.discharged, timed=True),
        "episode_start": day(episode.episode_start),
        "episode_end": day(episode.episode_end),
        "treatment_function": episode.treatment_function,
        "main_specialty": f"{episode.main_specialty} - Specialty",
        "consultant_code": episode.consultant_code,
        "ward": episode.ward,
        "coder": episode.coder,
        "state": chance.choice(STATES[episode.state]),
        "reason": reason_words,
        "notes_location": episode.notes_location,
        "notes_since": day(episode.notes_since),
        "primary_diagnosis": diagnosis or chance.choice(("", "R69X", "-")),
        "hrg": episode.hrg,
        **dict(zip(BESIDE, ("RXX01", "1", "21", str(chance.randrange(9)), chance.choice("12")), strict=True)),
    }


def for_message(line: Line) -> Line:
    """The row as far as a message or an Encounter tells it: nothing of coding or notes."""
    assert line.episode
    episode = replace(
        line.episode,
        episode_start=line.episode.admitted,
        discharged=line.episode.episode_end,
        main_specialty="",
        coder="",
        state=EpisodeState.UNCODED,
        reason=None,
        reason_words="",
        notes_location="",
        notes_since=None,
        primary_diagnosis_present=False,
        hrg="",
    )
    return Line({**line.texts, "admitted": line.texts["episode_start"]}, episode)


def _break(chance: random.Random, line: Line, breaks: tuple[Break, ...]) -> Line:
    """The row with one thing wrong."""
    where, text, reason = chance.choice(breaks)
    assert line.episode
    reference = "" if where in OF_REFERENCE else line.episode.reference
    return Line({**line.texts, where: text}, None, (where, reason), reference)


@dataclass(frozen=True)
class Day:
    """One morning's list against the one before: references of episodes.

    `new` are on it for the first time, `coded` are shown as coded for the first time, `gone` are off it since
    they were coded, `vanished` are off it and nobody has coded them.
    """

    now: datetime
    listed: Listed
    new: frozenset[str]
    coded: frozenset[str]
    gone: frozenset[str]
    vanished: frozenset[str]


def daily_lists(days: int = 30, seed: int = 1, episodes: int = 400) -> Iterator[Day]:
    """The lists of successive mornings. A coded episode stays on the list as coded for one to three days."""
    chance = random.Random(seed)
    shown: dict[str, Line] = {}
    left: dict[str, int] = {}
    made = 0
    for day in range(days):
        gone = {reference for reference in left if left[reference] <= day}
        open_now = sorted(set(shown) - set(left))
        vanished = {each for each in open_now if chance.random() < 0.01}
        coded = {each for each in open_now if each not in vanished and chance.random() < 0.06}
        new: set[str] = set()
        for _ in range(episodes if day == 0 else round(episodes * chance.uniform(0.03, 0.1))):
            made += 1
            line = _open(chance, f"D{3_000_000 + made}")
            assert line.episode
            shown[line.episode.reference] = line
            new.add(line.episode.reference)
        for reference in gone | vanished:
            del shown[reference]
            left.pop(reference, None)
        for reference in sorted(coded):
            shown[reference] = _coded(chance, shown[reference])
            left[reference] = day + chance.randrange(1, 4)
        yield Day(
            now=NOW + timedelta(days=day),
            listed=Listed(tuple(chance.sample(list(shown.values()), len(shown)))),
            new=frozenset(new),
            coded=frozenset(coded),
            gone=frozenset(gone),
            vanished=frozenset(vanished),
        )


def _open(chance: random.Random, spell: str) -> Line:
    """A row that is not yet coded."""
    while True:
        line = a_line(chance, spell, 1)
        assert line.episode
        if line.episode.state not in (EpisodeState.CODED, EpisodeState.VALIDATED):
            return line


def _coded(chance: random.Random, line: Line) -> Line:
    """The row once it is coded: by the status, and mostly by the diagnosis too."""
    assert line.episode
    diagnosis = chance.choice(CODES) if chance.random() < 0.8 else ""
    episode = replace(
        line.episode,
        state=EpisodeState.CODED,
        reason=None,
        reason_words="",
        primary_diagnosis_present=bool(diagnosis),
    )
    texts = {**line.texts, "state": "Coded", "reason": "", "primary_diagnosis": diagnosis or "R69X"}
    return Line(texts, episode)
