"""The starter editions in a data folder, as `codingbot prepare` leaves them: made once in a test run.

Making it takes some ten seconds, so the workers of one run share it, and each test takes a copy.
"""

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from bot.settings import STARTER_WHEEL, Settings
from bot.wiring import build

HERE = Path(__file__).parents[1]


def prepared_data(factory: pytest.TempPathFactory, wanted: Path) -> Path:
    """A copy of the prepared data folder, at `wanted`."""
    made = _shared(factory) / "starter-editions"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _prepare(made)
    shutil.copytree(made, wanted)
    return wanted


def _shared(factory: pytest.TempPathFactory) -> Path:
    """The folder of this run; with pytest-xdist each worker has its own inside it."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _prepare(folder: Path) -> None:
    wheel = os.environ.get("CODINGBOT_OPCS4_WHEEL") or HERE / "data" / "starter" / STARTER_WHEEL
    half_made = folder.with_suffix(".half")
    build(Settings(local_mode=True, data_dir=half_made, opcs4_wheel=Path(wheel))).close()
    half_made.rename(folder)
