"""Running `codingbot …` in this process against a world's database."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.cli import main
from tests.world import World


@dataclass
class Command:
    """`codingbot` as a person runs it, its data folder that of a world."""

    world: World

    def __call__(self, *words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main.app, list(words), input=typed)


def set_up(world: World, prepared: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """The environment of a machine where everything is prepared; all that is logged is printed."""
    shutil.copytree(prepared / "cache", world.folder / "cache")
    monkeypatch.setenv("CODINGBOT_DATA_DIR", str(world.folder))
    monkeypatch.setenv("CODINGBOT_DATABASE_URL", world.url)
    monkeypatch.setenv("CODINGBOT_LOG_LEVEL", "DEBUG")
    yield Command(world)
