"""Questions put to clinicians, as they are read: one with its people, a clinician's open ones, drafts."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from casework import people
from casework.clarification_moves import seen
from casework.model.clarification import Clarification, ClarificationState
from casework.model.coding_query import reference_of
from casework.model.person import Person
from casework.rights import Action, Stands, may


@dataclass(frozen=True, slots=True)
class Question:
    """One clarification with the people in it, as far as the reader may know them.

    `mine_to_answer`: it is addressed to the reader, or to somebody for whom they stand in (`for_another`).
    """

    one: Clarification
    query_reference: str
    asker: Person
    clinician: Person | None
    answered_by: Person | None
    mine_to_answer: bool
    for_another: bool


def read_question(session: Session, *, clarification_id: int, by: Person, now: datetime) -> Question:
    """One question, for its asker, the leads, and the clinician who is asked.

    Raises:
        QuestionNotFound: it does not exist or is not theirs to see.
    """
    one = seen(session, clarification_id=clarification_id, by=by, action=Action.SEE_CLARIFICATION, now=now)
    return question_of(session, one, by=by, now=now)


def question_of(session: Session, one: Clarification, *, by: Person, now: datetime) -> Question:
    """The question with its people, for somebody who may see it."""
    addressed = one.clinician_id is not None and by.id in people.addressees(session, one.clinician_id, now)
    return Question(
        one=one,
        query_reference=reference_of(one.query_id),
        asker=session.get_one(Person, one.asked_by),
        clinician=session.get(Person, one.clinician_id) if one.clinician_id else None,
        answered_by=session.get(Person, one.answered_by) if one.answered_by else None,
        mine_to_answer=addressed and may(by, Action.ANSWER_CLARIFICATION, Stands.ADDRESSED),
        for_another=addressed and by.id != one.clinician_id,
    )


def open_for(session: Session, *, clinician: Person, now: datetime) -> list[Question]:
    """What the clinician owes an answer to, the earliest due first; with what is for those for whom they
    stand in now."""
    if not may(clinician, Action.ANSWER_CLARIFICATION, Stands.ADDRESSED):
        return []
    whose = {clinician.id or 0} | people.stood_in_for(session, clinician.id or 0, now)
    asked = select(Clarification).where(
        Clarification.state == ClarificationState.OPEN.value,
        col(Clarification.clinician_id).in_(sorted(whose)),
    )
    found = (
        question_of(session, one, by=clinician, now=now)
        for one in session.exec(asked.order_by(col(Clarification.due_at), col(Clarification.id)))
    )
    return [question for question in found if question.mine_to_answer]


def drafts_of(session: Session, *, query_id: int, by: Person) -> list[Clarification]:
    """The person's own unfinished questions in one case, the newest first."""
    own = select(Clarification).where(
        Clarification.query_id == query_id,
        Clarification.asked_by == by.id,
        Clarification.state == ClarificationState.DRAFT.value,
    )
    return list(session.exec(own.order_by(col(Clarification.id).desc())))
