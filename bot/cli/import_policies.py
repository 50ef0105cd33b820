"""`codingbot import policies`: policy documents, as they are. What changes is shown before anything does."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from bot import settings as settings_module
from bot.cli.policy_changes import show
from bot.logs import set_up_logs
from bot.wiring import open_database, the_clock
from casework import privacy
from casework.store import Database
from knowledge.documents.document import Document, Front
from knowledge.importers.rows import RefusedFile
from knowledge.policies import Authority
from knowledge.policy_importing import Facts, carry_out_book, plan_book

MOST_FILES = 500
_SURE = {privacy.IdentifierKind.NHS_NUMBER, privacy.IdentifierKind.DATE_OF_BIRTH,
         privacy.IdentifierKind.HOSPITAL_NUMBER}  # fmt: skip


class Whose(StrEnum):
    """The authorities that a document can have; rulings and views come from the department's own work."""

    LOCAL = "local"
    NATIONAL = "national"
    HELPDESK = "helpdesk"

    @property
    def authority(self) -> Authority:
        """The authority as answers name it."""
        return {
            Whose.LOCAL: Authority.LOCAL_POLICY,
            Whose.NATIONAL: Authority.NATIONAL_STANDARD,
            Whose.HELPDESK: Authority.HELPDESK_RESOLUTION,
        }[self]


Day = datetime | None
Where = Annotated[
    Path, typer.Argument(help="A policy document (.docx, .pdf, .md, .html), or a folder of them.")
]
OfAuthority = Annotated[Whose, typer.Option("--authority", help="Who stands behind it.")]
Begins = Annotated[
    Day,
    typer.Option(
        "--valid-from", formats=["%Y-%m-%d"], help="Its first day in force, if the document lacks it."
    ),
]
Version = Annotated[str, typer.Option(help="Its version, if the document does not say it.")]
Name = Annotated[str, typer.Option(help="Its name; the same name makes it a new version. Else its title.")]
Link = Annotated[
    str,
    typer.Option(
        help="Where people can read it (https://…); for a folder, or ending in /, its files' names are added."
    ),
]
RatifiedBy = Annotated[str, typer.Option(help="Who ratified it, if the document does not say it.")]
RatifiedOn = Annotated[Day, typer.Option("--ratified-on", formats=["%Y-%m-%d"], help="When it was ratified.")]
ReviewOn = Annotated[
    Day, typer.Option("--review-on", formats=["%Y-%m-%d"], help="When it is to be reviewed.")
]
Owner = Annotated[str, typer.Option(help="Who looks after it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask. Where nobody watches, nobody is asked.")]


@dataclass(slots=True)
class _Done:
    """How the files fared."""

    kept: int = 0
    known: int = 0
    left: int = 0
    refused: int = 0


def policies(
    place: Where,
    authority: OfAuthority,
    valid_from: Begins = None,
    version: Version = "",
    name: Name = "",
    link: Link = "",
    ratified_by: RatifiedBy = "",
    ratified_on: RatifiedOn = None,
    review_on: ReviewOn = None,
    owner: Owner = "",
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Import one document, or every one of a folder; each whole or not at all."""
    files = files_of(place)
    if place.is_dir() and (name or version):
        raise RefusedFile(
            "A name and a version are one document's. Import the files one by one to give them."
        )
    front = Front(version, None, _day(review_on), ratified_by, _day(ratified_on), owner)
    facts = Facts(authority.authority, name, _day(valid_from), link, front)
    with _opened() as database:
        if not place.is_dir():
            _import(database, place, _with_link(facts, place, folder=False), dry_run=dry_run, yes=yes)
            return
        done = _each(database, files, facts, dry_run=dry_run, yes=yes)
    typer.echo(
        f"{len(files)} files: {done.kept} imported, {done.known} there already, "
        f"{done.left} left as they were, {done.refused} refused."
    )
    if done.refused:
        raise typer.Exit(1)


def files_of(place: Path) -> list[Path]:
    """The documents to import, by name.

    Raises:
        RefusedFile: a folder holds none, or too many.
    """
    from knowledge.documents.reading import is_supported

    if not place.is_dir():
        return [place]
    files = sorted(
        file
        for file in place.rglob("*")
        if file.is_file() and is_supported(file) and not file.name.startswith((".", "~$"))
    )
    if not files:
        raise RefusedFile(f"{place}: there is no policy document in the folder (.docx, .pdf, .md, .html).")
    if len(files) > MOST_FILES:
        raise RefusedFile(f"{place}: more than {MOST_FILES} documents. Import the folder in parts.")
    return files


def _each(database: Database, files: list[Path], facts: Facts, *, dry_run: bool, yes: bool) -> _Done:
    done = _Done()
    for file in files:
        try:
            what = _import(database, file, _with_link(facts, file, folder=True), dry_run=dry_run, yes=yes)
        except RefusedFile as error:
            typer.echo(str(error), err=True)
            what = "refused"
        setattr(done, what, getattr(done, what) + 1)
    return done


def _import(database: Database, file: Path, facts: Facts, *, dry_run: bool, yes: bool) -> str:
    # The readers of Word and PDF cost every other command a third of a second and 25 MB.
    from knowledge.documents.reading import read

    document = read(file)
    refuse_patients(file.name, document)
    planned = database.now(plan_book, document, file.name, facts)
    show(planned)
    if planned.known:
        return "known"
    if dry_run or not (yes or _agreed()):
        typer.echo("Nothing was changed.")
        return "left"
    book = database.now(carry_out_book, planned, now=the_clock())
    typer.echo(
        f"{book.name} is in, valid from {book.valid_from.isoformat()}: {len(document.sections):,} sections. "
        "A running bot takes it up within seconds."
    )
    return "kept"


def refuse_patients(name: str, document: Document) -> None:
    """A policy quotes no patient: examples in it are found before anything is kept.

    Raises:
        RefusedFile: naming the section and page, never what stands there.
    """
    for section in document.sections:
        found = [one for one in privacy.find(f"{section.title}\n{section.text}") if one.kind in _SURE]
        if found:
            page = f" on page {section.page}" if section.page else ""
            raise RefusedFile(
                f"{name}: the section “{section.number or section.title[:60]}”{page} seems to hold "
                f"a patient's {found[0].kind.value}. Take it out and import the document again."
            )


def _with_link(facts: Facts, file: Path, *, folder: bool) -> Facts:
    if not facts.link or not (folder or facts.link.endswith("/")):
        return facts
    return replace(facts, link=f"{facts.link.rstrip('/')}/{quote(file.name)}")


def _day(moment: Day) -> date | None:
    return moment.date() if moment else None


@contextmanager
def _opened() -> Iterator[Database]:
    settings = settings_module.read()
    set_up_logs("WARNING" if settings.log_level == "INFO" else settings.log_level)
    database = open_database(settings)
    try:
        yield database
    finally:
        database.close()


def _agreed() -> bool:
    """Whether somebody at the terminal says yes; a script is not asked."""
    return not sys.stdin.isatty() or typer.confirm("Go ahead?", default=False)
