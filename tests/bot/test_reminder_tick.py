"""The scheduler's tick: nobody but the database decides what is due, and the courier is woken at once."""

import asyncio

import pytest

from bot import schedule
from bot.settings import Settings
from bot.wiring import Services
from casework.model.notice import NoticeKind
from tests.episodes import Records, row
from tests.world import Shown, World


class Still(Shown):
    """Holds one knowledge base for good."""

    def refresh(self) -> bool:
        """Nothing new."""
        return False


async def test_the_tick_owes_each_reminder_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    records = Records(world)
    records.take(row("A-1"))
    monkeypatch.setattr(schedule, "REMIND_SECONDS", 0.02)
    loop, owed = asyncio.get_running_loop(), asyncio.Event()
    world.database.on_owed = lambda: loop.call_soon_threadsafe(owed.set)
    made = Services(Settings(), world.clock, world.database, Still(world.base), world.router)  # type: ignore[arg-type]
    with schedule.running(made):
        async with asyncio.timeout(20):
            await owed.wait()
    assert records.told(NoticeKind.CODER_DIGEST) == ["Asha Patel"]
    assert records.tick().owed == 0
