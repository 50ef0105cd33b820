"""Cards about queries already asked: the list, one query's history, closed, asked again."""

from casework.model.coding_query import CodingQuery, QueryState, SuggestionRow
from casework.worklists import History
from dialogs import phrases
from dialogs.cards.elements import Element, action, card, container, facts, heading, plain, quiet, text
from dialogs.message import Card
from dialogs.verbs import Back, MyQueries, NotMeant, OpenQuery, Reword
from knowledge.codes import display

MOST_HISTORY = 20
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
    return card(body, [action("Ask again", Reword(query.id or 0)), action("Back", Back(query.id or 0))])


def list_card(queries: list[CodingQuery], total: int) -> Card:
    """The asker's own queries, each with its state and a way to open it."""
    body: list[Element] = [heading("My queries")]
    body += [_line(query) for query in queries]
    if total > len(queries):
        body.append(
            quiet(f"and {total - len(queries)} more: say the number, for example “{queries[-1].reference}”.")
        )
    return card(body)


def history_card(history: History) -> Card:
    """One query: who asked what, where and when, what was suggested, what happened."""
    query = history.query
    body: list[Element] = [
        heading(f"{query.reference} · {plain(phrases.state(query))}"),
        facts(
            [
                ("Asked by", plain(history.asker.name)),
                ("When", phrases.moment(query.asked_at)),
                ("Where", f"{query.place} chat" if query.place in ("personal", "group") else query.place),
                ("Words", plain(query.words)),
            ]
        ),
        text("**Suggested**"),
        *_suggested(history.suggestions),
    ]
    if not history.suggestions:
        body.append(text("Nothing was found.", spacing="None"))
    body.append(text("**History**"))
    body += [
        text(plain(phrases.change(step, name)), spacing="None", size="Small")
        for step, name in history.changes[-MOST_HISTORY:]
    ]
    return card(body, _moves(query))


def _moves(query: CodingQuery) -> list[Element]:
    mine = action("My queries", MyQueries())
    if query.state != QueryState.OPEN:
        return [mine]
    return [
        action("Choose a code", Back(query.id or 0)),
        action("Not what I meant", NotMeant(query.id or 0)),
        mine,
    ]


def _suggested(rows: list[SuggestionRow]) -> list[Element]:
    """The codes of the last round, under the words that they answer."""
    found: list[Element] = []
    words = ""
    for row in rows:
        if row.condition_words != words:
            words = row.condition_words
            found.append(quiet(plain(words)))
        found.append(text(f"{plain(display(row.code))} {plain(row.title)}", spacing="None", size="Small"))
    return found


def _line(query: CodingQuery) -> Element:
    words = [
        text(f"**{query.reference}** {plain(query.words, 90)}", spacing="None"),
        quiet(f"{plain(phrases.state(query))} · {phrases.moment(query.asked_at)}"),
    ]
    press = {"type": "ActionSet", "actions": [action("Open", OpenQuery(query.id or 0))]}
    columns = [
        {"type": "Column", "width": "stretch", "items": words},
        {"type": "Column", "width": "auto", "items": [press], "verticalContentAlignment": "Center"},
    ]
    return container([{"type": "ColumnSet", "columns": columns}], separator=True)
