"""Delivers what is owed: claim, draw, send, settle. One courier at a time works on a database.

    outbox --claim + attempt row, committed--> draw --> send --> settle
      ^                                                            |
      +--------------- again later, where that is safe ------------+

Why one, and what was weighed against it: docs/adr/0011-outbox-and-courier.md.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import uuid4

from bot.delivery import Delivery, Ledger, Render, fault_of
from bot.outage import Outage, is_the_channels
from bot.pace import Pace, Room
from bot.posting import Post
from bot.teams.errors import DeliveryError
from bot.teams.trace import where
from casework import couriering, settling
from casework.claiming import Claimed, Target
from casework.store import Database

log = logging.getLogger(__name__)

IN_FLIGHT = 32
# Without a wake: how soon a notice is found that became due, or that another process owes.
POLL_SECONDS = 2.0
# Between two looks, so that several notices are claimed in one transaction.
GAP_SECONDS = 0.03
# So many are drawn and wait for the limits to let them go; their outcome is unclear if the process dies.
AHEAD = 6
DRAIN_SECONDS = 10.0


class Courier:
    """`clock` is the wall clock, `seconds` one that only grows. `found_unreachable` is told the tenant and
    the identity of who could not be reached. `jitter` in [0, 1) spreads what would come at once.
    """

    def __init__(
        self,
        database: Database,
        post: Post,
        render: Render,
        pace: Pace,
        clock: Callable[[], datetime],
        *,
        owner: str = "",
        ahead: int = AHEAD,
        seconds: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        found_unreachable: Callable[[str, str], None] = lambda *_: None,
    ) -> None:
        self._ledger = Ledger(database)
        self._post = post
        self._pace = pace
        self._clock = clock
        self._owner = owner or f"courier-{uuid4()}"
        self._outage = Outage(seconds, jitter)
        self._delivery = Delivery(
            self._ledger,
            post,
            render,
            pace,
            self._outage,
            clock,
            jitter=jitter,
            found_unreachable=found_unreachable,
        )
        self._ahead = ahead
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: dict[int, tuple[str, str]] = {}
        self._awake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leads = False
        self._stopping = False

    async def run(self) -> None:
        """Deliver until told to stop; then let what is under way end."""
        self._loop = asyncio.get_running_loop()
        while not self._stopping:
            try:
                await self.round()
            except Exception as error:  # the edge of a task: whatever it is, the next round tries again
                log.error("the courier's round failed: %s", where(error))
            await self._rest()
        await self._drained()

    def wake(self) -> None:
        """Something may be owed: look at once. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._awake.set)

    def stop(self) -> None:
        """Claim nothing more; `run` ends when what is under way has ended."""
        self._stopping = True
        self._awake.set()

    async def round(self) -> int:
        """Claim what may go now and send it off; how many."""
        room = self._pace.room(ahead=self._ahead, waiting=self._waiting.values())
        limit = min(IN_FLIGHT - len(self._tasks), room.most())
        away = self._outage.is_suspected()
        if limit <= 0 and not away:
            return 0
        claimed = await self._claimed(0 if away else limit, room)
        for one in claimed:
            self._send_off(one)
        if away and self._leads:
            await self._ask_whether_it_is_back()
        return len(claimed)

    async def idle(self) -> None:
        """Return when nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def next_look(self) -> float:
        """Seconds until the next round is of use, unless woken."""
        wait = self._outage.pause() if self._outage.is_suspected() else self._pace.soonest()
        return min(POLL_SECONDS, wait or POLL_SECONDS)

    async def _rest(self) -> None:
        await asyncio.sleep(GAP_SECONDS)
        try:
            async with asyncio.timeout(self.next_look()):
                await self._awake.wait()
        except TimeoutError:
            return
        finally:
            self._awake.clear()

    async def _drained(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=DRAIN_SECONDS)
        if self._leads:
            await self._ledger.run(couriering.give_up, owner=self._owner, now=self._clock())

    async def _claimed(self, limit: int, room: Room) -> list[Claimed]:
        seen = await self._ledger.run(
            couriering.look,
            owner=self._owner,
            now=self._clock(),
            limit=limit,
            admits=room.admits,
            take_over=not self._leads,
        )
        if seen.leads and not self._leads:
            # Another's sends of the last hour count too, from the moment that we take over.
            self._pace.recall(seen.sent_before)
            self._awake.set()
            log.info("this process delivers: %s", self._owner)
        if seen.lost:
            log.warning("claims that ran out: notices %s", seen.lost)
        self._leads = seen.leads
        return list(seen.claimed)

    def _send_off(self, claimed: Claimed) -> None:
        self._waiting[claimed.attempt_id] = claimed.place
        leaves = partial(self._waiting.pop, claimed.attempt_id, None)
        task = asyncio.create_task(self._delivery.deliver(claimed, leaves))
        self._tasks.add(task)
        task.add_done_callback(partial(self._landed, leaves))

    def _landed(self, leaves: Callable[[], object], task: asyncio.Task[None]) -> None:
        leaves()
        self._tasks.discard(task)
        self._awake.set()

    async def _ask_whether_it_is_back(self) -> None:
        """With a request that is harmless twice; if it is, what waited goes on at once, in its order."""
        if self._outage.pause() > 0:
            return
        target = await self._ledger.run(couriering.someone_to_ask_for)
        if target is not None and await self._is_away(target):
            self._outage.probe_failed()
            return
        self._outage.answered()
        log.info("the channel is back")
        await self._ledger.run(settling.channel_is_back, now=self._clock())
        self._awake.set()

    async def _is_away(self, target: Target) -> bool:
        try:
            with self._pace.counted(target.tenant, target.conversation):
                await self._post.open_chat(target)
        except DeliveryError as error:
            return is_the_channels(fault_of(error))
        return False
