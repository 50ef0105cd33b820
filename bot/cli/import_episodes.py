"""`codingbot import episodes`: the list of uncoded episodes, its difference to the last one shown first."""

from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.episode_changes import columns_told, difference_told
from bot.cli.episode_source import Opened, agreed, digest_of, opened
from bot.cli.moments import moment_said
from bot.cli.screen import progress_bar
from bot.wiring import the_clock
from casework import episode_list
from casework.assigning import Rules, read_rules
from casework.episode_files.mapping import Mapping, of_department
from casework.episode_files.read import read_list
from casework.episode_files.rejects import write_rejects
from casework.episode_files.rows import ListRead
from casework.episode_list import Arrival
from casework.errors import Unusable
from casework.words import moment_words

File = Annotated[
    Path, typer.Argument(help="A report (CSV, TSV, workbook), a FHIR bundle, or a batch of HL7 ADT messages.")
]
ColumnsFile = Annotated[
    Path | None, typer.Option("--columns", help="What the columns mean; docs/examples/columns.toml is one.")
]
RulesFile = Annotated[
    Path | None, typer.Option("--rules", help="Who codes what; docs/examples/episodes.toml is one.")
]
DropColumns = Annotated[
    str, typer.Option(help="Columns that are left unread though they may identify a patient: A,B.")
]
SheetName = Annotated[str, typer.Option("--sheet", help="The workbook's sheet, if it is not found.")]
ExportedAt = Annotated[
    str, typer.Option(help="When the report was written, if it does not say so: 2026-03-03 06:45.")
]
Tenant = Annotated[str, typer.Option(help="The directory tenant, if not the one of the settings.")]
Force = Annotated[
    bool, typer.Option("--force", help="Take a list that is older, or far shorter, than the last.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask. Where nobody watches, nobody is asked.")]
RejectsFile = Annotated[
    Path | None, typer.Option("--rejects", help="Where to write the rows that were not taken, each with why.")
]


@dataclass(frozen=True, slots=True)
class Asked:
    """How the file is to be read, from the options and the settings."""

    file: Path
    mapping: Mapping | None
    rules: Rules
    dropped: tuple[str, ...]
    sheet: str
    digest: str


def episodes(
    file: File,
    columns: ColumnsFile = None,
    rules: RulesFile = None,
    drop_columns: DropColumns = "",
    sheet: SheetName = "",
    exported_at: ExportedAt = "",
    tenant: Tenant = "",
    force: Force = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    rejects: RejectsFile = None,
) -> None:
    """Take the list of uncoded episodes; all of it or nothing."""
    said = moment_said(exported_at) if exported_at else None
    with opened(tenant) as source:
        asked = _asked(source, file, columns, rules, drop_columns, sheet)
        read = _read(asked)
        typer.echo(columns_told(read))
        _write_rejects(rejects, read)
        arrival = _arrival(asked, read, said, force=force)
        planned = source.database.now(
            episode_list.plan, read, arrival=arrival, tenant=source.tenant, rules=asked.rules, now=the_clock()
        )
        typer.echo(difference_told(planned))
        if planned.same_file:
            return
        if dry_run or not (yes or agreed()):
            typer.echo("Nothing was changed.")
            return
        _carry_out(source, asked, read, arrival)


def _asked(
    source: Opened, file: Path, columns: Path | None, rules: Path | None, dropped: str, sheet: str
) -> Asked:
    """The department's files that are named, else those of the settings."""
    mapping = of_department(columns) if columns else source.settings.columns
    who = read_rules(rules) if rules else source.settings.rules
    names = tuple(name.strip() for name in dropped.split(",") if name.strip())
    digest = digest_of(file, columns) if file.is_file() else ""
    return Asked(file, mapping, who, names, sheet, digest)


def _read(asked: Asked) -> ListRead:
    with progress_bar() as report:
        return read_list(
            asked.file,
            asked.mapping,
            report,
            now=the_clock(),
            drop_columns=asked.dropped,
            sheet=asked.sheet,
        )


def _write_rejects(rejects: Path | None, read: ListRead) -> None:
    if rejects is None:
        return
    try:
        write_rejects(rejects, read.rejects)
    except OSError as error:
        raise Unusable(f"{rejects} cannot be written ({error.strerror}). Nothing was imported.") from error
    typer.echo(f"Rejected rows are in {rejects}: {len(read.rejects):,}")


def _arrival(asked: Asked, read: ListRead, said: datetime | None, *, force: bool) -> Arrival:
    """When the list was written: as told, as it says itself, else the file's own time, said aloud."""
    written = said or read.exported_at
    if written is None:
        written = datetime.fromtimestamp(asked.file.stat().st_mtime, UTC)
        typer.echo(
            f"The list does not say when it was written; the file is of {moment_words(written)}, and that is "
            "taken. Say --exported-at if it is wrong."
        )
    return Arrival(asked.file.name, asked.digest, written, imported_by=_user(), forced=force)


def _carry_out(source: Opened, asked: Asked, read: ListRead, arrival: Arrival) -> None:
    with progress_bar() as report:
        report("Keeping the list", 0, 1)
        done = source.database.now(
            episode_list.carry_out,
            read,
            arrival=arrival,
            tenant=source.tenant,
            rules=asked.rules,
            department=source.settings.department,
            now=the_clock(),
        )
        report("Keeping the list", 1, 1)
    typer.echo(
        f"The list is in: {done.rows:,} episodes; {done.new:,} new, {done.coded:,} coded, "
        f"{done.vanished:,} vanished, {done.rejects:,} rejected."
    )


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError):  # an account without a name, as in some containers
        return "the command line"
