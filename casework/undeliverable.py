"""Notices that cannot be delivered now, or ever: when they are tried again, and who is told in the end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from casework import outbox, people
from casework.london import london_date
from casework.model.address import Address
from casework.model.clarification import Clarification, ClarificationState
from casework.model.coding_query import CodingQuery
from casework.model.escalation import Escalation
from casework.model.notice import Notice, NoticeKind, NoticeState
from casework.model.person import Person, Role

# After so many tries whose failure may be the notice's own it is set aside.
TRIES = 12
# A process that dies takes what is under way with it, whichever notice it died of: that counts half.
LOST_TRIES = 24
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=15)
# So many unclear tries keep the conversation's order; then later ones need not wait any more.
IN_ORDER_TRIES = 3
# News of a failure that itself cannot be delivered makes no further news.
_NEWS = frozenset({NoticeKind.UNREACHABLE.value, NoticeKind.SET_ASIDE.value})


def pause(tries: int, jitter: float) -> timedelta:
    """How long to wait after so many tries: doubling from 2 s to 15 min, spread by a fifth either way."""
    doubled = FIRST_PAUSE * int(2 ** min(tries - 1, 20))
    return min(doubled, LONGEST_PAUSE) * (0.8 + 0.4 * jitter)


def put_off(notice: Notice, *, now: datetime, jitter: float, at_least: timedelta = timedelta(0)) -> None:
    """It is tried again, later. `jitter` in [0, 1)."""
    notice.state, notice.claimed_until = NoticeState.OWED.value, None
    notice.again_at = now + max(at_least, pause(notice.tries, jitter))


def unreachable(session: Session, notice: Notice, person: Person, *, because: str, now: datetime) -> None:
    """The channel takes no message to that person; who waits for them is told, once a day."""
    notice.state, notice.ended_at = NoticeState.UNREACHABLE.value, now
    notice.claimed_until = None
    if person.unreachable_since is None:
        person.unreachable_since = now
    person.unreachable_because = because
    if notice.kind in _NEWS or notice.kind == NoticeKind.CARD_UPDATE:
        return
    for other in _who_waits(session, notice, person):
        outbox.owe(
            session,
            NoticeKind.UNREACHABLE,
            key=f"unreachable {person.id} {london_date(now)} {other.id}",
            now=now,
            person_id=other.id,
            query_id=notice.query_id,
            clarification_id=notice.clarification_id,
            facts={"person_id": person.id, "notice_id": notice.id},
        )


def set_aside(session: Session, notice: Notice, *, now: datetime) -> None:
    """It cannot be delivered as it is: kept, and an administrator (else the leads) is told, once a day."""
    notice.state, notice.ended_at = NoticeState.SET_ASIDE.value, now
    notice.claimed_until = None
    tenant = _tenant(session, notice)
    if notice.kind in _NEWS or not tenant:
        return
    for other in _administrators(session, tenant) or people.leads(session, tenant):
        outbox.owe(
            session,
            NoticeKind.SET_ASIDE,
            key=f"set aside {london_date(now)} {other.id}",
            now=now,
            person_id=other.id,
            query_id=notice.query_id,
            facts={"notice_id": notice.id},
        )


def place_gone(session: Session, notice: Notice, *, now: datetime) -> None:
    """The bot may not write into the place any more: its new cases go to the leads one by one instead."""
    place = session.get_one(Address, notice.address_id)
    place.triage = False
    set_aside(session, notice, now=now)
    if notice.kind != NoticeKind.CASE_IN_TRIAGE:
        return
    for lead in people.leads(session, place.tenant, place.specialty):
        outbox.owe(
            session,
            NoticeKind.CASE_FOR_YOU,
            key=f"{NoticeKind.CASE_FOR_YOU} instead of {notice.id} {lead.id}",
            now=now,
            person_id=lead.id,
            query_id=notice.query_id,
        )


def _who_waits(session: Session, notice: Notice, person: Person) -> list[Person]:
    """The askers of the clarification; else the assignee; else the leads. Never the person themselves."""
    waiting = _able(session, _askers(session, notice), person)
    if waiting:
        return waiting
    escalation = session.get(Escalation, notice.query_id) if notice.query_id else None
    if escalation is not None and escalation.assigned_to:
        waiting = _able(session, [escalation.assigned_to], person)
    specialty = escalation.specialty if escalation is not None else ""
    return waiting or [
        lead for lead in people.leads(session, person.tenant, specialty) if lead.id != person.id
    ]


def _askers(session: Session, notice: Notice) -> Iterable[int]:
    """Who put the questions that the notice is about; one message may gather several."""
    asked = select(Clarification.asked_by).distinct()
    if notice.clarification_id is not None:
        return session.exec(asked.where(Clarification.id == notice.clarification_id)).all()
    if notice.kind != NoticeKind.CLARIFICATIONS:
        return []
    still_open = asked.where(
        Clarification.clinician_id == notice.person_id,
        Clarification.state == ClarificationState.OPEN.value,
    )
    return session.exec(still_open).all()


def _able(session: Session, ids: Iterable[int], other_than: Person) -> list[Person]:
    found = [session.get_one(Person, number) for number in sorted(set(ids) - {other_than.id or 0})]
    return [person for person in found if person.active]


def _administrators(session: Session, tenant: str) -> list[Person]:
    wanted = select(Person).where(
        Person.tenant == tenant, Person.role == Role.ADMINISTRATOR.value, col(Person.active)
    )
    return list(session.exec(wanted.order_by(col(Person.id))))


def _tenant(session: Session, notice: Notice) -> str:
    if notice.person_id is not None:
        return session.get_one(Person, notice.person_id).tenant
    if notice.address_id is not None:
        return session.get_one(Address, notice.address_id).tenant
    query = session.get(CodingQuery, notice.query_id) if notice.query_id else None
    return session.get_one(Person, query.asked_by).tenant if query else ""
