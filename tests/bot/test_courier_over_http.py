"""The courier, the real sender and a channel on loopback that enforces its limits, hangs, and refuses."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import pytest_asyncio
from botframework.connector.auth import PasswordServiceClientCredentialFactory

from bot.courier import Courier
from bot.pace import Pace
from bot.teams.post import TeamsPost
from bot.teams.sender import Sender
from bot.teams.targets import Targets
from bot.teams.tokens import Bearer
from bot.teams.wire import Wire
from casework import claiming
from casework.model.notice import Notice, NoticeKind, NoticeState
from dialogs.message import Reply
from dialogs.rendered import Rendered
from tests import owing as owing_module
from tests.channel_limits import ChannelLimits
from tests.fake_channel import FakeChannel, Says
from tests.owing import Owing
from tests.people import TRUST, Somebody, asha, ben, cole
from tests.world import NOON, World

CARD = {"type": "AdaptiveCard", "version": "1.5", "body": []}
REPEATS = NoticeKind.CASE_ANSWERED


@dataclass
class Line:
    """A department whose courier posts to the fake channel, in real time."""

    owing: Owing
    channel: FakeChannel
    courier: Courier
    limits: ChannelLimits

    async def until_settled(self) -> None:
        """Round after round until nothing is owed or under way any more."""
        async with asyncio.timeout(20):
            while {NoticeState.OWED, NoticeState.SENDING} & set(self.owing.states()):
                await self.courier.round()
                await self.courier.idle()
                await self.courier._rest()


async def drawn(notice: Notice) -> Rendered:
    return Rendered(Reply(f"notice {notice.id}", card=CARD), keeps="case")


@pytest_asyncio.fixture
async def line(world: World, monkeypatch) -> AsyncIterator[Line]:
    wire = Wire(aiohttp.ClientTimeout(total=0.5))
    await wire.open()
    limits = ChannelLimits()
    async with FakeChannel(limits=limits) as channel:
        monkeypatch.setattr(owing_module, "SERVICE", channel.url)
        owing = Owing(world)
        for somebody in (asha, ben):
            owing.chat(somebody)
        bearer = Bearer(PasswordServiceClientCredentialFactory(), "")
        post = TeamsPost(Sender(wire, Targets((), local=True), bearer, tries=1))
        loop = asyncio.get_running_loop()
        began = loop.time()
        clock = lambda: NOON + timedelta(seconds=loop.time() - began)  # noqa: E731
        courier = Courier(world.database, post, drawn, Pace(loop.time), clock, jitter=lambda: 0.5)
        yield Line(owing, channel, courier, limits)
        await wire.close()


async def test_a_notice_becomes_a_card_in_the_persons_chat_and_is_kept(line: Line) -> None:
    line.owing.owe(REPEATS, asha)
    await line.until_settled()
    (post,) = line.channel.posts
    assert post.parts == ["chat-id-asha", "activities"]
    assert (post.card, post.body["summary"]) == (CARD, "notice 1")
    assert post.body["recipient"] == {"id": "29:id-asha"}
    (card,) = line.owing.cards()
    assert (card.activity, card.kind) == ("sent-1", "case")


async def test_a_card_that_stands_is_changed_in_place(line: Line) -> None:
    line.owing.owe(REPEATS, asha)
    line.owing.owe(NoticeKind.CARD_UPDATE, address_id=1, posted_card_id=None)
    await line.until_settled()
    assert line.channel.puts == []  # it was owed for a card that never stood
    line.owing.owe(NoticeKind.CARD_UPDATE, address_id=1, posted_card_id=1)
    await line.until_settled()
    (put,) = line.channel.puts
    assert (put.parts, put.body["id"]) == (["chat-id-asha", "activities", "sent-1"], "sent-1")


async def test_a_chat_is_opened_by_the_directory_id(line: Line) -> None:
    line.owing.owe(REPEATS, cole)
    await line.until_settled()
    opening, post = line.channel.posts
    assert opening.body == {
        "isGroup": False,
        "bot": {"id": "28:bot"},
        "members": [{"id": "id-cole"}],
        "tenantId": TRUST,
        "channelData": {"tenant": {"id": TRUST}},
    }
    assert post.parts[0] == "chat-id-cole"


async def test_the_channels_word_for_a_refusal_is_kept(line: Line) -> None:
    line.channel.script(Says(403, code="MessageWritesBlocked"))
    line.owing.owe(REPEATS, asha)
    await line.until_settled()
    assert line.owing.person(asha).unreachable_because == "MessageWritesBlocked"


async def test_a_channel_that_hangs_leaves_a_reminder_unknown(line: Line) -> None:
    line.channel.script(Says(hangs=True))
    line.owing.owe(NoticeKind.OVERDUE, asha)
    await line.until_settled()
    assert line.owing.states() == [NoticeState.UNKNOWN]
    assert len(line.channel.posts) == 1


async def test_a_poisoned_address_is_sent_nothing(line: Line, monkeypatch) -> None:
    monkeypatch.setattr(owing_module, "SERVICE", "https://evil.example/")
    line.owing.chat(asha)
    line.owing.owe(REPEATS, asha)
    await line.until_settled()
    assert (line.owing.states(REPEATS), line.channel.received) == ([NoticeState.SET_ASIDE], [])


async def test_under_all_limits_at_once_nothing_is_refused(line: Line) -> None:
    people = [Somebody(asha.speaker.__class__(TRUST, f"id-{number}", f"N {number}")) for number in range(20)]
    for somebody in people:
        line.owing.chat(somebody)
        line.owing.owe(NoticeKind.DUE_SOON, somebody)
    for _ in range(10):
        line.owing.owe(REPEATS, people[0], due_at=line.owing.world.clock.at)
        line.owing.owe(REPEATS, people[1], due_at=line.owing.world.clock.at)
    await line.until_settled()
    assert (line.limits.refused, line.limits.during_silence) == (0, 0)
    assert len(line.channel.posts) == 40
    assert set(line.owing.states()) == {NoticeState.SENT}


async def test_a_refusal_is_waited_out_by_everybody_it_may_mean(line: Line) -> None:
    loop = asyncio.get_running_loop()
    line.limits.silence(1, loop.time())
    for somebody in (asha, ben, asha, ben):
        line.owing.owe(NoticeKind.DUE_SOON, somebody)
    await line.until_settled()
    assert set(line.owing.states()) == {NoticeState.SENT}
    assert line.limits.during_silence == 0
    assert line.limits.refused <= 2


async def test_what_is_under_way_at_the_end_still_ends(line: Line) -> None:
    taken = asyncio.Event()
    line.channel._on_receive = lambda _: taken.set()
    line.owing.owe(REPEATS, asha)
    running = asyncio.create_task(line.courier.run())
    await taken.wait()
    line.courier.stop()
    await running
    assert line.owing.states() == [NoticeState.SENT]
    claimed = line.owing.world.database.now(
        claiming.claim, owner="next", now=line.owing.world.clock(), limit=5
    )
    assert claimed == []
