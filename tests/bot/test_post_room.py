"""What a turn leaves behind: where its person can be written to, and an answer that is still owed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from bot import app
from bot.address_book import AddressBook
from bot.answers_owed import AnswersOwed
from bot.teams.channel import TeamsChannel
from casework import people
from casework.model.address import Address
from casework.model.notice import NoticeKind, NoticeState
from casework.model.person import Person
from casework.store import Database
from tests.bot.edge import TENANT, Ready, Settings, recorded
from tests.fake_channel import FakeChannel, Says
from tests.owing import Owing
from tests.world import World

OBJECT_ID = "aaaaaaaa-0000-0000-0000-000000000001"


@dataclass
class Desk:
    """The whole bot on loopback, over a world."""

    world: World
    book: AddressBook
    channel: FakeChannel
    url: str
    session: aiohttp.ClientSession
    bot: TeamsChannel

    async def says(self, text: str, *, id: str = "m1", kind: str = "personal", **changes) -> int:
        activity = recorded(self.channel.url, text) | {"id": id} | changes
        activity["conversation"] = activity["conversation"] | {"conversationType": kind}
        async with self.session.post(f"{self.url}/api/messages", json=activity) as response:
            await self.bot._bot.close()
            return response.status

    def addresses(self) -> list[Address]:
        return self.world.database.now(lambda session: list(session.exec(select(Address))))

    def person(self) -> Person | None:
        return self.world.database.now(people.known, tenant=TENANT, channel_id=OBJECT_ID)


@asynccontextmanager
async def opened(world: World) -> AsyncIterator[Desk]:
    book = AddressBook(world.database, world.clock)
    owed = AnswersOwed(world.database, world.clock)
    bot = TeamsChannel(Settings(), world.router, world.clock, book, owed)
    async with FakeChannel() as channel, aiohttp.ClientSession() as session:
        runner = await app.start(app.make_app(bot, Ready()), "127.0.0.1", 0)
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield Desk(world, book, channel, url, session, bot)
        finally:
            await runner.cleanup()


@pytest_asyncio.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    async with opened(world) as made:
        yield made


async def test_who_writes_can_be_written_to(desk: Desk) -> None:
    await desk.says("NSTEMI")
    (address,) = desk.addresses()
    assert (address.conversation, address.kind, address.channel_id) == ("a:1xyz;w@y", "personal", OBJECT_ID)
    assert (address.service_url, address.bot, address.member) == (desk.channel.url, "28:bot", "29:asha")


async def test_a_known_address_costs_no_transaction(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.says("NSTEMI", id="m1")
    written: list[str] = []
    run = Database.run

    async def counts(self, work, *args, **facts):
        written.append(work.__name__)
        return await run(self, work, *args, **facts)

    monkeypatch.setattr(Database, "run", counts)
    await desk.says("lap chole", id="m2")
    assert written.count("_remember") == 0
    desk.world.clock.move(minutes=11)
    await desk.says("K40", id="m3")
    assert written.count("_remember") == 1


async def test_a_new_service_address_is_kept_at_once(desk: Desk) -> None:
    await desk.says("NSTEMI", id="m1")
    other = desk.channel.url.replace("127.0.0.1", "localhost")
    await desk.says("lap chole", id="m2", serviceUrl=other)
    assert [address.service_url for address in desk.addresses()] == [other]


async def test_a_channel_is_known_before_what_is_said_in_it_is_answered(desk: Desk) -> None:
    await desk.says("NSTEMI", id="m1")
    seen = []
    answer = desk.world.router.answer

    async def looks(message):
        seen.append(len(desk.addresses()))
        return await answer(message)

    desk.bot._bot._router.answer = looks
    conversation = {"id": "19:coding@thread.tacv2;messageid=7"}
    await desk.says("lap chole", id="m2", kind="channel", conversation=conversation)
    assert seen == [2]
    assert desk.addresses()[1].conversation == "19:coding@thread.tacv2"


async def test_an_address_that_cannot_be_kept_spoils_no_answer(desk: Desk, monkeypatch) -> None:
    async def fails(*_: object) -> None:
        raise OperationalError("insert", {}, Exception("disk full"))

    monkeypatch.setattr(desk.book, "remember", fails)
    assert await desk.says("NSTEMI") == 201
    assert len(desk.channel.posts) == 1


async def test_who_was_unreachable_and_writes_is_reachable_again(desk: Desk) -> None:
    await desk.says("NSTEMI", id="m1")

    def block(session) -> None:
        person = people.known(session, tenant=TENANT, channel_id=OBJECT_ID)
        person.unreachable_since, person.unreachable_because = desk.world.clock(), "MessageWritesBlocked"

    desk.world.database.now(block)
    desk.book.forget(TENANT, OBJECT_ID)
    await desk.says("lap chole", id="m2")
    assert desk.person().unreachable_since is None


@pytest.mark.parametrize(
    ("says", "state"),
    [(Says(429, retry_after=60), NoticeState.OWED), (Says(403), NoticeState.OWED), (Says(502), "unknown")],
)
async def test_an_answer_that_the_channel_did_not_take_is_owed(desk: Desk, says: Says, state: str) -> None:
    desk.channel.script(says)
    assert await desk.says("NSTEMI") == 201
    (notice,) = Owing(desk.world).notices()
    assert (notice.kind, notice.state) == (NoticeKind.ANSWER_AGAIN, state)
    assert (notice.query_id, notice.facts, notice.person_id) == (1, {"receipt_id": 1}, desk.person().id)


async def test_an_answer_that_was_taken_is_not_owed(desk: Desk) -> None:
    await desk.says("NSTEMI")
    await desk.says("help", id="m2")
    assert Owing(desk.world).notices() == []


async def test_a_refusal_of_what_no_question_was_kept_for_is_not_owed(desk: Desk) -> None:
    desk.channel.script(Says(403))
    await desk.says("help")
    assert Owing(desk.world).notices() == []
