"""Sends activities to the channel over the shared session, as plain JSON: nothing is lost on the way.

Posting takes no idempotency key, so a post is repeated only where it was certainly refused (429).
An update of a known activity is harmless twice and is repeated freely.
"""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any, Literal

import aiohttp
from yarl import URL

from bot.pace import Pace
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
# As much of a refusal's body as is read for its code.
ERROR_BYTES = 8 * 1024
LONGEST_CODE = 64


class Sender:
    """`tries` is how often one send is tried here. With a `pace` every request is counted there, and
    none is made while the channel has asked for silence. `sleep` and `jitter` are given by tests,
    which do not wait.
    """

    def __init__(
        self,
        wire: Wire,
        targets: Targets,
        bearer: Bearer,
        *,
        tries: int = TRIES,
        pace: Pace | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._wire = wire
        self._targets = targets
        self._bearer = bearer
        self._most_tries = tries
        self._pace = pace
        self._sleep = sleep
        self._jitter = jitter

    async def post(self, address: Address, activity: dict[str, Any], *, reply_to: str = "") -> str:
        """Send a new message and return its id ("" where the channel gives none); DeliveryError."""
        url = self._targets.activities(address.service_url, address.conversation, reply_to)
        return await self._send("POST", url, activity, address)

    async def update(self, address: Address, activity_id: str, activity: dict[str, Any]) -> None:
        """Put another content into a message that was sent before; DeliveryError."""
        url = self._targets.activities(address.service_url, address.conversation, activity_id)
        await self._send("PUT", url, {**activity, "id": activity_id}, address)

    async def create_conversation(
        self, service_url: str, *, tenant: str, bot: str, member_object_id: str
    ) -> str:
        """Open the personal chat with somebody who has the bot installed, and return its id; DeliveryError.

        Doing it again gives the same chat, so it may be repeated.
        """
        asked = {
            "isGroup": False,
            "bot": {"id": bot},
            "members": [{"id": member_object_id}],
            "tenantId": tenant,
            "channelData": {"tenant": {"id": tenant}},
        }
        address = Address(service_url, "", bot, member_object_id, tenant)
        found = await self._send("POST", self._targets.conversations(service_url), asked, address)
        if not found:
            raise DeliveryError("unclear", permanent=False)
        return found

    async def _send(self, method: Method, url: URL, activity: dict[str, Any], address: Address) -> str:
        body = json.dumps(activity, ensure_ascii=False).encode("utf-8", "replace")
        try:
            async with asyncio.timeout(WHOLE_SECONDS):
                await self._keep_silence(address)
                return await self._tries(method, url, body, address)
        except TimeoutError as error:
            raise DeliveryError("unclear", permanent=False) from error

    async def _keep_silence(self, address: Address) -> None:
        """Nothing is sent while the channel has asked for silence; a long one is not waited for."""
        held = self._pace.held(address.tenant, address.conversation) if self._pace else 0.0
        if held > LONGEST_WAIT_SECONDS:
            raise DeliveryError("rejected", permanent=False, status=TOO_MANY, retry_after=held)
        if held:
            await self._sleep(held)

    async def _tries(self, method: Method, url: URL, body: bytes, address: Address) -> str:
        for attempt in range(1, self._most_tries):
            try:
                return await self._attempt(method, url, body, address)
            except DeliveryError as fault:
                pause = self._pause(method, fault, attempt)
                if pause is None:
                    raise
                log.info("send repeated: %s, attempt %d", fault, attempt)
                await self._sleep(pause)
        return await self._attempt(method, url, body, address)

    def _pause(self, method: Method, fault: DeliveryError, attempt: int) -> float | None:
        """Seconds until this is tried again, or None if it is not."""
        if fault.permanent or not (fault.status == TOO_MANY or method == "PUT"):
            return None
        asked = fault.retry_after if fault.retry_after is not None else 0.5 * 2 ** (attempt - 1)
        return asked + self._jitter() * 0.5 if asked <= LONGEST_WAIT_SECONDS else None

    async def _attempt(self, method: Method, url: URL, body: bytes, address: Address) -> str:
        headers = {"Content-Type": "application/json; charset=utf-8", **await self._bearer.headers()}
        pace, place = self._pace, (address.tenant, address.conversation)
        with pace.counted(*place) if pace else nullcontext():
            try:
                return await self._requested(method, url, body, headers)
            except DeliveryError as fault:
                if pace and fault.retry_after is not None:
                    pace.refused(*place, fault.retry_after)
                raise

    async def _requested(self, method: Method, url: URL, body: bytes, headers: dict[str, str]) -> str:
        try:
            async with self._wire.session.request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                if response.ok and response.status < 300:
                    return await _id_in(response)
                raise self._fault(response, await _code_in(response))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise DeliveryError("rejected", permanent=False) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DeliveryError("unclear", permanent=False) from error

    def _fault(self, response: aiohttp.ClientResponse, code: str) -> DeliveryError:
        status = response.status
        if status == 401:
            self._bearer.forget()
            return DeliveryError("rejected", permanent=False, status=status, code=code)
        if status in (TOO_MANY, 412):
            asked = _asked(response)
            return DeliveryError("rejected", permanent=False, status=status, retry_after=asked, code=code)
        if status in PASSING or status >= 500:
            return DeliveryError("unclear", permanent=False, status=status, code=code)
        return DeliveryError("rejected", permanent=True, status=status, code=code)


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


async def _code_in(response: aiohttp.ClientResponse) -> str:
    """The channel's own word for a refusal, where its body has one: {"error": {"code": "…"}}."""
    try:
        found = json.loads(await response.content.read(ERROR_BYTES))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, RecursionError):
        return ""
    error = found.get("error") if isinstance(found, dict) else None
    code = (error.get("subCode") or error.get("code")) if isinstance(error, dict) else None
    plain = isinstance(code, str) and code.isascii() and code.isalnum() and len(code) <= LONGEST_CODE
    return str(code) if plain else ""
