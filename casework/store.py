"""The one way to the database: one call, one transaction, off the event loop.

SQLite is the embedded default, PostgreSQL the same code. Every writer on SQLite begins IMMEDIATE,
because a transaction that reads first and writes later fails at once when another has committed in
between; WAL with synchronous=FULL keeps what was acknowledged even when the power fails. The pragmas
are asserted on every connection, since nothing else would show that one of them did not take.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import DateTime, Engine, create_engine, event, text
from sqlalchemy.engine import Connection, Dialect, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

P = ParamSpec("P")
T = TypeVar("T")

SQLITE_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
WORKERS = 4
RAISED_BY_A_TRIGGER = "P0001"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC and given back as aware UTC in both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse a moment without its zone: it could mean two."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """SQLite gives back a naive moment; it is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WrongPragma(RuntimeError):
    """The SQLite file cannot be used safely as it is set up."""


def make_engine(url: str) -> Engine:
    """An engine for the URL, with SQLite's pragmas set and checked on every connection.

    Its errors never quote what was to be stored: those are words that people typed.
    """
    if not url.startswith("sqlite"):
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "handle_error", _quote_no_row)
        return engine
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 5}, hide_parameters=True)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _quote_no_row(context: ExceptionContext) -> None:
    """PostgreSQL's own text quotes keys and whole rows: its code and the constraint's name must do.

    What one of our triggers says quotes nobody, and stays.
    """
    fault: Any = context.original_exception
    if getattr(fault, "sqlstate", None):
        ours = fault.diag.message_primary if fault.sqlstate == RAISED_BY_A_TRIGGER else ""
        fault.args = (ours or f"SQLSTATE {fault.sqlstate}, constraint {fault.diag.constraint_name}",)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (f"({type(fault).__name__}) {fault}",)


def _set_up_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    for name, wanted in SQLITE_PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        got = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if got != wanted:
            raise WrongPragma(
                f"SQLite did not accept {name}={wanted}: it says {got}. Put the file on a local disk."
            )


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


class Database:
    """Runs work in transactions. `run` writes, `read` only reads; both leave the event loop free.

    `audit_key` seals the history that is written (`casework/chain.py`). `on_owed` is called, in whatever
    thread it is, after a commit that owes somebody a notice.
    """

    def __init__(self, url: str, *, audit_key: bytes = b"") -> None:
        self.engine = make_engine(url)
        self._info = {"audit_key": audit_key}
        self.on_owed: Callable[[], None] = lambda: None
        self._readers = self.engine.execution_options(writes=False)
        self._workers = ThreadPoolExecutor(WORKERS, thread_name_prefix="database")

    async def run(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(session, …)` in a worker thread inside one writing transaction."""
        return await self._in_worker(lambda: self.now(work, *args, **kwargs))

    async def read(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `work(session, …)` in a worker thread inside one reading transaction."""
        return await self._in_worker(lambda: self._once(self._readers, work, *args, **kwargs))

    def now(self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same as `run`, here and now: for the command line and for tests."""
        return self._once(self.engine, work, *args, **kwargs)

    def ping(self) -> None:
        """Raise what the database raises when it cannot be reached."""
        with self._readers.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        """Let the workers finish and give the connections back."""
        self._workers.shutdown(wait=True)
        self.engine.dispose()

    async def _in_worker(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, call)

    def _once(
        self, engine: Engine, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        with Session(engine, expire_on_commit=False, info=self._info) as session, session.begin():
            done = work(session, *args, **kwargs)
        if session.info.get("owed"):
            self.on_owed()
        return done
