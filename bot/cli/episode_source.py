"""What the commands about episodes share: the database of the settings, a file's digest, the question."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from bot import settings as settings_module
from bot.cli.import_people import tenant_of
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.wiring import open_database
from casework.store import Database

CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """The database, the settings, and the tenant whose episodes they are."""

    database: Database
    settings: Settings
    tenant: str


@contextmanager
def opened(tenant: str = "") -> Iterator[Opened]:
    """The database of the settings, given back at the end."""
    settings = settings_module.read()
    set_up_logs("WARNING" if settings.log_level == "INFO" else settings.log_level)
    database = open_database(settings)
    try:
        yield Opened(database, settings, tenant or tenant_of(settings))
    finally:
        database.close()


def digest_of(*files: Path | None) -> str:
    """The digest of what stands in the files, one after the other."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(b"\0")
        if file is not None:
            with file.open("rb") as content:
                while chunk := content.read(CHUNK):
                    whole.update(chunk)
    return whole.hexdigest()


def agreed() -> bool:
    """Whether somebody at the terminal says yes; a script is not asked."""
    return not sys.stdin.isatty() or typer.confirm("Go ahead?", default=False)
