"""Making a version of a policy book of a document: planned, shown, then kept."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlmodel import Session

from knowledge.documents.document import Document, Front, Section
from knowledge.importers.difference import compared
from knowledge.importers.rows import RefusedFile
from knowledge.policies import Authority
from knowledge.policy_books import NewBook, PolicyBook
from knowledge.policy_library import is_same_book, keep_book, ready_books, sections_of_book

LONGEST_NAME = 120
LONGEST_LINK = 500
_VERSION_IN_NAME = re.compile(r"[\s_(-]*\b(?:v|version|issue)[\s._]?\d+(?:[._]\d+)*\)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody says of a document; what is left out is taken from the document itself."""

    authority: Authority
    name: str = ""
    valid_from: date | None = None
    link: str = ""
    front: Front = field(default_factory=Front)


@dataclass(frozen=True, slots=True)
class SectionDifference:
    """How the sections differ from the version before; each pair is before and after."""

    added: tuple[Section, ...] = ()
    removed: tuple[Section, ...] = ()
    reworded: tuple[tuple[Section, Section], ...] = ()
    renumbered: tuple[tuple[Section, Section], ...] = ()
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class BookPlan:
    """A version ready to be kept. `known` says that the very same is there already."""

    new: NewBook
    followed: PolicyBook | None
    difference: SectionDifference
    known: bool


def plan_book(session: Session, document: Document, source: str, facts: Facts) -> BookPlan:
    """What keeping the document would change. Nothing is written; `source` is its file's name.

    Raises:
        RefusedFile: it has no name or no first day, or the link is none.
    """
    new = _new(document, source, facts)
    versions = [one for one in ready_books(session) if is_same_book(one, new)]
    followed = _followed(versions, new)
    before = [one.section for one in sections_of_book(session, followed)] if followed else []
    return BookPlan(
        new=new,
        followed=followed,
        difference=section_difference(before, document.sections),
        known=any(new.is_kept_as(one) for one in versions),
    )


def carry_out_book(session: Session, planned: BookPlan, *, now: datetime) -> PolicyBook:
    """Keep the planned version whole, or not at all."""
    return keep_book(session, planned.new, now=now)


def _new(document: Document, source: str, facts: Facts) -> NewBook:
    name = " ".join((facts.name or _VERSION_IN_NAME.sub("", document.title)).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise RefusedFile(
            f"{source}: give the policy a name of at most {LONGEST_NAME} characters, with --name."
        )
    front = _completed(facts.front, document.front)
    valid_from = facts.valid_from or front.valid_from
    if valid_from is None:
        raise RefusedFile(f"{source} does not say from when it holds: add --valid-from YYYY-MM-DD.")
    if facts.link and (not facts.link.startswith("https://") or len(facts.link) > LONGEST_LINK):
        raise RefusedFile(
            f"{source}: the link must begin with https:// and be shorter than {LONGEST_LINK} letters."
        )
    front = replace(front, valid_from=valid_from)
    return NewBook(name, facts.authority, valid_from, source, document, facts.link, front)


def _completed(said: Front, found: Front) -> Front:
    """What somebody says goes before what the document says."""
    return Front(
        version=said.version or found.version,
        valid_from=said.valid_from or found.valid_from,
        review_on=said.review_on or found.review_on,
        ratified_by=said.ratified_by or found.ratified_by,
        ratified_on=said.ratified_on or found.ratified_on,
        owner=said.owner or found.owner,
    )


def _followed(versions: Sequence[PolicyBook], new: NewBook) -> PolicyBook | None:
    """The version that the new one replaces, else the one in force on its first day, else the first."""
    same = [one for one in versions if one.valid_from == new.valid_from]
    same += [one for one in versions if new.front.version and one.version == new.front.version]
    begun = [one for one in versions if one.valid_from <= new.valid_from]
    if same or begun:
        return max(same or begun, key=lambda one: (one.valid_from, one.id or 0))
    return min(versions, key=lambda one: one.valid_from, default=None)


def section_difference(before: Sequence[Section], after: Sequence[Section]) -> SectionDifference:
    """Sections are the same by number and title, else by title where it is the only one, else by number."""
    pairs, removed, added = _paired(before, after)
    reworded = [(one, two) for one, two in pairs if compared(_words(one)) != compared(_words(two))]
    renumbered = [
        (one, two)
        for one, two in pairs
        if one.number != two.number and compared(_words(one)) == compared(_words(two))
    ]
    return SectionDifference(
        added=tuple(added),
        removed=tuple(removed),
        reworded=tuple(reworded),
        renumbered=tuple(renumbered),
        unchanged=len(pairs) - len(reworded) - len(renumbered),
    )


def _words(section: Section) -> str:
    return f"{section.title}\n{section.text}"


_KEYS: tuple[Callable[[Section], str], ...] = (
    lambda one: f"{one.number}\n{one.title.casefold()}" if one.number else "",
    lambda one: one.title.casefold(),
    lambda one: one.number,
)


def _paired(
    before: Sequence[Section], after: Sequence[Section]
) -> tuple[list[tuple[Section, Section]], list[Section], list[Section]]:
    """The pairs in the order after, what is only before, what is only after."""
    partner: dict[int, int] = {}
    for key in _KEYS:
        old = _only_ones(before, key, set(partner.values()))
        new = _only_ones(after, key, set(partner))
        partner |= {new[word]: old[word] for word in new.keys() & old.keys()}
    pairs = [(before[partner[at]], one) for at, one in enumerate(after) if at in partner]
    kept = set(partner.values())
    removed = [one for at, one in enumerate(before) if at not in kept]
    return pairs, removed, [one for at, one in enumerate(after) if at not in partner]


def _only_ones(sections: Sequence[Section], key: Callable[[Section], str], taken: set[int]) -> dict[str, int]:
    """The places of the sections not taken whose key no other one has."""
    places: dict[str, list[int]] = {}
    for at, one in enumerate(sections):
        if at not in taken and key(one):
            places.setdefault(key(one), []).append(at)
    return {word: found[0] for word, found in places.items() if len(found) == 1}
