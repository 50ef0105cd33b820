"""A department for each module of journeys; in each test those who take part arrive in it anew.

A module that needs more than Casey says so:

    @pytest.fixture(scope="module")
    def cast() -> Cast:
        return Cast(people=("casey", "isaiah", "drew"), settings={"CODINGBOT_…": "…"}, prepare=import_people)
"""

import os
from collections.abc import Iterator

import pytest

from tests.journeys.cast import Cast
from tests.journeys.colleague import Colleague
from tests.journeys.department import Department
from tests.journeys.programs import lacking, teams
from tests.prepared import prepared_data


@pytest.fixture(scope="module")
def cast() -> Cast:
    """Casey alone, over the starter editions."""
    return Cast()


@pytest.fixture(scope="module")
def started(
    cast: Cast, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Department]:
    missing = lacking()
    if missing and os.environ.get("CI"):
        pytest.fail(f"a journey must run here, but {missing}")
    if missing:
        pytest.skip(missing)
    name = request.path.stem.removeprefix("test_")
    data_dir = prepared_data(tmp_path_factory, tmp_path_factory.mktemp(name) / "data")
    with teams(name, data_dir, cast) as running:
        yield Department(running)


@pytest.fixture
def department(started: Department) -> Iterator[Department]:
    yield started
    assert started.refused() == []


@pytest.fixture
def casey(department: Department) -> Colleague:
    """Casey Coder, a coder."""
    return department.arrives("casey")


@pytest.fixture
def isaiah(department: Department) -> Colleague:
    """Isaiah Lead, the lead coder."""
    return department.arrives("isaiah")


@pytest.fixture
def drew(department: Department) -> Colleague:
    """Dr Drew Clinician, a clinician."""
    return department.arrives("drew")
