"""kill -9 at every point between the change that owes and the word that it arrived, 200 times.

The channel lives on in this process; the bot is forked, dies where it is told to, and is started again.
"""

import asyncio
import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlmodel import select

from casework.model.notice import NoticeKind, NoticeState
from casework.model.status_change import StatusChange
from casework.undeliverable import LONGEST_PAUSE
from tests import owing as owing_module
from tests.fake_channel import FakeChannel, Received
from tests.killing import POINTS, Order
from tests.owing import Owing
from tests.people import TRUST, Somebody, asha
from tests.world import NOON, World

ROOT = Path(__file__).parents[2]
KILLS = 200
# Longer than a claim and than the courier's lease: the next life finds both run out.
BETWEEN_LIVES = timedelta(seconds=40)
ONCE, REPEATS, UPDATE = NoticeKind.DUE_SOON, NoticeKind.CASE_ANSWERED, NoticeKind.CARD_UPDATE


@contextmanager
def channel_beside() -> Iterator[FakeChannel]:
    """A fake channel in a thread of its own."""
    channel, loop = FakeChannel(), asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(channel.start(), loop).result(10)
        yield channel
        asyncio.run_coroutine_threadsafe(channel.stop(), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@dataclass
class Lives:
    """The bot, life after life. Each asks one query more, which owes a reminder and an answer."""

    bot: "subprocess.Popen[str]"
    now: Any = NOON
    change: int = 1
    killed: Counter[str] = field(default_factory=Counter)

    def one(self, point: str, nth: int) -> bool:
        """One life; whether it was killed."""
        self.now += BETWEEN_LIVES
        order = Order(self.change, point, nth, self.now.isoformat())
        assert self.bot.stdin is not None
        assert self.bot.stdout is not None
        self.bot.stdin.write(json.dumps(vars(order)) + "\n")
        self.bot.stdin.flush()
        ended = json.loads(self.bot.stdout.readline())
        assert ended["killed"] or ended["status"] == 0, f"{point}: {ended}"
        self.killed[point] += ended["killed"]
        # A change that died before its commit was never acknowledged: its message comes again.
        self.change += not (ended["killed"] and point == POINTS[0])
        return bool(ended["killed"])


@contextmanager
def lives(url: str) -> Iterator[Lives]:
    command = [sys.executable, "-m", "tests.killing", url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as bot:
        yield Lives(bot)
        assert bot.stdin is not None
        bot.stdin.close()


@dataclass
class Ended:
    """What there is after the last life."""

    lives: Lives
    owing: Owing
    received: list[Received]

    def posted(self) -> Counter[str]:
        """How often each notice was posted, by its key."""
        return Counter(one.body["text"] for one in self.received if one.method == "POST")

    def withdrawals(self) -> list[StatusChange]:
        """The moves that cards had to follow."""
        moves = select(StatusChange).where(StatusChange.why == "withdrawn")
        return self.owing.world.database.now(lambda session: list(session.exec(moves)))


@pytest.fixture
def ended(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ended]:
    owing = Owing(world)
    with channel_beside() as channel, lives(world.url) as running:
        monkeypatch.setattr(owing_module, "SERVICE", channel.url)
        for number in range(6):
            owing.chat(Somebody(asha.speaker.__class__(TRUST, f"id-{number}", f"Coder {number}")))
        chance, points = Random(4), 0
        running.one("", 0)
        while sum(running.killed.values()) < KILLS:
            running.one(POINTS[points % len(POINTS)], chance.choice((1, 1, 1, 2, 3)))
            points += 1
        for _ in range(3):
            running.now += LONGEST_PAUSE * 2
            running.one("", 0)
        yield Ended(running, owing, list(channel.received))


def test_however_often_it_is_killed_nothing_is_lost_and_no_reminder_comes_twice(ended: Ended) -> None:
    posted = ended.posted()
    once, repeats = ended.owing.notices(ONCE), ended.owing.notices(REPEATS)

    # It was killed often enough, at every point.
    assert sum(ended.lives.killed.values()) >= KILLS
    assert set(ended.lives.killed) - {""} == set(POINTS)
    assert min(ended.lives.killed[point] for point in POINTS) >= 10

    # Every change that was kept owes both notices, and none is still owed or under way.
    assert len(once) == len(repeats) == ended.lives.change - 1
    assert {notice.state for notice in ended.owing.notices()} <= {NoticeState.SENT, NoticeState.UNKNOWN}

    # At most once: a reminder that is sent came once; an unclear one is unknown, came at most once, and
    # has an unsettled attempt that shows why.
    unsettled = {attempt.notice_id for attempt in ended.owing.attempts() if attempt.settled_at is None}
    for notice in once:
        assert posted[notice.key] in ((1,) if notice.state == NoticeState.SENT else (0, 1))
        assert notice.state == NoticeState.SENT or notice.id in unsettled
    unknown = [notice for notice in once if notice.state == NoticeState.UNKNOWN]
    assert 0 < len(unknown) < KILLS

    # At least once: it came, perhaps again, and every time with its one reference.
    assert {notice.state for notice in repeats} == {NoticeState.SENT}
    assert min(posted[notice.key] for notice in repeats) == 1
    assert {text.split()[-1] for text in posted if text.startswith(REPEATS)} == {
        f"CQ-{1000 + notice.query_id}" for notice in repeats
    }

    # Cards: each that stood when its case moved was changed, in place.
    withdrawn = {change.query_id: change.at for change in ended.withdrawals()}
    stood = {
        card.query_id: card.activity
        for card in ended.owing.cards()
        if card.query_id in withdrawn and card.posted_at < withdrawn[card.query_id]
    }
    changed = {one.parts[-1] for one in ended.received if one.method == "PUT"}
    assert len(stood) > 5
    assert set(stood.values()) <= changed
    assert {update.state for update in ended.owing.notices(UPDATE)} == {NoticeState.SENT}
