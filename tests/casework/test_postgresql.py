"""What is PostgreSQL's alone. All that uses a world runs on it too: `pytest --database postgresql`."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.migrations import upgrade
from bot.settings import Settings
from bot.wiring import open_database
from casework.store import Database
from knowledge.library import load_base
from tests.postgres import Postgres
from tests.world import NOON, fill

pytestmark = pytest.mark.postgres

REPLICA = """
import sys
from bot.migrations import upgrade
from casework.store import Database

database = Database(sys.argv[1])
database.ping()
print("ready", flush=True)
sys.stdin.readline()
upgrade(database.engine)
"""


@pytest.fixture
def url(postgres_server: Postgres) -> Iterator[str]:
    with postgres_server.database() as one:
        yield one


def test_it_is_reached_by_the_address_that_a_setting_gives(url: str, tmp_path: Path) -> None:
    told = url.replace("postgresql+psycopg://", "postgresql://")
    database = open_database(Settings(data_dir=tmp_path, database_url=told))
    database.ping()
    assert database.engine.dialect.name == "postgresql"
    database.close()


def test_an_address_where_nobody_listens_says_so(tmp_path: Path) -> None:
    database = Database(f"postgresql+psycopg://postgres@/nobody?host={tmp_path}")
    with pytest.raises(DBAPIError, match="connection"):
        database.ping()
    database.close()


def test_editions_kept_there_answer(url: str, tmp_path: Path) -> None:
    database = Database(url)
    upgrade(database.engine)
    database.now(fill)
    base = load_base(database.engine, tmp_path / "cache")
    assert len(base.editions) == 3
    assert base.suggest("NSTEMI", on=NOON.date()).conditions[0].suggestions[0].concept.code == "I214"
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO said VALUES (1, :words), (1, :words)",
        "INSERT INTO said VALUES (length(:words) - length(:words), :words)",
        "INSERT INTO said (words) VALUES (:words)",
        "INSERT INTO said VALUES (CAST(:words AS int), '')",
    ],
    ids=["unique", "check", "null", "cast"],
)
def test_no_error_quotes_a_row(url: str, statement: str) -> None:
    """Its own texts say “Failing row contains (…)”, and words that people typed would be logged."""
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE said (id int PRIMARY KEY CHECK (id > 0), words text UNIQUE)"))
    with pytest.raises(DBAPIError, match="SQLSTATE 2") as error, database.engine.begin() as connection:
        connection.execute(text(statement), {"words": "wobblecough"})
    assert "wobblecough" not in f"{error.value} {error.value.orig}"
    database.close()


def test_replicas_that_start_together_lay_the_tables_once(url: str) -> None:
    replicas = [
        subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", REPLICA, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(3)
    ]
    for replica in replicas:
        assert replica.stdout is not None
        assert replica.stdout.readline() == "ready\n"
    for replica in replicas:
        assert replica.stdin is not None
        replica.stdin.write("go\n")
        replica.stdin.flush()
    said = [replica.communicate(timeout=60)[0] for replica in replicas]
    assert [replica.returncode for replica in replicas] == [0, 0, 0], said
