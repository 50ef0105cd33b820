"""The department of a module of journeys: one bot, and its people, who arrive anew in each test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp

from tests.journeys import events
from tests.journeys.cast import chats
from tests.journeys.colleague import Colleague
from tests.journeys.programs import Started, codingbot

Activity = dict[str, Any]


@dataclass(frozen=True)
class Department:
    """Everybody who takes part."""

    started: Started
    _pictures: Iterator[int] = field(default_factory=lambda: count(1))

    def arrives(self, who: str) -> Colleague:
        """This person opens Teams, in a personal chat with the bot, which has just been added."""
        colleague = Colleague(who, self.started.clients[who].browser, self._pictures)
        colleague.arrives()
        return colleague

    def codingbot(self, *words: str) -> str:
        """What the command line prints over the data of the running bot."""
        return codingbot(self.started.data_dir, *words)

    def received(self, who: str) -> list[Activity]:
        """Every activity that the bot got from this person's client."""
        return list(events.activities(self.started.clients[who].events))

    def refused(self) -> list[str]:
        """Every request of anybody's, either way, that was answered with an error."""
        return [line for one in self.started.clients.values() for line in events.refused(one.events)]

    async def call(
        self, who: str, method: str, path: str, body: dict[str, Any]
    ) -> tuple[int, dict[str, Any]]:
        """What a bot may do in this person's Teams, done by hand: `path` follows /v3/conversations."""
        url = f"{self.started.clients[who].service_url}/v3/conversations{path}"
        async with aiohttp.ClientSession() as session, session.request(method, url, json=body) as response:
            return response.status, await response.json(content_type=None) if await response.text() else {}

    def chat(self, who: str, name: str = "personal") -> str:
        """The id of a chat or channel in this person's Teams."""
        return chats(who)[name]
