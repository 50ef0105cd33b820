"""What every test may ask for: a world of its own, made from one prepared file."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.conversation import Conversation
from tests.world import Prepared, World, opened, prepare

# Times differ between machines that share cores: a property never fails for being slow.
settings.register_profile(
    "ours",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("ours")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def world(prepared: Prepared, tmp_path: Path) -> Iterator[World]:
    yield from opened(prepared, tmp_path)


@pytest.fixture
def converse(world: World) -> Conversation:
    return Conversation(world)


@pytest.fixture
def own_logs() -> Iterator[None]:
    """The command line sets the process's logs up: put them back as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
