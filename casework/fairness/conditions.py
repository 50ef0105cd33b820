"""Conditions named in a text: which diagnosis, and whether the text says that it is there.

Names are compared word by word, the longest first, so a text is read once. What is no name in
`casework/data/conditions.toml` but ends as diagnoses do is a condition of its own.
"""

import itertools
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from casework.fairness.reading import Reading, Word, folded, listed, read

_NOT = listed(
    "no|not|without|denies|denied|nil|never|absence|exclude|excludes|excluded|excluding|negative|neither|nor|rule"
    "|unlikely|isn't|wasn't|didn't"
)
_NOT_AFTER = listed("not|excluded|unlikely|ruled|absent|negative|undocumented")
_SAID = listed(
    "documented|recorded|diagnosed|treated|confirmed|in|on|but|however|although|then|later|and|with|by|from|at"
    "|while|whereas"
)
_REACH_BEFORE, _REACH_AFTER = 4, 5
_BREAK = frozenset(".;:,?!()")


@dataclass(frozen=True, slots=True)
class Mention:
    """A condition where a text names it. `there` is false where the text says that it is absent."""

    condition: str
    words: str
    start: int
    end: int
    there: bool = True


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Names by their first word, the longest first, and the words that turn a name into something else."""

    names: dict[str, list[tuple[tuple[str, ...], str, str]]]
    general: dict[str, frozenset[str]]
    endings: tuple[str, ...]
    no_conditions: frozenset[str]
    after: frozenset[str]
    before: tuple[tuple[str, ...], ...]


def mentions(reading: Reading) -> list[Mention]:
    """The conditions that the text names, in order. Names of wards, nurses, scores and screens are none."""
    lexicon, words = _lexicon(), reading.words
    found, at = [], 0
    while at < len(words):
        length, condition = _name_at(lexicon, reading, at)
        last = at + max(length, 1)
        if condition and not _means_something_else(lexicon, words, at, last):
            start, end = words[at].start, words[last - 1].end
            there = not _is_denied(reading, at, last)
            found.append(Mention(condition, reading.shown[start:end], start, end, there))
        at = last
    return found


def with_general(conditions: Iterable[str]) -> frozenset[str]:
    """The conditions and what they are special kinds of: who has septic shock has sepsis."""
    general = _lexicon().general
    return frozenset(itertools.chain.from_iterable(general.get(one, {one}) for one in conditions))


def _name_at(lexicon: _Lexicon, reading: Reading, at: int) -> tuple[int, str]:
    """How many words the longest name there has, and its condition; an empty one for a name to pass over."""
    words = reading.words
    for name, condition, exact in lexicon.names.get(words[at].form, ()):
        if len(name) > 1 and tuple(word.form for word in words[at : at + len(name)]) != name:
            continue
        if exact and reading.shown[words[at].start : words[at].end] != exact:
            continue
        return len(name), condition
    form = words[at].form
    ends_so = len(form) > 5 and form.removesuffix("e").endswith(lexicon.endings)
    return (1, form) if ends_so and form not in lexicon.no_conditions else (0, "")


def _means_something_else(lexicon: _Lexicon, words: tuple[Word, ...], first: int, last: int) -> bool:
    """“Sepsis six”, “stroke unit”, “risk of malnutrition”: not a diagnosis."""
    if last < len(words) and words[last].form in lexicon.after:
        return True
    return any(
        tuple(word.form for word in words[max(0, first - len(before)) : first]) == before
        for before in lexicon.before
    )


def _is_denied(reading: Reading, first: int, last: int) -> bool:
    """“No evidence of sepsis”, “PE excluded”: within a few words and the same clause."""
    words = reading.words
    for at in range(first - 1, max(-1, first - 1 - _REACH_BEFORE), -1):
        if not _BREAK.isdisjoint(reading.low[words[at].end : words[at + 1].start]):
            break
        if words[at].form in _NOT:
            return True
    for at in range(last, min(len(words), last + _REACH_AFTER)):
        if not _BREAK.isdisjoint(reading.low[words[at - 1].end : words[at].start]) or words[at].form in _SAID:
            break
        if words[at].form in _NOT_AFTER:
            return True
    return False


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    file = resources.files("casework") / "data" / "conditions.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    names: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
    for condition, name, exact in _names(rows):
        forms = _forms(name)
        names[forms[0]].append((forms, condition, exact))
    for same in names.values():
        same.sort(key=lambda row: (-len(row[0]), not row[2]))
    kinds: dict[str, list[str]] = dict(rows["kind_of"])
    for row in rows["numbered"]:
        kinds |= {row["name"].replace("#", number): row["kind_of"] for number in row["numbers"]}
    not_meant, endings = rows["not_meant"], rows["endings"]
    return _Lexicon(
        dict(names),
        {name: _all_kinds(name, kinds) for name in kinds},
        tuple(endings["diagnoses"]),
        frozenset(folded(word) for word in endings["not_conditions"]),
        frozenset(folded(word) for word in not_meant["after"]),
        tuple(_forms(words) for words in not_meant["before"]),
    )


def _all_kinds(name: str, kinds: dict[str, list[str]]) -> frozenset[str]:
    """The condition and all that it is a special kind of, however far up."""
    return frozenset({name}).union(*(_all_kinds(kind, kinds) for kind in kinds.get(name, ())))


def _names(rows: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(condition, one of its names, that name again where only capitals mean it)."""
    for condition, names in rows["conditions"].items():
        yield from ((condition, name, "") for name in names)
    for condition, names in rows["exact"].items():
        yield from ((condition, name, name) for name in names)
    for row in rows["numbered"]:
        for number, name in itertools.product(row["numbers"], row["words"]):
            yield row["name"].replace("#", number), name.replace("#", number), ""
    yield from (("", phrase, "") for phrase in rows["not_meant"]["phrases"])


def _forms(words: str) -> tuple[str, ...]:
    return tuple(word.form for word in read(words).words)
