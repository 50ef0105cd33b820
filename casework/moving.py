"""The one way in which a query's state changes: a conditional update, its history row, its cards.

Zero rows changed means that somebody else was first: the second is told who, what and when, and sees
the case as it stands now.
"""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from casework import history, holding_up, outbox
from casework.errors import CaseMoved
from casework.history import By
from casework.model.case_entry import CaseEntry
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.person import Person
from casework.model.status_change import Subject

# Episodes that wait for the case can go on.
ENDS_WAITING = frozenset({QueryState.ANSWERED, QueryState.CLOSED})


def move(
    session: Session,
    query: CodingQuery,
    *,
    to: QueryState,
    by: By,
    now: datetime,
    why: str,
    version: int | None = None,
    entry: CaseEntry | None = None,
    clarification: Clarification | None = None,
    **values: object,
) -> None:
    """Move the query, if it still stands where `query` says and, where given, at the card's `version`.

    `values` are further columns of the query. Who may do it was decided before.

    Raises:
        CaseMoved: it does not stand there any more, or the move is none that its state allows.
    """
    before = QueryState(query.state)
    expected = query.version if version is None else version
    if to not in CodingQuery.MOVES[before]:
        raise moved(session, query)
    statement = (
        update(CodingQuery)
        .where(
            col(CodingQuery.id) == query.id,
            col(CodingQuery.state) == before.value,
            col(CodingQuery.version) == expected,
        )
        .values(state=to.value, version=expected + 1, **values)
    )
    changed = session.connection().execute(statement).rowcount
    session.refresh(query)
    if not changed:
        raise moved(session, query)
    history.note(
        session,
        query=query,
        before=before.value,
        after=to.value,
        by=by,
        now=now,
        why=why,
        entry=entry,
        clarification=clarification,
        subject=Subject.QUERY,
    )
    outbox.owe_card_updates(session, query=query, now=now)
    if to in ENDS_WAITING:
        holding_up.case_answered(session, query, now)


def lock(session: Session, query: CodingQuery) -> None:
    """Hold the query's row for this transaction, for a step that leaves its state as it is."""
    same = update(CodingQuery).where(col(CodingQuery.id) == query.id).values(state=CodingQuery.state)
    session.connection().execute(same)
    session.refresh(query)


def moved(session: Session, query: CodingQuery) -> CaseMoved:
    """The refusal that says who was first, with what, and when."""
    last = history.last(session, query.id or 0)
    who = ""
    if last is not None:
        person = session.get(Person, last.by) if last.by else None
        who = person.name if person else f"the {last.job} job"
    return CaseMoved(query.reference, query.id or 0, who, last.why if last else "", last.at if last else None)
