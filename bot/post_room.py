"""The edge put together for serving: Teams' door, who can be written to, and the courier."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic

from bot.address_book import AddressBook
from bot.answers_owed import AnswersOwed
from bot.courier import Courier
from bot.pace import Pace
from bot.teams.channel import TeamsChannel
from bot.teams.settings import TeamsSettings
from bot.wiring import Services
from dialogs import notices


class PostRoom:
    """One pace for what is said inside turns and for what the courier brings: the channel counts both."""

    def __init__(self, made: Services, door: TeamsSettings) -> None:
        pace = Pace(monotonic)
        book = AddressBook(made.database, made.clock)
        owed = AnswersOwed(made.database, made.clock)
        self.channel = TeamsChannel(door, made.router, made.clock, book, owed, pace)
        self.courier = Courier(
            made.database,
            self.channel.post,
            partial(notices.render, made.router.desk),
            pace,
            made.clock,
            found_unreachable=book.forget,
        )
        made.database.on_owed = self.courier.wake

    @asynccontextmanager
    async def delivering(self) -> AsyncIterator[None]:
        """What is owed is delivered for as long as the block lasts; what is under way then still ends."""
        task = asyncio.create_task(self.courier.run())
        try:
            yield
        finally:
            self.courier.stop()
            await task
