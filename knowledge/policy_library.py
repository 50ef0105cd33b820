"""Keeping versions of policy books, and loading their sections."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import insert
from sqlmodel import Session, col, select

from knowledge.documents.document import Section
from knowledge.policies import Authority
from knowledge.policy_books import (
    Book,
    BookSection,
    BookState,
    NewBook,
    PolicyBook,
    PolicySection,
    book_of,
    section_of,
)

BATCH = 1_000


def ready_books(session: Session) -> list[PolicyBook]:
    """Every version that may answer, by book, the newest of each first."""
    ready = select(PolicyBook).where(PolicyBook.state == BookState.READY.value)
    return list(
        session.exec(
            ready.order_by(
                col(PolicyBook.authority),
                col(PolicyBook.name),
                col(PolicyBook.valid_from).desc(),
                col(PolicyBook.id).desc(),
            )
        )
    )


def keep_book(session: Session, new: NewBook, *, now: datetime) -> PolicyBook:
    """Keep a version whole; the very same again changes nothing."""
    ready = [one for one in ready_books(session) if is_same_book(one, new)]
    known = next((one for one in ready if new.is_kept_as(one)), None)
    if known is not None:
        return known
    for one in ready:
        if _takes_place_of(new, one):
            one.state = BookState.SUPERSEDED.value
    book = _row(new, now)
    session.add(book)
    session.flush()
    rows = [_values(book.id or 0, place, one) for place, one in enumerate(new.document.sections)]
    for start in range(0, len(rows), BATCH):
        session.connection().execute(insert(PolicySection), rows[start : start + BATCH])
    book.state = BookState.READY.value
    session.flush()
    return book


def is_same_book(book: PolicyBook, new: NewBook) -> bool:
    """Whether they are versions of one book."""
    return (book.name.casefold(), book.authority) == (new.name.casefold(), new.authority.value)


def _takes_place_of(new: NewBook, book: PolicyBook) -> bool:
    same_version = bool(new.front.version) and new.front.version == book.version
    return same_version or new.valid_from == book.valid_from


def sections_of_book(session: Session, book: PolicyBook) -> list[BookSection]:
    """The sections of one version in reading order."""
    rows = session.exec(
        select(PolicySection).where(PolicySection.book_id == book.id).order_by(col(PolicySection.place))
    )
    seen = book_of(book)
    return [BookSection(row.id or 0, seen, section_of(row)) for row in rows]


def ready_sections(session: Session) -> list[BookSection]:
    """Every section of every version that may answer, book by book in reading order."""
    books = {book.id or 0: book_of(book) for book in ready_books(session)}
    row = PolicySection
    chosen = (
        select(PolicySection)
        .where(col(row.book_id).in_(list(books)))
        .order_by(col(row.book_id), col(row.place))
    )
    return [BookSection(one.id or 0, books[one.book_id], section_of(one)) for one in session.exec(chosen)]


def in_force(sections: Iterable[BookSection], on: date) -> list[BookSection]:
    """Of sections of several versions, those of the version of each book that holds on that day."""
    kept = list(sections)
    books = {one.book.id: one.book for one in kept}
    holding = {book.id for book in _holding(list(books.values()), on)}
    return [one for one in kept if one.book.id in holding]


def _holding(books: Sequence[Book], on: date) -> list[Book]:
    newest: dict[tuple[str, Authority], Book] = {}
    for book in sorted(books, key=lambda one: (one.valid_from, one.id)):
        if book.valid_from <= on:
            newest[book.name.casefold(), book.authority] = book
    return list(newest.values())


def state_of_books(session: Session) -> tuple[tuple[int, str], ...]:
    """Changes whenever what the books say would differ: which versions are ready."""
    return tuple((book.id or 0, f"book {book.digest}") for book in ready_books(session))


def _row(new: NewBook, now: datetime) -> PolicyBook:
    front = new.front
    return PolicyBook(
        name=new.name,
        authority=new.authority.value,
        version=front.version,
        valid_from=new.valid_from,
        review_on=front.review_on,
        ratified_by=front.ratified_by,
        ratified_on=front.ratified_on,
        owner=front.owner,
        source=new.source,
        link=new.link,
        kind=new.document.kind.value,
        pages=new.document.pages,
        digest=new.document.digest,
        imported_at=now,
    )


def _values(book_id: int, place: int, section: Section) -> dict[str, object]:
    return {
        "book_id": book_id,
        "place": place,
        "number": section.number,
        "title": section.title,
        "text": section.text,
        "page": section.page,
        "path": "\n".join(section.path),
        "level": section.level,
        "codes": " ".join(f"{one.classification.value}:{one.first}-{one.last}" for one in section.codes),
    }
