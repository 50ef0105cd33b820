"""The clock: named ticks of three lines. What they do is a function that a test can call."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.wiring import Services

REFRESH_SECONDS = 5


@contextmanager
def running(made: Services) -> Iterator[None]:
    """The ticks, for as long as the block lasts. Schedules live here, in no job store."""
    scheduler = AsyncIOScheduler(timezone="UTC")

    async def refresh_knowledge() -> None:
        await asyncio.to_thread(made.knowledge.refresh)

    scheduler.add_job(refresh_knowledge, "interval", seconds=REFRESH_SECONDS, max_instances=1, coalesce=True)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
