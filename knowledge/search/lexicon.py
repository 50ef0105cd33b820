"""The department's words: abbreviations, phrases and words that mean the same, words that decide nothing.

Plain, commented tab-separated files in knowledge/data/words/, so that a coder can read and mend them:

- abbreviations.tsv  short TAB long [TAB scope [TAB context words, comma-separated]]
- phrases.tsv        phrase TAB what it means in the words of the classifications
- same.tsv           words of one meaning on a line; the first stands for all
- related.tsv        word TAB words that it may also mean, weaker than itself
- anatomy.tsv, drugs.tsv, classes.tsv  a structure, drug, device, organism or disease TAB the wider
                     words that titles use: asked for it only where it is itself unknown
- light.tsv          one word a line: said often, seldom decides the code
- telling.tsv        one word a line: a wording that holds it is not meant unless it was asked for
- stop.tsv           one word a line: never decides a code

A short form with several long ones is ambiguous: the words around it choose, else all are tried.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable

from knowledge.search.text import stem, words

Stems = tuple[str, ...]
WIDER = ("anatomy.tsv", "drugs.tsv", "classes.tsv")
SHORT_FORM = "abbreviation"


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that an ambiguous short form can stand for, and the words that speak for it."""

    short: str
    long: str
    stems: Stems
    context: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A short form or phrase and what it stands for."""

    key: Stems
    stems: Stems
    long: str
    kind: str


@dataclass
class Lexicon:
    """All the word files, ready for use on stems."""

    rewrites: dict[str, list[Rewrite]] = field(default_factory=dict)
    ambiguous: dict[Stems, list[Reading]] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)
    related: dict[str, list[str]] = field(default_factory=dict)
    wider: dict[str, list[str]] = field(default_factory=dict)
    light: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    stop: frozenset[str] = frozenset()

    def token(self, stemmed: str) -> str:
        """The token that stands for the stem and for all that means the same."""
        return self.same.get(stemmed, stemmed)

    def rewrite_at(self, stems: Sequence[str], at: int) -> Rewrite | None:
        """The longest phrase or abbreviation that begins at that place, if any."""
        for rewrite in self.rewrites.get(stems[at], ()):
            if tuple(stems[at : at + len(rewrite.key)]) == rewrite.key:
                return rewrite
        return None

    @cached_property
    def longest_ambiguous(self) -> int:
        """How many stems the longest ambiguous short form has."""
        return max((len(key) for key in self.ambiguous), default=0)


def stems_of(text: str) -> Stems:
    """The stems of a text's words, signs left out."""
    return tuple(stem(word) for word in words(text) if word != "?")


def load(folder: Traversable | None = None, scope: str = "") -> Lexicon:
    """The lexicon of a folder of word files; that of the product unless told.

    With a scope (icd10, opcs4) what is said of the other classification alone is left out: CAP is a
    pneumonia among diagnoses and stays a cap among procedures.
    """
    folder = folder or resources.files("knowledge") / "data" / "words"
    lexicon = Lexicon(
        same=_same(folder / "same.tsv"),
        light=frozenset(stem for row in _rows(folder / "light.tsv") for stem in stems_of(row[0])),
        telling=frozenset(stem for row in _rows(folder / "telling.tsv") for stem in stems_of(row[0])),
        stop=frozenset(stem for row in _rows(folder / "stop.tsv") for stem in stems_of(row[0])),
    )
    _add_phrases(lexicon, folder, scope)
    _add_related(lexicon, lexicon.related, folder / "related.tsv")
    for name in WIDER:
        _add_related(lexicon, lexicon.wider, folder / name)
    return lexicon


def _add_related(lexicon: Lexicon, into: dict[str, list[str]], file: Traversable) -> None:
    """Rows of one word and the words that it may also mean; a row of several words is left out."""
    if not file.is_file():
        return
    for row in _rows(file):
        asked = stems_of(row[0])
        if len(asked) == 1:
            meant = (lexicon.token(stem) for stem in stems_of(row[1]) if stem not in lexicon.stop)
            word = lexicon.token(asked[0])
            known = into.setdefault(word, [])
            known.extend(token for token in meant if token not in (*known, word))


def _rows(file: Traversable) -> Iterator[list[str]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]


def _same(file: Traversable) -> dict[str, str]:
    same: dict[str, str] = {}
    for row in _rows(file):
        stems = [stem(word) for word in words(" ".join(row))]
        head = same.get(stems[0], stems[0])
        same.update({other: head for other in stems[1:] if other != head})
    return same


def _add_phrases(lexicon: Lexicon, folder: Traversable, scope: str) -> None:
    readings: dict[Stems, list[Reading]] = defaultdict(list)
    for row in _rows(folder / "abbreviations.tsv"):
        short, long, only, context = (*row, "", "", "")[:4]
        if scope and only not in ("", scope):
            continue
        around = frozenset(lexicon.token(s) for s in stems_of(context.replace(",", " ")))
        readings[stems_of(short)].append(Reading(short, long, stems_of(long), around))
    found: dict[Stems, Rewrite] = {}
    for key, choices in readings.items():
        if len(choices) > 1 or choices[0].context:
            lexicon.ambiguous[key] = choices
        else:
            found[key] = Rewrite(key, choices[0].stems, choices[0].long, SHORT_FORM)
    for row in _rows(folder / "phrases.tsv"):
        key = stems_of(row[0])
        found.setdefault(key, Rewrite(key, stems_of(row[1]), row[1], "phrase"))
    by_first: dict[str, list[Rewrite]] = defaultdict(list)
    for rewrite in sorted(found.values(), key=lambda rewrite: -len(rewrite.key)):
        if rewrite.key and rewrite.key != rewrite.stems:
            by_first[rewrite.key[0]].append(rewrite)
    lexicon.rewrites = dict(by_first)
