"""The starter editions beside the codes that England's hospitals used: docs/classifications.md.

    python -m bench.classifications

Compares what set-up reads with the tables of ../shared/data, which come from NHS England's yearly
publications. Where one of the two is not at hand, nothing is written.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from textwrap import fill

from bench.rows import ROOT, say, table
from bench.workplace import SHARED
from bot.settings import STARTER_WHEEL
from knowledge.codes import Classification, display
from knowledge.concepts import ConceptKind
from knowledge.importers import starter_icd10, starter_opcs4
from knowledge.importers.difference import compared
from knowledge.importers.rows import Row
from knowledge.starter import ICD10_NAME, OPCS4_NAME

WHEEL = ROOT / "data" / "starter" / STARTER_WHEEL
REPORT = ROOT / "docs" / "classifications.md"
MOST_TITLES = 30
EXCERPT = 45
LINE = 110

INTRO = """# The starter editions beside what hospitals use

Written by `python -m bench.classifications`. The starter editions are what `codingbot prepare` reads
from two packages (see docs/adr/0004-starter-classifications.md). They are compared with every
four-character code in NHS England's yearly “Hospital Admitted Patient Care Activity” publications
(Open Government Licence v3.0), with the episodes counted in the last three years and the last year in which
it was seen. Those tables are not a release: a code that no hospital used is missing from them, and a code
used in error is in them. A difference is therefore a question, not yet a mistake.

A title differs when more than case, blanks and punctuation differ. Only the words that differ are shown."""


NOTES = {
    ICD10_NAME: """\
Fifth characters are in neither. The titles of U07 are those of the NHS list; the publications keep the
placeholders with which those codes began.""",
    OPCS4_NAME: """\
Chapter O, the overflow categories, is missing from the package. So sites that are coded often, such as O16.1
and O14.2, cannot be suggested from it: import a release of TRUD, which has the chapter.""",
}


@dataclass(frozen=True)
class Counted:
    """A code as the publications list it."""

    title: str
    episodes: int
    last_year: int


@dataclass(frozen=True)
class Comparison:
    """One classification: the starter's titles by code beside the codes counted."""

    name: str
    starter: Mapping[str, str]
    counted: Mapping[str, Counted]

    @property
    def last_year(self) -> int:
        """The last year that the publications cover."""
        return max(one.last_year for one in self.counted.values())

    @property
    def lacking(self) -> list[str]:
        """Codes that were counted and that the starter does not hold."""
        return sorted(self.counted.keys() - self.starter.keys())

    @property
    def lacking_in_use(self) -> list[str]:
        """Those of them that the last year still saw."""
        return [code for code in self.lacking if self.counted[code].last_year == self.last_year]

    @property
    def never_counted(self) -> list[str]:
        """Codes of the starter that the publications never list."""
        return sorted(self.starter.keys() - self.counted.keys())

    @property
    def reworded(self) -> list[str]:
        """Codes of both whose titles differ in more than punctuation."""
        both = sorted(self.starter.keys() & self.counted.keys())
        return [code for code in both if compared(self.starter[code]) != compared(self.counted[code].title)]

    def episodes(self, codes: Iterable[str]) -> int:
        """How often these codes were counted."""
        return sum(self.counted[code].episodes for code in codes)


def main() -> None:
    """Compare and write."""
    missing = [path for path in (WHEEL, *map(_counts, Classification)) if not path.is_file()]
    if missing:
        say("nothing is compared: not at hand are " + ", ".join(path.name for path in missing))
        return
    found = [
        Comparison(ICD10_NAME, _titles(starter_icd10.rows()), _read(_counts(Classification.ICD10))),
        Comparison(OPCS4_NAME, _titles(starter_opcs4.rows(WHEEL)), _read(_counts(Classification.OPCS4))),
    ]
    REPORT.write_text("\n\n".join([INTRO, _numbers(found), *(_section(one) for one in found)]) + "\n")
    say(f"{REPORT.relative_to(ROOT)} is written")


def _counts(classification: Classification) -> Path:
    return SHARED / "data" / f"{classification.value}_usage.tsv"


def _titles(rows: Iterable[Row]) -> dict[str, str]:
    return {row.code: row.title for row in rows if row.kind is ConceptKind.CODE}


def _read(path: Path) -> dict[str, Counted]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {
        row["code"]: Counted(
            row["title"], int(row["finished_consultant_episodes_3y"]), int(row["last_year_seen"])
        )
        for row in rows
        if row["code"] != "NULL"
    }


def _numbers(found: list[Comparison]) -> str:
    lines = [_line("Codes in the starter edition", [len(one.starter) for one in found])]
    lines.append(_line("Codes counted by NHS England", [len(one.counted) for one in found]))
    lines.append(_line("In both", [len(one.starter.keys() & one.counted.keys()) for one in found]))
    lines.append(_line("Counted, not in the starter edition", [len(one.lacking) for one in found]))
    lines.append(_line("… still used in the last year counted", [len(one.lacking_in_use) for one in found]))
    lines.append(_line("… their episodes in three years", [one.episodes(one.lacking) for one in found]))
    lines.append(("… their share of all episodes", *[_share(one) for one in found]))
    lines.append(_line("In the starter edition, never counted", [len(one.never_counted) for one in found]))
    lines.append(_line("In both, with a title that differs", [len(one.reworded) for one in found]))
    return table(("", *(one.name for one in found)), lines)


def _line(name: str, numbers: Iterable[int]) -> tuple[str, ...]:
    return (name, *(f"{number:,}" for number in numbers))


def _share(one: Comparison) -> str:
    return f"{one.episodes(one.lacking) / one.episodes(one.counted):.3%}"


def _section(one: Comparison) -> str:
    in_use = one.lacking_in_use
    earlier = [code for code in one.lacking if code not in set(in_use)]
    year = f"{one.last_year}-{(one.last_year + 1) % 100}"
    parts = [f"## {one.name}", NOTES[one.name]]
    parts += [f"### Used in {year}, not in the starter edition: {len(in_use):,}", _listed(in_use)]
    parts += [f"### Used before {year} only, not in the starter edition: {len(earlier):,}"]
    parts += ["Retired by now, or rare.", _listed(earlier)]
    parts += [f"### In the starter edition, never counted: {len(one.never_counted):,}"]
    parts += ["Valid as far as is known, and rare.", _listed(one.never_counted)]
    parts += [f"### Titles that differ: {len(one.reworded):,}", _reworded(one)]
    return "\n\n".join(parts)


def _listed(codes: Iterable[str]) -> str:
    """The codes by category: “O01.1/2/3/8” are four of them."""
    by_category: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        by_category[code[:3]].append(code[3:])
    text = ", ".join(f"{category}.{'/'.join(rest)}" for category, rest in by_category.items())
    return fill(text, LINE, break_long_words=False, break_on_hyphens=False) if text else "None."


def _reworded(one: Comparison) -> str:
    codes = one.reworded[:MOST_TITLES]
    if not codes:
        return "None."
    lines = [(display(code), *_words(one.starter[code], one.counted[code].title)) for code in codes]
    left = len(one.reworded) - len(codes)
    shown = table(("code", "starter edition", "NHS England"), lines)
    return f"{shown}\n\nand {left:,} more." if left else shown


def _words(ours: str, theirs: str) -> tuple[str, str]:
    """What is left of two titles without the words with which both begin or end, cut short."""
    first, second = ours.split(), theirs.split()
    begin = _same(first, second)
    first, second = first[begin:], second[begin:]
    end = _same(reversed(first), reversed(second))
    return _short(first[: len(first) - end]), _short(second[: len(second) - end])


def _same(first: Iterable[str], second: Iterable[str]) -> int:
    pairs: Iterator[tuple[str, str]] = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0].casefold() == pair[1].casefold(), pairs))


def _short(words: list[str]) -> str:
    text = " ".join(words)
    return (text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…") or "–"


if __name__ == "__main__":
    main()
