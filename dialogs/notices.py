"""What a notice says, drawn at the moment of sending: it shows the case as it stands then."""

from collections.abc import Awaitable, Callable

from sqlmodel import Session

from casework.errors import CaseworkError
from casework.model.address import Address
from casework.model.coding_query import CodingQuery
from casework.model.notice import Notice, NoticeKind, PostedCard
from casework.model.person import Person, Role
from casework.model.receipt import Receipt
from dialogs import (
    coding_query,
    notices_clarification,
    notices_episodes,
    notices_news,
    notices_rulings,
    notices_undelivered,
)
from dialogs.case_news import SAYS, News, news
from dialogs.case_phrases import codes_of
from dialogs.desk import Desk
from dialogs.escalation.seeing import Seen, see
from dialogs.message import Message, Place, Reply, Speaker
from dialogs.rendered import Rendered

TRIAGE, CASE, ASKER = "triage", "case", "asker"
# What an asker who is a lead as well gets as the lead.
FOR_WORKERS = frozenset(
    {
        NoticeKind.CASE_IN_TRIAGE,
        NoticeKind.CASE_FOR_YOU,
        NoticeKind.ASKER_REPLIED,
        NoticeKind.DUE_SOON,
        NoticeKind.OVERDUE,
    }
)
# Whose cards change as the case moves: those that ask for a step. The others are news, each said once, and
# a press on an old one is answered with the case as it stands; so a long case does not mean many updates.
KEPT = frozenset(
    {
        NoticeKind.CASE_IN_TRIAGE,
        NoticeKind.CASE_FOR_YOU,
        NoticeKind.QUESTION_BACK,
        NoticeKind.CASE_ANSWERED,
    }
)


async def render(desk: Desk, notice: Notice) -> Rendered | None:
    """The notice as it is to be sent now; None where there is nothing to say any more.

    Raises:
        KeyError: nobody draws its kind, which is a bug: the courier sets it aside and says so.
    """
    return await RENDERED_BY[NoticeKind(notice.kind)](desk, notice)


async def _undelivered(desk: Desk, notice: Notice) -> Rendered | None:
    return await desk.database.read(notices_undelivered.draw, notice)


async def _case(desk: Desk, notice: Notice) -> Rendered | None:
    return await desk.database.read(_told, desk, notice)


async def _answer_again(desk: Desk, notice: Notice) -> Rendered | None:
    """The answer to a question that the channel did not take when it was asked."""
    found = await desk.database.read(_unanswered, notice)
    if found is None:
        return None
    person, receipt = found
    speaker = Speaker(person.tenant, person.channel_id, person.name)
    place = Place("personal", receipt.conversation)
    asked = Message(receipt.message, "text", speaker, place, desk.clock())
    reply = await coding_query.answer_again(desk, asked, receipt)
    return Rendered(reply) if reply else None


def _unanswered(session: Session, notice: Notice) -> tuple[Person, Receipt] | None:
    """Who asked and the receipt of the question; None where it was answered, or the query has moved on."""
    person = session.get(Person, notice.person_id) if notice.person_id else None
    receipt = session.get(Receipt, notice.facts.get("receipt_id") or 0)
    query = session.get(CodingQuery, notice.query_id) if notice.query_id else None
    if person is None or not person.active or receipt is None or receipt.settled_at is not None:
        return None
    return (person, receipt) if query is not None and query.is_open() else None


async def _updated(desk: Desk, notice: Notice) -> Rendered | None:
    """A card that stands somewhere, as its case stands now."""
    posted = await desk.database.read(_posted, notice)
    if posted is None:
        return None
    if posted.clarification_id is not None:
        reply = await notices_clarification.redraw(desk, posted)
        return Rendered(reply, keeps=posted.kind) if reply else None
    return await desk.database.read(_redrawn, desk, posted)


def _posted(session: Session, notice: Notice) -> PostedCard | None:
    return session.get(PostedCard, notice.posted_card_id) if notice.posted_card_id else None


def _redrawn(session: Session, desk: Desk, posted: PostedCard) -> Rendered | None:
    seen = _seen_by(session, desk, posted.person_id, posted.address_id, posted.query_id)
    if seen is None:
        return None
    return _rendered(seen, seen.standing, News(""), as_asker=posted.kind == ASKER, keeps=posted.kind)


def _told(session: Session, desk: Desk, notice: Notice) -> Rendered | None:
    seen = _seen_by(session, desk, notice.person_id, notice.address_id, notice.query_id)
    told = news(seen, notice) if seen else None
    if seen is None or told is None:
        return None
    own = notice.person_id is not None and seen.case.query.asked_by == notice.person_id
    as_asker = own and NoticeKind(notice.kind) not in FOR_WORKERS
    keeps = ASKER if as_asker else TRIAGE if notice.person_id is None else CASE
    keeps = keeps if NoticeKind(notice.kind) in KEPT else ""
    return _rendered(seen, told.says, told, as_asker=as_asker, keeps=keeps)


def _rendered(seen: Seen, said: str, told: News, *, as_asker: bool, keeps: str) -> Rendered:
    drawn = seen.asker_card if as_asker else seen.lead_card
    entry = told.entry
    words = "\n".join(filter(None, (said, codes_of(entry), entry.words))) if entry else said
    return Rendered(Reply(words, drawn(told.headline, told.entry)), keeps)


def _seen_by(
    session: Session, desk: Desk, person_id: int | None, address_id: int | None, query_id: int | None
) -> Seen | None:
    """The case as the person, or who stands in the place, may see it; None where they may not any more."""
    reader = _reader(session, person_id, address_id)
    if reader is None or not reader.active or query_id is None:
        return None
    try:
        return see(session, reader, query_id, desk.department, desk.clock())
    except CaseworkError:
        return None


def _reader(session: Session, person_id: int | None, address_id: int | None) -> Person | None:
    """The person; what stands in a triage place is seen as a lead coder sees it."""
    if person_id is not None:
        return session.get(Person, person_id)
    place = session.get(Address, address_id) if address_id else None
    if place is None or not place.triage:
        return None
    return Person(
        id=0,
        tenant=place.tenant,
        channel_id="",
        name="",
        role=Role.LEAD_CODER.value,
        first_seen_at=place.known_at,
    )


Render = Callable[[Desk, Notice], Awaitable[Rendered | None]]
RENDERED_BY: dict[NoticeKind, Render] = {
    NoticeKind.CARD_UPDATE: _updated,
    NoticeKind.ANSWER_AGAIN: _answer_again,
    **dict.fromkeys(SAYS, _case),
    **dict.fromkeys(notices_undelivered.KINDS, _undelivered),
    **dict.fromkeys(notices_clarification.KINDS, notices_clarification.render),
    **dict.fromkeys(notices_episodes.KINDS, notices_episodes.render),
    **dict.fromkeys(notices_rulings.KINDS, notices_rulings.render),
    **dict.fromkeys(notices_news.KINDS, notices_news.render),
}
