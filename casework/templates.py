"""Templates of clarifications: one topic each, the beginning of a fair question.

A template has no indicators: those are the patient's own. `hints` say which ones to look for and where.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from casework.errors import CaseworkError
from casework.fairness.draft import Format, Indicator
from casework.fairness.reading import read
from casework.wording import Draft, check

ADVICE = "Remove the options that do not fit this patient, and keep at least one."
_MOST_PROPOSED = 5
_EXAMPLE_REFERENCE = "EP-0001"


class NoSuchTemplate(CaseworkError):
    """A key that no template has: a stale button, or a template taken away since."""

    def __init__(self) -> None:
        super().__init__("That template is no longer there. Please choose another one or write your own.")


@dataclass(frozen=True, slots=True)
class Hint:
    """An indicator to look for, where it is usually written, and one of an invented patient."""

    look_for: str
    where: str
    example: str


@dataclass(frozen=True, slots=True)
class Template:
    """A fair question on one topic. `options` are without “Other” and “Unable to determine”."""

    key: str
    topic: str
    topics: tuple[str, ...]
    title: str
    question: str
    format: Format
    options: tuple[str, ...]
    hints: tuple[Hint, ...]
    answered_in: str
    documented: str = ""

    def draft(self, *, patient_reference: str, indicators: Iterable[Indicator] = ()) -> Draft:
        """The template as a draft for one patient, with the fixed answers that its form needs."""
        fixed = self.format is not Format.OPEN
        return Draft(
            title=self.title,
            question=self.question,
            patient_reference=patient_reference,
            indicators=tuple(indicators),
            format=self.format,
            options=self.options,
            has_other=fixed,
            has_unable=fixed,
            documented=self.documented,
        )

    def example(self) -> Draft:
        """The template filled with the indicators of its hints, as shown to somebody who learns."""
        found = (Indicator(hint.example, hint.where, "3 March") for hint in self.hints)
        return self.draft(patient_reference=_EXAMPLE_REFERENCE, indicators=found)


@lru_cache(maxsize=1)
def templates() -> tuple[Template, ...]:
    """The templates in the order of their file."""
    return load(resources.files("casework") / "data" / "clarification_templates.toml")


def template(key: str) -> Template:
    """The template with that key.

    Raises:
        NoSuchTemplate: there is none.
    """
    for one in templates():
        if one.key == key:
            return one
    raise NoSuchTemplate


def for_words(text: str) -> tuple[Template, ...]:
    """The templates whose topics the text names, the most specific match first; at most five."""
    words = _forms(text)
    scored = [(max((_matched(words, topic) for topic in one.topics), default=0), one) for one in templates()]
    scored = [(score, one) for score, one in scored if score]
    return tuple(one for _, one in sorted(scored, key=lambda pair: -pair[0])[:_MOST_PROPOSED])


def load(file: Traversable) -> tuple[Template, ...]:
    """The templates of a file.

    Raises:
        KeyError, ValueError: an entry lacks a field, a key stands there twice, or a question is unfair.
    """
    rows = tuple(_template(row) for row in tomllib.loads(file.read_text(encoding="utf-8"))["template"])
    if len({row.key for row in rows}) < len(rows):
        raise ValueError("two templates have one key")
    for row in rows:
        for fault in check(row.example()):
            raise ValueError(f"the template {row.key} is unfair: {fault.sentence}")
    return rows


def _template(row: dict[str, Any]) -> Template:
    made = Template(
        **{name: row[name] for name in ("key", "topic", "title", "question", "answered_in")},
        topics=tuple(row["topics"]),
        format=Format(row["format"]),
        options=tuple(row["options"]),
        hints=tuple(Hint(**hint) for hint in row["hints"]),
        documented=row.get("documented", ""),
    )
    if not (made.topics and made.hints):
        raise ValueError(f"the template {made.key} has no topics or no hints")
    return made


def _matched(words: tuple[str, ...], topic: str) -> int:
    """How many characters of the topic the text names, its words in a row; 0 for none."""
    wanted = _forms(topic)
    length = len(wanted)
    found = any(words[at : at + length] == wanted for at in range(len(words) - length + 1))
    return sum(map(len, wanted)) if found else 0


def _forms(text: str) -> tuple[str, ...]:
    return tuple(word.form for word in read(text[:2_000]).words)
