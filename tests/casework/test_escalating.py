"""A query is handed over, taken, given, released, passed on: who may, from where, and who is told."""

from datetime import date

import pytest

from casework import auditing, escalating
from casework.errors import CaseMoved, HoldsIdentifier, NotAllowed, NotFound, Unusable
from casework.model.escalation import Urgency
from casework.model.notice import NoticeKind as N
from casework.model.person import Role
from tests.cases import Office
from tests.nhs_numbers import ONE
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit, mona
from tests.world import World


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def test_a_query_is_handed_over_with_its_details(office: Office) -> None:
    query = office.handed_over(
        title="  Groin\nlump ",
        details="seen twice",
        urgency=Urgency.URGENT,
        specialty="Surgery",
        episode_date=date(2026, 2, 1),
    )
    work = office.work(query)
    assert (query.state, query.version, work.title, work.urgency) == ("new", 2, "Groin lump", "urgent")
    assert (work.specialty, work.episode_date, work.escalated_by) == (
        "Surgery",
        date(2026, 2, 1),
        office.id(asha),
    )
    assert office.words(query) == [("details", "seen twice")]
    assert office.steps(query) == [("", "open"), ("open", "new")]
    assert set(office.clocks(query)) == {"first response", "update", "solution"}
    assert office.database.now(auditing.verify).touched == []


@pytest.mark.parametrize("who", [ben, cole, kit, ada, eve], ids=lambda who: who.speaker.name)
def test_nobody_hands_over_what_they_do_not_see(office: Office, who) -> None:
    query = office.asked()
    with pytest.raises(NotFound):
        office.act(escalating.escalate, who, query, title="mine")
    assert office.again(query).state == "open"


def test_a_lead_sees_it_but_leaves_it_to_its_asker(office: Office) -> None:
    with pytest.raises(NotAllowed):
        office.act(escalating.escalate, dee, office.asked(), title="mine")


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"title": " "}, Unusable),
        ({"title": "x" * 121}, Unusable),
        ({"title": "x", "details": "y" * 2001}, Unusable),
        ({"title": f"NHS {ONE}"}, HoldsIdentifier),
        ({"title": "x", "details": f"NHS {ONE}"}, HoldsIdentifier),
        ({"title": "x", "specialty": f"NHS {ONE}"}, HoldsIdentifier),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_kept(office: Office, facts, error) -> None:
    query = office.asked()
    with pytest.raises(error):
        office.act(escalating.escalate, asha, query, **facts)
    assert (office.again(query).state, office.clocks(query), office.told()) == ("open", {}, [])


def test_the_same_press_again_is_told_who_was_first(office: Office) -> None:
    query = office.asked()
    office.act(escalating.escalate, asha, query, title="Groin lump")
    with pytest.raises(CaseMoved, match=r"Asha Patel was first .handed to the lead coders on Tue 3 March"):
        office.act(escalating.escalate, asha, query, title="Groin lump")
    assert len(office.told()) == 3


def test_every_lead_is_told_where_there_is_no_triage_place(office: Office) -> None:
    office.handed_over()
    assert office.told() == [(N.CASE_FOR_YOU, name) for name in ("Dee Marsh", "Finn Hale", "Mona Reed")]


def test_leads_of_the_specialty_are_told_alone(office: Office) -> None:
    office.edit(finn, specialties="surgery, Cardiology")
    office.handed_over(specialty=" cardiology")
    assert office.told() == [(N.CASE_FOR_YOU, "Finn Hale")]


def test_a_lead_without_specialties_is_not_one_of_every_blank_specialty(office: Office) -> None:
    office.edit(finn, specialties="surgery")
    office.handed_over(specialty="")
    assert len(office.told()) == 3


@pytest.mark.parametrize(("specialty", "place"), [("", "all"), ("Cardiology ", "hearts"), ("surgery", "all")])
def test_the_triage_place_of_the_specialty_is_told_else_the_general_one(office, specialty, place) -> None:
    office.place("all")
    office.place("hearts", specialty="cardiology")
    office.place("elsewhere", tenant=eve.speaker.tenant)
    office.handed_over(specialty=specialty)
    assert office.told() == [(N.CASE_IN_TRIAGE, place)]


def test_a_lead_who_asks_is_not_told_of_it(office: Office) -> None:
    query = office.handed_over(dee)
    assert office.told() == [(N.CASE_FOR_YOU, "Finn Hale"), (N.CASE_FOR_YOU, "Mona Reed")]
    assert office.act(escalating.take, dee, query).state == "assigned"


def test_a_lead_takes_a_case_and_the_asker_hears_of_it(office: Office) -> None:
    query = office.handed_over()
    office.forget()
    taken = office.act(escalating.take, dee, query)
    assert (taken.state, office.work(query).assigned_to) == ("assigned", office.id(dee))
    assert office.told() == [(N.CASE_TAKEN, "Asha Patel")]
    assert office.clocks(query)["first response"].stopped_at == office.now


@pytest.mark.parametrize("who", [asha, ben, cole, kit, ada, eve], ids=lambda who: who.speaker.name)
def test_nobody_but_a_lead_takes_assigns_or_releases(office: Office, who) -> None:
    query = office.handed_over()
    for verb, facts in (
        (escalating.take, {}),
        (escalating.assign, {"to_id": office.id(dee)}),
        (escalating.release, {}),
        (escalating.pass_on, {"words": "too hard"}),
        (escalating.set_urgency, {"urgency": Urgency.URGENT}),
    ):
        with pytest.raises(NotAllowed if who is asha else NotFound):
            office.act(verb, who, query, **facts)
    assert office.again(query).version == query.version


def test_a_taken_case_is_not_taken_again(office: Office) -> None:
    query = office.handed_over()
    office.act(escalating.take, dee, query)
    for card in (query, office.again(query)):
        with pytest.raises(CaseMoved, match=r"Dee Marsh was first .taken"):
            office.act(escalating.take, finn, card)


def test_a_case_is_given_to_a_colleague_and_all_hear_of_it(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    query = office.act(escalating.assign, mona, query, to_id=office.id(finn))
    assert office.work(query).assigned_to == office.id(finn)
    assert office.told() == [
        (N.CASE_FOR_YOU, "Finn Hale"),
        (N.CASE_TAKEN, "Asha Patel"),
        (N.CASE_TAKEN, "Dee Marsh"),
    ]


@pytest.mark.parametrize("to", [asha, cole, kit, ada, eve, None], ids=str)
def test_a_case_goes_only_to_who_works_the_queue_here(office: Office, to) -> None:
    query = office.handed_over()
    with pytest.raises(Unusable):
        office.act(escalating.assign, dee, query, to_id=office.id(to) if to else 2**31)


def test_a_case_does_not_go_to_a_leaver_or_to_who_has_it(office: Office) -> None:
    query = office.taken(dee)
    office.edit(finn, active=False)
    for to in (finn, dee):
        with pytest.raises(Unusable):
            office.act(escalating.assign, dee, query, to_id=office.id(to))


def test_a_released_case_is_new_and_the_others_are_told(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    query = office.act(escalating.release, dee, query)
    assert (query.state, office.work(query).assigned_to) == ("new", None)
    assert office.told() == [(N.CASE_FOR_YOU, "Finn Hale"), (N.CASE_FOR_YOU, "Mona Reed")]


def test_a_waiting_case_goes_on_waiting_with_whoever_has_it(office: Office) -> None:
    query = office.at("waiting on asker")
    query = office.act(escalating.release, finn, query)
    assert (query.state, query.resumes_to, office.work(query).assigned_to) == (
        "waiting on asker",
        "new",
        None,
    )
    with pytest.raises(Unusable, match="Nobody has"):
        office.act(escalating.release, finn, query)
    query = office.act(escalating.assign, finn, query, to_id=office.id(finn))
    assert (query.state, query.resumes_to) == ("waiting on asker", "assigned")


def test_a_case_passed_on_is_the_managers(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    query = office.act(escalating.pass_on, dee, query, words="beyond me")
    work = office.work(query)
    assert (query.state, work.level, work.assigned_to) == ("new", 1, None)
    assert office.told() == [(N.CASE_FOR_YOU, "Mona Reed")]
    assert office.words(query) == [("reason", "beyond me")]
    with pytest.raises(Unusable, match="already"):
        office.act(escalating.pass_on, finn, query, words="again")


def test_there_must_be_another_manager_to_pass_it_to(office: Office) -> None:
    query = office.taken(dee)
    with pytest.raises(Unusable, match="no other coding manager"):
        office.act(escalating.pass_on, mona, query, words="beyond me")
    office.edit(mona, role=Role.LEAD_CODER.value)
    with pytest.raises(Unusable, match="no other coding manager"):
        office.act(escalating.pass_on, dee, query, words="beyond me")


@pytest.mark.parametrize("state", ["open", "answered", "closed"])
def test_what_is_not_with_the_leads_is_not_moved_among_them(office: Office, state: str) -> None:
    query = office.at(state)
    for verb, facts in (
        (escalating.take, {}),
        (escalating.assign, {"to_id": office.id(finn)}),
        (escalating.release, {}),
        (escalating.pass_on, {"words": "too hard"}),
        (escalating.set_urgency, {"urgency": Urgency.URGENT}),
    ):
        with pytest.raises(CaseMoved):
            office.act(verb, dee, query, **facts)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 10**30])
def test_a_forged_number_is_a_case_that_is_not_found(office: Office, number: int) -> None:
    query = office.handed_over()
    with pytest.raises(NotFound):
        office.act(escalating.take, dee, query, query_id=number)
    with pytest.raises(CaseMoved):
        office.act(escalating.take, dee, query, version=number)
