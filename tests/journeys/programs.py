"""The programs of a journey, each started for real: the bot, and for everybody a Playground and a browser.

All that a module of journeys leaves behind is in build/journey/NAME: pictures, logs, what went to and fro.
"""

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.journeys.cast import Cast, written

HERE = Path(__file__).parents[2]
PLAYGROUND = HERE / "playground"
KEPT = HERE / "build" / "journey"
START_SECONDS = 90
STOP_SECONDS = 15


def lacking() -> str:
    """What this machine lacks for a journey, or nothing."""
    if not shutil.which("node"):
        return "Node.js is not installed"
    if not (PLAYGROUND / "node_modules").is_dir():
        return "the Playground is not installed: run `make playground`"
    if not chromium():
        return "Chromium is not installed"
    return ""


def chromium() -> str:
    """Where the browser is, or nothing."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), "")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def program(log: Path, command: list[str], ready: str, environment: Mapping[str, str]) -> Iterator[None]:
    """A running program, once it has said that it is ready; its output is kept in a file."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_clean() | environment
    )
    is_ready = threading.Event()
    listener = threading.Thread(target=_keep, args=(process, log, ready, is_ready))
    listener.start()
    try:
        if not is_ready.wait(START_SECONDS) or process.poll() is not None:
            raise AssertionError(f"{log.stem} did not start: see {log.relative_to(HERE)}")
        yield
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
        listener.join(STOP_SECONDS)
        assert process.stdout is not None
        process.stdout.close()


def _clean() -> dict[str, str]:
    """The environment without settings of a bot that somebody uses here."""
    return {key: value for key, value in os.environ.items() if not key.startswith("CODINGBOT_")}


def _keep(process: "subprocess.Popen[str]", file: Path, ready: str, is_ready: threading.Event) -> None:
    assert process.stdout is not None
    with file.open("w") as kept:
        for line in process.stdout:
            kept.write(line)
            kept.flush()
            if re.search(ready, line):
                is_ready.set()
    is_ready.set()


def codingbot(data_dir: Path, *words: str, settings: Mapping[str, str] | None = None) -> str:
    """What `codingbot …` prints over that data folder, be the bot running or not; it must succeed."""
    environment = {"CODINGBOT_LOCAL_MODE": "true", "CODINGBOT_DATA_DIR": str(data_dir), **(settings or {})}
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli.main", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env=_clean() | environment,
    )
    assert done.returncode == 0, f"codingbot {words}: {done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def kept(name: str) -> Iterator[Path]:
    """An empty folder for what these journeys leave, for one run at a time; those of others stay."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f".{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(KEPT / name, ignore_errors=True)
        (KEPT / name).mkdir()
        yield KEPT / name


@dataclass(frozen=True)
class Client:
    """A person's Teams: their browser, where the bot finds their chats, and what went to and fro."""

    browser: "Browser"
    service_url: str
    events: Path


@dataclass(frozen=True)
class Started:
    """What runs: the bot over its data, and everybody's client."""

    folder: Path
    data_dir: Path
    bot_url: str
    clients: Mapping[str, Client]


@contextmanager
def teams(name: str, data_dir: Path, cast: Cast) -> Iterator[Started]:
    """One bot over that data; for each person a Playground against it, and a browser at that."""
    bot_port = str(free_port())
    with ExitStack() as running:
        folder = running.enter_context(kept(name))
        cast.prepare(data_dir)
        running.enter_context(bot(folder, data_dir, bot_port, cast.settings))
        clients = {who: running.enter_context(client(who, folder, bot_port)) for who in cast.people}
        yield Started(folder, data_dir, f"http://127.0.0.1:{bot_port}", clients)


@contextmanager
def bot(folder: Path, data_dir: Path, port: str, settings: Mapping[str, str]) -> Iterator[None]:
    """The bot in local mode."""
    environment = {
        "CODINGBOT_LOCAL_MODE": "true",
        "CODINGBOT_DATA_DIR": str(data_dir),
        "CODINGBOT_PORT": port,
        **settings,
    }
    command = [sys.executable, "-m", "bot.cli.main", "serve"]
    with program(folder / "bot.log", command, "ready on", environment):
        yield


@contextmanager
def client(who: str, folder: Path, bot_port: str) -> Iterator[Client]:
    """The Playground with this person at the keyboard, and the browser they sit at."""
    port, events = str(free_port()), folder / f"events-{who}.log"
    environment = {
        "BOT_PORT": bot_port,
        "PLAYGROUND_PORT": port,
        "PLAYGROUND_BROWSER": "none",
        "PLAYGROUND_TEAMS": str(written(who, folder / f"teams-{who}.yml")),
        "PLAYGROUND_LOGS": str(folder / f"playground-{who}"),
        "PLAYGROUND_RECORDING": str(events),
    }
    with (
        program(
            folder / f"playground-{who}.log", [str(PLAYGROUND / "start.sh")], "Listening on", environment
        ),
        browser(f"http://localhost:{port}/", folder, who) as one,
    ):
        yield Client(one, f"http://localhost:{port}/_connector", events)


@dataclass(frozen=True)
class Seen:
    """The bot's latest card in the chat that is open, as it stands in the browser; the note under a card;
    how many messages the bot has sent there, and what the last one says."""

    said: str
    buttons: list[str]
    cards: int
    note: str = ""
    messages: int = 0
    words: str = ""


class Browser:
    """A person's hands and eyes: `playground/browser.mjs` does what it is told and says what it sees."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def do(self, command: str, **told: Any) -> Seen:
        """One command; what is seen after it."""
        hands, eyes = self._process.stdin, self._process.stdout
        assert hands is not None
        assert eyes is not None
        hands.write(json.dumps({"do": command, **told}) + "\n")
        hands.flush()
        answer = json.loads(eyes.readline() or '{"ok": false, "fault": "the browser has ended"}')
        assert answer.pop("ok"), f"{command} {told}: {answer}"
        return Seen(**answer)


@contextmanager
def browser(url: str, folder: Path, who: str) -> Iterator[Browser]:
    """Chromium at that address; its pictures go into the folder."""
    process = subprocess.Popen(
        ["node", str(PLAYGROUND / "browser.mjs"), url, str(folder), who],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"CHROMIUM": chromium()},
    )
    try:
        yield Browser(process)
    finally:
        process.communicate(timeout=STOP_SECONDS)
