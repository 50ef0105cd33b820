"""A coder asks for a code: the answer, its details, more codes, other words, and the close."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from casework import asking, people, privacy
from casework.asking import Delivered, Offered
from casework.model.coding_query import CodingQuery
from casework.model.person import Person
from casework.model.receipt import Receipt
from dialogs import code_notes, phrases, precedent
from dialogs.cards.details import details_card
from dialogs.cards.identifier import identifier_card, identifier_text
from dialogs.cards.queries import closed_card, not_meant_card
from dialogs.cards.suggestion import (
    FIRST_CODES,
    choices_shown,
    shown,
    suggestion_card,
    suggestion_text,
)
from dialogs.code_notes import Notes, notes_of
from dialogs.desk import Desk
from dialogs.escalation.seeing import as_it_stands, refused
from dialogs.message import Message, Reply, Speaker
from dialogs.verbs import Answers, AskClean, Back, Details, More, NotMeant, Payload, Reword, WriteCodeNote
from knowledge.answers import Answer, Suggestion
from knowledge.codes import Classification, display
from knowledge.concepts import Concept

LONGEST_QUESTION = 2_000
MORE_CODES = 10


async def ask(desk: Desk, message: Message, words: str) -> Reply:
    """Answer a question and keep it, or refuse what may identify a patient before anything is kept."""
    refusal = _refused(words, lambda clean: AskClean(clean, instead_of=message.id))
    if refusal:
        return refusal
    answer = _answered(desk, words)
    query, receipt = await desk.database.run(_raise, message, words, list(_offered(answer)), desk.clock())
    return await _reply(desk, message, query, answer, receipt=receipt.id)


async def answer_again(desk: Desk, message: Message, receipt: Receipt) -> Reply | None:
    """The answer to a message whose first answer never went out, from what was kept of it."""
    if receipt.query_id is None:
        return None
    query = await desk.database.read(_own, message.speaker, receipt.query_id, desk.clock())
    answer = _answered(desk, query.words)
    return await _reply(desk, message, query, answer, receipt=receipt.id)


async def close(desk: Desk, message: Message, pressed: Answers) -> Reply:
    """“This answers it”."""
    return await _closed(desk, await desk.database.run(_close, message.speaker, pressed, desk.clock()))


async def more(desk: Desk, message: Message, pressed: More) -> Reply:
    """“More codes”: the same question, twice as many for each condition."""
    query = await desk.database.read(_own, message.speaker, pressed.query_id, desk.clock())
    answer = _answered(desk, query.words, limit=MORE_CODES)
    offered = list(_offered(answer, further=True))
    await desk.database.run(_offer_more, message.speaker, query.id or 0, offered, desk.clock())
    return await _reply(desk, message, query, answer, further=True)


async def back(desk: Desk, message: Message, pressed: Back) -> Reply:
    """From details, or from asking for words, to the answer: or to the query as it stands meanwhile."""
    query = await desk.database.read(_own, message.speaker, pressed.query_id, desk.clock())
    if query.chosen_code:
        return await _closed(desk, query)
    if not query.is_open():
        return await as_it_stands(desk, message, pressed.query_id)
    answer = _answered(desk, query.words)
    await desk.database.run(_offer_more, message.speaker, query.id or 0, list(_offered(answer)), desk.clock())
    return await _reply(desk, message, query, answer)


async def details(desk: Desk, message: Message, pressed: Details) -> Reply:
    """“Details” of one code."""
    if pressed.classification not in list(Classification):
        return Reply(phrases.BUTTON_OUT_OF_DATE)
    query, notes = await desk.database.read(_with_notes, message.speaker, pressed, desk.clock())
    found = desk.knowledge.base.details(
        Classification(pressed.classification), pressed.code, pressed.edition_id
    )
    if found is None:
        return Reply(phrases.BUTTON_OUT_OF_DATE)
    said = f"{found.concept.display} {found.concept.title}"
    shown_card = details_card(query.reference, query.id or 0, found, is_open=query.is_open(), notes=notes)
    # Where several people look at one card, details are a message of their own: the answer stays for all.
    alone = message.place.kind in ("personal", "terminal")
    return Reply(said, shown_card, replaces=alone)


async def write_note(desk: Desk, message: Message, pressed: WriteCodeNote) -> Reply:
    """“Keep the note”, on the details of a code, which then show it."""
    if refusal := refused({"words": pressed.code_note}):
        return refusal
    if pressed.classification not in list(Classification):
        return Reply(phrases.BUTTON_OUT_OF_DATE)
    await desk.database.run(code_notes.write, message.speaker, pressed, desk.clock())
    again = Details(pressed.query_id, pressed.classification, pressed.code, pressed.edition_id)
    return replace(await details(desk, message, again), replaces=True)


async def not_meant(desk: Desk, message: Message, pressed: NotMeant) -> Reply:
    """“Not what I meant”: still open, and asks for more words."""
    query = await desk.database.run(_say_not_meant, message.speaker, pressed.query_id, desk.clock())
    return Reply(
        f"{query.reference} is still open. {phrases.NOT_MEANT}", not_meant_card(query), replaces=True
    )


async def reword(desk: Desk, message: Message, pressed: Reword) -> Reply:
    """The same query in other words."""
    words = pressed.words.strip()
    if not words:
        return Reply(phrases.EMPTY)
    refusal = _refused(words, lambda clean: Reword(pressed.query_id, clean))
    if refusal:
        return refusal
    answer = _answered(desk, words)
    query = await desk.database.run(
        _reword, message.speaker, pressed.query_id, words, list(_offered(answer)), desk.clock()
    )
    return await _reply(desk, message, query, answer)


def _refused(words: str, resend: Callable[[str], Payload]) -> Reply | None:
    """The refusal of words that are too long or may identify a patient."""
    if len(words) > LONGEST_QUESTION:
        return Reply(phrases.TOO_LONG.format(most=f"{LONGEST_QUESTION:,}"))
    findings = privacy.find(words)
    if not findings:
        return None
    return Reply(identifier_text(words, findings), identifier_card(words, findings, resend))


def _answered(desk: Desk, words: str, limit: int = FIRST_CODES) -> Answer:
    """What is known for the words; where an identifier was masked there is nothing to look for."""
    return desk.knowledge.base.suggest(privacy.without_marks(words), on=desk.today(), limit=limit)


async def _reply(
    desk: Desk,
    message: Message,
    query: CodingQuery,
    answer: Answer,
    *,
    further: bool = False,
    receipt: int | None = None,
) -> Reply:
    """The answer: new where it answers a message with its receipt, else in place of the pressed card."""
    found = await precedent.governing(desk, message, query.words, answer)
    card = suggestion_card(query.reference, query.id or 0, answer, further=further, governing=found)
    said = suggestion_text(query.reference, answer, found)
    return Reply(said, card, replaces=receipt is None, receipt=receipt)


async def _closed(desk: Desk, query: CodingQuery) -> Reply:
    title = await desk.database.read(asking.chosen_title, query)
    said = f"{query.reference} answered: {display(query.chosen_code)}"
    return Reply(said, closed_card(query, title), replaces=True)


def _offered(answer: Answer, *, further: bool = False) -> Iterable[Offered]:
    """What the card shows, as it is to be kept: the same list, so that only what was seen can be chosen."""
    for number, place, condition, one in shown(answer, further=further):
        because = phrases.reason(one.because)
        yield _offer(number, place, condition.words, one.concept, one, because)
    for number, place, condition, choice in choices_shown(answer):
        first = condition.suggestions[0]
        yield _offer(number, place, condition.words, choice.concept, first, phrases.WOULD_DECIDE)


def _offer(number: int, place: int, words: str, concept: Concept, one: Suggestion, because: str) -> Offered:
    return Offered(
        condition=number,
        condition_words=words,
        place=place,
        classification=concept.classification,
        code=concept.code,
        title=concept.title,
        release_id=one.edition.id,
        score=one.score,
        because=because,
    )


def met(session: Session, speaker: Speaker, now: datetime) -> Person:
    """The person who speaks, known from the channel's identity."""
    return people.met(session, tenant=speaker.tenant, channel_id=speaker.id, name=speaker.name, now=now)


def _raise(
    session: Session, message: Message, words: str, offered: list[Offered], now: datetime
) -> tuple[CodingQuery, Receipt]:
    speaker, place = message.speaker, message.place
    delivered = Delivered(speaker.tenant, place.conversation, message.id, place.kind)
    return asking.raise_query(
        session, by=met(session, speaker, now), words=words, offered=offered, delivered=delivered, now=now
    )


def _known(session: Session, speaker: Speaker, now: datetime) -> Person:
    """As `met`, for a transaction that only reads: a stranger stays unsaved and owns nothing."""
    found = people.known(session, tenant=speaker.tenant, channel_id=speaker.id)
    return found or Person(tenant=speaker.tenant, channel_id=speaker.id, name=speaker.name, first_seen_at=now)


def _own(session: Session, speaker: Speaker, query_id: int, now: datetime) -> CodingQuery:
    return asking.own_query(session, query_id=query_id, by=_known(session, speaker, now))


def _with_notes(
    session: Session, speaker: Speaker, pressed: Details, now: datetime
) -> tuple[CodingQuery, Notes]:
    by = _known(session, speaker, now)
    query = asking.visible_query(session, query_id=pressed.query_id, by=by)
    return query, notes_of(session, by, Classification(pressed.classification), pressed.code)


def _close(session: Session, speaker: Speaker, pressed: Answers, now: datetime) -> CodingQuery:
    return asking.close_with_code(
        session,
        query_id=pressed.query_id,
        by=met(session, speaker, now),
        classification=pressed.classification,
        code=pressed.code,
        now=now,
    )


def _offer_more(
    session: Session, speaker: Speaker, query_id: int, offered: list[Offered], now: datetime
) -> CodingQuery:
    return asking.offer_more(session, query_id=query_id, by=met(session, speaker, now), offered=offered)


def _say_not_meant(session: Session, speaker: Speaker, query_id: int, now: datetime) -> CodingQuery:
    return asking.say_not_meant(session, query_id=query_id, by=met(session, speaker, now), now=now)


def _reword(
    session: Session, speaker: Speaker, query_id: int, words: str, offered: list[Offered], now: datetime
) -> CodingQuery:
    by = met(session, speaker, now)
    return asking.reword(session, query_id=query_id, by=by, words=words, offered=offered, now=now)
