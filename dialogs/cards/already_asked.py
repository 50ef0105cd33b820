"""The rows of what was asked already, each with how close it is and “Open”."""

from dialogs import phrases
from dialogs import ruling_phrases as say
from dialogs.already_asked import Before
from dialogs.cards.elements import Element, action, buttons, container, plain, quiet, text
from dialogs.cards.forms import NO_INPUTS
from dialogs.cards.governing import decisive
from dialogs.cards.ruling_parts import ruling_row
from dialogs.verbs import OpenQuery

TITLE = "**Already asked**"
LONGEST_WORDS = 160


def already_asked(before: Before, longest: int) -> list[Element]:
    """Nothing where nothing is close."""
    rows = [
        ruling_row(one.ruling, f"{say.closeness(one.closeness)}: {decisive(one.ruling)}", longest)
        for one in before.rulings
    ]
    for query, closeness in before.cases:
        rows.append(
            container(
                [
                    text(f"**{query.reference}** {plain(query.words, min(longest, LONGEST_WORDS))}"),
                    quiet(plain(f"{say.closeness(closeness)}: {phrases.state(query)}")),
                    buttons([action("Open", OpenQuery(query.id or 0), **NO_INPUTS)]),
                ],
                spacing="Small",
            )
        )
    return [text(TITLE), *rows] if rows else []
