"""Who is told what about a clarification. Nobody is told what they did themselves."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from casework import outbox, people
from casework.department import Department
from casework.history import By
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery
from casework.model.escalation import Escalation
from casework.model.notice import Notice, NoticeKind, NoticeState
from casework.model.person import Person


def tell_clinician(session: Session, one: Clarification, *, department: Department, now: datetime) -> None:
    """The clinician, or who stands in for them, has a question: held back a while and to working hours,
    so that several make one message. While one message is owed to them there is no second."""
    to = people.stands_in(session, one.clinician_id or 0, now)
    if waits_already(session, NoticeKind.CLARIFICATIONS, person_id=to):
        return
    outbox.owe(
        session,
        NoticeKind.CLARIFICATIONS,
        key=f"{NoticeKind.CLARIFICATIONS} {one.id} {to}",
        now=now,
        person_id=to,
        query_id=one.query_id,
        clarification_id=one.id,
        due_at=department.calendar.next_working(now + department.gather),
    )


def tell_answered(session: Session, one: Clarification, *, by: Person, now: datetime) -> None:
    """Who asked, and who works the case, have an answer, or know where it is recorded."""
    for to in _asking(session, one, now) - {by.id}:
        if not waits_already(
            session, NoticeKind.CLARIFICATION_ANSWERED, person_id=to, clarification_id=one.id
        ):
            _tell(session, NoticeKind.CLARIFICATION_ANSWERED, one, to, now)


def tell_redirected(session: Session, one: Clarification, *, by: Person, now: datetime) -> None:
    """Who asked knows that it went to somebody else: once, however many work the case."""
    for to in {one.asked_by} - {by.id}:
        _tell(session, NoticeKind.CLARIFICATION_ENDED, one, to, now)


def tell_cancelled(session: Session, one: Clarification, *, by: By, now: datetime) -> None:
    """Who asked, and the clinicians who have been sent the question, need no longer wait or answer."""
    clinicians = people.addressees(session, one.clinician_id or 0, now)
    told = {one.asked_by} | _reached(session, clinicians, one)
    for to in told - ({by.id} if isinstance(by, Person) else set()):
        _tell(session, NoticeKind.CLARIFICATION_ENDED, one, to, now)


def ask_to_compose(session: Session, query: CodingQuery, *, by: Person, now: datetime) -> None:
    """The form goes to the person's own chat, where nobody else sees what they type."""
    if not waits_already(session, NoticeKind.COMPOSE, person_id=by.id or 0, query_id=query.id):
        outbox.owe(
            session,
            NoticeKind.COMPOSE,
            key=f"{NoticeKind.COMPOSE} {query.id} {by.id} {now.isoformat()}",
            now=now,
            person_id=by.id,
            query_id=query.id,
        )


def waits_already(session: Session, kind: NoticeKind, *, person_id: int, **about: int | None) -> bool:
    """Whether such a notice is still owed to them.

    It is held until this transaction ends, so that the courier cannot send it without what is new here.
    """
    statement = update(Notice).where(
        col(Notice.kind) == kind.value,
        col(Notice.person_id) == person_id,
        col(Notice.state) == NoticeState.OWED.value,
        *(getattr(Notice, name) == value for name, value in about.items()),
    )
    return bool(session.connection().execute(statement.values(state=NoticeState.OWED.value)).rowcount)


def _tell(session: Session, kind: NoticeKind, one: Clarification, to: int, now: datetime) -> None:
    outbox.owe(
        session,
        kind,
        key=f"{kind} {one.id} {one.version} {to}",
        now=now,
        person_id=to,
        query_id=one.query_id,
        clarification_id=one.id,
    )


def _asking(session: Session, one: Clarification, now: datetime) -> set[int]:
    """Who asked and who works the case; a lead coder who is away is stood in for."""
    escalation = session.get(Escalation, one.query_id)
    asked = {one.asked_by, escalation.assigned_to if escalation else None}
    return {_here(session, person_id, now) for person_id in asked if person_id is not None}


def _here(session: Session, person_id: int, now: datetime) -> int:
    """The person, or their substitute where that one may see everybody's cases."""
    substitute = session.get(Person, people.stands_in(session, person_id, now))
    return substitute.id if substitute and substitute.id and substitute.is_lead() else person_id


def _reached(session: Session, clinicians: Iterable[int], one: Clarification) -> set[int]:
    """Those of the clinicians to whom a message went, or may have gone, since the question was sent."""
    went = select(Notice.person_id).where(
        Notice.kind == NoticeKind.CLARIFICATIONS.value,
        col(Notice.person_id).in_(list(clinicians)),
        col(Notice.state) != NoticeState.OWED.value,
        col(Notice.due_at) >= one.sent_at,
    )
    return {to for to in session.exec(went) if to is not None}
