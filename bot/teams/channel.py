"""The Teams edge put together: what `bot/app.py` calls."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.pace import Pace
from bot.teams.adapter import TeamsAdapter, credentials
from bot.teams.bot import AddressBook, AnswersOwed, Router, TeamsBot
from bot.teams.keys import SigningKeys
from bot.teams.outbound import Answer
from bot.teams.post import TeamsPost
from bot.teams.sender import Sender
from bot.teams.settings import TeamsSettings
from bot.teams.targets import Targets
from bot.teams.tokens import Bearer
from bot.teams.wire import Wire


class TeamsChannel:
    """Made at wiring time, opened and closed by the application. `post` is the courier's way out."""

    def __init__(
        self,
        settings: TeamsSettings,
        router: Router,
        clock: Callable[[], datetime],
        addresses: AddressBook | None = None,
        owed: AnswersOwed | None = None,
        pace: Pace | None = None,
    ) -> None:
        factory = credentials(settings)
        targets = Targets(settings.service_hosts, local=settings.local)
        self._wire = Wire()
        self._bearer = Bearer(factory, "" if settings.local else settings.app_id)
        self.sender = Sender(self._wire, targets, self._bearer, pace=pace)
        self.post = TeamsPost(Sender(self._wire, targets, self._bearer, tries=1))
        keys = SigningKeys(self._wire, settings.channel_keys_url)
        self._adapter = TeamsAdapter(settings, factory, keys, targets)
        self._bot = TeamsBot(router, self.sender, clock, addresses, owed)

    async def open(self) -> None:
        await self._wire.open()

    async def close(self) -> None:
        await self._bot.close()
        self._bearer.close()
        await self._wire.close()

    def check_header(self, authorization: str | None) -> None:
        """Refused at once, before the body is read, where there is no token to check."""
        self._adapter.check_header(authorization)

    async def receive(self, activity: dict[str, Any], authorization: str | None) -> Answer:
        """One turn; Refused if the request is not let in."""
        return await self._adapter.receive(activity, authorization, self._bot)
