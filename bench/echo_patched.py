"""The same echo on our own adapter: the whole edge, with a router that only repeats what it is told.

python -m bench.echo_patched PORT
"""

import asyncio
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

from bot import app
from bot.teams.channel import TeamsChannel
from bot.teams.settings import CHANNEL_KEYS_URL, MICROSOFT_HOSTS
from dialogs.message import Message, Reply


@dataclass(frozen=True)
class Local:
    app_id: str = ""
    app_password: str = ""
    tenant_id: str = ""
    app_type: str = "SingleTenant"
    local: bool = True
    service_hosts: tuple[str, ...] = MICROSOFT_HOSTS
    channel_keys_url: str = CHANNEL_KEYS_URL


class Echo:
    async def answer(self, message: Message) -> Reply:
        return Reply(f"you said {message.text}")

    async def settle(self, reply: Reply) -> None:
        """Nothing is kept."""

    async def ready(self) -> dict[str, str]:
        return {}


async def serve(port: int) -> None:
    echo = Echo()
    channel = TeamsChannel(Local(), echo, lambda: datetime(2026, 3, 3, tzinfo=UTC))
    runner = await app.start(app.make_app(channel, echo), "127.0.0.1", port)
    try:
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
