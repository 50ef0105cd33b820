"""A case in the hand: found with the right to it, its row held, and still as the card showed it.

The hold is the first write of the transaction: of two who act at once on either database the second waits
here, and then sees that the first was there.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from casework import moving, rights
from casework.errors import NotFound
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.clarification import Clarification, ClarificationState
from casework.model.coding_query import CodingQuery, QueryState, reference_of
from casework.model.escalation import Escalation
from casework.model.person import Person
from casework.rights import Action

LARGEST_ID = 2**31 - 1
_S = QueryState
WAITING = frozenset({_S.WAITING_ASKER, _S.WAITING_CLINICIAN, _S.WAITING_HELPDESK})
WITH_LEADS = WAITING | {_S.NEW, _S.ASSIGNED}


@dataclass(frozen=True, slots=True)
class Held:
    """A case whose row this transaction holds. `escalation` is None while its asker alone has it."""

    query: CodingQuery
    asker: Person
    escalation: Escalation | None

    @property
    def work(self) -> Escalation:
        """The escalation, of a case that is or was with the lead coders."""
        assert self.escalation is not None, "a case with the lead coders was handed to them"
        return self.escalation

    @property
    def id(self) -> int:
        """The query's id."""
        return self.query.id or 0

    @property
    def assignee_id(self) -> int | None:
        """The lead who has it."""
        return self.escalation.assigned_to if self.escalation else None

    def nonce(self, kind: EntryKind) -> str:
        """The mark of a text that goes with the move from this version: there is one of each kind."""
        return f"{kind.value} at {self.query.version}"


def seen(session: Session, *, query_id: int, by: Person, action: Action) -> tuple[CodingQuery, Person]:
    """The query and its asker, if the person may see it and do that to it.

    Raises:
        NotFound: it does not exist, or is not theirs to see: the two read alike.
        NotAllowed: they may see it, but not do that.
    """
    query = session.get(CodingQuery, query_id) if 0 < query_id <= LARGEST_ID else None
    if query is None:
        raise NotFound(reference_of(query_id))
    asker = session.get_one(Person, query.asked_by)
    rights.check_case(by, action, query, asker=asker)
    return query, asker


def hold(
    session: Session,
    *,
    query_id: int,
    version: int | None,
    by: Person,
    action: Action,
    states: Collection[QueryState],
    along: Collection[int] = (),
) -> Held:
    """As `seen`, with the rows of the query and of those `along` held, in the order of their ids.

    `version` is the card's; None for what moves nothing.

    Raises:
        CaseMoved: it does not stand where the card was drawn, or that is no step from there.
    """
    query, asker = seen(session, query_id=query_id, by=by, action=action)
    for each in sorted({query_id, *along}):
        moving.lock(session, session.get_one(CodingQuery, each))
    escalation = session.get(Escalation, query_id, populate_existing=True)
    if _stands(query, escalation) not in states or version not in (None, query.version):
        raise moving.moved(session, query)
    return Held(query, asker, escalation)


def _stands(query: CodingQuery, escalation: Escalation | None) -> QueryState:
    """Where it stands for whoever works it: an asker who asked a clinician has the query still."""
    alone = escalation is None and query.is_waiting()
    return QueryState.OPEN if alone else QueryState(query.state)


def work_state(session: Session, held: Held) -> QueryState:
    """Where the case belongs when nobody is waited for, or only a clinician who has not answered yet."""
    if open_questions(session, held.id):
        return QueryState.WAITING_CLINICIAN
    return assigned_or_new(held)


def assigned_or_new(held: Held) -> QueryState:
    """Whether somebody of the leads has it."""
    return QueryState.ASSIGNED if held.assignee_id else QueryState.NEW


def open_questions(session: Session, query_id: int) -> list[Clarification]:
    """The clarifications that a clinician still owes an answer to, the oldest first."""
    rows = select(Clarification).where(
        Clarification.query_id == query_id, Clarification.state == ClarificationState.OPEN.value
    )
    return list(session.exec(rows.order_by(col(Clarification.id))))


def entry_fact(entry: CaseEntry | None) -> dict[str, int]:
    """What a notice says of the words that go with it."""
    return {"entry_id": entry.id or 0} if entry else {}
