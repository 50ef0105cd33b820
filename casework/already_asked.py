"""What was answered before, as far as a person may see it: for whoever is about to ask it again."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from casework.model.coding_query import CodingQuery, Outcome, QueryState
from casework.model.person import Person
from casework.rights import Action, Stands, may

LOOK_BACK = timedelta(days=400)
# Each is looked at closely while somebody waits for a form.
MOST = 30
_ENDED = (QueryState.ANSWERED.value, QueryState.CLOSED.value)
_EMPTY_HANDED = (Outcome.WITHDRAWN.value, Outcome.DUPLICATE.value, Outcome.NO_ANSWER.value)


def answered_before(
    session: Session, *, by: Person, except_query: int | None = None, now: datetime
) -> list[CodingQuery]:
    """The person's own answered cases, and for a lead those of the department, the newest first."""
    rows = (
        select(CodingQuery)
        .join(Person, col(Person.id) == CodingQuery.asked_by)
        .where(
            Person.tenant == by.tenant,
            col(CodingQuery.state).in_(_ENDED),
            col(CodingQuery.outcome).not_in(_EMPTY_HANDED),
            col(CodingQuery.asked_at) >= now - LOOK_BACK,
            CodingQuery.id != except_query,
        )
    )
    if not may(by, Action.SEE_CASE, Stands.OTHER):
        rows = rows.where(CodingQuery.asked_by == by.id)
    return list(session.exec(rows.order_by(col(CodingQuery.id).desc()).limit(MOST)))
