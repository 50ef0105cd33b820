"""The asker's own queries: the list, and any one that may be seen, opened with its history."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from casework import worklists
from casework.case_closing import closes_of
from casework.model.coding_query import FIRST_NUMBER, CodingQuery, QueryState
from casework.model.escalation import Escalation
from casework.whose_step import due_of
from dialogs import case_phrases, phrases
from dialogs.cards.case_parts import WAITS_FOR_YOU
from dialogs.cards.queries import list_card
from dialogs.desk import Desk
from dialogs.escalation.seeing import seen, with_history
from dialogs.gate import speaking
from dialogs.message import Message, Reply, Speaker

_LIST = re.compile(r"(?:show |list |see )?(?:my|own) (?:queries|questions|query|asks)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:open |show |see )?cq[\s-]?(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mine:
    """The newest of the speaker's own queries, when each is due and closes, and how many there are in all."""

    queries: list[CodingQuery]
    due: dict[int, datetime]
    total: int
    closes: dict[int, str]


def asks_for_list(words: str) -> bool:
    """Whether the words ask for one's own queries."""
    return bool(_LIST.fullmatch(words.strip(" .?!")))


def query_asked_for(words: str) -> int | None:
    """The id of the query whose reference the words are, or None."""
    match = _REFERENCE.fullmatch(words.strip(" .?!"))
    return int(match.group(1)) - FIRST_NUMBER if match else None


async def list_mine(desk: Desk, message: Message) -> Reply:
    """“my queries”."""
    mine = await desk.database.read(_mine, message.speaker, desk.clock())
    if not mine.queries:
        return Reply(phrases.NO_QUERIES)
    lines = {query.id or 0: _line(query, mine, desk.clock()) for query in mine.queries}
    said = "; ".join(f"{query.reference} {lines[query.id or 0]}" for query in mine.queries)
    return Reply(f"My queries: {said}", list_card(mine.queries, lines, mine.total))


async def open_query(desk: Desk, message: Message, query_id: int) -> Reply:
    """One query with its history, for its asker or a lead."""
    found = await seen(desk, message, query_id)
    said = f"{found.case.query.reference}: {phrases.state(found.case.query)}"
    return Reply(said, with_history(found))


def _line(query: CodingQuery, mine: Mine, now: datetime) -> str:
    at = mine.due.get(query.id or 0)
    line = case_phrases.waiting_line(query, "", at, at is not None and at <= now, now)
    if query.state == QueryState.WAITING_ASKER:
        line = WAITS_FOR_YOU
    closes = mine.closes[query.id or 0]
    return f"{line} · {closes}" if closes else line


def _mine(session: Session, speaker: Speaker, now: datetime) -> Mine:
    queries, total = worklists.mine(session, by=speaking(session, speaker))
    waiting = [one for one in queries if one.is_with_leads() or one.is_waiting()]
    due = {query.id or 0: at for query in waiting if (at := due_of(session, query)) is not None}
    closes = {one.id or 0: closes_of(session, one, session.get(Escalation, one.id), now) for one in queries}
    return Mine(queries, due, total, closes)
