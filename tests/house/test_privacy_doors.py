"""An NHS number typed through every door: it is in no file of the database and in no log record."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any

import aiohttp
import pytest

from bot import app
from bot.logs import Line
from bot.teams.channel import TeamsChannel
from dialogs.message import Message, Place
from dialogs.verbs import PAYLOADS
from tests.bot.commands import Command, set_up
from tests.bot.edge import Ready, Settings, executed, recorded, submitted
from tests.conversation import Conversation, forged, presses, says
from tests.fake_channel import FakeChannel
from tests.nhs_numbers import ONE, grouped, holds
from tests.people import asha
from tests.world import Prepared, World

SPACED = [ONE, grouped(ONE, " "), grouped(ONE, "-"), grouped(ONE, "\u00a0"), " ".join(ONE)]


class Kept(logging.Handler):
    """Every record, written out with all that it carries."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(Line("%(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {vars(record)}")

    @property
    def bytes(self) -> bytes:
        return "\n".join(self.lines).encode(errors="replace")


@pytest.fixture
def records(own_logs: None) -> Kept:
    kept, root = Kept(), logging.getLogger()
    root.addHandler(kept)
    root.setLevel(logging.DEBUG)
    return kept


def nothing_is_left(world: World, records: Kept) -> None:
    assert not holds(world.bytes_on_disk(), ONE), "in the database's files"
    assert not holds(records.bytes, ONE), "in the log"


def test_this_test_would_see_it(world: World, records: Kept) -> None:
    """A number that is kept or logged is found: the searching itself works."""
    logging.getLogger("bot").info("typed: %s", SPACED[1])
    assert holds(records.bytes, ONE)
    (world.folder / "leak.db-wal").write_bytes(b"\x00\x01" + SPACED[4].encode())
    assert holds(world.bytes_on_disk(), ONE)


@pytest.mark.parametrize("number", SPACED)
@pytest.mark.parametrize(
    "around", ["{}", "NSTEMI {}", "my queries {}", "CQ-{}", "hello {}", "{} I21.4, lap chole"]
)
async def test_typed_as_a_message(world: World, records: Kept, number: str, around: str) -> None:
    place = Place("personal", "chat")
    message = Message("m1", "text", asha.speaker, place, world.clock(), text=around.format(number))
    assert await world.router.answer(message) is not None
    assert records.lines
    nothing_is_left(world, records)


@pytest.mark.parametrize("number", SPACED)
async def test_typed_into_ask_again(converse: Conversation, world: World, records: Kept, number: str) -> None:
    await converse(
        asha,
        [
            ("lump", says("CQ-1001")),
            (presses("Not what I meant"), says("still open")),
            (presses("Ask again", words=f"NSTEMI {number}"), says("NHS number")),
            (presses("Ask without it"), says("CQ-1001")),
        ],
    )
    nothing_is_left(world, records)


FIELDS = [(kind.verb.value, name) for kind in PAYLOADS.values() for name in kind.__dataclass_fields__]


@pytest.mark.parametrize("number", SPACED[:2])
@pytest.mark.parametrize(("verb", "name"), [*FIELDS, ("answers", "extra"), ("help", "words")])
async def test_forged_into_any_field_of_a_button(
    converse: Conversation, world: World, records: Kept, verb: str, name: str, number: str
) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001"))])
    payload = {"query_id": 1, "classification": "icd10", "code": "I214", "edition_id": 1, "words": "lump"}
    assert await converse.send(forged(asha, verb, payload | {name: number})) is not None
    nothing_is_left(world, records)


async def test_forged_as_the_verb_itself(converse: Conversation, world: World, records: Kept) -> None:
    assert await converse.send(forged(asha, SPACED[1], {})) is not None
    nothing_is_left(world, records)


@pytest.fixture
def codingbot(
    world: World, prepared: Prepared, monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> Iterator[Command]:
    yield from set_up(world, prepared.folder, monkeypatch)


@pytest.mark.parametrize("number", SPACED)
def test_typed_into_the_command_line(codingbot: Command, world: World, number: str) -> None:
    """Its log goes to standard error."""
    for result in (
        codingbot("ask", f"NSTEMI {number}"),
        codingbot("ask", number, "--json"),
        codingbot(
            "chat", "--as", "Asha", typed=f"NSTEMI {number}\n1\n{number}\nzxqwv\n1\n1\n{number}\nquit\n"
        ),
    ):
        assert result.output
        assert not holds(result.output.encode(), ONE)
    assert not holds(world.bytes_on_disk(), ONE)


@asynccontextmanager
async def teams(world: World) -> AsyncIterator[tuple[aiohttp.ClientSession, str, FakeChannel]]:
    """The real application, adapter and router, with a recording channel behind."""
    channel = TeamsChannel(Settings(), world.router, world.clock)
    async with FakeChannel() as fake, aiohttp.ClientSession() as session:
        runner = await app.start(app.make_app(channel, Ready()), "127.0.0.1", 0)
        try:
            yield session, f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages", fake
        finally:
            await runner.cleanup()


def activities(service_url: str, number: str) -> Iterator[dict[str, Any]]:
    """Every shape in which a client can bring words."""
    said = recorded(service_url, text=f"NSTEMI {number}")
    button = {"query_id": 1, "classification": "icd10", "code": "I214", "edition_id": 1, "words": number}
    yield said
    yield said | {"text": number}
    yield said | {"textFormat": "xml", "text": f"<at>Coding Query Bot</at> {number}"}
    for verb in [kind.verb.value for kind in PAYLOADS.values()] + [number]:
        yield executed(said, verb, **button)
        yield submitted(said, verb=verb, **button)
    yield submitted(said, verb="reword", query_id=number)
    yield said | {"type": number}
    yield said | {"type": "invoke", "name": number, "value": {"x": number}}
    yield said | {"type": "messageReaction", "reactionsAdded": [{"type": number}]}
    yield said | {"membersAdded": [{"id": "28:bot", "name": number}], "type": "conversationUpdate"}


@pytest.mark.parametrize("number", SPACED[:3])
async def test_posted_by_teams(world: World, records: Kept, number: str) -> None:
    ids = count(1)
    async with teams(world) as (session, url, fake):
        for activity in activities(fake.url, number):
            body = json.dumps(activity | {"id": f"activity-{next(ids)}"}, ensure_ascii=next(ids) % 4 == 0)
            async with session.post(
                url, data=body.encode(), headers={"Content-Type": "application/json"}
            ) as got:
                assert got.status < 500 or got.status == 501, (activity["type"], await got.text())
        assert fake.posts, "nothing was answered"
        assert not any(holds(json.dumps(post.body).encode(), ONE) for post in fake.posts)
    nothing_is_left(world, records)


@pytest.mark.parametrize(
    "body", ["{{{}", "[{}]", '{{"type": "{}"', '{{"type":"message","text":{}}}', "{}" * 20]
)
async def test_posted_in_a_malformed_body(world: World, records: Kept, body: str) -> None:
    async with teams(world) as (session, url, _):
        raw = body.replace("{}", ONE).replace("{{", "{").replace("}}", "}").encode()
        async with session.post(url, data=raw, headers={"Content-Type": "application/json"}) as got:
            assert 400 <= got.status < 500
    nothing_is_left(world, records)
