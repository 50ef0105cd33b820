"""Codes as a lead coder types them into an answer, checked against the editions of the episode's date."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date

from casework.errors import Unusable
from dialogs import phrases
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification, display
from knowledge.concepts import ConceptKind
from knowledge.edition import LoadedEdition

MOST_CODES = 20
LONGEST_CODE = 12
Typed = tuple[Classification, str]
CheckCode = Callable[[Classification, str, date], str]

_WORDS = re.compile(r"[\s,;:]+")
_NAMES = re.compile(r"(?:icd|opcs)[\s-]*(?:10|4)?(?=[\s:,;]|$)", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z]\d\d")
_BETWEEN = frozenset({"and", "with", "&", "+"})


def typed_codes(
    base: KnowledgeBase, typed: str, *, on: date, suggested: Collection[Typed] = ()
) -> list[Typed]:
    """Each code with its classification: as typed before it, else that of the edition which has the code.

    A code of both editions is meant as it was suggested.

    Raises:
        Unusable: too many; a code that neither edition has, or that both have; naming editions and date.
    """
    words: list[tuple[Classification | None, str]] = list(_named(typed))
    if len(words) > MOST_CODES:
        raise Unusable(f"Please give at most {MOST_CODES} codes.")
    return list(dict.fromkeys(_one(base, name, word, on, suggested) for name, word in words))


def check_code(base: KnowledgeBase) -> CheckCode:
    """What casework asks about each code: its canonical form in the edition of that date.

    Raises (the function returned):
        Unusable: the edition does not have it, or divides it further.
    """

    def check(classification: Classification, code: str, on: date) -> str:
        loaded = base.in_force(classification, on)
        if loaded is None:
            raise Unusable(phrases.not_loaded(classification))
        concept = loaded.looked_up(code)
        if concept is None:
            raise Unusable(
                f"{_shown(code)} is not a code in {_edition(loaded, on)}. Check code and episode date."
            )
        if concept.kind is not ConceptKind.CODE:
            raise Unusable(f"{concept.display} is divided in {_edition(loaded, on)}: give the whole code.")
        return concept.code

    return check


def _named(typed: str) -> Iterator[tuple[Classification | None, str]]:
    """Each word that is to be a code, with the classification that was last named before it."""
    begun, name = 0, None
    for match in [*_NAMES.finditer(typed), None]:
        end = match.start() if match else len(typed)
        words = _WORDS.split(typed[begun:end])
        yield from ((name, word) for word in words if word and word.casefold() not in _BETWEEN)
        if match:
            begun = match.end()
            name = Classification.ICD10 if match[0].casefold().startswith("icd") else Classification.OPCS4


def _one(
    base: KnowledgeBase, name: Classification | None, part: str, on: date, suggested: Collection[Typed]
) -> Typed:
    wanted = [name] if name else list(Classification)
    loaded = [one for one in (base.in_force(each, on) for each in wanted) if one]
    having = [(one, concept) for one in loaded if (concept := one.looked_up(part)) is not None]
    known = [(one.edition.classification, concept.code) for one, concept in having]
    if len(known) > 1:
        known = [one for one in known if one in suggested] or known
    if len(known) > 1:
        shown = _shown(part)
        raise Unusable(f"{shown} is in both classifications: write “ICD-10 {shown}” or “OPCS-4 {shown}”.")
    if not known:
        names = " or ".join(one.edition.label for one in loaded) or "any edition that is loaded"
        raise Unusable(
            f"{_shown(part)} is not a code in {names}, in force on {_day(on)}. Check code and episode date."
        )
    return known[0][0], part


def _edition(loaded: LoadedEdition, on: date) -> str:
    return f"{loaded.edition.label}, in force on {_day(on)}"


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _shown(code: str) -> str:
    """A code as people write it; whatever else was typed, as it was typed."""
    return (
        display(code.upper().replace(".", ""))[:LONGEST_CODE]
        if _CODE.match(code)
        else f"“{code[:LONGEST_CODE]}”"
    )
