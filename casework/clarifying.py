"""A clinician is asked, answers, says where the answer is recorded, or sends the question on; it ends.

start_draft -> save_draft ... -> send -> answer -> record_where -> close
                                  |-> redirect (a new one for the other clinician)
                                  |-> cancel
"""

from datetime import datetime

from sqlmodel import Session

from casework import wording
from casework.clarification_answers import NOT_YET, check_answer, check_place, place_words
from casework.clarification_moves import ANSWERED, DRAFT, OPEN, entry_of, held, step
from casework.clarification_notices import tell_answered, tell_clinician
from casework.clarification_waiting import resume, wait
from casework.department import Department
from casework.drafting import (
    Written,
    check_clinician,
    check_is_worked,
    draft_of,
    own_draft,
    save_draft,
    start_draft,
)
from casework.errors import CaseworkError, Unusable
from casework.fairness.faults import Fault
from casework.model.case_entry import EntryKind
from casework.model.clarification import Agreement, Clarification, ClarificationState
from casework.model.person import Person
from casework.questions import open_for, read_question
from casework.rights import Action
from casework.taking_back import cancel, cancel_all, redirect

__all__ = [
    "Unfair",
    "Written",
    "answer",
    "cancel",
    "cancel_all",
    "close",
    "draft_of",
    "open_for",
    "own_draft",
    "read_question",
    "record_where",
    "redirect",
    "save_draft",
    "send",
    "start_draft",
]


class Unfair(CaseworkError):
    """The question is not fair yet; `faults` say what to mend, each in a sentence."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("I have not sent this yet: " + " ".join(fault.sentence for fault in faults))


def send(
    session: Session,
    *,
    clarification_id: int,
    version: int,
    by: Person,
    department: Department,
    now: datetime,
) -> Clarification:
    """The clinician is asked: DRAFT -> OPEN, and the case waits.

    Raises:
        Unfair: the fairness check finds anything.
        Unusable: no clinician is chosen, or the case is answered or closed.
        QuestionNotFound, QuestionMoved: it is not this person's draft, or no longer a draft.
    """
    one, query = held(
        session,
        clarification_id=clarification_id,
        version=version,
        at=DRAFT,
        by=by,
        action=Action.CLARIFY,
        now=now,
    )
    check_is_worked(query)
    if faults := wording.check(draft_of(one)):
        raise Unfair(faults)
    check_clinician(session, one.clinician_id or 0, asked_by=by)
    step(
        session,
        one,
        to=ClarificationState.OPEN,
        by=by,
        now=now,
        why=f"asked a clinician ({one.reference})",
        sent_at=now,
        due_at=department.calendar.add(now, department.clinician_time),
    )
    wait(session, query, by=by, department=department, now=now)
    tell_clinician(session, one, department=department, now=now)
    return one


def answer(
    session: Session,
    *,
    clarification_id: int,
    version: int,
    by: Person,
    chosen: str = "",
    words: str = "",
    department: Department,
    now: datetime,
) -> Clarification:
    """The clinician, or who stands in for them, answers: OPEN -> ANSWERED. Who asked is told.

    Raises:
        HoldsIdentifier, Unusable: the words, or what was chosen.
        QuestionNotFound, NotAllowed: it is not addressed to this person.
        QuestionMoved: it was answered, sent on or withdrawn before.
    """
    one, query = held(
        session,
        clarification_id=clarification_id,
        version=version,
        at=OPEN,
        by=by,
        action=Action.ANSWER_CLARIFICATION,
        now=now,
    )
    check_answer(one, chosen, words)
    step(
        session,
        one,
        to=ClarificationState.ANSWERED,
        by=by,
        now=now,
        why=f"answered {one.reference}",
        answered_by=by.id,
        answered_at=now,
        chosen=chosen,
        answer=words,
    )
    resume(session, query, by=by, department=department, now=now)
    tell_answered(session, one, by=by, now=now)
    return one


def record_where(
    session: Session,
    *,
    clarification_id: int,
    version: int,
    by: Person,
    where: str,
    words: str = "",
    now: datetime,
) -> Clarification:
    """The clinician says where in the record the answer stands or will stand: coders code from the record.

    Raises: as `answer`.
    """
    one, query = held(
        session,
        clarification_id=clarification_id,
        version=version,
        at=ANSWERED,
        by=by,
        action=Action.ANSWER_CLARIFICATION,
        now=now,
    )
    check_place(where, words)
    place = place_words(where, words)
    entry = entry_of(session, one, query, EntryKind.NOTE, by, f"Recorded: {place}", now)
    step(
        session,
        one,
        to=ClarificationState.ANSWERED,
        by=by,
        now=now,
        why=f"said where the answer to {one.reference} is recorded",
        entry=entry,
        recorded_where=place,
        recorded_at=None if where == NOT_YET else now,
    )
    if where != NOT_YET:
        tell_answered(session, one, by=by, now=now)
    return one


def close(
    session: Session,
    *,
    clarification_id: int,
    version: int,
    by: Person,
    agreement: str,
    now: datetime,
) -> Clarification:
    """Who asked, or a lead, has used the answer: ANSWERED -> CLOSED, with what they make of it.

    Raises:
        Unusable: an agreement that is none.
        QuestionNotFound, NotAllowed, QuestionMoved: as `answer`.
    """
    one, _query = held(
        session,
        clarification_id=clarification_id,
        version=version,
        at=ANSWERED,
        by=by,
        action=Action.CLOSE_CLARIFICATION,
        now=now,
    )
    if agreement not in list(Agreement):
        raise Unusable("Please say whether you agree, disagree, or have no opinion.")
    step(
        session,
        one,
        to=ClarificationState.CLOSED,
        by=by,
        now=now,
        why=f"closed {one.reference}: {agreement}",
        agreement=agreement,
    )
    return one
