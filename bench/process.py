"""The process: from its start to ready with a warm database, and what it keeps in memory."""

import os
import statistics
import subprocess
import time
import urllib.error
import urllib.request

import psutil

from bench.rows import Figure
from bench.turn import free_port
from bench.workplace import COMMAND, Workplace

STARTS = 5
PATIENCE_SECONDS = 60


def measure(place: Workplace) -> list[Figure]:
    """start_seconds, the median of several starts, and rss_mb, of the last once it is ready."""
    seconds, memory = [], 0.0
    for _ in range(STARTS):
        taken, memory = _one_start(place)
        seconds.append(taken)
    return [
        Figure("start_seconds", round(statistics.median(seconds), 2), "s"),
        Figure("rss_mb", round(memory / 1e6, 1), "MB"),
    ]


def _one_start(place: Workplace) -> tuple[float, float]:
    port = free_port()
    environment = place.environment | {"CODINGBOT_LOCAL_MODE": "true", "CODINGBOT_PORT": str(port)}
    started = time.perf_counter()
    process = subprocess.Popen([COMMAND, "serve"], env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait(f"http://127.0.0.1:{port}/readyz", started)
        return time.perf_counter() - started, psutil.Process(process.pid).memory_info().rss
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(url: str, started: float) -> None:
    while time.perf_counter() - started < PATIENCE_SECONDS:
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            os.sched_yield()
    raise TimeoutError(f"not ready within {PATIENCE_SECONDS} s")
