"""One running edge for each test that asks for it."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.bot.edge import Edge, running


@pytest_asyncio.fixture
async def edge() -> AsyncIterator[Edge]:
    async with running() as started:
        yield started
