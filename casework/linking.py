"""The link of an episode to the real case that it waits for: a query at the lead coders, or a clarification.

What its answer sets free is in holding_up.py.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from casework import moving, people
from casework.errors import NotFound, Unusable
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery, reference_of
from casework.model.episode import BlockReason
from casework.model.escalation import Escalation
from casework.model.person import Person
from casework.rights import Action, check_case, check_clarification


@dataclass(frozen=True, slots=True)
class Link:
    """The real case that an episode waits for: a query at the lead coders, or a clarification."""

    query_id: int | None = None
    clarification_id: int | None = None

    @property
    def reason(self) -> BlockReason:
        """What waiting for it is called."""
        if self.clarification_id is not None:
            return BlockReason.AWAITING_CLARIFICATION
        return BlockReason.AWAITING_RULING


def checked(
    session: Session, reason: BlockReason, link: Link | None, *, by: Person, now: datetime
) -> dict[str, object]:
    """The link's columns, once it is sure that an answer is still to come.

    The case is held from here on: an answer of the same instant comes before the link, which is refused, or
    after it, and sets the episode free.

    Raises:
        Unusable: the reason needs a case and there is none, or the case waits for nobody.
        NotFound: the person may not see the case.
    """
    if reason is BlockReason.AWAITING_RULING:
        query = _query(session, link, by)
        moving.lock(session, query)
        if not query.is_with_leads() or session.get(Escalation, query.id) is None:
            raise Unusable(f"{query.reference} is not waiting for the lead coders: ask them first.")
        return {"query_id": query.id, "clarification_id": None}
    if reason is BlockReason.AWAITING_CLARIFICATION:
        one = _clarification(session, link, by, now)
        moving.lock(session, session.get_one(CodingQuery, one.query_id))
        session.refresh(one)
        if not one.is_open():
            raise Unusable(f"{one.reference} is not waiting for an answer: send it first.")
        return {"query_id": None, "clarification_id": one.id}
    return {"query_id": None, "clarification_id": None}


def _query(session: Session, link: Link | None, by: Person) -> CodingQuery:
    if link is None or link.query_id is None:
        raise Unusable("Name the query that the lead coders have: the episode waits for its answer.")
    query = session.get(CodingQuery, link.query_id)
    if query is None:
        raise NotFound(reference_of(link.query_id))
    check_case(by, Action.SEE_CASE, query, asker=session.get_one(Person, query.asked_by))
    return query


def _clarification(session: Session, link: Link | None, by: Person, now: datetime) -> Clarification:
    if link is None or link.clarification_id is None:
        raise Unusable("Name the clarification that the clinician has: the episode waits for its answer.")
    one = session.get(Clarification, link.clarification_id)
    if one is None:
        raise NotFound(f"clarification {link.clarification_id}")
    query = session.get_one(CodingQuery, one.query_id)
    asker = session.get_one(Person, query.asked_by)
    told = people.addressees(session, one.clinician_id, now) if one.clinician_id else frozenset[int]()
    check_clarification(by, Action.SEE_CLARIFICATION, one, asker=asker, addressees=told)
    return one
