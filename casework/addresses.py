"""Where people and places can be written to: kept when somebody known writes from there."""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from casework import people, rights
from casework.errors import Unusable
from casework.model.address import Address
from casework.model.notice import Notice, NoticeState, PostedCard
from casework.model.person import Person
from casework.rights import Action

PERSONAL = "personal"
PLACES = frozenset({"group", "channel"})
# What could not be delivered lately is owed again when its person is back; older than this it is history.
OWED_AGAIN_WITHIN = timedelta(days=7)


def remember(
    session: Session,
    *,
    tenant: str,
    channel_id: str,
    kind: str,
    conversation: str,
    service_url: str,
    bot: str,
    member: str,
    now: datetime,
) -> Address | None:
    """Keep where somebody known wrote from; None, and nothing kept, for a stranger or a leaver.

    Who writes can be reached again: what lately could not be delivered to them is owed again.
    """
    person = people.known(session, tenant=tenant, channel_id=channel_id)
    if person is None or not person.active:
        return None
    address = _upsert(session, tenant=tenant, conversation=place_of(conversation), kind=kind, now=now)
    address.service_url, address.bot = service_url, bot
    if kind == PERSONAL:
        address.channel_id, address.member = channel_id, member
    reached_again(session, person, now=now)
    session.flush()
    return address


def keep_opened(
    session: Session, *, person: Person, conversation: str, service_url: str, bot: str, now: datetime
) -> Address:
    """Keep the personal chat that was just opened with somebody who has never written."""
    address = _upsert(session, tenant=person.tenant, conversation=conversation, kind=PERSONAL, now=now)
    address.service_url, address.bot = service_url, bot
    address.channel_id, address.member = person.channel_id, person.channel_id
    session.flush()
    return address


def personal(session: Session, person: Person) -> Address | None:
    """The person's own chat with the bot, the latest where there are several."""
    chats = select(Address).where(
        Address.tenant == person.tenant, Address.channel_id == person.channel_id, Address.kind == PERSONAL
    )
    return session.exec(chats.order_by(col(Address.known_at).desc(), col(Address.id).desc())).first()


def latest(session: Session, tenant: str) -> Address | None:
    """Any address of the tenant, the latest: it says where the tenant's channel is and who the bot is."""
    known = select(Address).where(Address.tenant == tenant)
    return session.exec(known.order_by(col(Address.known_at).desc(), col(Address.id).desc())).first()


def mark_triage(
    session: Session, *, by: Person, tenant: str, conversation: str, specialty: str = "", now: datetime
) -> Address:
    """New cases, or those of one specialty, are shown in this place from now on.

    Raises:
        NotAllowed: the person's role does not let them choose it.
        Unusable: it is no group or channel that the bot knows.
    """
    rights.check(by, Action.SET_TRIAGE_PLACE)
    place = _find(session, tenant, place_of(conversation)) if by.tenant == tenant else None
    if place is None or place.kind not in PLACES:
        raise Unusable(
            "New cases can be shown in a channel or a group chat. Say this again in one that I am in."
        )
    for other in _triage_places(session, tenant):
        if other.specialty.casefold() == specialty.strip().casefold():
            other.triage = False
    place.triage, place.specialty, place.known_at = True, specialty.strip(), now
    session.flush()
    return place


def triage_place(session: Session, tenant: str, specialty: str = "") -> Address | None:
    """Where a new case of that specialty is shown: its own place, else the general one, else nowhere."""
    places = {place.specialty.casefold(): place for place in _triage_places(session, tenant)}
    return places.get(specialty.strip().casefold()) or places.get("")


def place_of(conversation: str) -> str:
    """The channel without the thread in which something was said: what is posted there begins a new one."""
    return conversation.partition(";messageid=")[0]


def reached_again(session: Session, person: Person, *, now: datetime) -> None:
    """The person is there: what lately could not be delivered to them is owed again.

    It was refused for certain, so nothing is told twice; what has nothing to say any more is dropped
    when it is drawn.
    """
    if person.unreachable_since is None:
        return
    person.unreachable_since, person.unreachable_because = None, ""
    cards = select(PostedCard.id).where(PostedCard.person_id == person.id)
    kept_back = update(Notice).where(
        or_(col(Notice.person_id) == person.id, col(Notice.posted_card_id).in_(cards)),
        col(Notice.state) == NoticeState.UNREACHABLE.value,
        col(Notice.ended_at) > now - OWED_AGAIN_WITHIN,
    )
    again = {"state": NoticeState.OWED.value, "ended_at": None, "again_at": None, "blocks": True, "tries": 0}
    if session.connection().execute(kept_back.values(**again)).rowcount:
        session.info["owed"] = True


def _upsert(session: Session, *, tenant: str, conversation: str, kind: str, now: datetime) -> Address:
    address = _find(session, tenant, conversation)
    if address is None:
        address = Address(
            tenant=tenant, conversation=conversation, kind=kind, service_url="", bot="", known_at=now
        )
        session.add(address)
    address.known_at = now
    return address


def _find(session: Session, tenant: str, conversation: str) -> Address | None:
    wanted = select(Address).where(Address.tenant == tenant, Address.conversation == conversation)
    return session.exec(wanted).one_or_none()


def _triage_places(session: Session, tenant: str) -> list[Address]:
    marked = select(Address).where(Address.tenant == tenant, col(Address.triage))
    return list(session.exec(marked.order_by(col(Address.known_at), col(Address.id))))
