"""Synonyms from the ICD-10-CM tabular list in the package simple-icd-10-cm.

The American modification divides WHO's codes further and lists inclusion terms under each. A term
is carried over to the WHO code only where the American code above it has the same title, so that the
two mean the same condition; the finer American titles come with it. Reading the data file takes half
a second, importing the package many.
"""

from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

from knowledge.search.lexicon import stems_of

PACKAGE = "simple-icd-10-cm"
FOLDER = "simple_icd_10_cm/data"
ORIGIN = "ICD-10-CM inclusion term"


def data_path() -> Path:
    """Where the package keeps the tabular list."""
    folder = Path(str(metadata.distribution(PACKAGE).locate_file(FOLDER)))
    return next(folder.glob("icd10c-tabular-*.xml"))


def terms(titles: Mapping[str, str], path: Path | None = None) -> Iterator[tuple[str, str]]:
    """(code, term) for every inclusion term and finer title under a code whose title agrees.

    `titles` are those of the release, by canonical code.
    """
    compared = {code: _compared(title) for code, title in titles.items()}
    root = parse(path or data_path()).getroot()
    assert root is not None, "a parsed file has a root"
    for section in root.iter("section"):
        for category in section.findall("diag"):
            yield from _below(category, "", compared)


def _below(node: Element, agreed: str, compared: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    code = (node.findtext("name") or "").replace(".", "")
    title = node.findtext("desc") or ""
    if len(code) <= 4:
        canonical = code if len(code) == 4 else f"{code}X"
        agreed = canonical if compared.get(canonical) == _compared(title) else ""
    elif agreed:
        yield agreed, title
    if agreed:
        for note in node.findall("inclusionTerm/note"):
            yield agreed, (note.text or "").strip()
    for child in node.findall("diag"):
        yield from _below(child, agreed, compared)


def _compared(title: str) -> frozenset[str]:
    return frozenset(stems_of(title))
