"""The courier takes notices to deliver: the oldest of each conversation, one at a time, in order.

With the claim an attempt row is written and committed before anything is sent. A process that dies in
between leaves it unsettled: whoever takes over then knows that the outcome is unclear, and does not guess.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Subquery, and_, case, exists, func, not_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from casework import addresses, people, undeliverable
from casework.model.address import Address
from casework.model.notice import DeliveryAttempt, Notice, NoticeKind, NoticeState, PostedCard
from casework.model.person import Person
from casework.model.status_change import StatusChange
from casework.outbox import DELIVERY, DeliveryClass

# A whole delivery: opening the chat and sending take at most 9 seconds each.
CLAIM = timedelta(seconds=30)
PAGE = 64
Admits = Callable[[str, str], bool]


def everywhere(_tenant: str, _conversation: str) -> bool:
    """Admits everything."""
    return True


@dataclass(frozen=True, slots=True)
class Target:
    """Where a notice goes. Where `conversation` is empty, a chat with `member` is to be opened first."""

    tenant: str
    service_url: str
    conversation: str
    bot: str
    member: str
    address_id: int | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice to be delivered now.

    `recipient_id` is who gets it: the person, whoever stands in for them, or None for a place.
    `activity` is the posted message to be changed, empty where a new one is to be posted. `seen` is how
    many steps the case had when it was claimed, so that a card drawn too early is drawn again.
    """

    notice: Notice
    attempt_id: int
    target: Target
    recipient_id: int | None
    activity: str
    seen: int

    @property
    def place(self) -> tuple[str, str]:
        """The tenant and the conversation, or what stands for one that is not open yet."""
        return self.target.tenant, self.target.conversation or f"person {self.recipient_id}"


def claim(
    session: Session, *, owner: str, now: datetime, limit: int, admits: Admits = everywhere
) -> list[Claimed]:
    """Take up to `limit` notices that are due, the oldest first, one a conversation.

    `admits(tenant, conversation)` is asked before each: whether a message may go there now. Notices that
    can go nowhere are ended here. Two who claim at once never get the same one.
    """
    claimed: list[Claimed] = []
    taken: set[tuple[str, str]] = set()
    for notice in _heads(session, now) if limit > 0 else ():
        one = _prepared(session, notice, now, taken, admits)
        if one is not None:
            claimed.append(_begun(session, notice, *one, owner=owner, now=now))
            if len(claimed) == limit:
                break
    return claimed


def release(session: Session, claimed: Claimed) -> None:
    """Give a claim back that was not used: nothing was sent."""
    notice = session.get_one(Notice, claimed.notice.id, with_for_update=True)
    if notice.state == NoticeState.SENDING and notice.owner == claimed.notice.owner:
        notice.state, notice.claimed_until, notice.tries = NoticeState.OWED.value, None, notice.tries - 1
        session.delete(session.get_one(DeliveryAttempt, claimed.attempt_id))


def postpone(session: Session, claimed: Claimed, *, until: datetime) -> None:
    """As `release`, and it is due only then."""
    release(session, claimed)
    notice = session.get_one(Notice, claimed.notice.id)
    if notice.state == NoticeState.OWED:
        notice.due_at = until


def recover(session: Session, *, now: datetime) -> list[int]:
    """End the claims that ran out: their process died, and nobody knows whether it had sent.

    At most once: unknown, for good. Otherwise it is sent again, with the same reference. The pauses grow
    apart, so that one that kills its process does not take its neighbours with it every time.
    """
    lost = select(Notice).where(Notice.state == NoticeState.SENDING.value, col(Notice.claimed_until) <= now)
    found = list(session.exec(lost.with_for_update(skip_locked=True)))
    for notice in found:
        notice.claimed_until = None
        if DELIVERY[NoticeKind(notice.kind)] is DeliveryClass.AT_MOST_ONCE:
            notice.state, notice.ended_at = NoticeState.UNKNOWN.value, now
        elif notice.tries >= undeliverable.LOST_TRIES:
            undeliverable.set_aside(session, notice, now=now)
        else:
            undeliverable.put_off(notice, now=now, jitter=_spread(notice))
            notice.blocks = notice.tries < undeliverable.IN_ORDER_TRIES
    return [notice.id or 0 for notice in found]


def _spread(notice: Notice) -> float:
    """A number in [0, 1) of the notice's own: neighbours get numbers that lie far apart."""
    return (notice.id or 0) * 0.618 % 1


def _lane(notice: Any = Notice) -> Any:
    """Whom or where a notice is for, as one number; what is in one lane is delivered in order."""
    return case((col(notice.address_id).is_not(None), notice.address_id), else_=-notice.person_id)


def _heads(session: Session, now: datetime) -> Iterator[Notice]:
    """The first of each lane that may go now, the oldest first."""
    ranked = _ranked(now)
    heads = select(ranked.c.id).where(
        ranked.c.place == 1, or_(ranked.c.again_at.is_(None), ranked.c.again_at <= now)
    )
    wanted = select(Notice).where(Notice.state == NoticeState.OWED.value, col(Notice.id).in_(heads))
    wanted = wanted.order_by(col(Notice.due_at), col(Notice.id)).limit(PAGE)
    page = wanted.with_for_update(skip_locked=True)
    seen: set[int] = set()
    while True:
        rows = list(session.exec(page))
        yield from rows
        if len(rows) < PAGE:
            return
        seen |= {notice.id or 0 for notice in rows}
        page = wanted.where(col(Notice.id).not_in(seen)).with_for_update(skip_locked=True)


def _ranked(now: datetime) -> Subquery:
    """What is due, numbered within its lane. One that waits and does not block is passed over."""
    waits = and_(not_(col(Notice.blocks)), col(Notice.again_at) > now)
    place = func.row_number().over(partition_by=_lane(), order_by=(col(Notice.due_at), col(Notice.id)))
    flying = aliased(Notice)
    in_flight = exists().where(col(flying.state) == NoticeState.SENDING.value, _lane(flying) == _lane())
    due = select(Notice.id, Notice.again_at, place.label("place")).where(
        Notice.state == NoticeState.OWED.value,
        Notice.due_at <= now,
        or_(col(Notice.again_at).is_(None), not_(waits)),
        not_(in_flight),
    )
    return due.subquery()


def _prepared(
    session: Session, notice: Notice, now: datetime, taken: set[tuple[str, str]], admits: Admits
) -> tuple[Target, int | None, str] | None:
    """Where it goes, to whom, which message it changes; None if not now, or never."""
    found = _resolved(session, notice, now)
    if found is None:
        return None
    target, recipient, _ = found
    key = (target.tenant, target.conversation or f"person {recipient}")
    if key in taken or not admits(*key):
        return None
    taken.add(key)
    return found


def _begun(
    session: Session,
    notice: Notice,
    target: Target,
    recipient_id: int | None,
    activity: str,
    *,
    owner: str,
    now: datetime,
) -> Claimed:
    notice.state, notice.owner, notice.claimed_until = NoticeState.SENDING.value, owner, now + CLAIM
    notice.tries += 1
    attempt = DeliveryAttempt(
        notice_id=notice.id or 0, tenant=target.tenant, conversation=target.conversation, started_at=now
    )
    session.add(attempt)
    session.flush()
    seen = steps(session, notice.query_id)
    return Claimed(notice, attempt.id or 0, target, recipient_id, activity, seen)


def steps(session: Session, query_id: int | None) -> int:
    """How many steps the case has had."""
    newest = select(func.max(StatusChange.sequence)).where(StatusChange.query_id == query_id)
    return session.exec(newest).one() or 0


def _resolved(session: Session, notice: Notice, now: datetime) -> tuple[Target, int | None, str] | None:
    if notice.address_id is None:
        return _to_person(session, notice, now)
    activity = ""
    recipient = None
    if notice.kind == NoticeKind.CARD_UPDATE:
        card = session.get(PostedCard, notice.posted_card_id) if notice.posted_card_id else None
        if card is None:
            notice.state, notice.ended_at = NoticeState.NOT_NEEDED.value, now
            return None
        activity, recipient = card.activity, card.person_id
    return _target(session.get_one(Address, notice.address_id)), recipient, activity


def _to_person(session: Session, notice: Notice, now: datetime) -> tuple[Target, int | None, str] | None:
    """To the person or whoever stands in for them now, in their own chat, which may have to be opened."""
    person = session.get_one(Person, _reader(session, notice, now))
    address = addresses.personal(session, person)
    beside = address or addresses.latest(session, person.tenant)
    if beside is None or not person.active:
        because = "has left" if not person.active else "never installed"
        undeliverable.unreachable(session, notice, person, because=because, now=now)
        return None
    target = _target(address) if address else _to_be_opened(beside, person)
    return target, person.id, ""


def _reader(session: Session, notice: Notice, now: datetime) -> int:
    """What tells of a case goes only to a substitute who may see it; a clinician's questions go to theirs."""
    about_a_case = notice.query_id is not None and notice.kind != NoticeKind.CLARIFICATIONS
    find = people.reads_for if about_a_case else people.stands_in
    return find(session, notice.person_id or 0, now)


def _target(address: Address) -> Target:
    return Target(
        address.tenant, address.service_url, address.conversation, address.bot, address.member, address.id
    )


def _to_be_opened(beside: Address, person: Person) -> Target:
    return Target(person.tenant, beside.service_url, "", beside.bot, person.channel_id, None)
