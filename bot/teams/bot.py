"""One turn: an activity in, the router asked, the reply delivered, the HTTP answer out.

The reply is sent before the request is answered. A turn takes some 20 ms and Teams waits 10 to 15 s,
so nothing is won by answering first; and a process that dies halfway has then not acknowledged, so
Teams delivers the message again instead of losing it. The sender's time limits keep the whole under
that wait.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Protocol

from botbuilder.core import TurnContext

from bot.teams import inbound, outbound
from bot.teams.adapter import ANSWER, RAW
from bot.teams.address import Address, address_of
from bot.teams.errors import DeliveryError
from bot.teams.outbound import Answer
from bot.teams.sender import Sender
from bot.teams.trace import where
from dialogs.message import Message, Reply

log = logging.getLogger(__name__)

APOLOGY = "Sorry, something went wrong here and this was not done. Please try again; if it goes wrong again, \
tell your coding team's support and quote {reference}."


class Router(Protocol):
    """Who answers. `settle` is called once the channel has accepted a reply that has a receipt."""

    async def answer(self, message: Message) -> Reply | None: ...

    async def settle(self, reply: Reply) -> None: ...


class AddressBook(Protocol):
    """Who keeps where a person can be written to later."""

    async def remember(self, message: Message, address: Address) -> None: ...


class AnswersOwed(Protocol):
    """Who keeps a reply that the channel did not take, so that it is brought later."""

    async def owe(self, reply: Reply, fault: DeliveryError) -> None: ...


class TeamsBot:
    """What the adapter runs. `addresses` and `owed` may be None where nothing is ever sent unasked."""

    def __init__(
        self,
        router: Router,
        sender: Sender,
        clock: Callable[[], datetime],
        addresses: AddressBook | None = None,
        owed: AnswersOwed | None = None,
    ) -> None:
        self._router = router
        self._sender = sender
        self._clock = clock
        self._addresses = addresses
        self._owed = owed
        self._afterwards: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Return when what is done after the answers is done."""
        if self._afterwards:
            await asyncio.wait(self._afterwards)

    async def on_turn(self, context: TurnContext) -> None:
        context.turn_state[ANSWER] = await self.answer(context.turn_state[RAW])

    async def answer(self, activity: dict[str, Any]) -> Answer:
        """The HTTP answer. Never raises: a bug is logged under a reference and apologised for."""
        try:
            return await self._turn(activity)
        except Exception as error:  # the edge: whatever it is, the person is told and the process lives
            return await self._apologise(activity, error)

    async def _turn(self, activity: dict[str, Any]) -> Answer:
        message = inbound.read(activity, at=self._clock())
        if message is None:
            return outbound.NOT_IMPLEMENTED if _is_invoke(activity) else outbound.ACCEPTED
        if message.place.kind != "personal":
            # What is said in a channel may be about the channel, such as that new cases go there.
            await self._remember(message, activity)
        reply = await self._router.answer(message)
        if reply is None:
            answer = (
                outbound.invoke_words(outbound.NOTHING_MORE) if _is_invoke(activity) else outbound.ACCEPTED
            )
        else:
            answer = await self._hand_over(activity, reply)
        if message.place.kind == "personal":
            self._later(self._remember(message, activity))
        return answer

    async def _hand_over(self, activity: dict[str, Any], reply: Reply) -> Answer:
        """Deliver, then settle; what was not delivered stays unsettled and is given when asked again."""
        try:
            answer = await self._deliver(activity, reply)
        except DeliveryError as fault:
            log.warning("reply not delivered: activity %.80r, %s", activity.get("id"), fault)
            if self._owed is not None:
                await self._owed.owe(reply, fault)
            return outbound.ACCEPTED
        await self._settle(reply)
        return answer

    async def _deliver(self, activity: dict[str, Any], reply: Reply) -> Answer:
        if _is_invoke(activity):
            return await self._answer_invoke(activity, reply)
        if not await self._replaced(activity, reply):
            await self._post(activity, reply)
        return outbound.ACCEPTED

    async def _answer_invoke(self, activity: dict[str, Any], reply: Reply) -> Answer:
        """In the invoke's own answer where that can show it; a card that replaces nothing is posted."""
        if reply.card is None or not outbound.fits(reply.card):
            return outbound.invoke_words(reply.text)
        if reply.replaces:
            return outbound.invoke_card(reply.card)
        try:
            await self._post(activity, reply)
        except DeliveryError as fault:
            log.warning("card not posted: activity %.80r, %s", activity.get("id"), fault)
            return outbound.invoke_words(reply.text)
        return outbound.invoke_words(outbound.SENT_BELOW)

    async def _replaced(self, activity: dict[str, Any], reply: Reply) -> bool:
        """Whether the card that was pressed has become the reply; it may have been deleted since."""
        pressed = activity.get("replyToId")
        if not (reply.replaces and reply.card and pressed and inbound.is_submit(activity)):
            return False
        address = address_of(activity)
        try:
            await self._sender.update(address, pressed, outbound.message(reply, address))
        except DeliveryError as fault:
            if not fault.permanent:
                raise
            return False
        return True

    async def _post(self, activity: dict[str, Any], reply: Reply) -> None:
        address = address_of(activity)
        reply_to = activity["id"] if activity["type"] == "message" else ""
        await self._sender.post(
            address, outbound.message(reply, address, reply_to=reply_to), reply_to=reply_to
        )

    async def _remember(self, message: Message, activity: dict[str, Any]) -> None:
        """Where the message came from. A failure is no reason to apologise: the next message tells again."""
        if self._addresses is None:
            return
        try:
            await self._addresses.remember(message, address_of(activity))
        except Exception as error:
            log.error("address not kept: activity %.80r, %s", activity.get("id"), where(error))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """After the answer, so that nobody waits for it."""
        task = asyncio.create_task(work)
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)

    async def _settle(self, reply: Reply) -> None:
        """The reply is out: a failure to write that down must not become an apology after the answer."""
        if reply.receipt is None:
            return
        try:
            await self._router.settle(reply)
        except Exception as error:
            log.error("reply not settled: receipt %s, %s", reply.receipt, where(error))

    async def _apologise(self, activity: dict[str, Any], error: Exception) -> Answer:
        reference = secrets.token_hex(3).upper()
        log.error(
            "turn failed: reference %s, activity %.80r, %s", reference, activity.get("id"), where(error)
        )
        apology = Reply(APOLOGY.format(reference=reference))
        try:
            return await self._deliver(activity, apology)
        except DeliveryError as fault:
            log.warning("apology not delivered: reference %s, %s", reference, fault)
            return outbound.ACCEPTED


def _is_invoke(activity: dict[str, Any]) -> bool:
    return bool(activity["type"] == "invoke")
