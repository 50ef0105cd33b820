"""The one way to the database: pragmas, transactions, moments, and errors that quote nobody."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, select

from casework import people
from casework.model.person import Person
from casework.store import SQLITE_PRAGMAS, Database, UtcDateTime, WrongPragma, make_engine
from tests.people import TRUST, asha
from tests.world import NOON, World


def everybody(session: Session) -> list[Person]:
    return list(session.exec(select(Person)))


def joins(session: Session, id: str = "id-asha", at: datetime = NOON) -> Person:
    return people.met(session, tenant=TRUST, channel_id=id, name="Asha", now=at)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("name", SQLITE_PRAGMAS)
def test_every_connection_has_the_pragmas(world: World, name: str) -> None:
    for _ in range(2):
        got = world.database.now(
            lambda session: session.connection().execute(text(f"PRAGMA {name}")).scalar()
        )
        assert got == SQLITE_PRAGMAS[name]


def test_a_database_that_refuses_a_pragma_is_not_used() -> None:
    """A database in memory has no write-ahead log."""
    with pytest.raises(WrongPragma, match="journal_mode"):
        make_engine("sqlite://").connect()


async def test_work_is_kept_or_undone_as_a_whole(world: World) -> None:
    def joins_and_fails(session: Session) -> None:
        joins(session)
        raise RuntimeError("halfway")

    with pytest.raises(RuntimeError):
        await world.database.run(joins_and_fails)
    assert await world.database.read(everybody) == []
    await world.database.run(joins)
    assert [person.name for person in await world.database.read(everybody)] == ["Asha"]


@pytest.mark.sqlite_only
async def test_two_writers_that_read_first_do_not_fail(world: World) -> None:
    """Each begins IMMEDIATE: a deferred transaction would fail with "database is locked" here."""
    import asyncio

    await asyncio.gather(*(world.database.run(joins, id=f"id-{number % 3}") for number in range(12)))
    assert len(await world.database.read(everybody)) == 3


async def test_a_reader_does_not_wait_for_a_writer(world: World) -> None:
    with world.database.engine.connect() as writer:
        writer.execute(
            text(
                "INSERT INTO receipt (tenant, conversation, message, received_at)"
                " VALUES ('1', '1', '1', '2026-03-03 12:00')"
            )
        )
        assert await world.database.read(everybody) == []
        writer.rollback()


def test_a_moment_comes_back_as_utc_in_whatever_zone_it_was_given(world: World) -> None:
    summer = datetime(2026, 7, 1, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    world.database.now(joins, at=summer)
    (person,) = world.database.now(everybody)
    assert (person.first_seen_at, person.first_seen_at.tzinfo) == (summer, UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 3), make_engine("sqlite://").dialect)  # noqa: DTZ001


def test_no_moment_is_no_moment() -> None:
    dialect = make_engine("sqlite://").dialect
    assert UtcDateTime().process_bind_param(None, dialect) is None
    assert UtcDateTime().process_result_value(None, dialect) is None


def test_an_error_of_the_database_does_not_quote_what_was_typed(world: World) -> None:
    def twice(session: Session) -> None:
        for _ in range(2):
            session.add(Person(tenant="t", channel_id="typed", name="words", first_seen_at=NOON))
            session.flush()

    with pytest.raises(IntegrityError) as error:
        world.database.now(twice)
    assert not {"typed", "words"} & set(re.findall(r"\w+", f"{error.value} {error.value.orig}"))


def test_a_database_that_cannot_be_reached_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    with pytest.raises(OperationalError):
        database.ping()
    database.close()


def test_a_person_is_met_once_and_takes_the_name_of_today(world: World) -> None:
    first = world.introduce(asha)
    renamed = world.database.now(
        people.met, tenant=TRUST, channel_id="id-asha", name="Asha Patel-Jones", now=NOON + timedelta(days=1)
    )
    assert (renamed.id, renamed.name, renamed.first_seen_at) == (first.id, "Asha Patel-Jones", NOON)


def test_a_channel_that_gives_no_name_takes_none_away(world: World) -> None:
    world.introduce(asha)
    again = world.database.now(people.met, tenant=TRUST, channel_id="id-asha", name="", now=NOON)
    assert again.name == "Asha Patel"


def test_a_foreign_key_holds(world: World) -> None:
    from casework.model.status_change import StatusChange

    def orphan(session: Session) -> None:
        session.add(StatusChange(query_id=77, before="", after="open", by=77, at=NOON, why="none"))

    with pytest.raises(IntegrityError):
        world.database.now(orphan)
