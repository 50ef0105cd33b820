"""`codingbot audit`: one case as an audit pack, or a walk over all the chains."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot import settings as settings_module
from bot.cli.audit_page import page
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.wiring import open_database, the_clock
from casework import audit_pack, auditing, heads
from casework.auditing import Verified
from casework.errors import CaseworkError, NotFound
from casework.heads import BrokenHeads, Head
from casework.model.coding_query import FIRST_NUMBER


class Format(StrEnum):
    """How a pack is written."""

    HTML = "html"
    JSON = "json"


Reference = Annotated[str, typer.Argument(help="The case, for example CQ-1042.")]
As = Annotated[Format, typer.Option("--format", help="A page to read or print, or data.")]
Walk = Annotated[bool, typer.Option("--verify", help="Walk every chain and name what was touched.")]
Heads = Annotated[
    list[Path] | None,
    typer.Option("--heads", help="Files of heads kept outside the database; may be repeated."),
]


def audit(
    reference: Reference = "", format_: As = Format.HTML, verify: Walk = False, heads_: Heads = None
) -> None:
    """A case's audit pack to standard output, or all histories verified: the end is 1 if one was touched."""
    settings = settings_module.read()
    set_up_logs("WARNING" if settings.log_level == "INFO" else settings.log_level)
    if bool(reference) == verify:
        raise typer.BadParameter("give a case such as CQ-1042, or --verify")
    database = open_database(settings)
    try:
        kept = _heads(settings, heads_)
        if verify:
            _say(database.now(auditing.verify, kept))
            return
        pack = database.now(audit_pack.pack, _query_id(reference), heads=kept, now=the_clock())
    except NotFound:
        raise CaseworkError(f"I can't find a case {reference[:20]}.") from None
    finally:
        database.close()
    typer.echo(json.dumps(pack, ensure_ascii=False, indent=2) if format_ is Format.JSON else page(pack))


def _heads(settings: Settings, told: list[Path] | None) -> list[Head]:
    key = settings.audit_key_bytes()
    try:
        return [head for path in told or [settings.heads] for head in heads.read(path, key)]
    except BrokenHeads as error:
        typer.echo(f"The heads kept outside were changed: {error}", err=True)
        sys.exit(1)


def _query_id(reference: str) -> int:
    digits = reference.strip().upper().removeprefix("CQ-").removeprefix("CQ")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise NotFound(reference[:20])
    return int(digits) - FIRST_NUMBER


def _say(found: Verified) -> None:
    counted = ", ".join(
        (_count(found.cases, "case"), _count(found.steps, "step"), _count(found.heads, "head"))
    )
    typer.echo(f"{counted} kept outside the database.")
    if found.unsealed:
        are = "is" if found.unsealed == 1 else "are"
        typer.echo(f"{_count(found.unsealed, 'step')} {are} from before histories were sealed.")
    for one in found.touched:
        typer.echo(f"TOUCHED  {one}")
    if found.touched:
        sys.exit(1)
    typer.echo("Every history is as it was written.")


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
