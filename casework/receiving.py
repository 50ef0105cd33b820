"""Messages are delivered at least once; here each has its effect once.

A repeat of a message whose answer went out is left alone. A repeat of one whose answer never did,
because we stopped between the commit and the sending, is answered again from what is stored.
"""

from datetime import datetime, timedelta
from enum import Enum

from sqlmodel import Session, select

from casework import outbox
from casework.model.coding_query import CodingQuery
from casework.model.notice import NoticeKind, NoticeState
from casework.model.receipt import Receipt

# A turn takes milliseconds; a repeat that comes within this time finds the first still at work.
STILL_AT_WORK = timedelta(seconds=10)


class Repeat(Enum):
    """What a repeated delivery finds."""

    ANSWERED = "answered"
    AT_WORK = "at work"
    UNANSWERED = "unanswered"


def earlier_receipt(session: Session, *, tenant: str, conversation: str, message: str) -> Receipt | None:
    """The receipt of that message, when it came before."""
    return session.exec(
        select(Receipt).where(
            Receipt.tenant == tenant, Receipt.conversation == conversation, Receipt.message == message
        )
    ).one_or_none()


def receive(session: Session, *, tenant: str, conversation: str, message: str, now: datetime) -> Receipt:
    """Note that the message is being answered. The unique key refuses a second one of the same id."""
    receipt = Receipt(tenant=tenant, conversation=conversation, message=message, received_at=now)
    session.add(receipt)
    return receipt


def state_of(receipt: Receipt, now: datetime) -> Repeat:
    """What a repeat of that message, arriving now, should do."""
    if receipt.settled_at is not None:
        return Repeat.ANSWERED
    return Repeat.AT_WORK if now - receipt.received_at < STILL_AT_WORK else Repeat.UNANSWERED


def settle(session: Session, *, receipt_id: int, now: datetime) -> None:
    """The channel has accepted the answer."""
    receipt = session.get_one(Receipt, receipt_id)
    receipt.settled_at = receipt.settled_at or now


def owe_answer(session: Session, *, receipt_id: int, perhaps_arrived: bool, now: datetime) -> None:
    """The channel did not take the answer: it is owed to its asker, and the courier brings it later.

    An answer that perhaps arrived is not repeated: it is kept as unknown, and its asker can open the query.
    """
    receipt = session.get_one(Receipt, receipt_id)
    if receipt.query_id is None or receipt.settled_at is not None:
        return
    query = session.get_one(CodingQuery, receipt.query_id)
    notice = outbox.owe(
        session,
        NoticeKind.ANSWER_AGAIN,
        key=f"{NoticeKind.ANSWER_AGAIN} {receipt_id}",
        now=now,
        person_id=query.asked_by,
        query_id=query.id,
        facts={"receipt_id": receipt_id},
    )
    if notice is not None and perhaps_arrived:
        notice.state, notice.ended_at = NoticeState.UNKNOWN.value, now


def is_settled(session: Session, receipt_id: int) -> bool:
    """Whether the message's answer has gone out, e.g. because the message was repeated meanwhile."""
    return session.get_one(Receipt, receipt_id).settled_at is not None
