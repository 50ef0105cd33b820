"""One delivery: draw the notice as it stands now, open a chat where there is none, send, note the outcome."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.outage import Outage
from bot.pace import Flight, Pace
from bot.posting import Post
from bot.teams.errors import DeliveryError
from bot.teams.trace import where
from casework import claiming, couriering, settling
from casework.claiming import Claimed
from casework.model.notice import Notice, NoticeState
from casework.settling import Fault
from casework.store import Database
from dialogs.rendered import NotBefore, Rendered

log = logging.getLogger(__name__)
T = TypeVar("T")

Render = Callable[[Notice], Awaitable[Rendered | None]]

# The courier leaves most of the database's workers to people who wait for an answer.
AT_DATABASE = 2
# A settlement that the database does not take is tried again; after these the claim runs out by itself.
SETTLE_AGAIN_SECONDS = (0.2, 1.0, 3.0)
# What has to wait longer for the limits is given back: its claim must not run out meanwhile.
LONGEST_WAIT_SECONDS = 2.0


class Ledger:
    """The database, for a courier: few transactions at once, and what must be written is tried again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Semaphore(AT_DATABASE)

    async def run(self, work: Callable[..., T], *args: Any, **facts: Any) -> T:
        """`work(session, …)` in one transaction."""
        async with self._turn:
            return await self._database.run(work, *args, **facts)

    async def settle(self, work: Callable[..., T], *args: Any, **facts: Any) -> T:
        """The same, more than once if need be: what became of a try nobody else knows."""
        for pause in SETTLE_AGAIN_SECONDS:
            try:
                return await self.run(work, *args, **facts)
            except SQLAlchemyError as error:
                log.warning("not written down yet: %s", where(error))
                await asyncio.sleep(pause)
        return await self.run(work, *args, **facts)

    async def in_turn(self, call: Callable[[], Awaitable[T]]) -> T:
        """Something that goes to the database by itself, such as drawing."""
        async with self._turn:
            return await call()


class Delivery:
    """`found_unreachable` is told the tenant and the identity of who could not be reached."""

    def __init__(
        self,
        ledger: Ledger,
        post: Post,
        render: Render,
        pace: Pace,
        outage: Outage,
        clock: Callable[[], datetime],
        *,
        jitter: Callable[[], float],
        found_unreachable: Callable[[str, str], None],
    ) -> None:
        self._ledger = ledger
        self._post = post
        self._render = render
        self._pace = pace
        self._outage = outage
        self._clock = clock
        self._jitter = jitter
        self._found_unreachable = found_unreachable

    async def deliver(self, claimed: Claimed, leaves: Callable[[], object]) -> None:
        """`leaves` is called when it is on its way. What goes wrong unforeseen is logged; the claim then
        runs out by itself.
        """
        try:
            state = await self._try(claimed, leaves)
        except Exception as error:  # the edge of a task: nobody else would see it
            log.error("delivery broke: notice %s, %s", claimed.notice.id, where(error))
        else:
            kind, number = claimed.notice.kind, claimed.notice.id
            log.info("notice %s (%s): %s", number, kind, state.value if state else "left")

    async def _try(self, claimed: Claimed, leaves: Callable[[], object]) -> NoticeState | None:
        try:
            rendered = await self._ledger.in_turn(lambda: self._render(claimed.notice))
        except NotBefore as later:
            return await self._ledger.settle(claiming.postpone, claimed, until=later.until)
        except Exception as error:  # whatever is wrong with one notice must not keep the others
            log.error("notice not drawn: %s (%s), %s", claimed.notice.id, claimed.notice.kind, where(error))
            return await self._failed(claimed, Fault("broken"))
        if rendered is None:
            return await self._ledger.settle(settling.settle_not_needed, claimed, now=self._clock())
        flight = await self._allowed(claimed)
        if flight is None:
            return await self._ledger.settle(claiming.release, claimed)
        leaves()
        return await self._flown(claimed, rendered, flight)

    async def _flown(self, claimed: Claimed, rendered: Rendered, flight: Flight) -> NoticeState | None:
        try:
            claimed = claimed if claimed.target.conversation else await self._opened(claimed)
            sent = await self._post.send(claimed.target, rendered.reply, activity=claimed.activity)
        except DeliveryError as error:
            flight.end()
            return await self._failed(claimed, fault_of(error))
        finally:
            flight.end()
        self._outage.answered()
        return await self._ledger.settle(
            settling.settle_sent,
            claimed,
            activity=sent,
            keeps=rendered.keeps,
            receipt_id=rendered.reply.receipt,
            now=self._clock(),
        )

    async def _allowed(self, claimed: Claimed) -> Flight | None:
        """Its place among what is sent, as soon as the limits allow; None where that takes too long."""
        waited = 0.0
        while pause := self._pace.pause(*claimed.place):
            waited += pause
            if waited > LONGEST_WAIT_SECONDS:
                return None
            await asyncio.sleep(pause)
        return self._pace.begin(*claimed.place)

    async def _opened(self, claimed: Claimed) -> Claimed:
        """The personal chat is opened first; that is safe to repeat, so it is never unclear."""
        try:
            with self._pace.counted(*claimed.place):
                conversation = await self._post.open_chat(claimed.target)
        except DeliveryError as error:
            raise _harmless(error) from error
        return await self._ledger.settle(
            settling.opened, claimed, conversation=conversation, now=self._clock()
        )

    async def _failed(self, claimed: Claimed, fault: Fault) -> NoticeState | None:
        self._outage.failed(fault)
        if fault.retry_after is not None:
            self._pace.refused(*claimed.place, fault.retry_after)
        log.info("notice %s not delivered: %s", claimed.notice.id, fault)
        state = await self._ledger.settle(
            settling.settle_failed, claimed, fault, now=self._clock(), jitter=self._jitter()
        )
        if state is NoticeState.UNREACHABLE and claimed.recipient_id is not None:
            person = await self._ledger.run(couriering.recipient, claimed)
            self._found_unreachable(person.tenant, person.channel_id)
        return state


def fault_of(error: DeliveryError) -> Fault:
    """The same fault in the words of casework, which knows no channel."""
    return Fault(error.phase, error.permanent, error.status, error.code, error.retry_after)


def _harmless(error: DeliveryError) -> DeliveryError:
    """The same fault of a request that is harmless twice: it need not be kept as unclear."""
    return DeliveryError(
        "rejected" if error.phase == "unclear" else error.phase,
        permanent=error.permanent,
        status=error.status,
        retry_after=error.retry_after,
        code=error.code,
    )
