"""A whole turn: from the POST that brings a message to the POST that brings its answer to the channel.

    python -m bench.turn            the echoes, and `codingbot serve` with --bot

    bench --POST--> bot in its own process --POST--> fake channel here
      |_______________ measured _______________________|

Every bot runs in a process of its own, and the bots take turns message by message, so that
whatever else the machine is doing slows them all alike.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp

from tests.bot.edge import recorded
from tests.fake_channel import FakeChannel, Received

ROOT = Path(__file__).parents[1]
COMMAND = "python -m bench.turn"
START_SECONDS = 60.0
ANSWER_SECONDS = 15.0
WARM_UP = 15
QUESTIONS = ("knee washout", "W85.1", "type 2 diabetes with foot ulcer", "laparoscopic cholecystectomy")


@dataclass(frozen=True)
class Bot:
    """One bot to be measured: how to start it. `{port}` in the command or environment is filled in."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)


STOCK = Bot("stock SDK echo", [sys.executable, "-m", "bench.echo_stock", "{port}"])
MENDED = Bot("stock SDK echo, hot spot cured", [sys.executable, "-m", "bench.echo_stock_mended", "{port}"])
OURS = Bot("echo on our adapter", [sys.executable, "-m", "bench.echo_patched", "{port}"])
REAL = Bot(
    "codingbot",
    [str(Path(sys.executable).with_name("codingbot")), "serve"],
    {"CODINGBOT_LOCAL_MODE": "true", "CODINGBOT_PORT": "{port}"},
)


class Stopwatch:
    """Knows when the answer to the message that was just sent arrived at the fake channel."""

    def __init__(self) -> None:
        self._arrived: asyncio.Future[float] | None = None

    def expect(self) -> asyncio.Future[float]:
        self._arrived = asyncio.get_running_loop().create_future()
        return self._arrived

    def stop(self, received: Received) -> None:
        now = time.perf_counter()
        if received.method == "POST" and self._arrived is not None and not self._arrived.done():
            self._arrived.set_result(now)


@dataclass
class Running:
    """A started bot and the milliseconds of its turns."""

    bot: Bot
    url: str
    channel: FakeChannel
    watch: Stopwatch
    taken: list[float] = field(default_factory=list)


def measure(
    turns: int = 150,
    messages: Sequence[str] = QUESTIONS,
    bots: Sequence[Bot] = (STOCK, MENDED, OURS),
) -> list[dict[str, Any]]:
    """p50 and p95 of each bot's turns in ms; the ratio is to the first bot's (below 1: faster)."""
    return asyncio.run(_measure(turns, messages, bots))


async def _measure(turns: int, messages: Sequence[str], bots: Sequence[Bot]) -> list[dict[str, Any]]:
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        started = [await _start(bot, session, stack) for bot in bots]
        numbers = count()
        for turn in range(WARM_UP + turns):
            for running in started:
                text = messages[turn % len(messages)]
                taken = await _turn(running, session, text, f"bench-{next(numbers)}")
                if turn >= WARM_UP:
                    running.taken.append(taken)
    return [row for running in started for row in _rows(running, started[0])]


async def _turn(running: Running, session: aiohttp.ClientSession, text: str, identity: str) -> float:
    activity = recorded(running.channel.url, text) | {"id": identity}
    arrived = running.watch.expect()
    began = time.perf_counter()
    async with session.post(f"{running.url}/api/messages", json=activity) as response:
        if response.status >= 300:
            raise RuntimeError(f"{running.bot.name} answered {response.status}")
        await response.read()
    async with asyncio.timeout(ANSWER_SECONDS):
        return (await arrived - began) * 1000


async def _start(bot: Bot, session: aiohttp.ClientSession, stack: AsyncExitStack) -> Running:
    watch = Stopwatch()
    channel = await stack.enter_async_context(FakeChannel(watch.stop))
    port = free_port()
    process = _process(bot, port, Path(stack.enter_context(tempfile.TemporaryDirectory())))
    stack.callback(_end, process)
    url = f"http://127.0.0.1:{port}"
    async with asyncio.timeout(START_SECONDS):
        while not await _listens(session, url):
            if process.poll() is not None:
                raise RuntimeError(f"{bot.name} ended with {process.returncode} before it listened")
            await asyncio.sleep(0.1)
    return Running(bot, url, channel, watch)


def _process(bot: Bot, port: int, folder: Path) -> subprocess.Popen[bytes]:
    """Started in an empty folder, so that a database that it makes is its own."""
    fill: Callable[[str], str] = lambda text: text.replace("{port}", str(port))  # noqa: E731
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment |= {name: fill(value) for name, value in bot.environment.items()}
    return subprocess.Popen([fill(word) for word in bot.command], cwd=folder, env=environment)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


async def _listens(session: aiohttp.ClientSession, url: str) -> bool:
    """Whether it answers anything at all: the stock bot has no page to ask for."""
    try:
        async with session.get(f"{url}/readyz") as response:
            return response.status in (200, 404)
    except aiohttp.ClientConnectionError:
        return False


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _rows(running: Running, peer: Running) -> list[dict[str, Any]]:
    return [
        {
            "name": f"turn {label}: {running.bot.name}",
            "value": round(quantile(running.taken), 2),
            "unit": "ms",
            "peer": peer.bot.name,
            "ratio": round(quantile(running.taken) / quantile(peer.taken), 3),
            "command": COMMAND,
        }
        for label, quantile in (("p50", statistics.median), ("p95", _p95))
    ]


def _p95(taken: Sequence[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--turns", type=int, default=150)
    parser.add_argument("--bot", action="store_true", help="measure codingbot too")
    chosen = parser.parse_args()
    bots = (STOCK, MENDED, OURS, REAL) if chosen.bot else (STOCK, MENDED, OURS)
    for row in measure(chosen.turns, bots=bots):
        print(json.dumps(row))


if __name__ == "__main__":
    main()
