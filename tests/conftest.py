"""What every test may ask for: a world of its own, copied from one that is prepared.

pytest                          the worlds are SQLite files
pytest --database postgresql    they are databases of a PostgreSQL server that each worker starts for itself;
                                tests that ask for no world would say the same again and are left out
"""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.conversation import Conversation
from tests.postgres import Postgres, server_or_skip
from tests.world import Prepared, World, opened, prepare

ON_EITHER_DATABASE = {"world", "new_database"}

# Times differ between machines that share cores: a property never fails for being slow.
settings.register_profile(
    "ours",
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("ours")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=["sqlite", "postgresql"], default="sqlite", help="where the worlds are"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not _on_postgresql(config):
        return
    chosen = [item for item in items if ON_EITHER_DATABASE & set(getattr(item, "fixturenames", ()))]
    config.hook.pytest_deselected(items=[item for item in items if item not in chosen])
    items[:] = chosen
    for item in items:
        if item.get_closest_marker("sqlite_only"):
            item.add_marker(pytest.mark.skip(reason="this is about SQLite alone"))


def _on_postgresql(config: pytest.Config) -> bool:
    return config.getoption("--database") == "postgresql"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """For tests that are about PostgreSQL, whatever the worlds are."""
    with server_or_skip() as server:
        yield server


@pytest.fixture(scope="session")
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    server = request.getfixturevalue("postgres_server") if _on_postgresql(request.config) else None
    return prepare(tmp_path_factory.mktemp("prepared"), server)


@pytest.fixture
def world(prepared: Prepared, tmp_path: Path) -> Iterator[World]:
    yield from opened(prepared, tmp_path)


@pytest.fixture
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, without a schema."""
    if _on_postgresql(request.config):
        with request.getfixturevalue("postgres_server").database() as url:
            yield url
    else:
        yield f"sqlite:///{tmp_path / 'new.db'}"


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
