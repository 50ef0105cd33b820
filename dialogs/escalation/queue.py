"""“queue”: the lead coders' worklist, a page at a time."""

import re
from datetime import datetime

from sqlmodel import Session

from casework import privacy
from casework import queue as worklist
from casework.errors import Unusable
from casework.queue import QueueRow
from dialogs import case_phrases
from dialogs.cards.identifier import identifier_text
from dialogs.cards.queue_list import LONGEST_SEARCH, PAGE, VIEWS, Page, queue_card
from dialogs.desk import Desk
from dialogs.gate import speaking
from dialogs.message import Message, Reply, Speaker
from dialogs.verbs import ShowQueue

_QUEUE = re.compile(r"(?:the |show |open |show the )?queue(?:[ :]+(?P<rest>.+))?", re.IGNORECASE | re.DOTALL)
FURTHEST_PAGE = 200


def asked_for(words: str) -> ShowQueue | None:
    """What of the queue the words ask for: a view by its name, else a search; or None."""
    match = _QUEUE.fullmatch(words.strip(" .?!"))
    if not match:
        return None
    rest = (match["rest"] or "").strip()
    if rest.casefold() in VIEWS:
        return ShowQueue(0, view=rest.casefold())
    return ShowQueue(0, view="all" if rest else "open", search=rest)


async def show(desk: Desk, message: Message, wanted: ShowQueue) -> Reply:
    """A page of the queue: in place of the one whose button was pressed."""
    view, search = wanted.view or "open", " ".join(wanted.search.split())[:LONGEST_SEARCH]
    if view not in VIEWS or wanted.page > FURTHEST_PAGE:
        raise Unusable("Say “queue”, “queue mine”, “queue overdue”, “queue waiting” or “queue all”.")
    findings = privacy.find(wanted.search)
    if findings:
        return Reply(identifier_text(wanted.search, findings))
    rows, total = await desk.database.read(
        _rows, message.speaker, view, search, wanted.page * PAGE, desk.clock()
    )
    page = Page(view, search, wanted.page, total)
    return Reply(
        _said(rows, page, desk), queue_card(rows, page, desk.clock()), replaces=message.kind == "action"
    )


def _said(rows: list[QueueRow], page: Page, desk: Desk) -> str:
    lines = [
        f"{row.query.reference} {row.escalation.title}: "
        + case_phrases.waiting_line(row.query, row.waiting_on, row.due_at, row.overdue, desk.clock())
        for row in rows
    ]
    return "\n".join([f"Queue: {VIEWS[page.view].lower()} ({page.total:,})", *(lines or ["Nothing here."])])


def _rows(
    session: Session, speaker: Speaker, view: str, search: str, offset: int, now: datetime
) -> tuple[list[QueueRow], int]:
    by = speaking(session, speaker)
    return worklist.queue(session, by=by, view=view, search=search, now=now, limit=PAGE, offset=offset)
