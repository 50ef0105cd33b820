"""How a case ends and begins again: allowed, refused, told."""

from datetime import timedelta

import pytest

from casework import answering, asking, closing, escalating
from casework.errors import AlreadyClosed, CaseMoved, HoldsIdentifier, NotAllowed, NotFound, Unusable
from casework.model.coding_query import Outcome
from casework.model.notice import NoticeKind as N
from tests.cases import ICD10, Office, offered
from tests.nhs_numbers import ONE
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit
from tests.world import World

STATES = (
    "open",
    "new",
    "assigned",
    "waiting on asker",
    "waiting on national helpdesk",
    "answered",
    "closed",
)
REASON = {"words": "nobody knows"}
VERBS = {
    closing.close: ({"outcome": Outcome.NO_ANSWER, **REASON}, dee, STATES[1:6], (asha,)),
    closing.withdraw: ({}, asha, STATES[:5], (dee, finn)),
    closing.reopen: (REASON, asha, ("closed",), ()),
}


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_each_verb_goes_from_its_states_alone(office: Office, verb, state: str) -> None:
    facts, who, states, _ = VERBS[verb]
    query = office.at(state)
    if state in states:
        assert office.act(verb, who, query, **facts).version == query.version + 1
    else:
        with pytest.raises(CaseMoved):
            office.act(verb, who, query, **facts)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_each_verb_is_for_some_and_not_for_others(office: Office, verb) -> None:
    facts, _, states, unallowed = VERBS[verb]
    query = office.at(states[-1])
    for who in (ben, cole, kit, ada, eve):
        with pytest.raises(NotFound):
            office.act(verb, who, query, **facts)
    for who in unallowed:
        with pytest.raises(NotAllowed):
            office.act(verb, who, query, **facts)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_a_double_press_is_one_step(office: Office, verb) -> None:
    facts, who, states, _ = VERBS[verb]
    query = office.at(states[-1])
    office.act(verb, who, query, **facts)
    steps, told = office.steps(query), office.told()
    with pytest.raises(CaseMoved):
        office.act(verb, who, query, **facts)
    assert (office.steps(query), office.told()) == (steps, told)


def test_a_closed_case_says_how_it_ended_to_asker_and_assignee(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    query = office.act(closing.close, finn, query, outcome=Outcome.RESOLVED, words="by telephone")
    assert (query.outcome, query.closed_at) == ("resolved", office.now)
    assert office.told() == [(N.CASE_CLOSED, "Asha Patel"), (N.CASE_CLOSED, "Dee Marsh")]
    assert all(clock.stopped_at for clock in office.clocks(query).values())


@pytest.mark.parametrize("outcome", [Outcome.CODE, Outcome.WITHDRAWN, Outcome.DUPLICATE])
def test_a_lead_closes_as_resolved_or_without_an_answer_only(office: Office, outcome: Outcome) -> None:
    with pytest.raises(Unusable):
        office.act(closing.close, dee, office.taken(), outcome=outcome, words="so")


def test_a_reason_is_needed_where_the_asker_has_no_answer(office: Office) -> None:
    for outcome in (Outcome.RESOLVED, Outcome.NO_ANSWER):
        with pytest.raises(Unusable, match="why"):
            office.act(closing.close, dee, office.taken(), outcome=outcome)
    assert office.act(closing.close, dee, office.at("answered"), outcome=Outcome.RESOLVED).state == "closed"


def test_a_withdrawn_case_tells_its_assignee(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    query = office.act(closing.withdraw, asha, query, words="found it")
    assert (query.outcome, office.told()) == ("withdrawn", [(N.CASE_CLOSED, "Dee Marsh")])


def test_a_reopened_case_is_its_leads_again(office: Office) -> None:
    query = office.at("closed")
    office.forget()
    query = office.act(closing.reopen, asha, query, words="the notes came")
    assert (query.state, query.outcome, query.closed_at, query.reopened) == ("assigned", "", None, 1)
    assert office.told() == [(N.CASE_REOPENED, "Dee Marsh")]
    assert office.clocks(query)["solution"].stopped_at is None


def test_a_lead_reopens_too_and_the_asker_is_told(office: Office) -> None:
    query = office.at("closed")
    office.forget()
    office.act(closing.reopen, finn, query, words="wrong after all")
    assert office.told() == [(N.CASE_REOPENED, "Asha Patel"), (N.CASE_REOPENED, "Dee Marsh")]


@pytest.mark.parametrize(("days", "may"), [(28, True), (28.01, False)])
def test_reopening_has_its_time(office: Office, days: float, may: bool) -> None:
    query = office.at("closed")
    office.world.clock.move(days=days)
    if may:
        assert office.act(closing.reopen, asha, query, words="the notes came").state == "assigned"
    else:
        with pytest.raises(Unusable, match="more than 28 days ago"):
            office.act(closing.reopen, asha, query, words="the notes came")


def test_reasons_are_of_no_patient(office: Office) -> None:
    query = office.at("closed")
    with pytest.raises(HoldsIdentifier):
        office.act(closing.reopen, asha, query, words=f"NHS {ONE}")
    with pytest.raises(HoldsIdentifier):
        office.act(closing.close, dee, office.taken(), outcome=Outcome.NO_ANSWER, words=f"NHS {ONE}")


def test_a_query_closed_with_a_code_can_be_reopened_and_answered_anew(office: Office) -> None:
    query = office.asked(offered=[offered("K409"), offered("K402", 2)])

    def choose(code: str) -> None:
        office.database.now(
            asking.close_with_code,
            query_id=query.id,
            by=office.who(asha),
            classification=ICD10.value,
            code=code,
            now=office.now,
        )

    choose("K409")
    with pytest.raises(AlreadyClosed):
        choose("K402")
    again = office.act(closing.reopen, asha, office.again(query), words="it was bilateral")
    assert (again.state, again.chosen_code, again.outcome) == ("open", "", "")
    choose("K402")
    assert office.again(query).chosen_code == "K402"
    again = office.act(closing.reopen, asha, office.again(query), words="not sure")
    assert office.act(escalating.escalate, asha, again, title="Groin lump").state == "new"


def test_a_suggestion_of_a_case_that_is_with_the_leads_says_who_moved_it(office: Office) -> None:
    query = office.asked(offered=[offered("K409")])
    office.act(escalating.escalate, asha, query, title="Groin lump")
    with pytest.raises(CaseMoved, match="handed to the lead coders"):
        office.database.now(
            asking.close_with_code,
            query_id=query.id,
            by=office.who(asha),
            classification=ICD10.value,
            code="K409",
            now=office.now,
        )


def test_what_nobody_confirms_is_closed_in_time_and_once(office: Office) -> None:
    early, late = office.at("answered"), None
    office.world.clock.move(days=7)
    late = office.at("answered")
    office.act(answering.not_answered, asha, office.at("answered"), words="no")
    office.forget()

    def close(days: float) -> list[int]:
        office.world.clock.move(days=days)
        return office.database.now(closing.close_confirmed, department=office.department, now=office.now)

    assert close(6.9) == []
    assert close(0.1) == [early.id]
    assert close(0.0) == []
    assert office.again(early).outcome == "resolved"
    assert office.told() == [(N.CASE_CLOSED, "Asha Patel")]
    assert office.case(early).changes[-1][1] == "confirmations"
    assert close(7.0) == [late.id]
    assert office.again(late).closed_at - office.now == timedelta(0)
