"""Who leaves, or works the queue no longer, hands their cases back: nothing is lost from sight."""

from datetime import datetime

from sqlmodel import Session, col, select

from casework import moving
from casework.history import By
from casework.holding import WITH_LEADS, Held
from casework.model.coding_query import CodingQuery
from casework.model.escalation import Escalation
from casework.model.person import Person
from casework.working import let_go


def hand_back(session: Session, person: Person, *, by: By, now: datetime) -> list[int]:
    """Every open case of that lead is nobody's again, and those who may take it are told; the cases' ids."""
    states = [state.value for state in WITH_LEADS]
    rows = (
        select(CodingQuery)
        .join(Escalation, col(Escalation.query_id) == CodingQuery.id)
        .where(Escalation.assigned_to == person.id, col(CodingQuery.state).in_(states))
        .order_by(col(CodingQuery.id))
    )
    return [query.id or 0 for query in session.exec(rows).all() if _let_go(session, query, person, by, now)]


def _let_go(session: Session, query: CodingQuery, person: Person, by: By, now: datetime) -> bool:
    moving.lock(session, query)
    work = session.get_one(Escalation, query.id, populate_existing=True)
    if query.state not in WITH_LEADS or work.assigned_to != person.id:
        return False
    held = Held(query, session.get_one(Person, query.asked_by), work)
    let_go(session, held, by=by, now=now, why=f"{person.name} works the queue no longer")
    return True
