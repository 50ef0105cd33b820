"""`codingbot import people`: who is who, from a file. What it changes is shown before anything does."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import IntegrityError

from bot import settings as settings_module
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.teams.inbound import LOCAL_TENANT
from bot.wiring import open_database, the_clock
from casework import people_file, people_list
from casework.errors import CaseworkError
from casework.people_list import PeopleDifference

EXAMPLES = 15

File = Annotated[
    Path, typer.Argument(help="A table (CSV, TSV) or a workbook; docs/examples/people.csv is one.")
]
Tenant = Annotated[
    str, typer.Option(help="The directory tenant of these people, if not the one of the settings.")
]
Leavers = Annotated[
    bool, typer.Option("--leavers", help="The file is complete: who is not in it has left and is refused.")
]
SheetName = Annotated[str, typer.Option("--sheet", help="The workbook's sheet, if it is not the first.")]
Encoding = Annotated[str, typer.Option(help="How the text is encoded, if not in UTF-8: for example cp1252.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask. Where nobody watches, nobody is asked.")]


class ChangedMeanwhile(CaseworkError):
    """Somebody was met, or imported, at the very moment."""

    def __init__(self) -> None:
        super().__init__("The list of people changed at this very moment. Nothing was imported: try again.")


def people(
    file: File,
    tenant: Tenant = "",
    leavers: Leavers = False,
    sheet: SheetName = "",
    encoding: Encoding = "",
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Add and change the people of the file; all of it or nothing."""
    rows = people_file.read(file, sheet=sheet, encoding=encoding)
    settings = settings_module.read()
    set_up_logs("WARNING" if settings.log_level == "INFO" else settings.log_level)
    database = open_database(settings)
    try:
        whose = tenant or tenant_of(settings)
        planned = database.now(people_list.plan_people, rows, tenant=whose, leavers=leavers)
        typer.echo(told(planned))
        if not planned.changes_anything():
            return
        if dry_run or not (yes or _agreed()):
            typer.echo("Nothing was changed.")
            return
        database.now(people_list.import_people, rows, tenant=whose, now=the_clock(), leavers=leavers)
        typer.echo("The people are in. A running bot knows them at once.")
    except IntegrityError as error:
        raise ChangedMeanwhile from error
    finally:
        database.close()


def tenant_of(settings: Settings) -> str:
    """The tenant that people's messages come from, as the settings say it."""
    return LOCAL_TENANT if settings.local_mode else settings.tenant_id


def told(planned: PeopleDifference) -> str:
    """What the list changes, in lines."""
    changed = [f"{one.name} ({'; '.join(one.what)})" for one in planned.changed]
    parts = [
        *_lines("Added", list(planned.added)),
        *_lines("Changed", changed),
        *_lines("Left", list(planned.left)),
        *_lines("Not in the file, and kept (say --leavers if they have left)", list(planned.missing)),
        f"Unchanged: {planned.unchanged:,}",
    ]
    return "\n".join(parts)


def _lines(title: str, names: list[str]) -> list[str]:
    shown = [f"  {name}" for name in names[:EXAMPLES]]
    rest = [f"  … and {len(names) - EXAMPLES:,} more"] if len(names) > EXAMPLES else []
    return [f"{title}: {len(names):,}", *shown, *rest] if names else []


def _agreed() -> bool:
    """Whether somebody at the terminal says yes; a script is not asked."""
    return not sys.stdin.isatty() or typer.confirm("Go ahead?", default=False)
