"""A policy document as it is kept: sections with their number, title, page and the codes they name."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from knowledge.codes import Classification, display


class Kind(StrEnum):
    """The formats that policies come in."""

    WORD = "Word"
    PDF = "PDF"
    MARKDOWN = "Markdown"
    HTML = "HTML"


@dataclass(frozen=True, slots=True, order=True)
class CodeSpan:
    """A code, or a range of codes with both ends in it, canonical; one code has the same ends."""

    classification: Classification
    first: str
    last: str

    @property
    def display(self) -> str:
        """As people read it: J44.0, K75, A00-B99."""
        first, last = display(self.first), display(self.last)
        return first if first == last else f"{first}-{last}"


@dataclass(frozen=True, slots=True)
class Section:
    """One piece of a document that can be cited.

    `number` is a national reference (DCS.X.5, PCSZ2) or a local one (3.2.1, Appendix B), empty where the
    heading has none. `page` counts the file's pages from 1, None where the format does not know them.
    `path` holds the headings above, the highest first; `level` is how many there are, 0 for what stands
    before the first heading. `text` has one line a paragraph or table row, cells parted by “ | ”.
    """

    number: str
    title: str
    text: str
    page: int | None = None
    path: tuple[str, ...] = ()
    level: int = 1
    codes: tuple[CodeSpan, ...] = ()

    @property
    def name(self) -> str:
        """Number and title in one, as a list shows it."""
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Front:
    """What the document says of itself in its front table; empty or None where it does not say it."""

    version: str = ""
    valid_from: date | None = None
    review_on: date | None = None
    ratified_by: str = ""
    ratified_on: date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `pages` is None where the format does not know them."""

    title: str
    sections: tuple[Section, ...]
    kind: Kind
    pages: int | None = None
    front: Front = field(default_factory=Front)

    @property
    def digest(self) -> str:
        """The same words on the same pages have the same digest, however the file was saved."""
        digest = hashlib.sha256(self.title.encode())
        for one in self.sections:
            parts = (one.number, one.title, one.text, str(one.page), *one.path)
            digest.update("\x1f".join(parts).encode() + b"\x1e")
        return digest.hexdigest()
