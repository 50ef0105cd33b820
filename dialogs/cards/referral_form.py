"""The text for the national helpdesk, to copy and to send by hand."""

from casework.model.coding_query import CodingQuery
from dialogs.cards.elements import action, card, heading, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import LONGEST_TYPED, text_input
from dialogs.message import Card
from dialogs.verbs import OpenQuery, Refer


def referral_form(query: CodingQuery, composed: str, helpdesk: str, *, says: str = "") -> Card:
    """The text, which may be mended; sent is only what a person sends from their own mail."""
    body = [
        *([text(plain(says, 600), weight="Bolder", color="Attention")] if says else []),
        heading(f"{query.reference}: to the national helpdesk"),
        text(f"Copy this text, send it to {plain(helpdesk)}, then press “I have sent it”."),
        text_input(
            "referral", "The text", value=composed, lines=True, longest=max(LONGEST_TYPED, len(composed))
        ),
        quiet(
            "It must not identify a patient or a colleague. Names that I know are replaced: "
            "please read it once more."
        ),
        text_input("number", "The helpdesk's number, if you have one already", longest=60),
    ]
    sent = action("I have sent it", Refer(query.id or 0, query.version))
    back = action("Back", OpenQuery(query.id or 0), associatedInputs="none")
    return fitted(lambda _: card(body, [sent, back]))
