"""From the texts of a row to an episode, or the reason why it is none; and episodes that come twice."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from casework.episode_files.bad import Bad
from casework.episode_files.cells import Remembering
from casework.episode_files.mapping import FIELDS
from casework.episode_files.rows import EpisodeRow, EpisodeState, Incomplete, Reject

NO_START = "there is neither the start of the episode nor of the admission"
ENDS_FIRST = "the episode ends before it starts"
LEFT_FIRST = "the discharge is before the admission"
TWICE = "the episode is in the file more than once, and the rows differ"

_PLACE = {name: at for at, name in enumerate(FIELDS)}
_SPELL, _NUMBER, _BOTH = _PLACE["spell"], _PLACE["episode_number"], _PLACE["reference"]
Texts = Sequence[str]


@dataclass(slots=True)
class Assembled:
    """What came of the rows so far."""

    rows: list[EpisodeRow] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Assembler:
    """Makes episodes of texts in the order of `FIELDS`, empty where a file has no such column.

    `headings` names each field as the file does, for the reasons.
    """

    readers: Mapping[str, Remembering]
    headings: Mapping[str, str]

    def episode(self, line: int, texts: Texts) -> EpisodeRow | Reject:
        """The episode of one row, or why it is none: the first thing that is wrong with it."""
        reference = self._reference(line, texts)
        if isinstance(reference, Reject):
            return reference
        spell, number = reference
        name = f"{spell}-{number}"
        values: dict[str, Any] = {}
        for at, key in _REST:
            value = self.readers[key][texts[at]]
            if type(value) is Bad:
                return Reject(line, self.headings.get(key, key), value.reason, name)
            values[key] = value
        wrong = _out_of_order(values)
        if wrong:
            return Reject(line, self.headings.get(wrong[0], wrong[0]), wrong[1], name)
        return _row(line, name, spell, number, values)

    def _reference(self, line: int, texts: Texts) -> tuple[str, int] | Reject:
        if texts[_BOTH] and not (texts[_SPELL] or texts[_NUMBER]):
            both = self.readers["reference"][texts[_BOTH]]
            return (
                Reject(line, self.headings.get("reference", ""), both.reason) if type(both) is Bad else both
            )
        spell, number = self.readers["spell"][texts[_SPELL]], self.readers["episode_number"][texts[_NUMBER]]
        for key, part in (("spell", spell), ("episode_number", number)):
            if type(part) is Bad:
                return Reject(line, self.headings.get(key, key), part.reason)
        return spell, number


_REST = tuple((at, key) for key, at in _PLACE.items() if key not in ("spell", "episode_number", "reference"))


def _out_of_order(values: Mapping[str, Any]) -> tuple[str, str] | None:
    start, end = values["episode_start"], values["episode_end"]
    admitted, discharged = values["admitted"], values["discharged"]
    if not start and not admitted:
        return "episode_start", NO_START
    if end and (start or admitted) > end:
        return "episode_end", ENDS_FIRST
    if admitted and discharged and admitted > discharged:
        return "discharged", LEFT_FIRST
    return None


def _row(line: int, name: str, spell: str, number: int, values: Mapping[str, Any]) -> EpisodeRow:
    reason, words = values["reason"]
    state, reason = _stands(values["state"], reason, coded=values["primary_diagnosis"])
    dates: dict[str, date | None] = {
        key: values[key] for key in ("admitted", "discharged", "episode_start", "episode_end", "notes_since")
    }
    return EpisodeRow(
        reference=name,
        spell=spell,
        episode_number=number,
        treatment_function=values["treatment_function"],
        main_specialty=values["main_specialty"],
        consultant_code=values["consultant_code"],
        ward=values["ward"],
        coder=values["coder"],
        state=state,
        reason=reason,
        reason_words=words,
        notes_location=values["notes_location"],
        primary_diagnosis_present=values["primary_diagnosis"],
        hrg=values["hrg"],
        line=line,
        **dates,
    )


def _stands(
    state: EpisodeState | Incomplete | None, reason: Incomplete | None, *, coded: bool
) -> tuple[EpisodeState, Incomplete | None]:
    """State and reason. A status that is a reason blocks; no status is told by diagnosis and reason."""
    if isinstance(state, Incomplete):
        return EpisodeState.BLOCKED, reason or state
    if state is not None:
        return state, reason
    if coded:
        return EpisodeState.CODED, reason
    return (EpisodeState.BLOCKED if reason else EpisodeState.UNCODED), reason


def assembled(
    rows: Iterable[tuple[int, Texts]], assembler: Assembler, tell: Callable[[int], None], step: int = 5_000
) -> Assembled:
    """All rows, each an episode or a reject. `tell` hears now and then how many there were."""
    result = Assembled()
    for done, (line, texts) in enumerate(rows, start=1):
        episode = assembler.episode(line, texts)
        if type(episode) is EpisodeRow:
            result.rows.append(episode)
        elif isinstance(episode, Reject):
            result.rejects.append(episode)
        if not done % step:
            tell(done)
    return without_twins(result, assembler.headings.get("spell", "spell"))


def without_twins(result: Assembled, column: str) -> Assembled:
    """Each episode once. Equal rows are one; rows that differ are rejects: nobody can say which is right."""
    first: dict[str, EpisodeRow] = {}
    twins: dict[str, list[EpisodeRow]] = {}
    for row in result.rows:
        if first.setdefault(row.reference, row) is not row:
            twins.setdefault(row.reference, []).append(row)
    if not twins:
        return result
    differing = {
        reference: [first[reference], *others]
        for reference, others in twins.items()
        if any(replace(other, line=first[reference].line) != first[reference] for other in others)
    }
    rows = [row for row in first.values() if row.reference not in differing]
    rejects = [*result.rejects, *(_twice(row, rows, column) for rows in differing.values() for row in rows)]
    repeated = sum(len(others) for reference, others in twins.items() if reference not in differing)
    return Assembled(rows, sorted(rejects, key=lambda reject: reject.line), repeated)


def _twice(row: EpisodeRow, rows: Sequence[EpisodeRow], column: str) -> Reject:
    others = [other.line for other in rows if other.line != row.line]
    named = ", ".join(str(line) for line in others[:5]) + (" …" if others[5:] else "")
    return Reject(row.line, column, f"{TWICE} (also at {named})", row.reference)
