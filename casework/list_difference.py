"""What a list of episodes changes against the last one: figures, with a few examples of each."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from casework.assigning import Assigner
from casework.episode_files.rows import EpisodeRow, ListRead
from casework.list_merging import Context, Kind, Step, first_values, gone, merged
from casework.list_words import digest, said
from casework.list_writing import held, not_on_the_list, on_the_list
from casework.model.episode import INCOMPLETE

EXAMPLES = 10


@dataclass(frozen=True)
class Difference:
    """What a list changes, or changed. `returned` are incomplete again; `kept` were rejected rows of episodes
    that are known, and stay as they are. `assigned` counts the new ones by coder, None being nobody.
    """

    rows: int
    rejects: int
    new: int = 0
    coded: int = 0
    vanished: int = 0
    returned: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: int = 0
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assigned: Mapping[int | None, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    same_file: bool = False
    list_id: int | None = None

    def changes_nothing(self) -> bool:
        """Whether nothing of what is kept becomes different."""
        return self.same_file or not (
            self.new or self.coded or self.vanished or self.returned or self.changed
        )


@dataclass
class Comparison:
    """The rows of a list beside the episodes that are known: new ones, ones to look at, ones gone."""

    new: list[EpisodeRow]
    touched: dict[int, EpisodeRow]
    missing: dict[int, str]
    unchanged: int
    kept: int
    loose_rejects: int


def compare(session: Session, read: ListRead, tenant: str) -> Comparison:
    """Part the rows by what is known of their episodes; writes nothing."""
    known = on_the_list(session, tenant)
    rows = {row.reference: row for row in read.rows}
    elsewhere = not_on_the_list(session, tenant, [one for one in rows if one not in known])
    rejected = {reject.reference for reject in read.rejects}
    new, touched, unchanged = [], {}, 0
    for reference, row in rows.items():
        one = known.pop(reference, None) or elsewhere.get(reference)
        if one is None:
            new.append(row)
        elif one.missing or one.waits or one.listed != digest(row):
            touched[one.id] = row
        else:
            unchanged += 1
    kept = [reference for reference in known if reference in rejected]
    missing = {one.id: reference for reference, one in known.items() if reference not in rejected}
    loose = sum(not reject.reference for reject in read.rejects)
    return Comparison(new, touched, missing, unchanged, len(kept), loose)


class Tally:
    """Counts steps, and keeps a few references of each kind."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.assigned: Counter[int | None] = Counter()
        self._examples: dict[str, list[str]] = {}

    def add(self, kind: str, reference: str) -> None:
        """One more of that kind."""
        self.count[kind] += 1
        shown = self._examples.setdefault(kind, [])
        if len(shown) < EXAMPLES:
            shown.append(reference)

    @property
    def examples(self) -> dict[str, tuple[str, ...]]:
        """Up to ten references of each kind."""
        return {kind: tuple(shown) for kind, shown in self._examples.items() if kind != Kind.UNCHANGED}


def new_values(
    rows: Iterable[EpisodeRow], assigner: Assigner, tally: Tally, *, tenant: str, context: Context
) -> Iterator[dict[str, Any]]:
    """The columns of each new episode, with its coder; a coded one is nothing to thank for."""
    for row, coder in given_out(rows, assigner, tally):
        yield first_values(row, context) | {
            "tenant": tenant,
            "reference": row.reference,
            "coder_id": coder,
            "assigned_at": context.now if coder is not None else None,
        }


def given_out(
    rows: Iterable[EpisodeRow], assigner: Assigner, tally: Tally
) -> Iterator[tuple[EpisodeRow, int | None]]:
    """Each new episode with its coder."""
    for row in rows:
        coder = assigner.coder_of(row)
        tally.add("new", row.reference)
        if not said(row).is_coded():
            tally.assigned[coder] += 1
        yield row, coder


def known_steps(
    session: Session, found: Comparison, assigner: Assigner, tally: Tally, *, context: Context, lock: bool
) -> Iterator[tuple[int, Mapping[str, Any], Step]]:
    """What becomes of each episode that the list has a new word for, or has not any more."""
    for id, stood in held(session, [*found.touched, *found.missing], lock=lock):
        row = found.touched.get(id)
        step = gone(stood, context) if row is None else merged(stood, row, context)
        if row is not None:
            step = _with_coder(step, stood, row, assigner, context)
        tally.add(step.kind, row.reference if row else found.missing[id])
        yield id, stood, step


def difference(
    read: ListRead, found: Comparison, tally: Tally, assigner: Assigner, *, list_id: int | None = None
) -> Difference:
    """The figures."""
    return Difference(
        rows=len(read.rows),
        rejects=len(read.rejects),
        new=tally.count["new"],
        coded=tally.count[Kind.CODED],
        vanished=tally.count[Kind.VANISHED],
        returned=tally.count[Kind.RETURNED],
        changed=tally.count[Kind.CHANGED],
        unchanged=found.unchanged + tally.count[Kind.UNCHANGED],
        kept=found.kept,
        examples=tally.examples,
        assigned=dict(tally.assigned),
        notes=tuple(_notes(found, tally, assigner)),
        list_id=list_id,
    )


def _with_coder(
    step: Step, stood: Mapping[str, Any], row: EpisodeRow, assigner: Assigner, context: Context
) -> Step:
    """A coder whom the list newly names has it from now on; one who has it already keeps it."""
    chosen = None
    if row.coder != stood["coder_words"]:
        chosen = assigner.of_list(row.coder)
    if chosen is None and stood["coder_id"] is None and step.after in INCOMPLETE:
        chosen = assigner.coder_of(row)
    if chosen is None or chosen == stood["coder_id"]:
        return step
    values = {**step.values, "coder_id": chosen, "assigned_by": None, "assigned_at": context.now}
    return Step(
        Kind.CHANGED if step.kind is Kind.UNCHANGED else step.kind, values, step.before, step.after, step.why
    )


def _notes(found: Comparison, tally: Tally, assigner: Assigner) -> Iterator[str]:
    if found.loose_rejects and tally.count[Kind.VANISHED]:
        yield (
            f"{found.loose_rejects:,} rejected rows name no episode that can be read: "
            "some of those that vanished may be among them."
        )
    if nobody := tally.assigned[None]:
        yield f"{nobody:,} new episodes are nobody's: no rule covers their specialty."
    if assigner.unknown:
        named = ", ".join(f"“{words}” ({count:,})" for words, count in _most(assigner.unknown))
        yield f"I don't know exactly one coder of the name {named}."


def _most(counted: Counter[str]) -> Sequence[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:EXAMPLES]
