"""The HTTP application: Teams' door, and the two questions that whoever runs the process asks."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Protocol

from aiohttp import web

from bot import body
from bot.teams.errors import Refused
from bot.teams.outbound import Answer
from bot.teams.trace import where

log = logging.getLogger(__name__)

READY_SECONDS = 5.0
# A connection that sends nothing, or half a request, is closed after this.
IDLE_SECONDS = 15.0
DRAIN_SECONDS = 10.0
# How long the rest of a refused body is still listened to, so that its sender can read the answer.
LINGER_SECONDS = 2.0


class NotReady(Exception):
    """Some part does not work; `parts` says of each part how it is."""

    def __init__(self, parts: dict[str, str]) -> None:
        super().__init__("not ready")
        self.parts = parts


class Channel(Protocol):
    """What stands behind the door; `bot.teams.channel.TeamsChannel` is the real one."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    def check_header(self, authorization: str | None) -> None: ...

    async def receive(self, activity: dict[str, Any], authorization: str | None) -> Answer: ...


class Readiness(Protocol):
    """Says how each part is, e.g. {"database": "ok"}; raises NotReady, or anything, if one is not."""

    async def ready(self) -> dict[str, str]: ...


CHANNEL: web.AppKey[Channel] = web.AppKey("channel", Channel)
READINESS: web.AppKey[Readiness] = web.AppKey("readiness", Readiness)


def make_app(channel: Channel, readiness: Readiness) -> web.Application:
    """The application. It opens the channel when it starts and closes it after the last turn."""
    app = web.Application(client_max_size=body.LARGEST_BYTES, middlewares=[no_trace])
    app[CHANNEL] = channel
    app[READINESS] = readiness
    app.cleanup_ctx.append(channel_open)
    app.router.add_post("/api/messages", messages)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    return app


async def start(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listen; the caller ends it with `await runner.cleanup()`, which lets running turns finish."""
    runner = web.AppRunner(
        app,
        keepalive_timeout=IDLE_SECONDS,
        lingering_time=LINGER_SECONDS,
        shutdown_timeout=DRAIN_SECONDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return runner


async def channel_open(app: web.Application) -> AsyncIterator[None]:
    await app[CHANNEL].open()
    yield
    await app[CHANNEL].close()


async def messages(request: web.Request) -> web.Response:
    """One activity in, its turn run, the answer out."""
    channel = request.app[CHANNEL]
    authorization = request.headers.get("Authorization")
    try:
        channel.check_header(authorization)
        answer = await channel.receive(await body.read(request), authorization)
    except (Refused, body.RefusedBody) as refusal:
        log.info("request refused: %s", refusal)
        return web.Response(status=refusal.status, text=refusal.reason)
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.json_response(answer.body, status=answer.status)


async def healthz(_: web.Request) -> web.Response:
    """The process lives."""
    return web.json_response({"process": "ok"})


async def readyz(request: web.Request) -> web.Response:
    """The parts that it needs work; 503 with what does not."""
    try:
        async with asyncio.timeout(READY_SECONDS):
            return web.json_response(await request.app[READINESS].ready())
    except NotReady as fault:
        return web.json_response(fault.parts, status=503)
    except Exception as error:  # whatever keeps a part from answering, the answer is "no"
        log.warning("not ready: %s", where(error))
        return web.json_response({"process": "not ready"}, status=503)


@web.middleware
async def no_trace(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """aiohttp would log a stray error with its words, which may be a person's: log where, not what."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except Exception as error:
        log.error("request failed: %s", where(error))
        return web.Response(status=500, text="Something went wrong.")
