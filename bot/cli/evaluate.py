"""`codingbot evaluate`: how often a right code is among the first, and how fast.

A file has one phrase a line: the phrase, a TAB, and the accepted codes or beginnings of codes, with or
without the dot, separated by commas. A suggestion is right when its code begins with one of them.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.screen import progress_bar, services
from dialogs.desk import london_date
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.importers.rows import RefusedFile

DEEPEST = 10
LARGEST_FILE = 50_000_000

Files = Annotated[list[Path], typer.Argument(help="Files of phrase TAB code[,code…].")]
Of = Annotated[Classification, typer.Option(help="The classification of the codes.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print a list of one object per file.")]
Failures = Annotated[bool, typer.Option(help="Print each phrase whose code was not among the first five.")]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with the beginnings of the codes that a coder would accept."""

    text: str
    accepted: tuple[str, ...]


@dataclass
class Result:
    """The ranks reached (0 for not among the first ten) and the milliseconds taken."""

    file: str
    phrases: list[Phrase]
    ranks: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    offered: list[list[str]] = field(default_factory=list)

    def recall(self, at: int) -> float:
        """The share of phrases with a right code among the first `at`."""
        return sum(1 for rank in self.ranks if 0 < rank <= at) / len(self.ranks)

    def mean_reciprocal_rank(self) -> float:
        """The mean of 1/rank over all phrases, 0 where no right code was found (Voorhees, TREC-8)."""
        return sum(1 / rank for rank in self.ranks if rank) / len(self.ranks)

    def percentile(self, share: float) -> float:
        """The milliseconds within which that share of the phrases was answered."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def as_object(self) -> dict[str, Any]:
        """The figures for programs."""
        return {
            "file": self.file,
            "n": len(self.ranks),
            **{f"recall@{at}": round(self.recall(at), 4) for at in (1, 5, 10)},
            "mrr": round(self.mean_reciprocal_rank(), 4),
            "p50_ms": round(self.percentile(0.5), 3),
            "p95_ms": round(self.percentile(0.95), 3),
        }


def evaluate(files: Files, classification: Of, as_json: AsJson = False, failures: Failures = False) -> None:
    """Measure the suggestions on files of phrases with their accepted codes."""
    read = [(str(file), phrases_of(file)) for file in files]
    with services() as made, progress_bar() as report:
        today = london_date(made.clock())
        if made.knowledge.base.in_force(classification, today) is None:
            raise RefusedFile(f"{classification.label} is not loaded: import an edition first")
        results = []
        for name, phrases in read:
            result = measured(made.knowledge.base, classification, Result(name, phrases), today, report)
            results.append(result)
    if as_json:
        typer.echo(json.dumps([result.as_object() for result in results], indent=2))
    else:
        _draw(results)
    if failures:
        typer.echo("\n".join(line for result in results for line in missed(result)), err=as_json)


def phrases_of(file: Path) -> list[Phrase]:
    """The phrases of a file.

    Raises:
        RefusedFile: it cannot be read, or a line is not phrase TAB codes.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise RefusedFile(f"{file}: larger than {LARGEST_FILE:,} bytes")
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedFile(f"{file}: cannot be read as UTF-8 text ({type(error).__name__})") from error
    found = [_phrase(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise RefusedFile(f"{file}: holds no phrase; write lines of phrase TAB code")
    return found


def _phrase(file: Path, number: int, line: str) -> Phrase:
    text, _, codes = line.partition("\t")
    accepted = tuple(code.strip().replace(".", "").upper() for code in codes.split(",") if code.strip())
    if not text.strip() or not accepted:
        raise RefusedFile(f"{file}, line {number}: write phrase TAB code[,code…]")
    return Phrase(text.strip(), accepted)


def measured(
    base: KnowledgeBase, classification: Classification, result: Result, on: date, report: Any = None
) -> Result:
    """Ask every phrase as one condition and note the rank of the first right code."""
    for number, phrase in enumerate(result.phrases, 1):
        started = perf_counter()
        codes = base.ranked_codes(phrase.text, on=on, classification=classification, limit=DEEPEST)
        result.milliseconds.append((perf_counter() - started) * 1000)
        right = (place for place, code in enumerate(codes, 1) if code.startswith(phrase.accepted))
        result.ranks.append(next(right, 0))
        result.offered.append(codes[:5])
        if report and number % 50 == 0:
            report(f"Asking {Path(result.file).name}", number, len(result.phrases))
    return result


def missed(result: Result) -> list[str]:
    """A line for each phrase whose right code was not among the first five."""
    rows = zip(result.phrases, result.ranks, result.offered, strict=True)
    return [
        f"{phrase.text}\twanted {','.join(phrase.accepted)}\toffered {','.join(offered) or 'nothing'}"
        for phrase, rank, offered in rows
        if not 0 < rank <= 5
    ]


def _draw(results: list[Result]) -> None:
    table = Table("file", "n", "recall@1", "recall@5", "recall@10", "mrr", "p50 ms", "p95 ms")
    for result in results:
        table.add_row(*(str(value) for value in result.as_object().values()))
    Console().print(table)
