"""The written pairs of tests/data: ruled questions asked again, and questions on other subjects."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.finding.texts import RulingText

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rulings, the questions that each must be found for, and the questions that none must be found for."""

    rulings: tuple[RulingText, ...]
    asked: tuple[tuple[int, str], ...]
    others: tuple[str, ...]


def development(base: KnowledgeBase, on: date) -> Pairs:
    """The pairs at hand when words and threshold were chosen."""
    return _pairs(base, on, "")


def held_out(base: KnowledgeBase, on: date) -> Pairs:
    """The pairs written afterwards, that no word was added for."""
    return _pairs(base, on, "_held_out")


def _pairs(base: KnowledgeBase, on: date, half: str) -> Pairs:
    rows = list(_rows(DATA / f"ruling_paraphrases{half}.tsv"))
    rulings = (
        RulingText(number, question, answer, _codes(base, on, codes))
        for number, (question, codes, answer, *_) in enumerate(rows, 1)
    )
    asked = ((number, text) for number, row in enumerate(rows, 1) for text in row[3:])
    others = (row[0] for row in _rows(DATA / f"other_subjects{half}.tsv"))
    return Pairs(tuple(rulings), tuple(asked), tuple(others))


def _rows(file: Path) -> Iterator[list[str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            yield line.split("\t")


def _codes(base: KnowledgeBase, on: date, written: str) -> tuple[tuple[Classification, str], ...]:
    """The codes of a row; those that the starter editions do not hold are left out."""
    found = []
    for code in (one.strip().replace(".", "") for one in written.split(",")):
        for classification in Classification:
            edition = base.in_force(classification, on)
            if edition and code in edition.concepts:
                found.append((classification, code))
    return tuple(found)
