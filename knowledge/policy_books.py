"""The department's policy documents as kept: each version of a book whole, with its sections.

A book is one document under one authority; its versions follow each other by the day from which they hold.
A version stays ready when the next one comes, because it governs until that day; one that was read anew for
the same day, or under the same version, takes the place of the one before.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, DateTime, UniqueConstraint
from sqlmodel import Field, SQLModel

from knowledge.codes import Classification
from knowledge.documents.document import CodeSpan, Document, Front, Kind, Section
from knowledge.policies import Authority


class BookState(StrEnum):
    """A version is importing only within its own transaction; a superseded one is kept for citations."""

    IMPORTING = "importing"
    READY = "ready"
    SUPERSEDED = "superseded"


class PolicyBook(SQLModel, table=True):
    """One version of one book.

    `source` is the file's name and `link` where the department keeps it for all to read, empty where that
    is not known. `digest` is that of what was read: the same words on the same pages have the same.
    """

    __tablename__ = "policy_book"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    authority: str
    version: str = ""
    valid_from: date
    review_on: date | None = None
    ratified_by: str = ""
    ratified_on: date | None = None
    owner: str = ""
    source: str
    link: str = ""
    kind: str
    pages: int | None = None
    digest: str
    state: str = Field(default=BookState.IMPORTING.value, index=True)
    imported_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class PolicySection(SQLModel, table=True):
    """One section of a book, as `knowledge.documents.document.Section` describes it.

    `place` counts from 0 in reading order; `path` has one heading a line; `codes` one span a word,
    for example “icd10:J40-J44 opcs4:K751”.
    """

    __tablename__ = "policy_section"
    __table_args__ = (UniqueConstraint("book_id", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    book_id: int = Field(foreign_key="policy_book.id", index=True)
    place: int
    number: str = Field(default="", index=True)
    title: str
    text: str
    page: int | None = None
    path: str = ""
    level: int
    codes: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """A version of a book as the rest of the product sees it."""

    id: int
    name: str
    authority: Authority
    version: str
    valid_from: date
    kind: Kind
    source: str
    link: str = ""
    review_on: date | None = None
    ratified_by: str = ""
    ratified_on: date | None = None
    owner: str = ""
    pages: int | None = None

    def link_to(self, page: int | None) -> str:
        """Where to read it, at the page where that is known and the reader can open it there."""
        if self.link and page and self.kind is Kind.PDF:
            return f"{self.link}#page={page}"
        return self.link

    def is_overdue(self, on: date) -> bool:
        """Whether its review date has passed."""
        return self.review_on is not None and self.review_on < on


@dataclass(frozen=True, slots=True)
class BookSection:
    """A section with its book; `id` is the row's, which citations keep."""

    id: int
    book: Book
    section: Section

    @property
    def link(self) -> str:
        """Where to read it."""
        return self.book.link_to(self.section.page)


@dataclass(frozen=True, slots=True)
class NewBook:
    """A version to be kept: the document, and what somebody or the document itself says of it."""

    name: str
    authority: Authority
    valid_from: date
    source: str
    document: Document
    link: str = ""
    front: Front = field(default_factory=Front)

    def is_kept_as(self, book: PolicyBook) -> bool:
        """Whether the very same is there already."""
        front, other = self.front, book
        return (
            (self.name, self.authority.value, self.valid_from, self.document.digest, self.link)
            == (other.name, other.authority, other.valid_from, other.digest, other.link)
            and (front.version, front.review_on, front.ratified_by, front.ratified_on, front.owner)
            == (other.version, other.review_on, other.ratified_by, other.ratified_on, other.owner)
        )  # fmt: skip


def book_of(row: PolicyBook) -> Book:
    """The version as answers name it."""
    return Book(
        id=row.id or 0,
        name=row.name,
        authority=Authority(row.authority),
        version=row.version,
        valid_from=row.valid_from,
        kind=Kind(row.kind),
        source=row.source,
        link=row.link,
        review_on=row.review_on,
        ratified_by=row.ratified_by,
        ratified_on=row.ratified_on,
        owner=row.owner,
        pages=row.pages,
    )


def section_of(row: PolicySection) -> Section:
    """The section as it was read."""
    path = tuple(row.path.split("\n")) if row.path else ()
    codes = tuple(_span(word) for word in row.codes.split())
    return Section(row.number, row.title, row.text, row.page, path, row.level, codes)


def _span(word: str) -> CodeSpan:
    classification, _, ends = word.partition(":")
    first, _, last = ends.partition("-")
    return CodeSpan(Classification(classification), first, last)
