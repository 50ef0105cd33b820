"""Lists that people read: nothing here changes anything."""

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from casework.asking import suggestions_of, visible_query
from casework.model.coding_query import CodingQuery, QueryState, SuggestionRow
from casework.model.person import Person
from casework.model.status_change import StatusChange


@dataclass(frozen=True, slots=True)
class History:
    """One query with everything that happened to it, oldest first, and who did it."""

    query: CodingQuery
    asker: Person
    changes: list[tuple[StatusChange, str]]
    suggestions: list[SuggestionRow]


def mine(session: Session, *, by: Person, limit: int = 10) -> tuple[list[CodingQuery], int]:
    """The person's own queries, open ones first, newest first, and how many there are in all."""
    own = select(CodingQuery).where(CodingQuery.asked_by == by.id)
    closed_last = col(CodingQuery.state) == QueryState.CLOSED.value
    rows = session.exec(own.order_by(closed_last, col(CodingQuery.id).desc()).limit(limit))
    total = select(func.count()).select_from(CodingQuery).where(CodingQuery.asked_by == by.id)
    return list(rows), session.exec(total).one()


def history(session: Session, *, query_id: int, by: Person) -> History:
    """One query's history, for the asker or a lead.

    Raises:
        NotFound: it does not exist or is not theirs to see.
    """
    query = visible_query(session, query_id=query_id, by=by)
    changes = session.exec(
        select(StatusChange, Person.name)
        .join(Person, col(Person.id) == StatusChange.by, isouter=True)
        .where(StatusChange.query_id == query.id)
        .order_by(col(StatusChange.sequence))
    )
    asker = session.get_one(Person, query.asked_by)
    return History(
        query,
        asker,
        [(change, name or change.job) for change, name in changes],
        suggestions_of(session, query),
    )
