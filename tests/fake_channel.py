"""A Bot Connector on loopback that records what it is sent and answers as it is told.

async with FakeChannel() as channel:
    channel.script(Says(429, retry_after=2), Says(201))     # then 201 for ever
    ...
    assert channel.posts[0].body["text"] == "hello"
"""

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web

from tests.channel_limits import ChannelLimits


@dataclass(frozen=True)
class Says:
    """One scripted answer. `hangs` never answers; `drops` closes the connection without one; `code` is the
    channel's own word for a refusal."""

    status: int = 201
    code: str = ""
    retry_after: int | None = None
    location: str = ""
    hangs: bool = False
    drops: bool = False


@dataclass(frozen=True)
class Received:
    """One request as it arrived; `parts` are the path's unquoted segments after /v3/conversations/."""

    method: str
    path: str
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def parts(self) -> list[str]:
        return [unquote(part) for part in self.path.split("/v3/conversations/")[-1].split("/")]

    @property
    def card(self) -> dict[str, Any] | None:
        attachments = self.body.get("attachments") or [{}]
        return attachments[0].get("content")


class FakeChannel:
    """`on_receive` is called with each request, e.g. to take the time of its arrival. With `limits` it
    enforces them. A chat that is opened with a member is called "chat-" and the member's id.
    """

    def __init__(
        self,
        on_receive: Callable[[Received], None] | None = None,
        limits: ChannelLimits | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.received: list[Received] = []
        self._script: deque[Says] = deque()
        self._scripts: dict[str, deque[Says]] = defaultdict(deque)
        self._limits = limits
        self._clock = clock
        self._on_receive = on_receive
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.url = ""

    @property
    def posts(self) -> list[Received]:
        return [request for request in self.received if request.method == "POST"]

    @property
    def puts(self) -> list[Received]:
        return [request for request in self.received if request.method == "PUT"]

    def script(self, *answers: Says) -> None:
        self._script.extend(answers)

    def script_for(self, conversation: str, *answers: Says) -> None:
        """The next answers in that conversation."""
        self._scripts[conversation].extend(answers)

    async def start(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/"
        return self

    async def stop(self) -> None:
        self._closing.set()
        assert self._runner is not None
        await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else {}
        received = Received(request.method, request.raw_path, body, dict(request.headers))
        self.received.append(received)
        if self._on_receive is not None:
            self._on_receive(received)
        return await self._answer(request, self._says(received), received)

    def _says(self, received: Received) -> Says:
        for script in (self._scripts[received.parts[0]], self._script):
            if script:
                return script.popleft()
        wait = self._limits.retry_after(received.parts[0], self._clock()) if self._limits else None
        return Says() if wait is None else Says(429, retry_after=wait)

    async def _answer(self, request: web.Request, says: Says, received: Received) -> web.Response:
        if says.hangs:
            await self._closing.wait()
        if says.drops and request.transport is not None:
            request.transport.abort()
        headers = {"Retry-After": str(says.retry_after)} if says.retry_after is not None else {}
        if says.location:
            headers["Location"] = says.location
        body: dict[str, Any] = {"id": f"sent-{len(self.received)}"}
        if received.path.endswith("/v3/conversations"):
            body = {"id": f"chat-{received.body['members'][0]['id']}"}
        if says.status >= 400:
            body = {"error": {"code": says.code, "message": "no"}}
        return web.json_response(body, status=says.status, headers=headers)
