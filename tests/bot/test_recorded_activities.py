"""What a real Teams client sends, recorded from the Playground by `make recordings`, sent again.

tests/bot/recorded/ has one activity of each kind, for each place where the client sends it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from sqlmodel import Session, func, select

from bot import app
from bot.body import checked
from bot.settings import Settings
from bot.teams import inbound
from bot.teams.channel import TeamsChannel
from bot.wiring import build
from casework.model.coding_query import CodingQuery
from dialogs.router import Router
from tests.bot.edge import NOON, Edge, Ready
from tests.bot.edge import Settings as EdgeSettings
from tests.fake_channel import FakeChannel
from tests.prepared import prepared_data
from tests.world import World

RECORDED = Path(__file__).parent / "recorded"
NAMES = sorted(file.stem for file in RECORDED.glob("*.json"))
Activity = dict[str, Any]

UNDERSTOOD = {
    "personal-installationUpdate": ("joined", "personal", ""),
    "personal-message": ("text", "personal", "NSTEMI, previous CABG"),
    "personal-invoke-details": ("action", "personal", "details"),
    "personal-invoke-back": ("action", "personal", "back"),
    "personal-invoke-answers": ("action", "personal", "answers"),
    "personal-invoke-more": ("action", "personal", "more"),
    "personal-invoke-not_meant": ("action", "personal", "not_meant"),
    "personal-invoke-reword": ("action", "personal", "reword"),
    "personal-invoke-ask_clean": ("action", "personal", "ask_clean"),
    "groupChat-conversationUpdate": ("joined", "group", ""),
    "groupChat-message": ("text", "group", "lap chole"),
    "groupChat-invoke-details": ("action", "group", "details"),
    "channel-conversationUpdate": ("joined", "channel", ""),
    "channel-message": ("text", "channel", "lap chole"),
    "channel-invoke-details": ("action", "channel", "details"),
}
LEFT_ALONE = {"personal-conversationUpdate", "groupChat-installationUpdate", "channel-installationUpdate"}


def recorded(name: str) -> Activity:
    """The activity as the Playground sent it, after the same check as at the door."""
    return checked((RECORDED / f"{name}.json").read_bytes())


@pytest.mark.parametrize("name", NAMES)
def test_every_recording_is_expected_to_be_understood_or_left_alone(name: str) -> None:
    assert (name in UNDERSTOOD) != (name in LEFT_ALONE)


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_the_words_or_the_verb_and_the_place_are_understood(name: str) -> None:
    message = inbound.read(recorded(name), at=NOON)
    assert message is not None
    assert (message.kind, message.place.kind, message.text or message.verb) == UNDERSTOOD[name]


@pytest.mark.parametrize("name", UNDERSTOOD)
def test_the_speaker_is_known_by_tenant_and_entra_id(name: str) -> None:
    activity = recorded(name)
    message = inbound.read(activity, at=NOON)
    assert message is not None
    assert message.speaker.tenant == activity["channelData"]["tenant"]["id"]
    assert message.speaker.id == activity["from"]["aadObjectId"]


@pytest.mark.parametrize("name", sorted(LEFT_ALONE))
def test_the_second_of_two_arrivals_is_left_alone(name: str) -> None:
    assert inbound.read(recorded(name), at=NOON) is None


def test_what_was_typed_into_a_card_arrives_with_its_facts() -> None:
    message = inbound.read(recorded("personal-invoke-reword"), at=NOON)
    assert message is not None
    assert message.payload["words"] == "lobar pneumonia"
    assert isinstance(message.payload["query_id"], int)


@pytest.mark.parametrize("name", NAMES)
async def test_every_recording_is_taken_at_the_door(edge: Edge, name: str) -> None:
    status, _ = await edge.send(recorded(name) | {"serviceUrl": edge.channel.url})
    assert status in (200, 201)
    assert len(edge.router.asked) == (name in UNDERSTOOD)


@dataclass(frozen=True)
class Department:
    """The real edge with a real router behind, and the channel's end of it."""

    url: str
    session: aiohttp.ClientSession
    channel: FakeChannel

    async def send(self, name: str, **changes: Any) -> tuple[int, Any]:
        activity = recorded(name) | {"serviceUrl": self.channel.url} | changes
        async with self.session.post(f"{self.url}/api/messages", json=activity) as response:
            text = await response.text()
            return response.status, json.loads(text) if text else None

    def cards(self) -> list[str]:
        """Every card that was posted, drawn as JSON."""
        return [json.dumps(post.card, ensure_ascii=False) for post in self.channel.posts]


@asynccontextmanager
async def open_for(router: Router, clock: Callable[[], datetime]) -> AsyncIterator[Department]:
    """The application on loopback around this router."""
    real = TeamsChannel(EdgeSettings(), router, clock)
    async with FakeChannel() as channel, aiohttp.ClientSession() as session:
        runner = await app.start(app.make_app(real, Ready()), "127.0.0.1", 0)
        try:
            yield Department(f"http://127.0.0.1:{runner.addresses[0][1]}", session, channel)
        finally:
            await runner.cleanup()


@pytest_asyncio.fixture
async def department(world: World) -> AsyncIterator[Department]:
    async with open_for(world.router, world.clock) as one:
        yield one


async def test_adding_the_bot_is_greeted_once(department: Department) -> None:
    await department.send("personal-conversationUpdate")
    await department.send("personal-installationUpdate")
    assert len(department.cards()) == 1
    assert "Hello" in department.cards()[0]


@pytest.mark.parametrize("place", ["groupChat", "channel"])
async def test_where_others_listen_it_introduces_itself_once(department: Department, place: str) -> None:
    await department.send(f"{place}-installationUpdate")
    await department.send(f"{place}-conversationUpdate")
    assert len(department.cards()) == 1


async def test_a_recorded_conversation_runs_to_its_close(department: Department, world: World) -> None:
    await department.send("personal-message")
    assert "I21.4" in department.cards()[0]
    _, details = await department.send("personal-invoke-details")
    assert "Chapter" in json.dumps(details["value"])
    _, back = await department.send("personal-invoke-back")
    assert "Z95.1" in json.dumps(back["value"])
    _, closed = await department.send("personal-invoke-answers")
    assert "CQ-1001 answered: I21.4" in json.dumps(closed["value"])
    assert [query.state for query in world.queries()] == ["closed"]
    assert len(department.cards()) == 1


@pytest.mark.parametrize("name", ["personal-message", "groupChat-message", "channel-message"])
async def test_delivered_twice_it_is_one_query_and_one_answer(
    department: Department, world: World, name: str
) -> None:
    await department.send(name)
    assert (await department.send(name))[0] == 201
    assert (len(world.queries()), len(department.cards())) == (1, 1)


async def test_delivered_twice_at_once_it_is_one_query_and_one_answer(
    department: Department, world: World
) -> None:
    await asyncio.gather(*(department.send("personal-message") for _ in range(4)))
    assert (len(world.queries()), len(department.cards())) == (1, 1)


async def test_delivered_again_after_a_restart_it_is_one_query_and_one_answer(world: World) -> None:
    async with open_for(world.router, world.clock) as before:
        await before.send("personal-message")
        assert len(before.cards()) == 1
    async with open_for(world.restarted(), world.clock) as after:
        await after.send("personal-message")
        assert after.cards() == []
    assert len(world.queries()) == 1


async def test_the_close_pressed_twice_is_one_close(department: Department, world: World) -> None:
    await department.send("personal-message")
    await department.send("personal-invoke-answers")
    status, _ = await department.send("personal-invoke-answers")
    assert status == 200
    assert [step.after for step in world.history()].count("closed") == 1


async def test_as_it_is_really_wired_two_deliveries_are_one_query(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    data = prepared_data(tmp_path_factory, tmp_path / "data")
    made = build(Settings(local_mode=True, data_dir=data))
    try:
        async with open_for(made.router, made.clock) as department:
            await department.send("personal-message")
            await department.send("personal-message")
            assert len(department.cards()) == 1
            assert "I21.4" in department.cards()[0]
            assert made.database.now(_count) == 1
    finally:
        made.close()


def _count(session: Session) -> int:
    return session.exec(select(func.count()).select_from(CodingQuery)).one()
