"""A Bot Connector on loopback that records what it is sent and answers as it is told.

async with FakeChannel() as channel:
    channel.script(Says(429, retry_after=2), Says(201))     # then 201 for ever
    ...
    assert channel.posts[0].body["text"] == "hello"
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web


@dataclass(frozen=True)
class Says:
    """One scripted answer. `hangs` never answers; `drops` closes the connection without one."""

    status: int = 201
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
    """`on_receive` is called with each request, e.g. to take the time of its arrival."""

    def __init__(self, on_receive: Callable[[Received], None] | None = None) -> None:
        self.received: list[Received] = []
        self._script: deque[Says] = deque()
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
        return await self._answer(request, self._script.popleft() if self._script else Says())

    async def _answer(self, request: web.Request, says: Says) -> web.Response:
        if says.hangs:
            await self._closing.wait()
        if says.drops and request.transport is not None:
            request.transport.abort()
        headers = {"Retry-After": str(says.retry_after)} if says.retry_after is not None else {}
        if says.location:
            headers["Location"] = says.location
        body = {"id": f"sent-{len(self.received)}"}
        return web.json_response(body, status=says.status, headers=headers)
