"""Chapters, blocks, categories and codes of a release, and the other words that lead to them."""

from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Field, SQLModel

from knowledge.codes import Classification, display


class ConceptKind(StrEnum):
    """The levels of a classification; only a code may be assigned to a patient's record."""

    CHAPTER = "chapter"
    BLOCK = "block"
    CATEGORY = "category"
    CODE = "code"


class Mark(StrEnum):
    """Dagger: the underlying cause. Asterisk: its manifestation, never alone (ICD-10 volume 2, 3.1.3)."""

    NONE = ""
    DAGGER = "dagger"
    ASTERISK = "asterisk"


class ConceptRow(SQLModel, table=True):
    """One concept of one release, as stored.

    `code` is canonical (I214, I10X, I21, a block's range, a chapter's number); `parent` is the code
    of the level above. `usage` is the number of finished consultant episodes that carried it in the
    period counted, where the release's source or a usage import says so.
    """

    __tablename__ = "concept"

    release_id: int = Field(foreign_key="release.id", primary_key=True)
    code: str = Field(primary_key=True)
    kind: str
    title: str
    parent: str = ""
    mark: str = ""
    partner: str = ""
    usage: int = 0


class TermRow(SQLModel, table=True):
    """Other words for a code, with where they come from. Not bound to one release."""

    __tablename__ = "term"

    classification: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    text: str = Field(primary_key=True)
    origin: str


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept as the rest of the product sees it."""

    classification: Classification
    code: str
    kind: ConceptKind
    title: str
    parent: str = ""
    mark: Mark = Mark.NONE
    partner: str = ""
    usage: int = 0

    @property
    def display(self) -> str:
        """The code as people read it, with † or * where the release marks it."""
        sign = {Mark.DAGGER: "†", Mark.ASTERISK: "*"}.get(self.mark, "")
        return (
            display(self.code) + sign if self.kind in (ConceptKind.CODE, ConceptKind.CATEGORY) else self.code
        )


@dataclass(frozen=True, slots=True)
class Term:
    """Other words for a code: `origin` names the source, for the reason line and for review."""

    classification: Classification
    code: str
    text: str
    origin: str
