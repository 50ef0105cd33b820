"""Whatever people do to questions, in whatever order and at once, what is kept stays whole."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import auditing, clarifying
from casework.errors import CaseworkError, QuestionMoved
from casework.model.clarification import Clarification
from casework.model.status_change import StatusChange
from tests.clarifications import FAIR, Ward, gray
from tests.people import asha, ben, cole, dee, eve
from tests.world import World

PEOPLE = (asha, ben, cole, dee, eve, gray)
# Those who may do something come more often than those who may not.
DOERS = st.sampled_from((asha, asha, cole, cole, gray, dee, ben, eve))
VERBS: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "save": (clarifying.save_draft, {"written": FAIR}),
    "send": (clarifying.send, {}),
    "answer": (clarifying.answer, {"chosen": "Acute kidney injury"}),
    "record": (clarifying.record_where, {"where": "Letter"}),
    "redirect": (clarifying.redirect, {"words": "Not mine"}),
    "cancel": (clarifying.cancel, {"words": "Not needed"}),
    "close": (clarifying.close, {"agreement": "agree"}),
}
STEP = st.tuples(
    st.sampled_from(["start", *VERBS, "send", "answer"]), DOERS, st.integers(0, 5), st.integers(0, 4)
)


@pytest.fixture
def ward(world: World) -> Ward:
    return Ward(world)


@settings(max_examples=25)
@given(steps=st.lists(STEP, min_size=4, max_size=14))
def test_random_steps_of_random_people_keep_every_case_whole(ward: Ward, steps: list[Any]) -> None:
    query = ward.query()
    for verb, who, which, stale in [("start", asha, 0, 1), ("save", asha, 0, 1), *steps]:
        before = _kept(ward, query.id)
        try:
            if _do(ward, query.id, verb, who, which, stale):
                assert stale, "a card out of date moved something"
        except CaseworkError:
            assert _kept(ward, query.id) == before, "a refused step changes nothing"
    _check(ward, query.id)


def _do(ward: Ward, query_id: int, verb: str, who: Any, which: int, stale: int) -> bool:
    """One step from a card, one time in five from one that is out of date; whether it was one."""
    if verb == "start":
        ward.do(clarifying.start_draft, who, query_id=query_id)
        return False
    ours = _ours(ward, query_id)
    one = ours[which % len(ours)]
    work, facts = VERBS[verb]
    if verb == "redirect":
        facts = {**facts, "to_id": ward.who(gray if one.clinician_id == ward.who(cole).id else cole).id}
    if verb == "save":
        facts = {"written": replace(FAIR, clinician_id=ward.who(cole).id)}
    ward.do(work, who, one, version=one.version - (stale == 0), **facts)
    return True


def _check(ward: Ward, query_id: int) -> None:
    ours = _ours(ward, query_id)
    assert ward.world.database.now(auditing.verify, only=query_id).touched == []
    assert (ward.state(query_id) == "waiting on clinician") == any(one.is_open() for one in ours)
    for one in ours:
        moves = ward.steps(one.id)
        assert moves[-1][1] == one.state
        assert all(after == before for (_, after), (before, _) in pairwise(moves))
        assert (one.state == "redirected") == (one.redirected_to is not None)
        assert (one.state in ("answered", "closed")) == (one.answered_by is not None)
        if one.answered_by is not None:
            assert one.answered_by == one.clinician_id
    onward = [one.redirected_to for one in ours if one.redirected_to]
    assert len(onward) == len(set(onward))


def _ours(ward: Ward, query_id: int) -> list[Clarification]:
    return [one for one in ward.read(Clarification) if one.query_id == query_id]


def _kept(ward: Ward, query_id: int) -> tuple[Any, ...]:
    rows = [row.id for row in ward.read(StatusChange) if row.query_id == query_id]
    return [one.model_dump() for one in _ours(ward, query_id)], rows, ward.told()


@pytest.mark.parametrize("number", range(5))
def test_of_two_at_the_same_moment_one_is_first(ward: Ward, number: int) -> None:
    one = ward.sent()
    start = Barrier(2)

    def at_once(work: Callable[[], Any]) -> str:
        start.wait()
        try:
            work()
        except QuestionMoved:
            return "second"
        return "first"

    answer = lambda: ward.do(clarifying.answer, cole, one, chosen="Acute kidney injury")  # noqa: E731
    redirect = lambda: ward.do(  # noqa: E731
        clarifying.redirect, cole, one, to_id=ward.who(gray).id, words="Not mine"
    )
    with ThreadPoolExecutor(2) as both:
        ended = list(both.map(at_once, (answer, redirect) if number % 2 else (redirect, answer)))
    assert sorted(ended) == ["first", "second"]
    assert [step[0] for step in ward.steps(one.id)].count("open") == 1
    _check(ward, one.query_id)


def test_answered_at_the_same_moment_the_case_goes_on_once(ward: Ward) -> None:
    query = ward.query()
    first, second = ward.sent(query=query), ward.sent(query=query, to=gray)
    start = Barrier(2)

    def answered(pair: tuple[Any, Clarification]) -> None:
        start.wait()
        ward.do(clarifying.answer, pair[0], pair[1], chosen="Acute kidney injury")

    with ThreadPoolExecutor(2) as both:
        list(both.map(answered, ((cole, first), (gray, second))))
    assert ward.state() == "open"
    resumed = [row for row in ward.read(StatusChange) if row.before == "waiting on clinician"]
    assert len(resumed) == 1
