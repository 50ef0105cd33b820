"""A block and the answer that it waits for, at the same instant: no episode waits for what has been said.

On PostgreSQL (`--database postgresql`) transactions run side by side; on SQLite one waits for the other.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import pytest
from sqlmodel import Session

from casework import answering, clarifying, episodes
from casework.department import Department
from casework.episodes import Link
from casework.errors import Unusable
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery
from knowledge.codes import Classification
from tests.cases import any_code, at_once
from tests.clarifications import Ward
from tests.episodes import Records, row
from tests.people import Somebody, asha, cole, dee
from tests.world import World

# As long as the second is given to run ahead of the first, which it must not.
HEAD_START_SECONDS = 0.3
CODE = [(Classification.ICD10, "K409")]
Step = Callable[[Session], Any]


@pytest.fixture
def records(world: World) -> Records:
    made = Records(world)
    made.take(row("A-1"))
    return made


@pytest.fixture
def ward(records: Records) -> Ward:
    return Ward(records.world)


def waits_for(records: Records, case: Link, by: Somebody = asha) -> Step:
    """The episode is blocked until the case is answered."""
    one, who, now = records["A-1"], records.office.who(by), records.world.clock()
    given = {"episode_id": one.id, "version": one.version, "case": case, "by": who, "now": now}
    return lambda session: episodes.link(session, **given)


def ruled(records: Records, query: CodingQuery) -> Step:
    """The lead coder answers."""
    facts: dict[str, Any] = {
        "department": records.department,
        "words": "K40.9",
        "codes": CODE,
        "check_code": any_code,
    }
    facts |= {"by": records.office.who(dee), "now": records.world.clock()}
    return lambda session: answering.answer(session, query_id=query.id, version=query.version, **facts)


def clarified(ward: Ward, one: Clarification) -> Step:
    """The clinician answers."""
    facts: dict[str, Any] = {"version": one.version, "by": ward.who(cole), "now": ward.now}
    facts |= {"chosen": "Acute kidney injury", "department": Department()}
    return lambda session: clarifying.answer(session, clarification_id=one.id, **facts)


def second_during_first(records: Records, first: Step, second: Step) -> Future[Any]:
    """The second is begun before the first has committed; what became of it."""
    with ThreadPoolExecutor(1) as pool:

        def work(session: Session) -> Future[Any]:
            first(session)
            begun = pool.submit(records.world.database.now, second)
            wait([begun], timeout=HEAD_START_SECONDS)
            return begun

        return records.world.database.now(work)


def test_a_ruling_that_comes_while_the_block_is_written_sets_it_free(records: Records) -> None:
    query = records.office.handed_over()
    case = Link(query_id=query.id)
    second_during_first(records, waits_for(records, case, by=dee), ruled(records, query)).result()
    assert records["A-1"].state == "uncoded"


def test_a_block_that_comes_while_the_ruling_is_written_is_refused(records: Records) -> None:
    query = records.office.handed_over()
    case = Link(query_id=query.id)
    blocked = second_during_first(records, ruled(records, query), waits_for(records, case, by=dee))
    assert isinstance(blocked.exception(), Unusable)
    assert records["A-1"].state == "uncoded"


def test_a_clinicians_answer_that_comes_while_the_block_is_written_sets_it_free(
    records: Records, ward: Ward
) -> None:
    one = ward.sent()
    case = Link(clarification_id=one.id)
    second_during_first(records, waits_for(records, case), clarified(ward, one)).result()
    assert records["A-1"].state == "uncoded"


def test_a_block_that_comes_while_a_clinician_answers_is_refused(records: Records, ward: Ward) -> None:
    one = ward.sent()
    case = Link(clarification_id=one.id)
    blocked = second_during_first(records, clarified(ward, one), waits_for(records, case))
    assert isinstance(blocked.exception(), Unusable)
    assert records["A-1"].state == "uncoded"


def test_at_the_same_moment_again_and_again_none_is_left_waiting(records: Records) -> None:
    database = records.world.database
    for _ in range(8):
        query = records.office.handed_over()
        link, answer = waits_for(records, Link(query_id=query.id), by=dee), ruled(records, query)
        blocked, answered = at_once(lambda: database.now(link), lambda: database.now(answer))  # noqa: B023
        assert not isinstance(answered, Exception)
        assert blocked is None or isinstance(blocked, (Unusable, type(records["A-1"])))
        assert records["A-1"].state == "uncoded"
