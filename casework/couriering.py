"""What the courier asks of the outbox in one transaction: may I deliver, what was lost, what may go now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from casework import claiming, leasing
from casework.claiming import Admits, Claimed, Target, everywhere
from casework.model.address import Address
from casework.model.notice import DeliveryAttempt
from casework.model.person import Person

# The longest window of the channel's limits.
REMEMBERED = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Look:
    """What the courier found. `leads`: it is the one that delivers. `lost`: notices whose claim ran out.
    `sent_before`: (tenant, conversation, seconds ago) of the last hour's sends, on taking over.
    """

    leads: bool
    claimed: Sequence[Claimed] = ()
    lost: Sequence[int] = ()
    sent_before: Sequence[tuple[str, str, float]] = field(default=())


def look(
    session: Session,
    *,
    owner: str,
    now: datetime,
    limit: int,
    admits: Admits = everywhere,
    take_over: bool = False,
) -> Look:
    """Claim up to `limit` notices, if it is this owner who delivers.

    On taking over nothing is claimed yet: what was sent before has to be reckoned with first.
    """
    if not leasing.hold(session, owner=owner, now=now):
        return Look(leads=False)
    lost = claiming.recover(session, now=now)
    if take_over:
        return Look(leads=True, lost=lost, sent_before=_sent_before(session, now))
    session.flush()
    return Look(True, claiming.claim(session, owner=owner, now=now, limit=limit, admits=admits), lost)


def give_up(session: Session, *, owner: str, now: datetime) -> None:
    """Let another deliver from now on."""
    leasing.give_up(session, owner=owner, now=now)


def recipient(session: Session, claimed: Claimed) -> Person:
    """Who the notice went to."""
    return session.get_one(Person, claimed.recipient_id)


def someone_to_ask_for(session: Session) -> Target | None:
    """A chat that is open already: to open it again changes nothing, and shows if the channel is there."""
    chats = select(Address).where(Address.kind == "personal")
    known = session.exec(chats.order_by(col(Address.known_at).desc()).limit(1)).first()
    if known is None:
        return None
    return Target(known.tenant, known.service_url, known.conversation, known.bot, known.channel_id, known.id)


def _sent_before(session: Session, now: datetime) -> list[tuple[str, str, float]]:
    wanted = select(DeliveryAttempt).where(col(DeliveryAttempt.started_at) > now - REMEMBERED)
    attempts = session.exec(wanted.order_by(col(DeliveryAttempt.started_at))).all()
    return [(one.tenant, one.conversation, _ago(one, now)) for one in attempts]


def _ago(attempt: DeliveryAttempt, now: datetime) -> float:
    return max(0.0, (now - (attempt.settled_at or attempt.started_at)).total_seconds())
