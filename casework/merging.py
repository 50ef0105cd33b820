"""Two queries that ask the same are worked as one."""

import re
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from casework import clocks, history, outbox
from casework.department import Department
from casework.errors import NotFound, Unusable
from casework.history import By
from casework.holding import LARGEST_ID, WITH_LEADS, Held, hold, seen
from casework.model.coding_query import FIRST_NUMBER, CodingQuery, Outcome, QueryState
from casework.model.escalation import Escalation
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.moving import lock, move
from casework.rights import Action
from casework.taking_back import cancel_all
from casework.telling import Facts, tell_asker, tell_assignee
from casework.working import work_again

_REFERENCE = re.compile(r"(?:cq)?[\s-]{0,3}(\d{1,9})", re.IGNORECASE | re.ASCII)
_ENDED = {QueryState.ANSWERED, QueryState.CLOSED}


def merge(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    duplicate_of: str,
    department: Department,  # noqa: ARG001 - every verb takes it
    now: datetime,
) -> CodingQuery:
    """A lead closes a case as a duplicate of another, named by its reference: "CQ-1042" or "1042".

    CASE_CLOSED (`outcome` duplicate, `original_id`, `original`) to its asker, and CASE_ANSWERED at once if
    the original is answered already; NOTE_ADDED (`duplicate`, its reference) to the original's asker.

    Raises:
        Unusable: there is no such case, it is this one, a duplicate itself, withdrawn, or not with the leads.
    """
    seen(session, query_id=query_id, by=by, action=Action.MERGE)
    original_id = _number(duplicate_of)
    if original_id == query_id:
        raise Unusable("A case cannot be a duplicate of itself. Give the number of the other one.")
    original, asker = _original(session, original_id, by)
    held = hold(
        session,
        query_id=query_id,
        version=version,
        by=by,
        action=Action.MERGE,
        states=WITH_LEADS | {QueryState.ANSWERED},
        along=[original_id],
    )
    into = Held(original, asker, session.get(Escalation, original_id, populate_existing=True))
    _check_original(into)
    _close_as_duplicate(session, held, into, by=by, now=now)
    _note_merged(session, held, into, by=by, now=now)
    if into.query.state in _ENDED:
        facts: Facts = {"entry_id": into.work.answer_entry} if into.work.answer_entry else {}
        kind = NoticeKind.CASE_ANSWERED if into.work.answer_entry else NoticeKind.CASE_CLOSED
        facts |= {"outcome": into.query.outcome} | _of_original(into)
        tell_asker(session, kind, held, by=by, now=now, facts=facts)
    return held.query


def merged_into(session: Session, query_id: int) -> list[int]:
    """The ids of all that was merged into the query, or into what was merged into it."""
    found: list[int] = []
    above = [query_id]
    while above:
        rows = select(CodingQuery.id).where(
            col(CodingQuery.duplicate_of).in_(above), CodingQuery.outcome == Outcome.DUPLICATE.value
        )
        above = [one for one in session.exec(rows).all() if one and one not in (*found, query_id)]
        found += above
    return sorted(found)


def tell_merged(
    session: Session, kind: NoticeKind, held: Held, *, by: By, now: datetime, facts: Facts
) -> None:
    """Tell the askers of what was merged into the case, each about their own query."""
    for query_id in merged_into(session, held.id):
        one = _held(session, query_id)
        tell_asker(
            session,
            kind,
            one,
            by=by,
            now=now,
            facts=facts | _of_original(held),
            step=f" of {held.id} v{held.query.version}",
        )


def part(session: Session, held: Held, *, by: By, department: Department, now: datetime) -> None:
    """The original is not wanted any more: what was merged into it directly is the leads' again."""
    for query_id in merged_into(session, held.id):
        one = _held(session, query_id)
        if one.query.duplicate_of == held.id:
            lock(session, one.query)
            why = f"{held.query.reference} was withdrawn"
            unmerged: dict[str, Any] = {"outcome": "", "closed_at": None, "duplicate_of": None}
            work_again(session, one, by=by, now=now, why=why, department=department, **unmerged)


def _held(session: Session, query_id: int) -> Held:
    query = session.get_one(CodingQuery, query_id)
    return Held(query, session.get_one(Person, query.asked_by), session.get(Escalation, query_id))


def _number(reference: str) -> int:
    match = _REFERENCE.fullmatch(reference.strip())
    number = int(match[1]) if match else 0
    if not FIRST_NUMBER < number <= LARGEST_ID:
        raise Unusable("Write the number of the other case, for example CQ-1042.")
    return number - FIRST_NUMBER


def _original(session: Session, original_id: int, by: Person) -> tuple[CodingQuery, Person]:
    try:
        return seen(session, query_id=original_id, by=by, action=Action.MERGE)
    except NotFound as error:
        raise Unusable(f"There is no case CQ-{FIRST_NUMBER + original_id}. Check its number.") from error


def _check_original(into: Held) -> None:
    query = into.query
    if query.outcome == Outcome.DUPLICATE:
        raise Unusable(
            f"{query.reference} is a duplicate itself. Give the number of the case that it went into."
        )
    if into.escalation is None:
        raise Unusable(f"{query.reference} was never handed to the lead coders, so nobody will answer it.")
    if query.outcome == Outcome.WITHDRAWN:
        raise Unusable(f"{query.reference} was withdrawn, so nobody will answer it.")


def _close_as_duplicate(session: Session, held: Held, into: Held, *, by: Person, now: datetime) -> None:
    why = f"merged into {into.query.reference}"
    cancel_all(session, held.query, by=by, why=why, now=now)
    move(
        session,
        held.query,
        to=QueryState.CLOSED,
        by=by,
        now=now,
        why=why,
        outcome=Outcome.DUPLICATE.value,
        duplicate_of=into.id,
        closed_at=now,
        resumes_to="",
    )
    clocks.stop(session, held.query, now)
    facts = {"outcome": Outcome.DUPLICATE.value} | _of_original(into)
    tell_asker(session, NoticeKind.CASE_CLOSED, held, by=by, now=now, facts=facts)
    tell_assignee(session, NoticeKind.CASE_CLOSED, held, by=by, now=now, facts=facts)


def _note_merged(session: Session, held: Held, into: Held, *, by: Person, now: datetime) -> None:
    """The original does not move; its history, its cards and its asker learn of it."""
    state, step = into.query.state, f" with {held.query.reference}"
    why = f"{held.query.reference} was merged into it"
    history.note(session, query=into.query, before=state, after=state, by=by, now=now, why=why)
    outbox.owe_card_updates(session, query=into.query, now=now, step=step)
    facts = {"duplicate": held.query.reference}
    tell_asker(session, NoticeKind.NOTE_ADDED, into, by=by, now=now, facts=facts, step=step)


def _of_original(into: Held) -> Facts:
    return {"original_id": into.id, "original": into.query.reference}
