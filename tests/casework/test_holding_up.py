"""Episodes that wait for a real case: its answer sets them free and their coders are told, once each."""

import pytest

from casework import answering, clarifying, closing, episodes, taking_back
from casework.episodes import Link
from casework.errors import NotFound, Unusable
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery, Outcome
from casework.model.episode import BlockReason
from casework.model.notice import NoticeKind
from knowledge.codes import Classification
from tests.clarifications import Ward, gray
from tests.episodes import Records, row
from tests.people import asha, ben, cole, dee
from tests.world import World

UNBLOCKED = NoticeKind.EPISODE_UNBLOCKED
CODE = [(Classification.ICD10, "K409")]


@pytest.fixture
def records(world: World) -> Records:
    made = Records(world)
    made.take(row("A-1"), row("B-1"), row("C-1"))
    made.give("C-1", ben)
    return made


def wait_for(records: Records, query: CodingQuery, *references: str) -> None:
    for reference in references:
        records.act(episodes.link, reference, case=Link(query_id=query.id), by=dee)


def answered(records: Records, query: CodingQuery) -> None:
    """The lead answers."""
    records.office.act(answering.answer, dee, records.office.again(query), words="K40.9", codes=CODE)


def test_a_ruling_sets_free_what_waited_for_it(records: Records) -> None:
    query = records.office.handed_over()
    wait_for(records, query, "A-1")
    assert (records["A-1"].state, records["A-1"].block_reason) == ("blocked", "awaiting ruling")
    answered(records, query)
    one = records["A-1"]
    assert (one.state, one.block_reason, one.query_id) == ("uncoded", "", query.id)
    assert one.unblocked_at == records.world.clock()
    assert records.told(UNBLOCKED) == ["Asha Patel"]


def test_each_coder_is_told_once_however_many_it_sets_free(records: Records) -> None:
    query = records.office.handed_over()
    wait_for(records, query, "A-1", "B-1", "C-1")
    answered(records, query)
    assert records.told(UNBLOCKED) == ["Asha Patel", "Ben Okoro"]
    first = records.notices(UNBLOCKED)[0]
    assert first.facts == {"episodes": [records["A-1"].id, records["B-1"].id]}


def test_the_same_answer_again_tells_nobody_again(records: Records) -> None:
    query = records.office.handed_over()
    wait_for(records, query, "A-1")
    answered(records, query)
    again = records.office.again(query)
    records.world.database.now(episodes.case_answered, again, records.world.clock())
    assert len(records.notices(UNBLOCKED)) == 1


def test_a_case_closed_without_an_answer_sets_free_too(records: Records) -> None:
    query = records.office.handed_over()
    wait_for(records, query, "A-1")
    records.office.act(
        closing.close, dee, records.office.again(query), outcome=Outcome.NO_ANSWER, words="nobody knows"
    )
    assert records["A-1"].state == "uncoded"


def test_what_waited_for_a_duplicate_waits_for_the_original(records: Records) -> None:
    original, double = records.office.handed_over(), records.office.handed_over(words="groin lump")
    wait_for(records, double, "A-1")
    records.office.merged(records.office.again(double), records.office.again(original))
    assert (records["A-1"].state, records["A-1"].query_id) == ("blocked", original.id)
    answered(records, original)
    assert records["A-1"].state == "uncoded"


def test_what_somebody_else_unblocked_is_left_alone(records: Records) -> None:
    query = records.office.handed_over()
    wait_for(records, query, "A-1")
    records.act(episodes.block, "A-1", reason=BlockReason.HISTOLOGY_AWAITED)
    answered(records, query)
    assert (records["A-1"].block_reason, records.told(UNBLOCKED)) == ("histology awaited", [])


def test_only_a_case_that_waits_can_be_waited_for(records: Records) -> None:
    for query in (records.office.asked(), records.office.at("answered"), records.office.at("closed")):
        with pytest.raises(Unusable, match="not waiting for the lead"):
            wait_for(records, query, "A-1")


def test_nobody_waits_for_a_case_that_they_may_not_see(records: Records) -> None:
    query = records.office.handed_over(by=ben)
    with pytest.raises(NotFound):
        records.act(episodes.link, "A-1", case=Link(query_id=query.id), by=asha)
    with pytest.raises(NotFound):
        records.act(episodes.link, "A-1", case=Link(query_id=10**6), by=asha)


@pytest.fixture
def ward(records: Records) -> Ward:
    return Ward(records.world)


def wait(records: Records, one: Clarification, reference: str = "A-1") -> None:
    records.act(episodes.link, reference, case=Link(clarification_id=one.id))


def test_a_clinicians_answer_sets_free_what_waited_for_it(records: Records, ward: Ward) -> None:
    one = ward.sent()
    wait(records, one)
    assert records["A-1"].block_reason == "awaiting clarification"
    one = ward.do(clarifying.answer, cole, one, chosen="Acute kidney injury")
    assert (records["A-1"].state, records.told(UNBLOCKED)) == ("uncoded", ["Asha Patel"])
    records.world.database.now(episodes.clarification_answered, one, records.world.clock())
    assert len(records.notices(UNBLOCKED)) == 1


def test_a_draft_cannot_be_waited_for(records: Records, ward: Ward) -> None:
    with pytest.raises(Unusable, match="send it first"):
        wait(records, ward.written())


def test_a_redirected_question_is_waited_for_at_the_other_clinician(records: Records, ward: Ward) -> None:
    one = ward.sent()
    wait(records, one)
    to = ward.do(taking_back.redirect, cole, one, to_id=ward.who(gray).id, words="not my patient")
    assert (records["A-1"].state, records["A-1"].clarification_id) == ("blocked", to.id)
    ward.do(clarifying.answer, gray, to, chosen="Acute kidney injury")
    assert records["A-1"].state == "uncoded"


def test_a_cancelled_question_sets_free(records: Records, ward: Ward) -> None:
    one = ward.sent()
    wait(records, one)
    ward.do(taking_back.cancel, asha, one, words="found it in the notes")
    assert records["A-1"].state == "uncoded"


def test_a_query_that_only_a_clinician_has_is_no_ruling(records: Records, ward: Ward) -> None:
    """Its asker may close it alone; the episode waits for the clarification instead."""
    query = records.office.asked()
    one = ward.sent(query=query)
    with pytest.raises(Unusable, match="not waiting for the lead"):
        records.act(episodes.link, "A-1", case=Link(query_id=query.id))
    wait(records, one)
