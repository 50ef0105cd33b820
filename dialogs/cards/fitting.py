"""Cards of any number of words, cut until a message holds them."""

import json
from collections.abc import Callable

from dialogs.message import Card

# Messages stay under 28 KB (Teams); the edge keeps 4 KB of it for the addresses around the card.
MOST_BYTES = 24 * 1024 - 256
LENGTHS = (900, 400, 160, 60, 20)


def fitted(draw: Callable[[int], Card], lengths: tuple[int, ...] = LENGTHS) -> Card:
    """The card that `draw` makes with the longest texts that fit; it is told how long a text may be."""
    made = draw(lengths[0])
    for longest in lengths[1:]:
        if _bytes(made) <= MOST_BYTES:
            break
        made = draw(longest)
    return made


def _bytes(card: Card) -> int:
    return len(json.dumps(card, ensure_ascii=False).encode("utf-8", "replace"))
