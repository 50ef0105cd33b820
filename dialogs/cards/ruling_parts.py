"""What the cards of rulings have in common: a ruling in a row, what is alike, what clashes."""

from casework.considering import Considerations
from casework.model.ruling import Ruling
from dialogs import ruling_phrases as say
from dialogs.cards.elements import Element, action, buttons, container, plain, quiet, text
from dialogs.cards.forms import NO_INPUTS
from dialogs.verbs import OpenRuling

LONGEST_ROW = 200


def ruling_row(ruling: Ruling, note: str, longest: int = LONGEST_ROW) -> Element:
    """A ruling in a list, with “Open”."""
    words = plain(ruling.question, min(longest, LONGEST_ROW))
    rows = [
        text(f"**{ruling.reference}** {words}", spacing="None"),
        quiet(plain(note)),
        buttons([action("Open", OpenRuling(ruling.id or 0), **NO_INPUTS)]),
    ]
    return container(rows, spacing="Small")


def considered(found: Considerations, longest: int) -> list[Element]:
    """Rulings alike and weightier texts, or that there are none."""
    if found.is_clear():
        return [quiet(say.NOTHING_ALIKE, spacing="Small")]
    alike = [
        ruling_row(one, f"{one.state}, {say.closeness(share)}", longest) for one, share in found.duplicates
    ]
    clashing = [
        text(
            plain(say.clash(one), longest),
            spacing="None",
            size="Small",
            **({"color": "Attention"} if one.opposed else {}),
        )
        for one in found.clashes
    ]
    return [
        *([text("**Possible duplicates**"), *alike] if alike else []),
        *([text("**Weightier texts on its codes**"), *clashing] if clashing else []),
    ]
