"""The clock: named ticks of three lines. What they do is a function that a test can call."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.wiring import Services
from casework import chasing, closing, heads, ruling_review, watching

REFRESH_SECONDS = 5
WATCH_SECONDS = 60
ANCHOR_SECONDS = 60
REMIND_SECONDS = 60


@contextmanager
def running(made: Services) -> Iterator[None]:
    """The ticks, for as long as the block lasts. Schedules live here, in no job store."""
    # A tick that comes late, as after the machine slept, is run all the same, and once: what is due is
    # decided from the database. Unless told so, a job that is a second late is silently dropped.
    scheduler = AsyncIOScheduler(timezone="UTC", job_defaults={"misfire_grace_time": None})

    async def refresh_knowledge() -> None:
        await asyncio.to_thread(made.knowledge.refresh)
        desk = made.router.desk
        await made.database.read(desk.finder.keep_up, desk.knowledge.base, desk.today())

    async def watch_clocks() -> None:
        department, now = made.settings.department, made.clock()
        await made.database.run(watching.watch, department=department, now=now)
        await made.database.run(closing.close_confirmed, department=department, now=now)
        await made.database.run(ruling_review.age, department=department, now=now)

    async def anchor_histories() -> None:
        await made.database.read(heads.append, made.settings.heads, now=made.clock())

    async def remind() -> None:
        department, now = made.settings.department, made.clock()
        await made.database.run(chasing.raise_due_reminders, department, now)

    scheduler.add_job(remind, "interval", seconds=REMIND_SECONDS, max_instances=1, coalesce=True)
    scheduler.add_job(anchor_histories, "interval", seconds=ANCHOR_SECONDS, max_instances=1, coalesce=True)
    scheduler.add_job(refresh_knowledge, "interval", seconds=REFRESH_SECONDS, max_instances=1, coalesce=True)
    scheduler.add_job(watch_clocks, "interval", seconds=WATCH_SECONDS, max_instances=1, coalesce=True)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)
