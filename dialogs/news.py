"""“What's new”, “I have read this”, who has not read it, and a ruling sent out as news."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

from sqlmodel import Session

from casework import news, ruling_moving
from casework.errors import Unusable
from casework.model.bulletin import BulletinKind
from dialogs import news_phrases as say
from dialogs.cards.news import news_card, readers_card
from dialogs.desk import Desk
from dialogs.escalation.seeing import refused
from dialogs.gate import speaking
from dialogs.message import Message, Reply, Speaker
from dialogs.rulings.steps import typed_day
from dialogs.verbs import NewsReaders, Payload, ReadNews, TellRuling

LONGEST_TITLE = 100
_NEWS = re.compile(
    r"what(?:'s|’s| is| has)? new|(?:(?:show|list) )?(?:the )?(?:latest )?news|bulletins", re.IGNORECASE
)


async def said(desk: Desk, message: Message, words: str) -> Reply | None:
    """“what's new”."""
    if not _NEWS.fullmatch(words.strip(" .?!")):
        return None
    return await desk.database.read(_latest, message.speaker)


async def read_it(desk: Desk, message: Message, pressed: ReadNews) -> Reply:
    """“I have read this”: the piece stands there, read."""
    return await desk.database.run(_read, desk, message.speaker, pressed.bulletin_id)


async def readers(desk: Desk, message: Message, pressed: NewsReaders) -> Reply:
    """“Who has read it”: a message of its own."""
    found = await desk.database.read(_readers, message.speaker, pressed.bulletin_id)
    return Reply(say.counted(found), readers_card(found))


async def tell_ruling(desk: Desk, message: Message, pressed: TellRuling) -> Reply:
    """“Send it” on a ruling's card."""
    if refusal := refused({"words": pressed.news}):
        return refusal
    return await desk.database.run(_tell, desk, message.speaker, pressed)


HANDLERS: dict[type[Payload], Callable[[Desk, Message, Any], Awaitable[Reply]]] = {
    ReadNews: read_it,
    NewsReaders: readers,
    TellRuling: tell_ruling,
}


def _latest(session: Session, speaker: Speaker) -> Reply:
    by = speaking(session, speaker)
    rows = news.whats_new(session, by=by)
    if not rows:
        return Reply(say.NO_NEWS)
    said_of = "; ".join(one.title for one, _ in rows)
    return Reply(f"{say.WHATS_NEW}: {said_of}", news_card(say.WHATS_NEW, rows, is_lead=by.is_lead()))


def _read(session: Session, desk: Desk, speaker: Speaker, bulletin_id: int) -> Reply:
    by = speaking(session, speaker)
    one = news.mark_read(session, bulletin_id=bulletin_id, by=by, now=desk.clock())
    return Reply(say.READ, news_card(say.sent(one), [(one, True)], is_lead=by.is_lead()), replaces=True)


def _readers(session: Session, speaker: Speaker, bulletin_id: int) -> news.Readers:
    return news.readers(session, bulletin_id=bulletin_id, by=speaking(session, speaker))


def _tell(session: Session, desk: Desk, speaker: Speaker, pressed: TellRuling) -> Reply:
    by = speaking(session, speaker)
    if pressed.to not in say.GROUPS:
        raise Unusable("Please choose who should get it.")
    ruling = ruling_moving.find(session, ruling_id=pressed.ruling_id, by=by)
    one = news.publish(
        session,
        by=by,
        kind=BulletinKind.RULING,
        title=f"{ruling.reference}: {ruling.question[:LONGEST_TITLE]}",
        words=pressed.news,
        roles=say.GROUPS[pressed.to][1],
        ruling_id=ruling.id,
        remind_until=typed_day(pressed.remind_until),
        now=desk.clock(),
    )
    session.flush()
    found = news.readers(session, bulletin_id=one.id or 0, by=by)
    return Reply(f"Sent. {say.counted(found)}", readers_card(found))
