"""The programs of a journey, each started for real: the bot, the Playground, and a person's browser."""

import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parents[2]
PLAYGROUND = HERE / "playground"
KEPT = HERE / "build" / "journey"
EVENTS = KEPT / "events.log"
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
def program(name: str, command: list[str], ready: str, **environment: str) -> Iterator[None]:
    """A running program, once it has said that it is ready; its output is kept in a file."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith("CODINGBOT_")}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=ours | environment
    )
    is_ready = threading.Event()
    listener = threading.Thread(target=_keep, args=(process, KEPT / f"{name}.log", ready, is_ready))
    listener.start()
    try:
        if not is_ready.wait(START_SECONDS) or process.poll() is not None:
            raise AssertionError(f"{name} did not start: see build/journey/{name}.log")
        yield
    finally:
        process.terminate()
        process.wait(STOP_SECONDS)
        listener.join(STOP_SECONDS)
        assert process.stdout is not None
        process.stdout.close()


def _keep(process: "subprocess.Popen[str]", file: Path, ready: str, is_ready: threading.Event) -> None:
    assert process.stdout is not None
    with file.open("w") as kept:
        for line in process.stdout:
            kept.write(line)
            kept.flush()
            if re.search(ready, line):
                is_ready.set()
    is_ready.set()


@contextmanager
def pictures_kept() -> Iterator[None]:
    """An empty place for pictures and logs, for one run at a time."""
    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(KEPT, ignore_errors=True)
        KEPT.mkdir()
        yield


@contextmanager
def teams(data_dir: Path) -> Iterator["Browser"]:
    """The bot over that data, the Playground against it, and a browser at the Playground.

    Two runs in one checkout take turns: both keep their pictures in the same place.
    """
    bot_port, port = str(free_port()), str(free_port())
    with (
        pictures_kept(),
        program(
            "bot",
            [sys.executable, "-m", "bot.cli.main", "serve"],
            "ready on",
            CODINGBOT_LOCAL_MODE="true",
            CODINGBOT_DATA_DIR=str(data_dir),
            CODINGBOT_PORT=bot_port,
        ),
        program(
            "playground",
            [str(PLAYGROUND / "start.sh")],
            "Listening on",
            BOT_PORT=bot_port,
            PLAYGROUND_PORT=port,
            PLAYGROUND_BROWSER="none",
            PLAYGROUND_LOGS=str(KEPT),
            PLAYGROUND_RECORDING=str(EVENTS),
        ),
        browser(f"http://localhost:{port}/") as one,
    ):
        yield one


@dataclass(frozen=True)
class Seen:
    """The bot's latest card in the chat that is open, as it stands in the browser."""

    said: str
    buttons: list[str]
    cards: int


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
def browser(url: str) -> Iterator[Browser]:
    """Chromium with nobody at it, at that address."""
    process = subprocess.Popen(
        ["node", str(PLAYGROUND / "browser.mjs"), url, str(KEPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"CHROMIUM": chromium()},
    )
    try:
        yield Browser(process)
    finally:
        process.communicate(timeout=STOP_SECONDS)
