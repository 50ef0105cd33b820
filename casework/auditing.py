"""Walks the hash chains of all queries and names what was touched since it was written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, select

from casework import chain, history
from casework.asking import ASKED, REWORDED
from casework.heads import Head
from casework.model.case_entry import CaseEntry
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery, QueryRound, reference_of
from casework.model.ruling import Ruling
from casework.model.status_change import StatusChange, Subject


@dataclass(frozen=True, slots=True)
class Touched:
    """One thing that is not as it was written: in which case, at which step, and what."""

    reference: str
    sequence: int
    what: str

    def __str__(self) -> str:
        return f"{self.reference}, step {self.sequence}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk over all chains found. `unsealed` rows are from before the chain was kept."""

    cases: int
    steps: int
    unsealed: int
    heads: int
    touched: list[Touched]


@dataclass(frozen=True)
class _Kept:
    """What the rows seal, at hand for one walk."""

    entries: Mapping[int, CaseEntry]
    clarifications: Mapping[int, Clarification]
    rounds: Mapping[int, list[str]]
    rulings: Mapping[int, Ruling]


def verify(session: Session, heads: Iterable[Head] = (), *, only: int | None = None) -> Verified:
    """Walk every chain, or that of one query; `heads` were kept outside the database, in the order written.

    A change to a row, an entry, a question or an answer is found by its digest; a row taken out,
    put in or swapped by its sequence; a cut-off tail, or a case deleted whole, by the heads alone.
    """
    key = history.audit_key(session)
    kept = _kept(session, only)
    latest = {head.query_id: head for head in heads if only in (None, head.query_id)}
    rows = session.exec(
        _of(select(StatusChange), StatusChange.query_id, only).order_by(
            col(StatusChange.query_id), col(StatusChange.sequence)
        )
    )
    touched: list[Touched] = []
    seen: set[int] = set()
    steps = unsealed = 0
    for query_id, group in groupby(rows, key=lambda row: row.query_id):
        chained = list(group)
        seen.add(query_id)
        steps += len(chained)
        unsealed += sum(not row.mac for row in chained)
        touched += _walk(key, chained, kept)
        touched += _against(latest.get(query_id), chained)
    touched += _gone(session, seen, latest, only)
    touched += _states(session, only)
    return Verified(len(seen), steps, unsealed, len(latest), touched)


def _walk(key: bytes, rows: list[StatusChange], kept: _Kept) -> Iterator[Touched]:
    before, number, sealed = "", 0, False
    for place, row in enumerate(rows, 1):
        reference = reference_of(row.query_id)
        if row.sequence != place:
            yield Touched(reference, place, f"missing: the next step there is number {row.sequence}")
            return
        if not row.mac and not sealed:
            continue  # from before the chain was kept
        sealed = True
        if chain.mac_of(key, row.model_dump(), before) != row.mac:
            yield Touched(reference, place, "changed")
        before = row.mac
        number += row.why in (ASKED, REWORDED)
        if row.seal and row.seal != _sealed(row, kept, number):
            yield Touched(reference, place, "the words that belong to this step were changed")


def _sealed(row: StatusChange, kept: _Kept, number: int) -> str:
    """The digest of what the row sealed, as it lies in the database now."""
    if row.why in (ASKED, REWORDED):
        words = kept.rounds.get(row.query_id, [])
        return (
            chain.seal_of_round(row.query_id, number, words[number - 1]) if number <= len(words) else "gone"
        )
    entry = kept.entries.get(row.entry_id or 0)
    clarification = kept.clarifications.get(row.clarification_id or 0)
    ruling = kept.rulings.get(row.ruling_id or 0)
    return history.seal_of(row.after, entry, clarification, ruling)


def _against(head: Head | None, rows: list[StatusChange]) -> Iterator[Touched]:
    """What was anchored outside must still be there."""
    if head is None:
        return
    reference = reference_of(head.query_id)
    if head.sequence > len(rows):
        yield Touched(reference, len(rows) + 1, f"cut off: there were {head.sequence} steps on {head.at}")
    elif rows[head.sequence - 1].mac != head.mac:
        yield Touched(reference, head.sequence, "not the step that was anchored outside the database")


def _of(statement: Any, column: Any, only: int | None) -> Any:
    """The statement for one query, or as it is for all."""
    return statement if only is None else statement.where(column == only)


def _gone(session: Session, seen: set[int], heads: Mapping[int, Head], only: int | None) -> Iterator[Touched]:
    kept = set(session.exec(_of(select(CodingQuery.id), CodingQuery.id, only)))
    for query_id in sorted((set(heads) | {one for one in kept if one}) - seen):
        yield Touched(reference_of(query_id), 1, "the whole history is missing")


def _states(session: Session, only: int | None) -> Iterator[Touched]:
    """The state of a query must be that of its last move."""
    moves = (
        select(StatusChange.query_id, StatusChange.after)
        .where(StatusChange.subject == Subject.QUERY.value)
        .order_by(col(StatusChange.query_id), col(StatusChange.sequence))
    )
    last = dict(session.exec(_of(moves, StatusChange.query_id, only)).all())
    states = _of(select(CodingQuery.id, CodingQuery.state), CodingQuery.id, only)
    for query_id, state in session.exec(states):
        if query_id in last and last[query_id] != state:
            yield Touched(
                reference_of(query_id), 0, f"its state says “{state}”, its history “{last[query_id]}”"
            )


def _kept(session: Session, only: int | None) -> _Kept:
    rounds: defaultdict[int, list[str]] = defaultdict(list)
    asked = select(QueryRound).order_by(col(QueryRound.query_id), col(QueryRound.round))
    for one in session.exec(_of(asked, QueryRound.query_id, only)):
        rounds[one.query_id].append(one.words)
    entries = {one.id or 0: one for one in session.exec(_of(select(CaseEntry), CaseEntry.query_id, only))}
    asked_clinicians = _of(select(Clarification), Clarification.query_id, only)
    clarifications = {one.id or 0: one for one in session.exec(asked_clinicians)}
    rulings = {one.id or 0: one for one in session.exec(_of(select(Ruling), Ruling.query_id, only))}
    return _Kept(entries, clarifications, rounds, rulings)
