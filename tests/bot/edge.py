"""The real edge on loopback: our application and adapter, a recording router behind, a fake channel beyond.

Teams (a test) --POST--> application -> adapter -> TeamsBot -> Router (records)
                                                      |
                                         FakeChannel <-+
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot import app
from bot.teams.channel import TeamsChannel
from bot.teams.settings import CHANNEL_KEYS_URL, MICROSOFT_HOSTS
from dialogs.message import Message, Reply
from tests.fake_channel import FakeChannel

NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
TENANT = "11111111-2222-3333-4444-555555555555"
CARD = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "W85.1"}]}


@dataclass(frozen=True)
class Settings:
    """Local unless a test says otherwise."""

    app_id: str = ""
    app_password: str = ""
    tenant_id: str = ""
    app_type: str = "SingleTenant"
    local: bool = True
    service_hosts: tuple[str, ...] = MICROSOFT_HOSTS
    channel_keys_url: str = CHANNEL_KEYS_URL


@dataclass
class Router:
    """Records what it is asked and what is settled; says what it is told to, or echoes."""

    says: Callable[[Message], Reply | None] = lambda message: Reply(f"you said {message.text}")
    asked: list[Message] = field(default_factory=list)
    settled: list[int | None] = field(default_factory=list)

    async def answer(self, message: Message) -> Reply | None:
        self.asked.append(message)
        return self.says(message)

    async def settle(self, reply: Reply) -> None:
        self.settled.append(reply.receipt)


class Ready:
    """Ready, unless it is given something to raise."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault

    async def ready(self) -> dict[str, str]:
        if self.fault is not None:
            raise self.fault
        return {"database": "ok", "knowledge": "ICD-10 2016, OPCS-4.10"}


@dataclass
class Edge:
    """The running edge, with Teams' end of it."""

    url: str
    router: Router
    ready: Ready
    channel: FakeChannel
    session: aiohttp.ClientSession
    stop: Callable[[], Awaitable[None]]

    async def send(self, activity: object, **headers: str) -> tuple[int, Any]:
        """Post one activity; the status and the answer's JSON (None where there is none)."""
        async with self.session.post(f"{self.url}/api/messages", json=activity, headers=headers) as response:
            kind = response.content_type
            return response.status, await response.json() if kind == "application/json" else None

    async def send_bytes(self, body: bytes, kind: str = "application/json") -> tuple[int, str]:
        headers = {"Content-Type": kind}
        async with self.session.post(f"{self.url}/api/messages", data=body, headers=headers) as response:
            return response.status, await response.text()

    async def get(self, path: str) -> tuple[int, str]:
        async with self.session.get(f"{self.url}{path}") as response:
            return response.status, await response.text()

    def says(self, text: str = "knee washout", **changes: Any) -> dict[str, Any]:
        """A message as Teams sends it, answered at the fake channel."""
        return recorded(self.channel.url, text=text) | changes


@asynccontextmanager
async def running(settings: Settings | None = None) -> AsyncIterator[Edge]:
    """Everything started on ports of its own, and stopped again."""
    router, ready = Router(), Ready()
    real = TeamsChannel(settings or Settings(), router, lambda: NOON)
    async with FakeChannel() as channel, aiohttp.ClientSession() as session:
        runner = await app.start(app.make_app(real, ready), "127.0.0.1", 0)
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield Edge(url, router, ready, channel, session, runner.cleanup)
        finally:
            await runner.cleanup()


def recorded(service_url: str, text: str = "knee washout") -> dict[str, Any]:
    """A message activity with all that Teams puts into one."""
    return {
        "type": "message",
        "id": "1721000000001",
        "text": text,
        "textFormat": "plain",
        "timestamp": "2026-03-03T12:00:00.123Z",
        "localTimestamp": "2026-03-03T12:00:00.123Z",
        "localTimezone": "Europe/London",
        "locale": "en-GB",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": "29:asha", "name": "Asha", "aadObjectId": "aaaaaaaa-0000-0000-0000-000000000001"},
        "recipient": {"id": "28:bot", "name": "Coding Query Bot"},
        "conversation": {"id": "a:1xyz;w@y", "conversationType": "personal", "tenantId": TENANT},
        "entities": [
            {"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"},
            {
                "type": "mention",
                "text": "<at>Coding Query Bot</at>",
                "mentioned": {"id": "28:bot", "name": "Coding Query Bot"},
            },
        ],
        "attachments": [{"contentType": "text/html", "content": f"<p>{text}</p>"}],
        "channelData": {"tenant": {"id": TENANT}, "legacy": {"replyToId": "1"}},
        "membersAdded": None,
        "replyToId": None,
    }


def submitted(activity: dict[str, Any], **value: Any) -> dict[str, Any]:
    """The same person pressing an Action.Submit of the card with the activity id "card-1"."""
    return activity | {"id": "1721000000002", "text": None, "value": value, "replyToId": "card-1"}


def executed(activity: dict[str, Any], verb: str, **data: Any) -> dict[str, Any]:
    """The same person pressing an Action.Execute."""
    value = {"action": {"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"}
    invoke = {"type": "invoke", "name": "adaptiveCard/action", "text": None, "value": value}
    return activity | invoke | {"id": "f:1", "replyToId": "card-1"}
