"""Cards about queries already asked: the list, one that is closed, one asked again."""

from collections.abc import Mapping

from casework.model.coding_query import CodingQuery
from dialogs import phrases
from dialogs.cards.elements import Element, action, card, container, heading, plain, quiet, text
from dialogs.cards.forms import NO_INPUTS
from dialogs.message import Card
from dialogs.verbs import Back, EscalateForm, MyQueries, OpenQuery, Reword
from knowledge.codes import display

LONGEST_WORDS = 2_000


def closed_card(query: CodingQuery, title: str) -> Card:
    """What the answer card turns into once a code was chosen."""
    return card(
        [
            heading(f"{query.reference} answered: {plain(display(query.chosen_code))}"),
            text(plain(title), spacing="None"),
            quiet(f"“{plain(query.words)}” · closed {phrases.moment(query.closed_at or query.asked_at)}"),
        ],
        [action("History", OpenQuery(query.id or 0)), action("My queries", MyQueries())],
    )


def not_meant_card(query: CodingQuery) -> Card:
    """Asks for more words; the query stays open."""
    entry: Element = {
        "type": "Input.Text",
        "id": "words",
        "label": phrases.NOT_MEANT,
        "value": query.words,
        "isMultiline": True,
        "maxLength": LONGEST_WORDS,
        "isRequired": True,
        "errorMessage": "Please type the words.",
    }
    body: list[Element] = [heading(f"{query.reference} is still open"), entry, quiet(phrases.NO_PATIENTS)]
    query_id = query.id or 0
    back = action("Back", Back(query_id), **NO_INPUTS)
    return card(
        body,
        [
            action("Ask again", Reword(query_id)),
            action(phrases.ASK_THE_LEAD, EscalateForm(query_id), **NO_INPUTS),
            back,
        ],
    )


def list_card(queries: list[CodingQuery], standing: Mapping[int, str], total: int) -> Card:
    """The asker's own queries, each with where it stands, by its id, and a way to open it."""
    body: list[Element] = [heading("My queries")]
    body += [_line(query, standing[query.id or 0]) for query in queries]
    if total > len(queries):
        body.append(
            quiet(f"and {total - len(queries)} more: say the number, for example “{queries[-1].reference}”.")
        )
    return card(body)


def _line(query: CodingQuery, standing: str) -> Element:
    words = [
        text(f"**{query.reference}** {plain(query.words, 90)}", spacing="None"),
        quiet(f"{plain(standing)} · {phrases.moment(query.asked_at)}"),
    ]
    press = {"type": "ActionSet", "actions": [action("Open", OpenQuery(query.id or 0))]}
    columns = [
        {"type": "Column", "width": "stretch", "items": words},
        {"type": "Column", "width": "auto", "items": [press], "verticalContentAlignment": "Center"},
    ]
    return container([{"type": "ColumnSet", "columns": columns}], separator=True)
