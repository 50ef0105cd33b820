"""The sections of the department's policy books as they are searched."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from knowledge.finding.texts import GoverningText, Span
from knowledge.policies import Authority
from knowledge.policy_books import Book, BookSection

# A heading with nothing under it but further headings says nothing that could be quoted.
_EMPTY = ""


def of_books(sections: Iterable[BookSection]) -> tuple[GoverningText, ...]:
    """The sections that say something. A version holds until the day on which the next one begins."""
    kept = list(sections)
    ends = _ends({one.book.id: one.book for one in kept})
    return tuple(_text(one, ends.get(one.book.id)) for one in kept if one.section.text.strip() != _EMPTY)


def _ends(books: Mapping[int, Book]) -> dict[int, date]:
    """For each version that another follows, the first day of the next."""
    versions: dict[tuple[str, Authority], list[Book]] = {}
    for book in sorted(books.values(), key=lambda one: (one.valid_from, one.id)):
        versions.setdefault((book.name.casefold(), book.authority), []).append(book)
    pairs = (pair for row in versions.values() for pair in pairwise(row))
    return {before.id: after.valid_from for before, after in pairs}


def _text(one: BookSection, until: date | None) -> GoverningText:
    book, section = one.book, one.section
    return GoverningText(
        reference=section.number,
        title=section.title or (section.path[-1] if section.path else book.name),
        text=section.text,
        authority=book.authority,
        book=book.name,
        version=book.version,
        page=section.page,
        link=one.link,
        spans=tuple(Span(each.classification, each.first, each.last) for each in section.codes),
        valid_from=book.valid_from,
        valid_until=until,
        review_on=book.review_on,
        ratified_by=book.ratified_by,
        ratified_on=book.ratified_on,
        owner=book.owner,
    )
