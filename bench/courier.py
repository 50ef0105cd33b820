"""The courier at full stretch, against a channel that enforces all its limits, in a process of its own.

    python -m bench.courier

    outbox (SQLite) --> courier and sender here --POST--> fake channel, its own process

First 600 notices over 200 conversations, as fast as the limits allow. Then 240 more while the channel now
and then asks everybody for silence, breaks the connection, or answers 502 to what it did or did not take.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import aiohttp
from aiohttp import web
from botframework.connector.auth import PasswordServiceClientCredentialFactory
from sqlmodel import Session, col, func, select

from bench.rows import ROOT, Figure, say
from bot.courier import Courier
from bot.migrations import upgrade
from bot.pace import Pace
from bot.teams.post import TeamsPost
from bot.teams.sender import Sender
from bot.teams.targets import Targets
from bot.teams.tokens import Bearer
from bot.teams.wire import Wire
from bot.wiring import the_clock
from casework import addresses, outbox, people
from casework.model.notice import Notice, NoticeKind, NoticeState
from casework.outbox import DELIVERY, DeliveryClass
from casework.store import Database
from dialogs.message import Reply
from dialogs.rendered import Rendered
from tests.channel_limits import ChannelLimits
from tests.fake_channel import FakeChannel, Received, Says

COMMAND = "python -m bench.courier"
TENANT = "bench"
CONVERSATIONS = 200
STEADY, TROUBLED = 600, 240
KINDS = (NoticeKind.DUE_SOON, NoticeKind.CASE_ANSWERED)
PATIENCE_SECONDS = 120
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "CQ-1042"}]}


class TroubledChannel(FakeChannel):
    """Enforces the limits; once told to, it is troublesome too. Knows what people would have seen."""

    def __init__(self) -> None:
        self.limits = ChannelLimits()
        super().__init__(limits=self.limits)
        self.shown: list[tuple[str, float]] = []
        self._troubled = False
        self._chance = Random(7)

    async def _take(self, request: web.Request) -> web.Response:
        if request.path == "/trouble":
            self._troubled = True
            return web.json_response({})
        if request.path == "/score":
            return web.json_response(
                {"shown": self.shown, "refused": self.limits.refused, "silence": self.limits.during_silence}
            )
        return await super()._take(request)

    def _says(self, received: Received) -> Says:
        says = super()._says(received)
        if says.status == 429:
            return says
        says, taken = self._trouble() if self._troubled else (says, True)
        if taken and "summary" in received.body:
            self.shown.append((received.body["summary"], time.monotonic()))
        return says

    def _trouble(self) -> tuple[Says, bool]:
        """What it answers, and whether it took the message all the same."""
        met = self._chance.random()
        if met < 0.01:
            self.limits.silence(2, time.monotonic())
        if met < 0.06:
            return Says(502), met < 0.03
        if met < 0.10:
            return Says(drops=True), met < 0.08
        return Says(), True


@dataclass(frozen=True)
class Score:
    """What the channel says at the end."""

    shown: list[tuple[str, float]]
    refused: int
    silence: int

    def per_second(self) -> float:
        """Messages a second, from the first of the steady ones to the last."""
        moments = [at for _, at in self.shown[:STEADY]]
        return (len(moments) - 1) / (moments[-1] - moments[0])


def measure() -> list[Figure]:
    """courier_per_second, courier_lost, courier_doubled, courier_sends_during_retry_after."""
    with tempfile.TemporaryDirectory() as folder, _channel() as url:
        database = Database(f"sqlite:///{Path(folder) / 'courier.db'}")
        upgrade(database.engine)
        try:
            score = asyncio.run(_deliver(database, url))
            notices = database.now(lambda session: list(session.exec(select(Notice))))
        finally:
            database.close()
    return _figures(score, notices)


def _figures(score: Score, notices: list[Notice]) -> list[Figure]:
    shown = Counter(text for text, _ in score.shown)
    states = Counter(notice.state for notice in notices)
    say(f"courier: {dict(states)}, refused {score.refused} of {sum(shown.values()) + score.refused}")
    settled = {NoticeState.SENT.value, NoticeState.UNKNOWN.value}
    lost = [
        notice
        for notice in notices
        if notice.state not in settled or (notice.state == NoticeState.SENT and not shown[notice.key])
    ]
    once = [one.key for one in notices if DELIVERY[NoticeKind(one.kind)] is DeliveryClass.AT_MOST_ONCE]
    return [
        Figure("courier_per_second", round(score.per_second(), 1), "messages/s", command=COMMAND),
        Figure("courier_lost", len(lost), "notices", command=COMMAND),
        Figure("courier_doubled", sum(shown[key] > 1 for key in once), "notices", command=COMMAND),
        Figure("courier_sends_during_retry_after", score.silence, "requests", command=COMMAND),
    ]


async def _deliver(database: Database, url: str) -> Score:
    database.now(_settle_in, url)
    async with _courier(database), aiohttp.ClientSession() as session:
        database.now(_owe, range(STEADY))
        await _until_delivered(database)
        async with session.post(f"{url}trouble"):
            database.now(_owe, range(STEADY, STEADY + TROUBLED))
        await _until_delivered(database)
        async with session.get(f"{url}score") as answer:
            found: dict[str, Any] = await answer.json()
    return Score(**found)


@asynccontextmanager
async def _courier(database: Database) -> AsyncIterator[None]:
    wire = Wire()
    await wire.open()
    bearer = Bearer(PasswordServiceClientCredentialFactory(), "")
    post = TeamsPost(Sender(wire, Targets((), local=True), bearer, tries=1))
    courier = Courier(database, post, _drawn, Pace(time.monotonic), the_clock)
    database.on_owed = courier.wake
    running = asyncio.create_task(courier.run())
    yield
    courier.stop()
    await running
    bearer.close()
    await wire.close()


async def _drawn(notice: Notice) -> Rendered:
    return Rendered(Reply(notice.key, card=CARD))


async def _until_delivered(database: Database) -> None:
    """Looked at seldom, so that the looking does not cost what is measured."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await database.read(_still_owed):  # noqa: ASYNC110 - another task empties it
            await asyncio.sleep(0.5)


def _still_owed(session: Session) -> int:
    open_ones = [NoticeState.OWED.value, NoticeState.SENDING.value]
    return session.exec(select(func.count()).where(col(Notice.state).in_(open_ones))).one()


def _settle_in(session: Session, url: str) -> None:
    now = the_clock()
    for number in range(CONVERSATIONS):
        identity = f"person-{number}"
        people.met(session, tenant=TENANT, channel_id=identity, name=identity, now=now)
        addresses.remember(
            session,
            tenant=TENANT,
            channel_id=identity,
            kind="personal",
            conversation=f"chat-{number}",
            service_url=url,
            bot="28:bot",
            member=identity,
            now=now,
        )


def _owe(session: Session, numbers: range) -> None:
    for number in numbers:
        kind = KINDS[number % 2]
        person = 1 + number % CONVERSATIONS
        outbox.owe(session, kind, key=f"{kind} {number}", now=the_clock(), person_id=person)


@contextmanager
def _channel() -> Iterator[str]:
    """The fake channel in a process of its own; its address."""
    command = [sys.executable, "-m", "bench.courier", "channel"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


async def _serve() -> None:
    async with TroubledChannel() as channel:
        print(channel.url, flush=True)
        await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    if sys.argv[1:] == ["channel"]:
        asyncio.run(_serve())
        return
    for figure in measure():
        print(json.dumps({"name": figure.name, "value": figure.value, "unit": figure.unit}))


if __name__ == "__main__":
    main()
