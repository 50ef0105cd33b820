"""`codingbot evaluate-policies`: how often the text that governs a question is among the first three.

A file has one question a line: the question, a TAB, and the references that answer it, separated by commas
(DCS.X.5, 3.2). A reference stands for its subsections: 2.6 accepts 2.6.1.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.screen import services
from dialogs.desk import london_date
from knowledge.finding.loading import load_finding
from knowledge.importers.rows import RefusedFile

DEEPEST = 3
LARGEST_FILE = 50_000_000

Files = Annotated[list[Path], typer.Argument(help="Files of question TAB reference[,reference…].")]
AsJson = Annotated[bool, typer.Option("--json", help="Print a list of one object per file.")]
Failures = Annotated[bool, typer.Option(help="Print each question whose text was not among the first three.")]
# The references found for a question, best first.
Find = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the references of the texts that answer it."""

    text: str
    accepted: tuple[str, ...]

    def is_answered_by(self, reference: str) -> bool:
        """Whether a text of that reference answers it."""
        return any(reference == one or reference.startswith(f"{one}.") for one in self.accepted)


@dataclass
class PolicyResult:
    """The ranks reached (0 for not among the first three) and the milliseconds taken."""

    file: str
    questions: list[Question]
    ranks: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    offered: list[list[str]] = field(default_factory=list)

    def recall(self, at: int) -> float:
        """The share of questions with a right text among the first `at`."""
        return sum(1 for rank in self.ranks if 0 < rank <= at) / len(self.ranks)

    def percentile(self, share: float) -> float:
        """The milliseconds within which that share of the questions was answered."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def as_object(self) -> dict[str, Any]:
        """The figures for programs."""
        return {
            "file": self.file,
            "n": len(self.ranks),
            **{f"recall@{at}": round(self.recall(at), 4) for at in (1, 3)},
            "p50_ms": round(self.percentile(0.5), 3),
            "p95_ms": round(self.percentile(0.95), 3),
        }


def evaluate_policies(files: Files, as_json: AsJson = False, failures: Failures = False) -> None:
    """Measure the finding of policies on files of questions with the references that answer them."""
    read = [(str(file), questions_of(file)) for file in files]
    with services() as made:
        today: date = london_date(made.clock())
        found = load_finding(made.database.engine, made.knowledge.base, [], on=today)

        def find(text: str) -> list[str]:
            return [one.reference for one in found.find_policies(text, on=today, limit=DEEPEST)]

        results = [measured(find, PolicyResult(name, questions)) for name, questions in read]
    if as_json:
        typer.echo(json.dumps([result.as_object() for result in results], indent=2))
    else:
        _draw(results)
    if failures:
        typer.echo("\n".join(line for result in results for line in missed(result)), err=as_json)


def questions_of(file: Path) -> list[Question]:
    """The questions of a file; a line that begins with “# ” is a comment.

    Raises:
        RefusedFile: it cannot be read, or a line is not question TAB references.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise RefusedFile(f"{file}: larger than {LARGEST_FILE:,} bytes")
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedFile(f"{file}: cannot be read as UTF-8 text ({type(error).__name__})") from error
    kept = [
        (number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("# ")
    ]
    if not kept:
        raise RefusedFile(f"{file}: holds no question; write lines of question TAB reference")
    return [_question(file, number, line) for number, line in kept]


def _question(file: Path, number: int, line: str) -> Question:
    text, _, references = line.partition("\t")
    accepted = tuple(one.strip() for one in references.split(",") if one.strip())
    if not text.strip() or not accepted:
        raise RefusedFile(f"{file}, line {number}: write question TAB reference[,reference…]")
    return Question(text.strip(), accepted)


def measured(find: Find, result: PolicyResult) -> PolicyResult:
    """Ask every question and note the rank of the first right text."""
    for question in result.questions:
        started = perf_counter()
        found = find(question.text)
        result.milliseconds.append((perf_counter() - started) * 1000)
        right = (place for place, one in enumerate(found, 1) if question.is_answered_by(one))
        result.ranks.append(next(right, 0))
        result.offered.append(found)
    return result


def missed(result: PolicyResult) -> list[str]:
    """A line for each question whose text was not among the first three."""
    rows = zip(result.questions, result.ranks, result.offered, strict=True)
    return [
        f"{question.text}\twanted {','.join(question.accepted)}\tfound {','.join(found) or 'nothing'}"
        for question, rank, found in rows
        if not rank
    ]


def _draw(results: list[PolicyResult]) -> None:
    table = Table("file", "n", "recall@1", "recall@3", "p50 ms", "p95 ms")
    for result in results:
        table.add_row(*(str(value) for value in result.as_object().values()))
    Console().print(table)
