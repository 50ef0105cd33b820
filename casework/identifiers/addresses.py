"""Addresses: a house number before the name of a street, or what follows “lives at”."""

import re
from collections.abc import Iterator

from casework.identifiers.finding import Finding, IdentifierKind
from casework.identifiers.plain import Plain

_SURE = "street|road|avenue|lane|crescent|gardens|grove|terrace|mews|boulevard"
_LESS_SURE = "way|close|drive|court|place|square|walk|hill|row|rise|green|park"
_CAPITAL = (
    "Street|St|Road|Rd|Avenue|Ave|Av|Lane|Ln|Drive|Dr|Close|Cl|Crescent|Cres|Court|Ct|Gardens|Gdns|Grove|Gr"
    "|Place|Pl|Square|Sq|Terrace|Terr|Ter|Way|Walk|Hill|Row|Mews|Rise|View|Green|Parade|Boulevard|Wharf|Croft"
    "|Vale|Fold|Brow|Bank|Parkway|Park|House|Heights|Villas|Cottages"
)
_FLAT = r"(?:(?:[Ff]lat|FLAT|[Aa]partment|[Aa]pt|[Uu]nit|[Rr]oom)\s?\d{1,4}[A-Za-z]?,?\s{1,2})?"
_HOUSE = r"(?<![\w.,/:-])\d{1,4}(?:[A-Za-z]|[-/]\d{1,4})?,?\s{1,2}"
_WORD = r"[A-Z][a-z'’.-]{1,20}"
_WRITTEN = re.compile(
    rf"{_FLAT}{_HOUSE}(?P<name>(?:{_WORD}\s{{1,2}}){{1,3}})(?P<street>{_CAPITAL})\b(?![’'/-])"
)
_SMALL = re.compile(
    rf"(?:flat\s?\d{{1,4}}[a-z]?,?\s{{1,2}})?(?<![\w.,/:-])\d{{1,4}}[a-z]?,?\s{{1,2}}"
    rf"(?P<name>(?:[a-z'-]{{2,20}}\s{{1,2}}){{1,2}})"
    rf"(?P<street>{_SURE}|rd|ave|cres|gdns|{_LESS_SURE})\b(?! (?:traffic|accident|collision|drug|heroin"
    rf"|valium))"
)
_LIVES = re.compile(
    r"(?<![a-z])(?i:liv(?:es|ed|ing) at|resid(?:es|ing) at|resident (?:at|of)|(?:home )?address(?: is)?"
    r"|addr)[\W_]{1,3}"
    rf"(?P<it>(?:\d{{1,4}}[A-Za-z]?,?\s)?[Tt]?h?e?\s?{_WORD}(?:,?\s{_WORD}){{0,4}})"
)
# “Lives at home” says nothing; “lives at Rose Cottage” does.
_PLACE = re.compile(
    rf"\d|\b(?:{_CAPITAL}|Cottage|Lodge|Farm|Vicarage|Manor|Barn|Mill|Flats|Hostel|Hotel|Villa|Grange"
    rf"|Willows)\b"
)
_AT = re.compile(r"(?<![a-z])(?:at|address|addr|home)[\W_]{1,3}(?:is )?$")
_MEASURES = """
    days day weeks week months month years year hours units lead leads vessel part stage grade level
    levels mm cm ml mg of to in at and or for with on by from per view views x side way right left
    patients people cars car total hip knee mild moderate severe phase cycle cycles doses dose type
"""
_NO_STREET = frozenset(_MEASURES.split())
_ELECTROCARDIOGRAM = re.compile(r"\W{0,2}(?i:elev|depress|segment|chang|t wave)")


def addresses(plain: Plain) -> Iterator[Finding]:
    """Houses in streets, and places after “lives at”."""
    for match in _WRITTEN.finditer(plain.text):
        if not _ELECTROCARDIOGRAM.match(plain.text, match.end()) and _is_street(match["name"]):
            yield Finding(match.start(), match.end(), IdentifierKind.ADDRESS)
    for match in _SMALL.finditer(plain.lower):
        if _is_street(match["name"]) and (match["street"] not in _LESS_SURE or _is_sure(plain, match)):
            yield Finding(match.start(), match.end(), IdentifierKind.ADDRESS)


def homes(plain: Plain) -> Iterator[Finding]:
    """What is named after “lives at”, with a number or without."""
    for match in _LIVES.finditer(plain.text):
        if _PLACE.search(match["it"]):
            yield Finding(match.start("it"), match.end("it"), IdentifierKind.ADDRESS)


def _is_sure(plain: Plain, match: re.Match[str]) -> bool:
    """Whether “12 windmill way” follows “at”, or stands in capitals in a text that is not all capitals."""
    written = plain.text[match.start() : match.end()]
    return (written.isupper() and not plain.text.isupper()) or bool(_AT.search(plain.lower, 0, match.start()))


def _is_street(name: str) -> bool:
    return not any(word.strip(".'’-") in _NO_STREET for word in name.lower().split())
