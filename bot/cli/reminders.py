"""`codingbot reminders --dry-run`: who would get what at a moment, who nothing, and why."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bot.cli.episode_source import opened
from bot.cli.moments import moment_said
from bot.wiring import the_clock
from casework import chasing
from casework.errors import Unusable
from casework.london import london
from casework.reminding import Planned
from casework.words import moment_words

NARROWEST = 100
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show; send nothing.")]
At = Annotated[
    str, typer.Option(help="At what moment, on London's clocks: 2026-03-03 09:05. Now, unless told.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def reminders(dry_run: DryRun = False, at: At = "", as_json: AsJson = False) -> None:
    """Show who would be reminded of what. Nothing is sent and nothing is decided."""
    if not dry_run:
        raise Unusable("Reminders go out by themselves while the bot serves. Say --dry-run to see which.")
    moment = moment_said(at) if at else the_clock()
    with opened() as source:
        planned = source.database.now(chasing.plan, source.settings.department, moment)
        working = source.settings.department.calendar.is_working(moment)
    if as_json:
        typer.echo(json.dumps(_facts(planned, moment, working=working), ensure_ascii=False, indent=2))
        return
    _show(planned, moment, working=working)


def _sends(line: Planned, *, working: bool) -> bool:
    """Outside of working hours nothing is decided on; a step of the ladder has no slot: it goes when due."""
    return working and (line.sends or (not line.job and not line.slot and line.rows > 0))


def _facts(planned: Sequence[Planned], moment: datetime, *, working: bool) -> dict[str, Any]:
    return {
        "at": london(moment).isoformat(),
        "working_hours": working,
        "reminders": [
            {
                "person_id": line.person_id,
                "name": line.name,
                "kind": line.kind.value,
                "sends": _sends(line, working=working),
                "rows": line.rows,
                "why": line.why,
            }
            for line in planned
        ],
    }


def _show(planned: Sequence[Planned], moment: datetime, *, working: bool) -> None:
    outside = "" if working else "; outside of working hours, nothing is sent"
    table = Table(title=f"Reminders at {moment_words(moment)}{outside}", title_justify="left")
    for name in ("Who", "What", "Sent", "Rows", "Why"):
        table.add_column(name, justify="right" if name == "Rows" else "left")
    for line in sorted(
        planned, key=lambda line: (not _sends(line, working=working), line.kind.value, line.name)
    ):
        sent = "yes" if _sends(line, working=working) else "no"
        table.add_row(line.name, line.kind.value, sent, f"{line.rows:,}" if line.rows else "", line.why)
    console = Console()
    if console.width < NARROWEST and not console.is_terminal:
        console = Console(width=NARROWEST)
    console.print(table)
    sends = sum(_sends(line, working=working) for line in planned)
    console.print(f"{sends:,} would be sent; {len(planned) - sends:,} lines say why nothing is.")
