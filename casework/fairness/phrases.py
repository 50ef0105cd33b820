"""Phrases that make a clarification unfair, from `casework/data/unfair_phrases.toml`.

Looked up by their first word, so that a text is read once however many phrases there are.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from casework.fairness.draft import Part
from casework.fairness.faults import Unfair
from casework.fairness.reading import Reading, folded, read

_BEFORE = 40
# A word may not go on; a sign may be followed by anything: “£1,200”.
_EDGE = r"(?!(?<=[a-z0-9])[a-z0-9])"


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases of one kind with the sentence that tells the writer."""

    name: str
    kind: Unfair
    parts: frozenset[Part]
    tells: str
    skips_quotes: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: what it reads like, and what may or must stand right before it."""

    group: Group
    pattern: re.Pattern[str]
    not_after: re.Pattern[str] | None
    only_after: re.Pattern[str] | None

    def at(self, low: str, start: int) -> int:
        """Where the phrase ends if it stands at that place, else -1."""
        match = self.pattern.match(low, start)
        if match is None:
            return -1
        before = low[max(0, start - _BEFORE) : start]
        if self.not_after and self.not_after.search(before):
            return -1
        if self.only_after and not self.only_after.search(before):
            return -1
        return match.end()


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its group and the words as they were typed."""

    group: Group
    words: str
    start: int
    end: int


def hits(reading: Reading, part: Part) -> list[Hit]:
    """The unfair phrases in a text of that part; where some of one group overlap, the first and longest."""
    found = sorted(_hits(reading, part), key=lambda hit: (hit.group.name, hit.start, -hit.end))
    kept: list[Hit] = []
    for hit in found:
        if not kept or kept[-1].group is not hit.group or hit.start >= kept[-1].end:
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _hits(reading: Reading, part: Part) -> Iterator[Hit]:
    by_first, codes = _phrases()
    for word in reading.words:
        for phrase in by_first.get(word.form, ()):
            if part not in phrase.group.parts:
                continue
            low = (reading.without_quotes if phrase.group.skips_quotes else reading).low
            end = phrase.at(low, word.start)
            if end > 0:
                yield Hit(phrase.group, reading.shown[word.start : end], word.start, end)
    for phrase in codes:
        if part in phrase.group.parts:
            for match in phrase.pattern.finditer(reading.shown):
                yield Hit(phrase.group, match.group(), match.start(), match.end())


@lru_cache(maxsize=1)
def _phrases() -> tuple[dict[str, list[Phrase]], list[Phrase]]:
    """The phrases by the form of their first word, and the patterns that have no first word."""
    file = resources.files("casework") / "data" / "unfair_phrases.toml"
    by_first: dict[str, list[Phrase]] = defaultdict(list)
    codes: list[Phrase] = []
    for row in tomllib.loads(file.read_text(encoding="utf-8"))["group"]:
        group = Group(
            row["name"],
            Unfair(row["kind"]),
            frozenset(Part(one) for one in row["where"]),
            row["tells"],
            row.get("quotes", False),
        )
        if "pattern" in row:
            codes.append(Phrase(group, re.compile(row["pattern"]), None, None))
        for say in row.get("say", ()):
            _add(by_first, group, {"say": say} if isinstance(say, str) else say)
    return dict(by_first), codes


def _add(by_first: dict[str, list[Phrase]], group: Group, row: dict[str, Any]) -> None:
    firsts, blank, rest = row["say"].partition(" ")
    lookahead = firsts.find("(")
    if lookahead >= 0:  # “income(?! support)”: what follows the first word without a blank
        firsts, blank, rest = firsts[:lookahead], "", firsts[lookahead:] + blank + rest
    heads = "|".join(re.escape(first) for first in firsts.split("|"))
    tail = (blank + rest).replace(" ", " {1,3}") if blank else rest.replace(" ", " {1,3}")
    pattern = re.compile(rf"(?:{heads}){_EDGE}{tail}{_EDGE}")
    phrase = Phrase(group, pattern, _ending(row.get("not_after", "")), _ending(row.get("only_after", "")))
    for form in {word.form for first in firsts.split("|") for word in read(first).words[:1]}:
        by_first[folded(form)].append(phrase)


def _ending(words: str) -> re.Pattern[str] | None:
    if not words:
        return None
    edge = r"(?<![a-z0-9])" if words[0].isalnum() else ""
    return re.compile(rf"{edge}(?:{words})[ ,]{{0,3}}$")
