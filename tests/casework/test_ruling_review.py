"""Rulings age, and editions take their codes away; what ended stays readable and never answers."""

import pytest

from casework import rulings as reading
from casework.model.notice import NoticeKind as N
from casework.model.ruling import RulingState
from casework.ruling import keep, ratify, withdraw
from casework.ruling_review import age, mark_for_review
from knowledge.finding.changed_codes import changed_codes
from knowledge.importers.difference import difference
from knowledge.importers.rows import Row
from tests.cases import ICD10
from tests.people import asha, dee, eve, mona
from tests.rulings import Rulings, days, office
from tests.world import TODAY, World


@pytest.fixture
def rulings(world: World) -> Rulings:
    return office(world)


def aged(rulings: Rulings) -> list[int]:
    return rulings.database.now(age, department=rulings.department, now=rulings.now)


def answering(rulings: Rulings, one, by=asha) -> bool:
    """Whether it would be shown as a precedent now, if the search had found it."""
    found = rulings.database.now(
        reading.precedents, found=[(one.id, 0.9)], by=rulings.who(by), now=rulings.now
    )
    return bool(found)


def test_a_ruling_is_for_review_four_weeks_ahead_and_expires_on_its_day(rulings: Rulings) -> None:
    one = rulings.ratified(review_on=days(60))
    assert aged(rulings) == []
    rulings.forget()
    rulings.world.clock.move(days=32)
    assert aged(rulings) == [one.id]
    assert aged(rulings) == []
    assert rulings.kept(one).for_review_because == "its review date is near"
    assert rulings.told() == [(N.RULING_FOR_REVIEW, "Dee Marsh")]
    assert answering(rulings, one)
    rulings.world.clock.move(days=28)
    assert not answering(rulings, one)
    assert aged(rulings) == [one.id]
    assert rulings.kept(one).state == RulingState.EXPIRED
    assert rulings.told(N.RULING_ENDED) == [(N.RULING_ENDED, "Dee Marsh")]
    assert aged(rulings) == []


def test_a_review_date_that_passed_unseen_is_told_before_the_ruling_expires(rulings: Rulings) -> None:
    one = rulings.ratified(review_on=days(30))
    rulings.world.clock.move(days=90)
    assert not answering(rulings, one)
    aged(rulings)
    assert rulings.kept(one).state == RulingState.RATIFIED
    assert not answering(rulings, one)
    aged(rulings)
    assert rulings.kept(one).state == RulingState.EXPIRED


def test_what_was_kept_is_no_more_for_review_and_stands_until_the_new_date(rulings: Rulings) -> None:
    one = rulings.ratified(review_on=days(10))
    aged(rulings)
    one = rulings.do(keep, mona, rulings.kept(one), review_on=days(400))
    assert (one.for_review, one.for_review_because, one.review_on) == (False, "", days(400))
    assert aged(rulings) == []


def test_a_lead_who_left_hands_the_review_to_all_leads(rulings: Rulings) -> None:
    rulings.ratified(review_on=days(10))
    rulings.edit(dee, active=False)
    rulings.forget()
    aged(rulings)
    assert [name for _, name in rulings.told()] == ["Finn Hale", "Mona Reed"]


def test_a_new_edition_marks_the_rulings_that_cite_its_changed_codes_once(rulings: Rulings) -> None:
    cites = rulings.ratified()
    other = rulings.ratified(rulings.answered("pain"), codes=[(ICD10, "R104")])
    rulings.proposed(rulings.answered("ache"))
    changes = {(ICD10, "K409"): "retired", (ICD10, "I10X"): "reworded"}
    for _ in range(2):
        marked = rulings.database.now(
            mark_for_review, changes=changes, edition="ICD-10 next", now=rulings.now
        )
    assert marked == []
    assert rulings.kept(cites).for_review_because == "K40.9 is retired in ICD-10 next"
    assert not rulings.kept(other).for_review
    assert answering(rulings, cites)
    assert [who for _, who in rulings.told(N.RULING_FOR_REVIEW)] == ["Dee Marsh"]


def test_retired_and_reworded_codes_are_found_between_editions(world: World) -> None:
    concepts = world.base.in_force(ICD10, TODAY).concepts
    after = {code: one.title for code, one in concepts.items() if code != "K403"}
    after |= {"K409": "Inguinal hernia, other", "I219": after["I219"].upper()}
    rows = [Row(code, concepts[code].kind, title, "") for code, title in after.items()]
    changes = changed_codes(ICD10, difference(concepts, rows))
    assert changes == {(ICD10, "K403"): "retired", (ICD10, "K409"): "reworded"}


def test_only_what_is_ratified_is_searched(rulings: Rulings) -> None:
    before = rulings.database.now(reading.state_of_rulings)
    proposed = rulings.proposed()
    assert rulings.database.now(reading.texts) == []
    assert rulings.database.now(reading.state_of_rulings) == before
    one = rulings.do(ratify, mona, proposed)
    (text,) = rulings.database.now(reading.texts)
    assert (text.id, text.codes, text.also) == (one.id, ((ICD10, "K409"),), ("lump in the groin",))
    assert (text.valid_from, text.valid_until) == (one.valid_from, one.review_on)
    assert rulings.database.now(reading.state_of_rulings) != before
    rulings.do(withdraw, dee, one, words="wrong")
    assert rulings.database.now(reading.texts) == []
    assert rulings.database.now(reading.state_of_rulings) == before


def test_what_was_withdrawn_since_the_search_was_made_does_not_answer(rulings: Rulings) -> None:
    one = rulings.ratified()
    assert answering(rulings, one)
    assert not answering(rulings, one, by=eve)
    rulings.do(withdraw, dee, one, words="wrong")
    assert not answering(rulings, one)


def test_a_ruling_that_begins_later_does_not_answer_yet(rulings: Rulings) -> None:
    one = rulings.ratified(valid_from=days(3))
    assert not answering(rulings, one)
    rulings.world.clock.move(days=3)
    assert answering(rulings, one)


def test_the_lists_hold_what_each_may_read(rulings: Rulings) -> None:
    first, second = rulings.ratified(), rulings.proposed(rulings.answered("a lump"))

    def listed(by, *states: RulingState) -> list[int]:
        found, total = rulings.database.now(reading.listed, by=rulings.who(by), states=states)
        assert total == len(found)
        return [one.id for one in found]

    both = (RulingState.RATIFIED, RulingState.PROPOSED)
    assert listed(dee, *both) == [second.id, first.id]
    assert listed(asha, *both) == [first.id]
    assert listed(eve, *both) == []
    waiting = rulings.database.now(reading.to_ratify, by=rulings.who(mona), department=rulings.department)
    assert [one.id for one in waiting] == [second.id]
    assert not rulings.database.now(reading.to_ratify, by=rulings.who(dee), department=rulings.department)
