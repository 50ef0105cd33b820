"""`codingbot evaluate-privacy`: how many identifiers of a labelled file are found, and what is hit falsely.

The file's form is told in `casework/identifiers/labelled.py`, what counts in
`casework/identifiers/scoring.py`. Nothing of the texts is printed, only the numbers of their lines.
"""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot import settings
from casework import privacy
from casework.identifiers.finding import IdentifierKind
from casework.identifiers.labelled import Labelled, Malformed, labelled
from casework.identifiers.scoring import Count, Score, score
from knowledge.importers.rows import RefusedFile

LARGEST_FILE = 50_000_000

File = Annotated[
    Path, typer.Argument(help="Lines of text TAB kind:start:end[,…]; nothing after the TAB for clean text.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def evaluate_privacy(file: File, as_json: AsJson = False) -> None:
    """Measure the detector of patient identifiers on a labelled file."""
    privacy.know_hospital_numbers(settings.read().hospital_numbers)
    result = score(texts_of(file), privacy.find)
    if as_json:
        typer.echo(json.dumps(result.as_object(), indent=2))
    else:
        _draw(result)


def texts_of(file: Path) -> list[Labelled]:
    """The labelled texts of a file.

    Raises:
        RefusedFile: it cannot be read, holds nothing, or a line is malformed.
    """
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise RefusedFile(f"{file}: larger than {LARGEST_FILE:,} bytes")
        content = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RefusedFile(f"{file}: cannot be read as UTF-8 text ({type(error).__name__})") from error
    try:
        found = list(labelled(content))
    except Malformed as error:
        raise RefusedFile(f"{file}, {error}") from error
    if not found:
        raise RefusedFile(f"{file}: holds no text; write lines of text, TAB, kind:start:end")
    return found


def _draw(result: Score) -> None:
    table = Table("kind", "expected", "found", "recall", "covered", "false hits", "precision")
    for kind, count in result.kinds.items():
        table.add_row(kind.value, *_cells(count))
    console = Console()
    console.print(table)
    hit = len(result.clean_hit)
    console.print(
        f"{result.lines} lines, {result.clean_lines} clean, {hit} of them with a false hit", highlight=False
    )
    for kind, count in result.kinds.items():
        _say_lines(console, kind, "missed", count.missed_lines)
        _say_lines(console, kind, "false hits", count.false_lines)


def _cells(count: Count) -> list[str]:
    shares = [f"{share:.1%}" if share is not None else "-" for share in (count.recall, count.precision)]
    return [
        str(count.expected),
        str(count.found),
        shares[0],
        str(count.covered),
        str(count.false_hits),
        shares[1],
    ]


def _say_lines(console: Console, kind: IdentifierKind, what: str, lines: list[int]) -> None:
    if lines:
        console.print(f"{kind.value}, {what} in lines {', '.join(map(str, lines))}", highlight=False)
