"""`codingbot import`: editions of classifications, their counts, people, policies, episodes: from files."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot import settings as settings_module
from bot.cli.changes import show
from bot.cli.import_deadlines import calendar, group
from bot.cli.import_episodes import episodes
from bot.cli.import_people import people
from bot.cli.import_policies import policies
from bot.cli.screen import progress_bar
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.wiring import open_database, the_clock
from casework.ruling_review import mark_for_review
from casework.store import Database
from dialogs.desk import london_date
from knowledge import starter
from knowledge.codes import Classification
from knowledge.finding.changed_codes import changed_codes
from knowledge.importers.columns import Asked
from knowledge.importers.named import said_by
from knowledge.importers.rows import RefusedFile
from knowledge.importers.run import HowToRead, read, sheet_of
from knowledge.importing import Plan, carry_out, index_of, plan, refuse_if_cut_off
from knowledge.usage import give_counts, index_with_counts, plan_counts

app = typer.Typer(
    help="Import a classification's edition, how often its codes are used, people, policies, or episodes.",
    no_args_is_help=True,
)

File = Annotated[
    Path, typer.Argument(help="A TRUD release file (text or XML), a table (CSV, TSV) or a workbook.")
]
Named = Annotated[str, typer.Option("--edition", help="The edition's name, for example OPCS-4.11.")]
Begins = Annotated[
    datetime | None, typer.Option("--valid-from", formats=["%Y-%m-%d"], help="Its first day in force.")
]
CodeColumn = Annotated[str, typer.Option(help="The column of codes, by name or number, if it is not found.")]
TitleColumn = Annotated[str, typer.Option(help="The column of titles, by name or number.")]
CountColumn = Annotated[str, typer.Option(help="The column of counted episodes, by name or number.")]
SheetName = Annotated[str, typer.Option("--sheet", help="The workbook's sheet, if it is not found.")]
Encoding = Annotated[str, typer.Option(help="How the text is encoded, if not in UTF-8: for example cp1252.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask. Where nobody watches, nobody is asked.")]
Force = Annotated[
    bool, typer.Option("--force", help="Take an edition with fewer than half of the codes before.")
]


def _edition_command(classification: Classification) -> Callable[..., None]:
    def import_edition(
        file: File,
        edition: Named = "",
        valid_from: Begins = None,
        code_column: CodeColumn = "",
        title_column: TitleColumn = "",
        count_column: CountColumn = "",
        sheet: SheetName = "",
        encoding: Encoding = "",
        dry_run: DryRun = False,
        yes: Yes = False,
        force: Force = False,
    ) -> None:
        how = HowToRead(Asked(code_column, title_column, count_column), sheet, encoding)
        content = read(file, classification, how)
        name, begins = _name_and_day(file, edition, valid_from)
        with _opened() as (database, settings):
            planned = database.now(plan, content, classification, name, begins)
            show(planned, content)
            if planned.known:
                return
            refuse_if_cut_off(planned, force=force)
            if dry_run or not (yes or _agreed()):
                typer.echo("Nothing was changed.")
                return
            _carry_out(database, settings, planned, force=force)

    return import_edition


@app.command("usage", help="Import how often each code is used: NHS England's yearly workbooks, or a table.")
def usage(
    file: File,
    code_column: CodeColumn = "",
    title_column: TitleColumn = "",
    count_column: CountColumn = "",
    sheet: SheetName = "",
    encoding: Encoding = "",
) -> None:
    """Give the codes of the edition in force their counts. Diagnoses or procedures: the content says it."""
    how = HowToRead(Asked(code_column, title_column, count_column), sheet, encoding)
    table = sheet_of(file, how)
    with _opened() as (database, settings), progress_bar() as report:
        given = database.now(plan_counts, table, how, london_date(the_clock()))
        with _reading(database) as session:
            indexes = {
                release: index_with_counts(session, given, release, settings.cache, report)
                for release in given.releases
            }
        database.now(give_counts, given, indexes)
    if not given.releases:
        typer.echo(f"{given.edition.label} has these counts already; nothing changes.")
        return
    unknown = f" Codes of the file that are not in it: {given.unknown:,}." if given.unknown else ""
    typer.echo(f"Codes of {given.edition.label} that have their counts: {given.codes:,}.{unknown}")


def _name_and_day(file: Path, edition: str, valid_from: datetime | None) -> tuple[str, date]:
    said_name, said_day = said_by(file.name)
    name, day = edition or said_name, valid_from.date() if valid_from else said_day
    missing = [] if name else ["--edition NAME"]
    missing += [] if day else ["--valid-from YYYY-MM-DD (the first day on which it is in force)"]
    if not name or not day:
        raise RefusedFile(f"{file.name} does not say it: add {' and '.join(missing)}.")
    return name, day


@contextmanager
def _opened() -> Iterator[tuple[Database, Settings]]:
    """The database with the starter editions in it: codes find what stands above them there."""
    settings = settings_module.read()
    set_up_logs("WARNING" if settings.log_level == "INFO" else settings.log_level)
    with progress_bar() as report:
        database = open_database(settings)
        database.now(starter.set_up, opcs4_wheel=settings.wheel, now=the_clock(), progress=report)
    try:
        yield database, settings
    finally:
        database.close()


def _reading(database: Database) -> Session:
    """A session that only reads, so that a running bot can write meanwhile."""
    return Session(database.engine.execution_options(writes=False))


def _agreed() -> bool:
    """Whether somebody at the terminal says yes; a script is not asked."""
    return not sys.stdin.isatty() or typer.confirm("Go ahead?", default=False)


def _carry_out(database: Database, settings: Settings, planned: Plan, *, force: bool) -> None:
    with progress_bar() as report:
        with _reading(database) as session:
            index = index_of(session, planned, settings.cache, report)
        database.now(carry_out, planned, index, now=the_clock(), progress=report, force=force)
        changes = changed_codes(planned.new.classification, planned.difference)
        marked = database.now(mark_for_review, changes=changes, edition=planned.new.name, now=the_clock())
    typer.echo(
        f"{planned.new.name} is in, valid from {planned.new.valid_from.isoformat()}: "
        f"{planned.difference.codes:,} codes. A running bot takes it up within seconds."
    )
    if marked:
        typer.echo(f"Rulings that cite retired or reworded codes, now for review: {len(marked)}.")


app.command("people", help="Import who is who: roles, specialties, cover.")(people)
app.command("policies", help="Import policy documents: Word, PDF, Markdown, HTML.")(policies)
app.command("episodes", help="Import the list of uncoded episodes.")(episodes)
app.command("calendar", help="Import the national submission calendar: what closes when.")(calendar)
app.command("grouper", help="Import a grouper's output: which episodes group to an error.")(group)
for _each in Classification:
    app.command(_each.value, help=f"Import an edition of {_each.label}.")(_edition_command(_each))
