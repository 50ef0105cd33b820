"""What every format becomes before anybody looks for sections: lines of text with what is known of them."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum


class Shape(Enum):
    """What a block is on its page."""

    TEXT = "text"
    ROW = "table row"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading or a table row.

    `level` is the heading level that the format itself gives, 0 for none. `number` is one that the
    format keeps apart from the words (Word's automatic numbering). `prominent` is larger or bolder than
    the text around it; `size` is its height in points, 0 where the format does not say.
    """

    text: str
    page: int | None = None
    level: int = 0
    number: str = ""
    prominent: bool = False
    size: float = 0.0
    shape: Shape = Shape.TEXT


LONGEST_TEXT = 5_000_000
CELLS = " | "
_LIGATURE = re.compile("[\ufb00-\ufb06\u0132\u0133\u01c4-\u01cc]")
_BULLET = re.compile("[\uf0a7\uf0b7\uf0d8\uf0fc\u2023\u25aa\u25cf\u25e6\u2043]")
_NOTHING = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)
_HYPHEN = re.compile("[\u2010\u2011]")
_BLANK = re.compile(r"\s+")


def cleaned(text: str) -> str:
    """The words without ligatures, soft hyphens, private bullets and other signs that only printing needs."""
    text = _NOTHING.sub("", _HYPHEN.sub("-", text))
    text = _LIGATURE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    return _BLANK.sub(" ", _BULLET.sub("•", text)).strip()


def row(cells: list[str]) -> str:
    """A table row as one line; empty where all of its cells are."""
    kept = [cleaned(cell) for cell in cells]
    while kept and not kept[-1]:
        kept.pop()
    return CELLS.join(kept).strip()
