"""The asker's own queries: the list, and one opened with its history."""

import re

from sqlmodel import Session

from casework import people, worklists
from casework.errors import NotFound
from casework.model.coding_query import FIRST_NUMBER, CodingQuery, reference_of
from casework.model.person import Person
from casework.worklists import History
from dialogs import phrases
from dialogs.cards.queries import history_card, list_card
from dialogs.desk import Desk
from dialogs.message import Message, Reply, Speaker

_LIST = re.compile(r"(?:show |list |see )?(?:my|own) (?:queries|questions|query|asks)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:open |show |see )?cq[\s-]?(\d{1,9})", re.IGNORECASE)


def asks_for_list(words: str) -> bool:
    """Whether the words ask for one's own queries."""
    return bool(_LIST.fullmatch(words.strip(" .?!")))


def query_asked_for(words: str) -> int | None:
    """The id of the query whose reference the words are, or None."""
    match = _REFERENCE.fullmatch(words.strip(" .?!"))
    return int(match.group(1)) - FIRST_NUMBER if match else None


async def list_mine(desk: Desk, message: Message) -> Reply:
    """“my queries”."""
    queries, total = await desk.database.read(_mine, message.speaker)
    if not queries:
        return Reply(phrases.NO_QUERIES)
    said = "; ".join(f"{query.reference} {phrases.state(query)}" for query in queries)
    return Reply(f"My queries: {said}", list_card(queries, total))


async def open_query(desk: Desk, message: Message, query_id: int) -> Reply:
    """One query with its history."""
    history = await desk.database.read(_history, message.speaker, query_id)
    said = f"{history.query.reference}: {phrases.state(history.query)}"
    return Reply(said, history_card(history))


def _mine(session: Session, speaker: Speaker) -> tuple[list[CodingQuery], int]:
    person = people.known(session, tenant=speaker.tenant, channel_id=speaker.id)
    return worklists.mine(session, by=person) if person else ([], 0)


def _history(session: Session, speaker: Speaker, query_id: int) -> History:
    person: Person | None = people.known(session, tenant=speaker.tenant, channel_id=speaker.id)
    if person is None:
        raise NotFound(reference_of(query_id))
    return worklists.history(session, query_id=query_id, by=person)
