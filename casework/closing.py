"""How a case ends and begins again. CASE_CLOSED carries `outcome` and, where words go with it, `entry_id`."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from casework import clocks, merging
from casework.department import Department
from casework.errors import Unusable
from casework.history import By, Job
from casework.holding import WITH_LEADS, Held, entry_fact, hold, seen
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.coding_query import CodingQuery, Outcome, QueryState
from casework.model.escalation import Escalation
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.moving import lock, move
from casework.rights import Action
from casework.taking_back import cancel_all
from casework.telling import tell_asker, tell_assignee
from casework.texts import usable
from casework.words import moment_words
from casework.working import work_again, write

BY_LEADS = frozenset({Outcome.RESOLVED, Outcome.NO_ANSWER})
CONFIRMATIONS = Job("confirmations")
_UNCLOSED: dict[str, Any] = {"outcome": "", "closed_at": None, "chosen_code": "", "chosen_classification": ""}


def close(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    outcome: Outcome,
    words: str = "",
    department: Department,  # noqa: ARG001 - every verb takes it
    now: datetime,
) -> CodingQuery:
    """A lead closes a case as RESOLVED or NO_ANSWER, with the reason. CASE_CLOSED to asker and assignee.

    Raises:
        Unusable: another outcome, or no words although there is no answer to go by.
    """
    if outcome not in BY_LEADS:
        raise Unusable("Choose how it ends: resolved, or no answer possible.")
    words = usable(words, "why it is closed", needed=False)
    states = WITH_LEADS | {QueryState.ANSWERED}
    held = hold(session, query_id=query_id, version=version, by=by, action=Action.CLOSE, states=states)
    if not words and (outcome is Outcome.NO_ANSWER or not held.work.answer_entry):
        raise Unusable("Please write why it is closed: the asker has no answer to go by.")
    entry = write(session, held, EntryKind.REASON, by, words, now) if words else None
    why = f"closed: {outcome.value}"
    _end(session, held, by=by, now=now, outcome=outcome, why=why, entry=entry)
    facts = {"outcome": outcome.value} | entry_fact(entry)
    tell_asker(session, NoticeKind.CASE_CLOSED, held, by=by, now=now, facts=facts)
    tell_assignee(session, NoticeKind.CASE_CLOSED, held, by=by, now=now, facts=facts)
    merging.tell_merged(session, NoticeKind.CASE_CLOSED, held, by=by, now=now, facts=facts)
    return held.query


def withdraw(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    words: str = "",
    department: Department,
    now: datetime,
) -> CodingQuery:
    """The asker does not need it any more: -> CLOSED, withdrawn; CASE_CLOSED to the assignee.

    Cases that were merged into it are the leads' again (NEW), and their askers are told (CASE_REOPENED).
    """
    words = usable(words, "why", needed=False)
    seen(session, query_id=query_id, by=by, action=Action.WITHDRAW)
    held = hold(
        session,
        query_id=query_id,
        version=version,
        by=by,
        action=Action.WITHDRAW,
        states=WITH_LEADS | {QueryState.OPEN},
        along=merging.merged_into(session, query_id),
    )
    entry = write(session, held, EntryKind.REASON, by, words, now) if words else None
    _end(session, held, by=by, now=now, outcome=Outcome.WITHDRAWN, why="withdrawn", entry=entry)
    facts = {"outcome": Outcome.WITHDRAWN.value} | entry_fact(entry)
    tell_assignee(session, NoticeKind.CASE_CLOSED, held, by=by, now=now, facts=facts)
    merging.part(session, held, by=by, department=department, now=now)
    return held.query


def reopen(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    words: str,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """CLOSED -> ASSIGNED, or NEW where nobody has it, or OPEN if it never was with the lead coders.

    By the asker or a lead; CASE_REOPENED to the others of asker, assignee or triage.

    Raises:
        Unusable: closed longer ago than `department.reopen_within`, or as a duplicate.
    """
    words = usable(words, "why it is needed again")
    held = hold(
        session,
        query_id=query_id,
        version=version,
        by=by,
        action=Action.REOPEN,
        states={QueryState.CLOSED},
    )
    _check_reopen(held, department, now)
    entry = write(session, held, EntryKind.REASON, by, words, now)
    why = "reopened"
    if held.escalation:
        work_again(session, held, by=by, now=now, why=why, department=department, entry=entry, **_UNCLOSED)
        return held.query
    again = held.query.reopened + 1
    to = QueryState.OPEN
    move(session, held.query, to=to, by=by, now=now, why=why, entry=entry, reopened=again, **_UNCLOSED)
    facts = entry_fact(entry)
    tell_asker(session, NoticeKind.CASE_REOPENED, held, by=by, now=now, facts=facts)
    return held.query


def close_confirmed(session: Session, *, department: Department, now: datetime) -> list[int]:
    """The daily job: what was answered and neither confirmed nor refused in time is closed as resolved."""
    rows = (
        select(CodingQuery)
        .join(Escalation, col(Escalation.query_id) == CodingQuery.id)
        .where(
            CodingQuery.state == QueryState.ANSWERED.value,
            col(Escalation.answered_at) <= now - department.confirm_within,
        )
        .order_by(col(CodingQuery.id))
    )
    return [query.id or 0 for query in session.exec(rows).all() if _confirmed(session, query, now)]


def _end(
    session: Session,
    held: Held,
    *,
    by: By,
    now: datetime,
    outcome: Outcome,
    why: str,
    entry: CaseEntry | None = None,
) -> None:
    cancel_all(session, held.query, by=by, why=why, now=now)
    move(
        session,
        held.query,
        to=QueryState.CLOSED,
        by=by,
        now=now,
        why=why,
        entry=entry,
        outcome=outcome.value,
        closed_at=now,
        resumes_to="",
    )
    clocks.stop(session, held.query, now)


def _check_reopen(held: Held, department: Department, now: datetime) -> None:
    query = held.query
    if query.outcome == Outcome.DUPLICATE:
        raise Unusable(f"{query.reference} was closed as a duplicate. Ask again to start a new query.")
    if query.closed_at is not None and query.closed_at + department.reopen_within < now:
        raise Unusable(
            f"{query.reference} was closed on {moment_words(query.closed_at)}, more than "
            f"{department.reopen_within.days} days ago. Ask again to start a new query."
        )


def _confirmed(session: Session, query: CodingQuery, now: datetime) -> bool:
    """Close one; another replica, or its asker, may have been first."""
    version = query.version
    lock(session, query)
    if query.version != version or query.state != QueryState.ANSWERED:
        return False
    held = Held(query, session.get_one(Person, query.asked_by), session.get_one(Escalation, query.id))
    why = "nobody said that it is not answered"
    _end(session, held, by=CONFIRMATIONS, now=now, outcome=Outcome.RESOLVED, why=why)
    facts = {"outcome": Outcome.RESOLVED.value}
    tell_asker(session, NoticeKind.CASE_CLOSED, held, by=CONFIRMATIONS, now=now, facts=facts)
    return True
