"""What became of a try: sent, refused for now or for good, or unclear. The delivery class decides on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import update
from sqlmodel import Session, col, select

from casework import addresses, claiming, outbox, receiving, undeliverable
from casework.claiming import Claimed
from casework.model.coding_query import CodingQuery
from casework.model.notice import DeliveryAttempt, Notice, NoticeKind, NoticeState, PostedCard
from casework.model.person import Person
from casework.outbox import DELIVERY, DeliveryClass

Phase = Literal["refused target", "rejected", "unclear", "broken"]

# A notice that was certainly refused, e.g. while the channel is away, is tried for so long.
PATIENCE = timedelta(days=3)
# The channel's answers that say of a person or place that nothing can be written there.
FORBIDDEN, NOT_FOUND = 403, 404
_SETTLED_BY_SENT = frozenset({NoticeState.SENDING.value, NoticeState.UNKNOWN.value, NoticeState.OWED.value})


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a try failed. "broken": it could not be drawn; "refused target": its address is none of ours;
    "rejected": certainly not delivered; "unclear": perhaps delivered.

    `permanent`: the same again is useless. `code` is the channel's own word for it.
    """

    phase: Phase
    permanent: bool = False
    status: int | None = None
    code: str = ""
    retry_after: float | None = None


def settle_sent(
    session: Session,
    claimed: Claimed,
    *,
    activity: str,
    keeps: str,
    now: datetime,
    receipt_id: int | None = None,
) -> NoticeState | None:
    """It has arrived. `keeps` names the kind of card that stands there now and changes with its case.

    None where somebody else has taken the notice over in the meantime.
    """
    if keeps or claimed.activity:
        _hold_case(session, claimed.notice)
    _close(session, claimed, "sent", now)
    notice = _ours(session, claimed, _SETTLED_BY_SENT)
    if notice is None:
        return None
    _end(notice, NoticeState.SENT, now)
    if receipt_id is not None:
        receiving.settle(session, receipt_id=receipt_id, now=now)
    if claimed.recipient_id is not None:
        addresses.reached_again(session, session.get_one(Person, claimed.recipient_id), now=now)
    card = _standing(session, claimed, activity, keeps, now)
    if card is not None:
        _catch_up(session, claimed, card, now)
    return NoticeState.SENT


def settle_not_needed(session: Session, claimed: Claimed, *, now: datetime) -> NoticeState | None:
    """There was nothing to say any more; nothing was sent."""
    _close(session, claimed, "not needed", now)
    notice = _ours(session, claimed)
    if notice is None:
        return None
    _end(notice, NoticeState.NOT_NEEDED, now)
    return NoticeState.NOT_NEEDED


def settle_failed(
    session: Session, claimed: Claimed, fault: Fault, *, now: datetime, jitter: float = 0.5
) -> NoticeState | None:
    """It did not, or perhaps did, arrive. `jitter` in [0, 1) spreads the pause before the next try."""
    _close(session, claimed, "failed", now, fault)
    notice = _ours(session, claimed)
    if notice is None:
        return None
    if fault.permanent:
        _give_up(session, notice, claimed, fault, now)
    elif fault.phase == "unclear" and DELIVERY[NoticeKind(notice.kind)] is DeliveryClass.AT_MOST_ONCE:
        _end(notice, NoticeState.UNKNOWN, now)
    elif _used_up(notice, fault, now):
        undeliverable.set_aside(session, notice, now=now)
    else:
        _again(notice, fault, now, jitter)
    return NoticeState(notice.state)


def opened(session: Session, claimed: Claimed, *, conversation: str, now: datetime) -> Claimed:
    """The chat with its person is open: kept, and the claim goes there."""
    target = claimed.target
    person = session.get_one(Person, claimed.recipient_id)
    address = addresses.keep_opened(
        session,
        person=person,
        conversation=conversation,
        service_url=target.service_url,
        bot=target.bot,
        now=now,
    )
    session.get_one(DeliveryAttempt, claimed.attempt_id).conversation = conversation
    where = claiming.Target(
        target.tenant, target.service_url, conversation, target.bot, target.member, address.id
    )
    return Claimed(
        claimed.notice, claimed.attempt_id, where, claimed.recipient_id, claimed.activity, claimed.seen
    )


def channel_is_back(session: Session, *, now: datetime) -> None:
    """What waits after failed tries need not wait any longer."""
    waiting = update(Notice).where(
        col(Notice.state) == NoticeState.OWED.value, col(Notice.again_at) > now, col(Notice.blocks)
    )
    session.connection().execute(waiting.values(again_at=now))


def _ours(
    session: Session, claimed: Claimed, states: frozenset[str] = frozenset({NoticeState.SENDING.value})
) -> Notice | None:
    """The notice, if nobody has claimed it since: owner and count of tries are the fence."""
    notice = session.get_one(Notice, claimed.notice.id, with_for_update=True)
    same = (notice.owner, notice.tries) == (claimed.notice.owner, claimed.notice.tries)
    return notice if same and notice.state in states else None


def _close(
    session: Session, claimed: Claimed, outcome: str, now: datetime, fault: Fault | None = None
) -> None:
    attempt = session.get_one(DeliveryAttempt, claimed.attempt_id)
    attempt.settled_at, attempt.outcome = now, outcome
    if fault is not None:
        attempt.phase, attempt.status = fault.phase, fault.status


def _end(notice: Notice, state: NoticeState, now: datetime) -> None:
    notice.state, notice.ended_at = state.value, now
    notice.claimed_until = notice.again_at = None


def _again(notice: Notice, fault: Fault, now: datetime, jitter: float) -> None:
    asked = timedelta(seconds=fault.retry_after or 0)
    undeliverable.put_off(notice, now=now, jitter=jitter, at_least=asked)
    # What cannot be drawn may be the notice's own fault; what the channel refused meets every other too.
    notice.blocks = fault.phase == "rejected" or (
        fault.phase == "unclear" and notice.tries < undeliverable.IN_ORDER_TRIES
    )


def _used_up(notice: Notice, fault: Fault, now: datetime) -> bool:
    if fault.phase == "rejected":
        return now - notice.due_at > PATIENCE
    return notice.tries >= undeliverable.TRIES


def _give_up(session: Session, notice: Notice, claimed: Claimed, fault: Fault, now: datetime) -> None:
    """Refused for good: by whom depends on where it went."""
    if fault.status == NOT_FOUND and claimed.activity:
        _forget_card(session, notice, now)
    elif fault.status not in _nowhere(claimed):
        undeliverable.set_aside(session, notice, now=now)
    elif claimed.recipient_id is None:
        undeliverable.place_gone(session, notice, now=now)
    else:
        person = session.get_one(Person, claimed.recipient_id)
        because = fault.code or f"status {fault.status}"
        undeliverable.unreachable(session, notice, person, because=because, now=now)


def _nowhere(claimed: Claimed) -> tuple[int, ...]:
    """The answers that mean that nothing can be written there. Opening a chat is refused with 400 too."""
    return (FORBIDDEN, NOT_FOUND) if claimed.target.conversation else (400, FORBIDDEN, NOT_FOUND)


def _forget_card(session: Session, notice: Notice, now: datetime) -> None:
    """Somebody has deleted the message: it changes no more."""
    _end(notice, NoticeState.NOT_NEEDED, now)
    card_id = notice.posted_card_id
    known = update(Notice).where(col(Notice.posted_card_id) == card_id).values(posted_card_id=None)
    session.flush()
    session.connection().execute(known)
    session.expire(notice)
    card = session.get(PostedCard, card_id)
    if card is not None:
        session.delete(card)


def _hold_case(session: Session, notice: Notice) -> None:
    """Lock the case's row, so that a step of it is either seen here or sees the card.

    Before anything else, as every step does, and as lightly as the step itself locks it: two settlements
    of one case that first pointed to its row and then locked it whole would wait for each other.
    """
    if notice.query_id is not None:
        row = select(CodingQuery.id).where(CodingQuery.id == notice.query_id)
        session.exec(row.with_for_update(key_share=True)).one()


def _standing(
    session: Session, claimed: Claimed, activity: str, keeps: str, now: datetime
) -> PostedCard | None:
    """The card that stands there: the one that was changed, or a new one that is to change with its case."""
    notice = claimed.notice
    if claimed.activity:
        return session.get(PostedCard, notice.posted_card_id) if notice.posted_card_id else None
    if not (keeps and activity and claimed.target.address_id):
        return None
    card = PostedCard(
        kind=keeps,
        query_id=notice.query_id,
        clarification_id=notice.clarification_id,
        person_id=claimed.recipient_id,
        address_id=claimed.target.address_id,
        activity=activity,
        posted_at=now,
    )
    session.add(card)
    session.flush()
    return card


def _catch_up(session: Session, claimed: Claimed, card: PostedCard, now: datetime) -> None:
    """A step of the case since it was drawn knew nothing of this card: draw it again."""
    if card.query_id is None:
        return
    steps = claiming.steps(session, card.query_id)
    if steps == claimed.seen:
        return
    outbox.owe(
        session,
        NoticeKind.CARD_UPDATE,
        key=f"card {card.id} caught up at step {steps}",
        now=now,
        query_id=card.query_id,
        clarification_id=card.clarification_id,
        posted_card_id=card.id,
        address_id=card.address_id,
    )
