"""Lists in bulk: fifty thousand episodes are read and written as plain rows, some thousand at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import bindparam, exists, insert, literal, select, update
from sqlmodel import Session, col

from casework.list_merging import MERGED, Step
from casework.model.case_notes import NOTES_OPEN, NotesRequest, NotesState
from casework.model.episode import INCOMPLETE, Episode, EpisodeChange, EpisodeState

T = TypeVar("T")

INSERTED_AT_ONCE = 2_000
# SQLite takes a statement of at most 32,766 values, and older ones 999.
ASKED_AT_ONCE = 500
JOB = "list of episodes"


@dataclass(frozen=True, slots=True)
class Known:
    """An episode as the comparison needs it first. `waits`: its coder marked it done, nothing confirms it."""

    id: int
    listed: str
    waits: bool
    missing: bool = False


def on_the_list(session: Session, tenant: str) -> dict[str, Known]:
    """By reference, every episode that the last list held."""
    rows = _slim().where(col(Episode.tenant) == tenant, col(Episode.missing_from).is_(None))
    return _known(session, rows)


def not_on_the_list(session: Session, tenant: str, references: Sequence[str]) -> dict[str, Known]:
    """Those of the references that an earlier list held and the last one did not."""
    found: dict[str, Known] = {}
    for chunk in chunks(references, ASKED_AT_ONCE):
        rows = _slim().where(
            col(Episode.tenant) == tenant,
            col(Episode.reference).in_(chunk),
            col(Episode.missing_from).is_not(None),
        )
        found |= _known(session, rows)
    return found


def held(session: Session, ids: Sequence[int], *, lock: bool) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The columns of those episodes as they stand, held for this transaction where `lock`."""
    table = Episode.__table__  # type: ignore[attr-defined]
    columns = [table.c.id, table.c.version, *(table.c[name] for name in MERGED)]
    for chunk in chunks(sorted(ids), ASKED_AT_ONCE):
        rows = select(*columns).where(table.c.id.in_(chunk)).order_by(table.c.id)
        found = session.connection().execute(rows.with_for_update() if lock else rows).mappings().all()
        for row in found:
            yield row["id"], dict(row)


def insert_new(session: Session, rows: Iterable[dict[str, Any]], *, list_id: int, now: datetime) -> int:
    """Insert episodes, and the first row of each one's history; how many."""
    count = 0
    for chunk in chunks(rows, INSERTED_AT_ONCE):
        session.connection().execute(insert(Episode), chunk)
        count += len(chunk)
    if count:
        first = select(
            col(Episode.id),
            literal(list_id),
            literal(""),
            col(Episode.state),
            literal(JOB),
            literal(now, EpisodeChange.__table__.c.at.type),  # type: ignore[attr-defined]
            literal("first listed"),
        ).where(col(Episode.first_listed) == list_id)
        columns = ["episode_id", "list_id", "before", "after", "job", "at", "why"]
        session.connection().execute(insert(EpisodeChange).from_select(columns, first))
    return count


def write_steps(
    session: Session, steps: Iterable[tuple[int, Mapping[str, Any], Step]], *, list_id: int, now: datetime
) -> None:
    """Write what becomes of episodes that are known; each was held by this transaction."""
    statement = _update()
    for chunk in chunks(steps, INSERTED_AT_ONCE):
        session.connection().execute(statement, [_parameters(*one) for one in chunk])
        history = [
            _history(id, step, list_id, now) for id, _, step in chunk if step.before != step.after or step.why
        ]
        if history:
            session.connection().execute(insert(EpisodeChange), history)


def withdraw_idle_notes_requests(session: Session, *, tenant: str, now: datetime) -> None:
    """Nobody looks for the notes of an episode that is coded or that no list holds any more."""
    idle = exists().where(
        col(Episode.id) == NotesRequest.episode_id,
        col(Episode.tenant) == tenant,
        col(Episode.state).not_in(sorted(INCOMPLETE)),
    )
    session.connection().execute(
        update(NotesRequest)
        .where(col(NotesRequest.state).in_(sorted(NOTES_OPEN)), idle)
        .values(
            state=NotesState.WITHDRAWN.value,
            next_step_at=None,
            answered_at=now,
            version=col(NotesRequest.version) + 1,
        )
    )


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of at most that many."""
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _slim() -> Any:
    return select(
        col(Episode.reference),
        col(Episode.id),
        col(Episode.listed),
        (col(Episode.state) == EpisodeState.CODED.value) & col(Episode.coded_at).is_(None),
        col(Episode.missing_from).is_not(None),
    )


def _known(session: Session, rows: Any) -> dict[str, Known]:
    found = session.connection().execute(rows)
    return {row[0]: Known(row[1], row[2], bool(row[3]), bool(row[4])) for row in found}


def _update() -> Any:
    table = Episode.__table__  # type: ignore[attr-defined]
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in MERGED}
    return (
        update(table)
        .where(table.c.id == bindparam("held_id"))
        .values(values | {"version": table.c.version + 1})
    )


def _parameters(id: int, stood: Mapping[str, Any], step: Step) -> dict[str, Any]:
    return {"held_id": id} | {f"new_{name}": step.values.get(name, stood[name]) for name in MERGED}


def _history(id: int, step: Step, list_id: int, now: datetime) -> dict[str, Any]:
    return {
        "episode_id": id,
        "list_id": list_id,
        "before": step.before,
        "after": step.after,
        "job": JOB,
        "at": now,
        "why": step.why,
    }
