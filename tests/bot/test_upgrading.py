"""An installation of an earlier version, with what people asked in it, comes up under this one."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.migrations import DanglingRows, config, upgrade
from casework.store import Database
from tests.world import NOON

EARLIER = "0001"
KEPT = {
    "person": "id, tenant, channel_id, name, role, first_seen_at",
    "coding_query": "id, asked_by, asked_at, place, conversation, words, state, rounds, chosen_code, "
    "chosen_classification",
    "query_round": "query_id, round, words, asked_at",
    "receipt": "id, tenant, conversation, message, query_id, received_at",
    "status_change": 'id, query_id, before, after, "by", at, why',
}


@pytest.fixture
def earlier(new_database: str) -> Iterator[Database]:
    """A database of the earlier version: two queries, each with its round, its receipt and its steps."""
    database = Database(new_database)
    with database.engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, EARLIER)
        _keep(connection, "person", "1, 'trust', 'id-asha', 'Asha', 'coder', :now")
        for number in (1, 2):
            asked = f"{number}, 1, :now, 'personal', 'chat', 'NSTEMI', 'open', 1, '', ''"
            _keep(connection, "coding_query", asked)
            _keep(connection, "query_round", f"{number}, 1, 'NSTEMI', :now")
            _keep(connection, "receipt", f"{number}, 'trust', 'chat', 'm{number}', {number}, :now")
            for step in (1, 2):
                change = f"{number * 10 + step}, {number}, '', 'open', 1, :now, 'asked'"
                _keep(connection, "status_change", change)
    yield database
    database.close()


def _keep(connection: Connection, table: str, values: str) -> None:
    connection.execute(text(f"INSERT INTO {table} ({KEPT[table]}) VALUES ({values})"), {"now": NOON})


def rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.engine.connect() as connection:
        found = connection.execute(text(f"SELECT {KEPT[table]} FROM {table} ORDER BY 1, 2"))
        return [tuple(row) for row in found]


def test_nothing_that_was_asked_is_lost(earlier: Database) -> None:
    before = {table: rows(earlier, table) for table in KEPT}
    upgrade(earlier.engine)
    assert {table: rows(earlier, table) for table in KEPT} == before
    assert len(before["status_change"]) == 4


def test_the_steps_get_their_places_in_the_histories(earlier: Database) -> None:
    upgrade(earlier.engine)
    with earlier.engine.connect() as connection:
        places = connection.execute(text("SELECT query_id, sequence FROM status_change ORDER BY id")).all()
    assert [tuple(row) for row in places] == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_references_are_kept_to_afterwards(earlier: Database) -> None:
    upgrade(earlier.engine)
    for _ in range(2):
        with pytest.raises(IntegrityError), earlier.engine.begin() as connection:
            _keep(connection, "query_round", "99, 1, 'of no query', :now")


@pytest.mark.sqlite_only
def test_what_refers_to_nothing_stops_the_upgrade_and_leaves_all_as_it_was(earlier: Database) -> None:
    raw = earlier.engine.raw_connection()
    raw.driver_connection.execute("PRAGMA foreign_keys=0")
    raw.driver_connection.execute("DELETE FROM coding_query WHERE id = 2")
    raw.driver_connection.execute("PRAGMA foreign_keys=1")
    raw.close()
    with pytest.raises(DanglingRows, match="query_round"):
        upgrade(earlier.engine)
    with earlier.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == EARLIER
