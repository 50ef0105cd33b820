"""Lists that people read: nothing here changes anything."""

from sqlmodel import Session, col, func, select

from casework.model.coding_query import CodingQuery, QueryState
from casework.model.person import Person


def mine(session: Session, *, by: Person, limit: int = 10) -> tuple[list[CodingQuery], int]:
    """The person's own queries, open ones first, newest first, and how many there are in all."""
    own = select(CodingQuery).where(CodingQuery.asked_by == by.id)
    closed_last = col(CodingQuery.state) == QueryState.CLOSED.value
    rows = session.exec(own.order_by(closed_last, col(CodingQuery.id).desc()).limit(limit))
    total = select(func.count()).select_from(CodingQuery).where(CodingQuery.asked_by == by.id)
    return list(rows), session.exec(total).one()
