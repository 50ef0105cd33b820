"""Sends activities to the channel over the shared session, as plain JSON: nothing is lost on the way.

Posting takes no idempotency key, so a post is repeated only where it was certainly refused (429).
An update of a known activity is harmless twice and is repeated freely.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any, Literal

import aiohttp
from yarl import URL

from bot.teams.address import Address
from bot.teams.errors import DeliveryError
from bot.teams.targets import Targets
from bot.teams.tokens import Bearer
from bot.teams.wire import Wire

log = logging.getLogger(__name__)

Method = Literal["POST", "PUT"]
TRIES = 3
# Longer than this and Teams would deliver the message that we are answering a second time.
LONGEST_WAIT_SECONDS = 4.0
# All tries of one send together; the turn must end before Teams, after 10 to 15 s, repeats its message.
WHOLE_SECONDS = 9.0
TOO_MANY = 429
PASSING = frozenset({408, 412, 502, 503, 504})


class Sender:
    """`sleep` and `jitter` are given by tests, which do not wait."""

    def __init__(
        self,
        wire: Wire,
        targets: Targets,
        bearer: Bearer,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._wire = wire
        self._targets = targets
        self._bearer = bearer
        self._sleep = sleep
        self._jitter = jitter

    async def post(self, address: Address, activity: dict[str, Any], *, reply_to: str = "") -> str:
        """Send a new message and return its id ("" where the channel gives none); DeliveryError."""
        url = self._targets.activities(address.service_url, address.conversation, reply_to)
        return await self._send("POST", url, activity)

    async def update(self, address: Address, activity_id: str, activity: dict[str, Any]) -> None:
        """Put another content into a message that was sent before; DeliveryError."""
        url = self._targets.activities(address.service_url, address.conversation, activity_id)
        await self._send("PUT", url, {**activity, "id": activity_id})

    async def _send(self, method: Method, url: URL, activity: dict[str, Any]) -> str:
        body = json.dumps(activity, ensure_ascii=False).encode("utf-8", "replace")
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                return await self._tries(method, url, body)
        except TimeoutError as error:
            raise DeliveryError("unclear", permanent=False) from error

    async def _tries(self, method: Method, url: URL, body: bytes) -> str:
        for attempt in range(1, TRIES):
            try:
                return await self._attempt(method, url, body)
            except DeliveryError as fault:
                pause = self._pause(method, fault, attempt)
                if pause is None:
                    raise
                log.info("send repeated: %s, attempt %d", fault, attempt)
                await self._sleep(pause)
        return await self._attempt(method, url, body)

    def _pause(self, method: Method, fault: DeliveryError, attempt: int) -> float | None:
        """Seconds until this is tried again, or None if it is not."""
        if fault.permanent or not (fault.status == TOO_MANY or method == "PUT"):
            return None
        asked = fault.retry_after if fault.retry_after is not None else 0.5 * 2 ** (attempt - 1)
        return asked + self._jitter() * 0.5 if asked <= LONGEST_WAIT_SECONDS else None

    async def _attempt(self, method: Method, url: URL, body: bytes) -> str:
        headers = {"Content-Type": "application/json; charset=utf-8", **await self._bearer.headers()}
        try:
            async with self._wire.session.request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                if response.ok and response.status < 300:
                    return await _id_in(response)
                raise self._fault(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise DeliveryError("rejected", permanent=False) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError("unclear", permanent=False) from error

    def _fault(self, response: aiohttp.ClientResponse) -> DeliveryError:
        status = response.status
        if status == 401:
            self._bearer.forget()
            return DeliveryError("rejected", permanent=False, status=status)
        if status in (TOO_MANY, 412):
            return DeliveryError("rejected", permanent=False, status=status, retry_after=_asked(response))
        if status in PASSING or status >= 500:
            return DeliveryError("unclear", permanent=False, status=status)
        return DeliveryError("rejected", permanent=True, status=status)


async def _id_in(response: aiohttp.ClientResponse) -> str:
    """The new message's id. It has been accepted, whatever becomes of the rest of the answer."""
    try:
        found = await response.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return ""
    identity = found.get("id") if isinstance(found, dict) else None
    return identity if isinstance(identity, str) else ""


def _asked(response: aiohttp.ClientResponse) -> float | None:
    """Retry-After in seconds; its other form, a date, is not one that the channel sends."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None
