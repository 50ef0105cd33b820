"""The form of a benchmark's figures, and where they go."""

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = "make bench"


@dataclass(frozen=True)
class Figure:
    """One figure. `ratio` is the value divided by the peer's, where there is a peer."""

    name: str
    value: float
    unit: str
    peer: str = ""
    ratio: float | None = None
    command: str = COMMAND


def write(figures: Sequence[Figure], sections: Sequence[str]) -> None:
    """build/bench.json for programs, docs/benchmarks.md for people."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    (build / "bench.json").write_text(json.dumps([asdict(one) for one in figures], indent=2) + "\n")
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    intro = f"Written by `{COMMAND}`. Machine: {machine}. Peers: in the same run, over the same texts."
    head = ("figure", "value", "unit", "peer", "ratio to peer")
    lines = ["# Benchmarks", "", intro, "", table(head, [_cells(one) for one in figures])]
    (ROOT / "docs" / "benchmarks.md").write_text(
        "\n\n".join(["\n".join(lines[:5]), *sections]).rstrip() + "\n"
    )


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _cells(one: Figure) -> tuple[object, ...]:
    ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
    return one.name, f"{one.value:g}", one.unit, one.peer, ratio


def say(text: str) -> None:
    """Progress on standard error."""
    sys.stderr.write(text + "\n")
