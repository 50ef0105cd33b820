"""One department of Teams for all journeys; in each test Casey arrives in it anew."""

import os
from collections.abc import Iterator

import pytest

from tests.journeys import events
from tests.journeys.journey import Journey
from tests.journeys.programs import EVENTS, Browser, lacking, teams
from tests.prepared import prepared_data


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("journey") / "data"
    with teams(prepared_data(tmp_path_factory, folder)) as one:
        yield one


@pytest.fixture
def journey(request: pytest.FixtureRequest) -> Iterator[Journey]:
    missing = lacking()
    if missing and os.environ.get("CI"):
        pytest.fail(f"a journey must run here, but {missing}")
    if missing:
        pytest.skip(missing)
    journey = Journey(request.getfixturevalue("client"))
    journey.given_casey_has_added_the_bot()
    yield journey
    assert events.refused(EVENTS) == []
