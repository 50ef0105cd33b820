"""`codingbot import calendar` and `… grouper`: what closes when, and what groups to an error."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.episode_source import agreed, opened
from bot.wiring import the_clock
from casework import deadlines, grouper
from casework.calendar_file import read_calendar

CalendarFile = Annotated[
    Path, typer.Argument(help="CSV or TSV: activity month, first and post reconciliation inclusion date.")
]
GrouperFile = Annotated[Path, typer.Argument(help="A grouper's output: CSV or TSV with a header.")]
Spell = Annotated[str, typer.Option("--spell", help="The column of spell numbers, if it is not found.")]
Number = Annotated[str, typer.Option("--episode-number", help="The column of episode numbers.")]
Hrg = Annotated[str, typer.Option("--hrg", help="The column of each episode's HRG.")]
Tenant = Annotated[str, typer.Option(help="The directory tenant, if not the one of the settings.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask. Where nobody watches, nobody is asked.")]


def calendar(file: CalendarFile, dry_run: DryRun = False, yes: Yes = False) -> None:
    """Keep the dates of the national submission calendar; other months stay as they are."""
    months = read_calendar(file)
    with opened() as source:
        changes = source.database.now(deadlines.plan_calendar, months)
        typer.echo(
            _told("New months", changes.added) + _told("Months whose dates move", changes.moved), nl=False
        )
        typer.echo(f"Unchanged: {changes.unchanged:,}")
        if not (changes.added or changes.moved):
            return
        if dry_run or not (yes or agreed()):
            typer.echo("Nothing was changed.")
            return
        source.database.now(deadlines.import_calendar, months, source=file.name, now=the_clock())
        typer.echo("The calendar is in. Every episode of these months says from now on when it closes.")


def group(
    file: GrouperFile, spell: Spell = "", episode_number: Number = "", hrg: Hrg = "", tenant: Tenant = ""
) -> None:
    """Keep the HRG of each known episode. Coders and leads alone see it."""
    named = {"spell": spell, "episode_number": episode_number, "hrg": hrg}
    grouped = grouper.read_grouper(file, {field: name for field, name in named.items() if name})
    with opened(tenant) as source:
        flagged = source.database.now(grouper.flag, grouped, tenant=source.tenant)
    typer.echo(
        f"Episodes known: {flagged.known:,}, not known: {flagged.unknown:,}, changed: {flagged.changed:,}."
    )
    typer.echo(f"Incomplete episodes that group to an error: {flagged.errors:,}.")
    if grouped.skipped:
        some = ", ".join(f"{line:,}" for line in grouped.skipped[:10])
        more = ", …" if len(grouped.skipped) > 10 else ""
        typer.echo(f"Lines that could not be read: {len(grouped.skipped):,} ({some}{more}).")


def _told(name: str, months: Sequence[date]) -> str:
    named = ", ".join(f"{month:%B %Y}" for month in months)
    return f"{name}: {len(months):,} ({named})\n" if months else ""
