"""The lead coders' queue as a card: a page of cases, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.queue import QueueRow
from dialogs import case_phrases
from dialogs.cards.elements import Element, action, buttons, card, container, heading, plain, quiet, text
from dialogs.cards.forms import NO_INPUTS, text_input
from dialogs.message import Card
from dialogs.verbs import OpenQuery, ShowQueue

PAGE = 8
VIEWS = {
    "open": "All open",
    "mine": "Mine",
    "overdue": "Overdue",
    "waiting": "Waiting",
    "all": "All",
}
LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of the queue is shown."""

    view: str
    search: str
    number: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, from 0."""
        return max(0, (self.total - 1) // PAGE)


def queue_card(rows: Sequence[QueueRow], page: Page, now: datetime) -> Card:
    """One page, with the ways to the others and a search."""
    body: list[Element] = [
        heading(f"Queue: {VIEWS[page.view].lower()} ({page.total:,})"),
        *([quiet(f"Found with “{plain(page.search, LONGEST_SEARCH)}”")] if page.search else []),
        buttons([_to(name, view) for view, name in VIEWS.items() if view != page.view]),
        *[_line(row, now) for row in rows],
        *([] if rows else [text("Nothing here.")]),
        text_input("search", "Search: words, a name, CQ-1042", longest=LONGEST_SEARCH),
        buttons([action("Search", ShowQueue(0, view="all"))]),
    ]
    return card(body, _turning(page))


def _to(name: str, view: str) -> Element:
    return action(name, ShowQueue(0, view=view), **NO_INPUTS)


def _turning(page: Page) -> list[Element]:
    """“Earlier” and “Later”, where there is more."""
    found = []
    for name, number in (("Older", page.number - 1), ("Newer", page.number + 1)):
        if 0 <= number <= page.last:
            turned = ShowQueue(number, view=page.view, search=page.search)
            found.append(action(name, turned, **NO_INPUTS))
    return found


def _line(row: QueueRow, now: datetime) -> Element:
    query, work = row.query, row.escalation
    loud = f" · {work.urgency}" if work.urgency != "routine" else ""
    standing = case_phrases.waiting_line(query, row.waiting_on, row.due_at, row.overdue, now)
    late = {"color": "Attention"} if row.overdue else {}
    whose = f"{row.asker}, with {row.assignee}" if row.assignee else row.asker
    words = [
        text(f"**{query.reference}** {plain(work.title, 90)}{loud}", spacing="None"),
        quiet(plain(whose, 120)),
        quiet(plain(standing, 200), **late),
        *([quiet(plain(row.closes, 120))] if row.closes else []),
    ]
    press = {"type": "ActionSet", "actions": [action("Open", OpenQuery(query.id or 0), **NO_INPUTS)]}
    columns = [
        {"type": "Column", "width": "stretch", "items": words},
        {"type": "Column", "width": "auto", "items": [press], "verticalContentAlignment": "Center"},
    ]
    return container([{"type": "ColumnSet", "columns": columns}], separator=True)
