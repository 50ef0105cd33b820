"""Two queries that ask the same are worked as one; nobody who asked is forgotten."""

import pytest

from casework import answering, auditing, closing, escalating, merging
from casework.errors import CaseMoved, NotAllowed, NotFound, Unusable
from casework.model.coding_query import Outcome
from casework.model.notice import Notice
from casework.model.notice import NoticeKind as N
from tests.cases import Office
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit
from tests.world import World


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


@pytest.fixture
def two(office: Office):
    """Asha's original, at Dee's, and Ben's duplicate, at Finn's."""
    return office.taken(dee), office.taken(finn, of=ben)


def test_a_duplicate_is_closed_and_both_askers_are_told(office: Office, two) -> None:
    original, duplicate = two
    office.forget()
    closed = office.merged(duplicate, original)
    assert (closed.state, closed.outcome, closed.duplicate_of) == ("closed", "duplicate", original.id)
    assert office.told() == [
        (N.CASE_CLOSED, "Ben Okoro"),
        (N.CASE_CLOSED, "Finn Hale"),
        (N.NOTE_ADDED, "Asha Patel"),
    ]
    assert all(clock.stopped_at for clock in office.clocks(duplicate).values())
    assert office.again(original).version == original.version
    assert office.case(original).changes[-1][0].why == "CQ-1002 was merged into it"
    assert office.database.now(auditing.verify).touched == []


@pytest.mark.parametrize("words", ["CQ-1001", "cq 1001", " 1001 ", "CQ1001"])
def test_the_original_is_named_as_people_say_it(office: Office, two, words: str) -> None:
    assert office.act(merging.merge, dee, two[1], duplicate_of=words).duplicate_of == 1


@pytest.mark.parametrize(
    "words", ["", "CQ-999", "CQ-1000", "1", "CQ-1003", "the other", "99999999999999", "CQ-１００１"]
)
def test_what_is_no_case_is_refused(office: Office, two, words: str) -> None:
    with pytest.raises(Unusable):
        office.act(merging.merge, dee, two[1], duplicate_of=words)


def test_neither_with_itself_nor_in_a_circle_nor_into_a_duplicate(office: Office, two) -> None:
    original, duplicate = two
    with pytest.raises(Unusable, match="itself"):
        office.merged(original, original)
    office.merged(duplicate, original)
    with pytest.raises(Unusable, match="duplicate itself"):
        office.merged(original, duplicate)
    with pytest.raises(Unusable, match="duplicate itself"):
        office.merged(office.taken(dee), duplicate)


def test_not_into_what_nobody_will_answer(office: Office, two) -> None:
    never, withdrawn = office.asked(), office.act(closing.withdraw, asha, office.taken(dee))
    with pytest.raises(Unusable, match="never handed"):
        office.merged(two[1], never)
    with pytest.raises(Unusable, match="withdrawn"):
        office.merged(two[1], withdrawn)


def test_not_into_another_tenants_case(office: Office, two) -> None:
    theirs = office.handed_over(eve)
    with pytest.raises(Unusable, match=f"no case {theirs.reference}"):
        office.merged(two[1], theirs)


def test_only_leads_merge_and_only_what_is_worked(office: Office, two) -> None:
    original, duplicate = two
    for who in (ben, asha, cole, kit, ada, eve):
        with pytest.raises(NotAllowed if who is ben else NotFound):
            office.merged(duplicate, original, by=who)
    for state in ("open", "closed"):
        with pytest.raises(CaseMoved):
            office.merged(office.at(state), original)
    assert office.merged(office.at("answered"), original).outcome == "duplicate"
    assert office.merged(office.at("waiting on asker"), original).outcome == "duplicate"


def test_the_originals_answer_goes_to_the_merged_askers_too(office: Office, two) -> None:
    original, duplicate = two
    office.merged(duplicate, original)
    third = office.handed_over(cole)
    top = office.taken(finn, of=cole)
    office.merged(third, duplicate_target := original)
    office.merged(duplicate_target, top)
    office.forget()
    office.act(answering.answer, dee, top, words="K40.9")
    assert sorted(office.told()) == [
        (N.CASE_ANSWERED, "Asha Patel"),
        (N.CASE_ANSWERED, "Ben Okoro"),
        (N.CASE_ANSWERED, "Dr Cole"),
        (N.CASE_ANSWERED, "Dr Cole"),
        (N.CASE_ANSWERED, "Finn Hale"),
    ]
    bens = next(one for one in office.rows(Notice) if one.person_id == office.id(ben))
    assert (bens.query_id, bens.facts["original"], bens.facts["original_id"]) == (
        duplicate.id,
        top.reference,
        top.id,
    )


def test_a_merged_asker_reads_the_answer_but_not_the_case(office: Office, two) -> None:
    original, duplicate = two
    office.merged(duplicate, original)
    office.act(answering.answer, dee, original, words="K40.9, since it is one-sided")
    seen = office.case(duplicate, ben)
    assert (seen.original, seen.original_answer.words) == ("CQ-1001", "K40.9, since it is one-sided")
    with pytest.raises(NotFound):
        office.case(original, ben)
    assert [one.id for one in office.case(original, dee).duplicates] == [duplicate.id]
    assert office.case(original, asha).duplicates == []


def test_merged_into_what_is_answered_already_is_answered_at_once(office: Office) -> None:
    original, duplicate = office.at("answered"), office.handed_over(ben)
    office.forget()
    office.merged(duplicate, original)
    assert (N.CASE_ANSWERED, "Ben Okoro") in office.told()


def test_the_merged_askers_hear_of_the_originals_end(office: Office, two) -> None:
    original, duplicate = two
    office.merged(duplicate, original)
    office.forget()
    office.act(closing.close, dee, original, outcome=Outcome.NO_ANSWER, words="nobody knows")
    assert office.told() == [(N.CASE_CLOSED, "Asha Patel"), (N.CASE_CLOSED, "Ben Okoro")]


def test_a_withdrawn_original_gives_its_duplicates_back(office: Office, two) -> None:
    original, duplicate = two
    below = office.handed_over(cole)
    office.merged(below, duplicate)
    office.merged(duplicate, original)
    office.forget()
    office.act(closing.withdraw, asha, original)
    again = office.again(duplicate)
    assert (again.state, again.outcome, again.duplicate_of, again.reopened) == ("assigned", "", None, 1)
    assert office.again(below).duplicate_of == duplicate.id
    assert office.told() == [
        (N.CASE_CLOSED, "Dee Marsh"),
        (N.CASE_REOPENED, "Ben Okoro"),
        (N.CASE_REOPENED, "Finn Hale"),
    ]
    assert office.clocks(duplicate)["solution"].stopped_at is None


def test_a_duplicate_is_not_reopened(office: Office, two) -> None:
    closed = office.merged(two[1], two[0])
    with pytest.raises(Unusable, match="duplicate"):
        office.act(closing.reopen, ben, closed, words="mine is different")


def test_a_merge_pressed_twice_is_one(office: Office, two) -> None:
    office.merged(two[1], two[0])
    told = office.told()
    with pytest.raises(CaseMoved):
        office.merged(two[1], two[0])
    assert office.told() == told
    assert office.act(escalating.release, dee, two[0]).state == "new"
