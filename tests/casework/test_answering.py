"""Lead coder and asker write to each other until the case is answered: allowed, refused, told."""

from datetime import date

import pytest

from casework import answering, clarifying, closing, escalating
from casework.errors import CaseMoved, HoldsIdentifier, NotAllowed, NotFound, Unusable
from casework.model.clarification import Clarification
from casework.model.notice import NoticeKind as N
from casework.model.person import Role
from knowledge.codes import Classification
from tests.cases import ICD10, Office
from tests.clarifications import Ward
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
WITH_LEADS = STATES[1:5]


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_a_question_back_and_its_reply(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    query = office.act(answering.ask_back, dee, query, words="Which side?")
    assert (query.state, query.resumes_to) == ("waiting on asker", "assigned")
    query = office.act(answering.reply, asha, query, words="The left")
    assert query.state == "assigned"
    assert office.told() == [(N.QUESTION_BACK, "Asha Patel"), (N.ASKER_REPLIED, "Dee Marsh")]
    assert office.words(query) == [("question back", "Which side?"), ("reply", "The left")]


def test_who_asks_back_about_nobodys_case_has_it_then(office: Office) -> None:
    query = office.act(answering.ask_back, finn, office.handed_over(), words="Which side?")
    assert office.work(query).assigned_to == office.id(finn)
    assert office.clocks(query)["first response"].stopped_at == office.now


def test_a_reply_to_nobodys_case_tells_the_triage_place(office: Office) -> None:
    office.place("triage")
    query = office.act(escalating.release, dee, office.at("waiting on asker"))
    office.forget()
    query = office.act(answering.reply, asha, query, words="The left")
    assert (query.state, office.told()) == ("new", [(N.ASKER_REPLIED, "triage")])


def test_a_lead_answers_with_words_and_codes(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    codes = [(ICD10, "K409"), (Classification.OPCS4, "T201"), (ICD10, "K409")]
    query = office.act(answering.answer, dee, query, words="Unilateral hernia", codes=codes)
    work = office.work(query)
    assert (query.state, work.answer_codes) == ("answered", "icd10:K409,opcs4:T201")
    assert (work.answered_by, work.answered_at) == (office.id(dee), office.now)
    assert office.told() == [(N.CASE_ANSWERED, "Asha Patel")]
    assert all(clock.stopped_at for clock in office.clocks(query).values())


@pytest.mark.parametrize(
    ("episode", "on"), [(date(2025, 12, 24), date(2025, 12, 24)), (None, date(2026, 3, 3))]
)
def test_codes_are_checked_on_the_episodes_date(office: Office, episode, on) -> None:
    query = office.handed_over(episode_date=episode)

    def check(classification, code, day) -> str:
        raise Unusable(f"{classification.value} {code} on {day}")

    with pytest.raises(Unusable, match=f"icd10 K409 on {on}"):
        office.act(answering.answer, dee, query, words="so", codes=[(ICD10, "K409")], check_code=check)
    assert office.again(query).state == "new"


def test_a_lead_may_answer_a_colleagues_case_who_is_told(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    query = office.act(answering.answer, finn, query, words="K40.9")
    assert office.work(query).assigned_to == office.id(dee)
    assert office.told() == [(N.CASE_ANSWERED, "Asha Patel"), (N.CASE_ANSWERED, "Dee Marsh")]


def test_the_asker_confirms(office: Office) -> None:
    query = office.act(answering.confirm, asha, office.at("answered"))
    assert (query.state, query.outcome, query.closed_at) == ("closed", "resolved", office.now)


def test_the_asker_says_that_it_is_not_answered(office: Office) -> None:
    query = office.at("answered")
    office.forget()
    query = office.act(answering.not_answered, asha, query, words="It was bilateral")
    assert (query.state, query.reopened) == ("assigned", 1)
    assert office.told() == [(N.CASE_REOPENED, "Dee Marsh")]
    clocks = office.clocks(query)
    assert clocks["first response"].stopped_at
    assert not clocks["solution"].stopped_at


def test_what_a_leaver_answered_comes_back_as_new(office: Office) -> None:
    query = office.at("answered")
    office.edit(dee, active=False)
    office.forget()
    query = office.act(answering.not_answered, asha, query, words="It was bilateral")
    assert (query.state, office.work(query).assigned_to) == ("new", None)
    assert office.told() == [(N.CASE_REOPENED, "Finn Hale"), (N.CASE_REOPENED, "Mona Reed")]


VERBS = {
    answering.ask_back: ({"words": "?"}, dee, WITH_LEADS, (ben, cole, kit, ada, eve), (asha,)),
    answering.answer: ({"words": "!"}, dee, WITH_LEADS, (ben, cole, kit, ada, eve), (asha,)),
    answering.reply: (
        {"words": "!"},
        asha,
        ("waiting on asker",),
        (ben, cole, kit, ada, eve),
        (dee, finn),
    ),
    answering.confirm: ({}, asha, ("answered",), (ben, cole, kit, ada, eve), (dee, finn)),
    answering.not_answered: (
        {"words": "?"},
        asha,
        ("answered",),
        (ben, cole, kit, ada, eve),
        (dee, finn),
    ),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_each_verb_goes_from_its_states_alone(office: Office, verb, state: str) -> None:
    facts, who, states, _, _ = VERBS[verb]
    query = office.at(state)
    if state in states:
        assert office.act(verb, who, query, **facts).version == query.version + 1
    else:
        with pytest.raises(CaseMoved):
            office.act(verb, who, query, **facts)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_each_verb_is_for_some_and_not_for_others(office: Office, verb) -> None:
    facts, _, states, unseen, unallowed = VERBS[verb]
    query = office.at(states[-1])
    for who in unseen:
        with pytest.raises(NotFound):
            office.act(verb, who, query, **facts)
    for who in unallowed:
        with pytest.raises(NotAllowed):
            office.act(verb, who, query, **facts)
    assert office.again(query).version == query.version


@pytest.mark.parametrize(
    "verb", [verb for verb, row in VERBS.items() if row[0]], ids=lambda verb: verb.__name__
)
def test_words_are_needed_and_may_neither_be_too_long_nor_a_patients(office: Office, verb) -> None:
    _, who, states, _, _ = VERBS[verb]
    query = office.at(states[-1])
    before = office.words(query)
    for words, error in ((" \n", Unusable), ("x" * 2001, Unusable), (f"NHS {ONE}", HoldsIdentifier)):
        with pytest.raises(error):
            office.act(verb, who, query, words=words)
    assert (office.again(query).version, office.words(query)) == (query.version, before)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_a_double_press_is_one_step(office: Office, verb) -> None:
    facts, who, states, _, _ = VERBS[verb]
    query = office.at(states[-1])
    office.act(verb, who, query, **facts)
    steps, words, told = office.steps(query), office.words(query), office.told()
    with pytest.raises(CaseMoved):
        office.act(verb, who, query, **facts)
    assert (office.steps(query), office.words(query), office.told()) == (steps, words, told)


def test_a_lead_may_work_their_own_query(office: Office) -> None:
    query = office.act(escalating.take, dee, office.handed_over(dee))
    query = office.act(answering.answer, dee, query, words="I found it myself")
    assert office.act(answering.confirm, dee, query).state == "closed"


def test_a_reply_waits_on_for_the_clinician_who_has_not_answered(world: World) -> None:
    """The lead asked a clinician, then the asker too: a reply of the asker ends only their own waiting."""
    ward, office = Ward(world), Office(world)
    query = office.taken(dee)
    one = ward.sent(by=dee, query=query)
    query = office.act(answering.ask_back, dee, office.again(query), words="Which side?")
    assert query.state == "waiting on asker"
    query = office.act(answering.reply, asha, query, words="The left")
    assert (query.state, query.resumes_to) == ("waiting on clinician", "assigned")
    assert office.clocks(query)["solution"].due_at is None
    ward.do(clarifying.answer, cole, one, chosen="Other", words="neither")
    assert office.again(query).state == "assigned"
    assert office.clocks(query)["solution"].due_at is not None


def test_an_answer_or_an_end_takes_questions_to_clinicians_back(world: World) -> None:
    ward, office = Ward(world), Office(world)
    for verb, who, facts in (
        (answering.answer, dee, {"words": "K40.9"}),
        (closing.withdraw, asha, {}),
    ):
        query = office.taken(dee)
        one = ward.sent(by=dee, query=query)
        office.act(verb, who, office.again(query), **facts)
        assert office.database.now(lambda s, one=one: s.get_one(Clarification, one.id)).state == "cancelled"


def test_a_demoted_lead_has_no_rights_left(office: Office) -> None:
    query = office.taken(dee)
    office.edit(dee, role=Role.CODER.value)
    with pytest.raises(NotFound):
        office.act(answering.answer, dee, query, words="K40.9")


def test_a_query_that_waits_for_a_clinician_is_handed_over_and_waits_on(world: World) -> None:
    ward, office = Ward(world), Office(world)
    query = office.asked()
    one = ward.sent(by=asha, query=query)
    waiting = office.again(query)
    for verb, facts in ((escalating.take, {}), (escalating.assign, {"to_id": office.id(finn)})):
        with pytest.raises(CaseMoved):
            office.act(verb, dee, waiting, **facts)
    query = office.act(escalating.escalate, asha, waiting, title="Groin lump")
    assert (query.state, {clock.due_at for clock in office.clocks(query).values()}) == (
        "waiting on clinician",
        {None},
    )
    ward.do(clarifying.answer, cole, one, chosen="Other", words="neither")
    assert office.again(query).state == "new"
    assert office.clocks(query)["first response"].due_at is not None
