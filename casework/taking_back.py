"""A question to a clinician goes to another one, or is taken back."""

from datetime import datetime

from sqlmodel import Session, select

from casework import history, holding_up, people
from casework.clarification_answers import check_reason
from casework.clarification_moves import DRAFT, OPEN, entry_of, held, step
from casework.clarification_notices import tell_cancelled, tell_clinician, tell_redirected
from casework.clarification_waiting import resume
from casework.department import Department
from casework.drafting import check_clinician
from casework.errors import Unusable
from casework.history import By
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.clarification import Clarification, ClarificationState
from casework.model.coding_query import CodingQuery
from casework.model.person import Person
from casework.rights import Action

# What a question is, whoever it is put to.
_ASKED = {
    "query_id",
    "asked_by",
    "template",
    "patient_reference",
    "title",
    "indicators",
    "question",
    "format",
    "options",
    "documented",
}


def redirect(
    session: Session,
    *,
    clarification_id: int,
    version: int,
    by: Person,
    to_id: int,
    words: str,
    department: Department,
    now: datetime,
) -> Clarification:
    """The clinician names somebody else: OPEN -> REDIRECTED with the reason, and the same question is open
    for that one. Gives the new one back. Who asked is told once.

    Raises:
        HoldsIdentifier, Unusable: the reason, or who it is to go to.
        QuestionNotFound, NotAllowed, QuestionMoved: as `answer`.
    """
    one, query = held(
        session,
        clarification_id=clarification_id,
        version=version,
        at=OPEN,
        by=by,
        action=Action.REDIRECT_CLARIFICATION,
        now=now,
    )
    check_reason(words)
    _check_goes_elsewhere(session, one, by, to_id, now)
    new = _again(session, one, to_id, department, now)
    entry = entry_of(session, one, query, EntryKind.REASON, by, words, now)
    step(
        session,
        one,
        to=ClarificationState.REDIRECTED,
        by=by,
        now=now,
        why=f"sent {one.reference} on to another clinician ({new.reference})",
        entry=entry,
        ended_because=words,
        redirected_to=new.id,
    )
    history.note(
        session,
        query=query,
        before="",
        after=ClarificationState.OPEN,
        by=by,
        now=now,
        why=f"asked a clinician ({new.reference}, which was {one.reference})",
        clarification=new,
    )
    holding_up.clarification_redirected(session, one, new, now)
    tell_redirected(session, one, by=by, now=now)
    tell_clinician(session, new, department=department, now=now)
    return new


def cancel(
    session: Session,
    *,
    clarification_id: int,
    version: int,
    by: Person,
    words: str = "",
    department: Department,
    now: datetime,
) -> Clarification:
    """Who asked, or a lead, takes a question back: with a reason once it was sent. A draft is thrown away.

    Raises:
        HoldsIdentifier, Unusable: the reason.
        QuestionNotFound, NotAllowed, QuestionMoved: as `answer`.
    """
    one, query = held(
        session,
        clarification_id=clarification_id,
        version=version,
        at=DRAFT | OPEN,
        by=by,
        action=Action.CANCEL_CLARIFICATION,
        now=now,
    )
    if one.state == ClarificationState.DRAFT:
        step(session, one, to=ClarificationState.CANCELLED, by=by, now=now, why=f"threw {one.reference} away")
        return one
    check_reason(words)
    entry = entry_of(session, one, query, EntryKind.REASON, by, words, now)
    _take_back(session, one, by, words, now, entry=entry)
    resume(session, query, by=by, department=department, now=now)
    return one


def cancel_all(session: Session, query: CodingQuery, *, by: By, why: str, now: datetime) -> None:
    """The case has ended: nobody needs the answers to its open questions. The query's row is held."""
    still = select(Clarification).where(
        Clarification.query_id == query.id, Clarification.state == ClarificationState.OPEN.value
    )
    for one in session.exec(still):
        _take_back(session, one, by, why, now)


def _take_back(
    session: Session, one: Clarification, by: By, words: str, now: datetime, entry: CaseEntry | None = None
) -> None:
    step(
        session,
        one,
        to=ClarificationState.CANCELLED,
        by=by,
        now=now,
        why=f"took {one.reference} back",
        entry=entry,
        ended_because=words,
    )
    tell_cancelled(session, one, by=by, now=now)


def _check_goes_elsewhere(
    session: Session, one: Clarification, by: Person, to_id: int, now: datetime
) -> None:
    """Refuse a redirect that would come back to whoever has it now."""
    if to_id == by.id:
        raise Unusable("That would come back to you. Please choose somebody else, or answer it.")
    to = check_clinician(session, to_id, asked_by=by)
    if to_id == one.clinician_id:
        raise Unusable(f"It is addressed to {to.name} already. Please choose somebody else.")
    if people.stands_in(session, to_id, now) == by.id:
        raise Unusable(f"{to.name} is away and you stand in for them. Please choose somebody else.")


def _again(
    session: Session, one: Clarification, to_id: int, department: Department, now: datetime
) -> Clarification:
    """The same question, word for word, for the other clinician, who has the whole time to answer."""
    new = Clarification(
        **one.model_dump(include=_ASKED),
        clinician_id=to_id,
        state=ClarificationState.OPEN.value,
        made_at=now,
        sent_at=now,
        due_at=department.calendar.add(now, department.clinician_time),
    )
    session.add(new)
    session.flush()
    return new
