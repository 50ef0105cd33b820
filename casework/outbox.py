"""What is owed to people: written in the transaction of the change, delivered by the courier later.

Posting to Teams takes no idempotency key, so exactly once does not exist: each kind has its delivery
class, which says what an unclear outcome means.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from casework.model.coding_query import CodingQuery
from casework.model.notice import Notice, NoticeKind, NoticeState, PostedCard


class DeliveryClass(StrEnum):
    """At most once: an unclear outcome is kept as unknown and never repeated. At least once: it is
    repeated, carries its reference, and acting on it twice is harmless. Update: repeated freely."""

    AT_MOST_ONCE = "at most once"
    AT_LEAST_ONCE = "at least once"
    UPDATE = "update"


DELIVERY: dict[NoticeKind, DeliveryClass] = {
    NoticeKind.CASE_IN_TRIAGE: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.CASE_FOR_YOU: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.CASE_TAKEN: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.QUESTION_BACK: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.ASKER_REPLIED: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.NOTE_ADDED: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.CASE_ANSWERED: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.CASE_CLOSED: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.CASE_REOPENED: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.DUE_SOON: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.OVERDUE: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.CLARIFICATIONS: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.CLARIFICATION_ENDED: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.CLARIFICATION_ANSWERED: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.COMPOSE: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.UNREACHABLE: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.SET_ASIDE: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.ANSWER_AGAIN: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.CODER_DIGEST: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.LEAD_BACKLOG: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.CLINICIAN_DIGEST: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.CLERK_LIST: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.NOTES_LADDER: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.EPISODE_UNBLOCKED: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.EPISODES_VANISHED: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.RULING_TO_RATIFY: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.RULING_RATIFIED: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.RULING_REFUSED: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.RULING_ENDED: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.RULING_FOR_REVIEW: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.RIPPLE: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.BULLETIN: DeliveryClass.AT_LEAST_ONCE,
    NoticeKind.BULLETINS_UNREAD: DeliveryClass.AT_MOST_ONCE,
    NoticeKind.CARD_UPDATE: DeliveryClass.UPDATE,
}


def owe(
    session: Session,
    kind: NoticeKind,
    *,
    key: str,
    now: datetime,
    person_id: int | None = None,
    address_id: int | None = None,
    query_id: int | None = None,
    clarification_id: int | None = None,
    posted_card_id: int | None = None,
    due_at: datetime | None = None,
    facts: dict[str, Any] | None = None,
) -> Notice | None:
    """Owe a notice; None where the same `key` is owed already. Not sent before `due_at` (now)."""
    if session.exec(select(Notice.id).where(Notice.key == key)).first() is not None:
        return None
    notice = Notice(
        kind=kind.value,
        key=key,
        person_id=person_id,
        address_id=address_id,
        query_id=query_id,
        clarification_id=clarification_id,
        posted_card_id=posted_card_id,
        facts=facts or {},
        owed_at=now,
        due_at=due_at or now,
    )
    session.add(notice)
    session.flush()
    session.info["owed"] = True
    return notice


def owe_many(
    session: Session, notices: Sequence[tuple[NoticeKind, str, int, dict[str, Any]]], *, now: datetime
) -> None:
    """Owe many at once, each kind, key, person and facts; a key that is owed already is left as it is."""
    known = session.get_bind().dialect.name == "postgresql"
    statement = (postgresql.insert if known else sqlite.insert)(Notice).on_conflict_do_nothing()
    rows = [
        {
            "kind": kind.value,
            "key": key,
            "person_id": person_id,
            "facts": facts,
            "state": NoticeState.OWED.value,
            "owed_at": now,
            "due_at": now,
            "tries": 0,
            "owner": "",
        }
        for kind, key, person_id, facts in notices
    ]
    if rows:
        session.connection().execute(statement, rows)
        session.info["owed"] = True


def owe_card_updates(session: Session, *, query: CodingQuery, now: datetime, step: str = "") -> None:
    """Every card of the query that stands somewhere is to be drawn anew; one update serves many moves.

    `step` tells apart what happens to the case without moving the query itself.
    """
    cards = session.exec(select(PostedCard).where(PostedCard.query_id == query.id)).all()
    for card in cards:
        waiting = select(Notice.id).where(
            Notice.posted_card_id == card.id, col(Notice.state) == NoticeState.OWED.value
        )
        if session.exec(waiting).first() is None:
            owe(
                session,
                NoticeKind.CARD_UPDATE,
                key=f"card {card.id} at {query.version}{step}",
                now=now,
                query_id=query.id,
                clarification_id=card.clarification_id,
                posted_card_id=card.id,
                address_id=card.address_id,
            )
