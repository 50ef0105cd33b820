"""Several at the same moment, on either database: one is first, others are told, nothing is done twice."""

import pytest

from casework import answering, auditing, closing, escalating, noting, people_file, people_list
from casework.errors import CaseMoved, CaseworkError
from casework.model.coding_query import CodingQuery, Outcome
from casework.model.notice import Notice
from casework.model.notice import NoticeKind as N
from casework.model.person import Person
from tests.cases import Office, at_once
from tests.people import TRUST, asha, ben, cole, dee, finn, mona
from tests.world import World

AGAIN = 4


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def sound(office: Office) -> None:
    """No notice is owed twice and no history is broken."""
    keys = [one.key for one in office.rows(Notice)]
    assert len(keys) == len(set(keys))
    assert office.database.now(auditing.verify).touched == []


def one_won(found: list[object]) -> None:
    assert len([one for one in found if isinstance(one, CodingQuery)]) == 1, found
    assert all(isinstance(one, CodingQuery | CaseMoved) for one in found), found


@pytest.mark.parametrize("round_", range(3))
def test_of_leads_who_take_a_case_at_once_one_has_it(office: Office, round_: int) -> None:
    query = office.handed_over()
    office.forget()
    found = at_once(
        *[lambda who=who: office.act(escalating.take, who, query) for who in (dee, finn, mona, dee)]
    )
    one_won(found)
    assert office.told() == [(N.CASE_TAKEN, "Asha Patel")]
    sound(office)


def test_one_answer_however_many_answer(office: Office) -> None:
    query = office.taken(dee)
    found = at_once(
        *[
            lambda n=n: office.act(answering.answer, (dee, finn, mona)[n % 3], query, words=f"answer {n}")
            for n in range(AGAIN)
        ]
    )
    one_won(found)
    assert len(office.words(query)) == 1
    assert len([one for one in office.told(N.CASE_ANSWERED) if one[1] == "Asha Patel"]) == 1
    sound(office)


def test_asker_and_lead_at_once(office: Office) -> None:
    query = office.taken(dee)
    one_won(
        at_once(
            lambda: office.act(closing.withdraw, asha, query),
            lambda: office.act(answering.answer, dee, query, words="K40.9"),
            lambda: office.act(escalating.assign, mona, query, to_id=office.id(finn)),
            lambda: office.act(closing.close, finn, query, outcome=Outcome.NO_ANSWER, words="no"),
        )
    )
    sound(office)


def test_the_same_card_handed_over_many_times(office: Office) -> None:
    query = office.asked()
    one_won(
        at_once(*[lambda: office.act(escalating.escalate, asha, query, title="Lump", details="d")] * AGAIN)
    )
    assert len(office.told(N.CASE_FOR_YOU)) == 3
    sound(office)


def test_many_notes_are_all_kept_and_the_same_one_once(office: Office) -> None:
    query = office.taken(dee)

    def note(words: str):
        return office.database.now(
            noting.add_note,
            query_id=query.id,
            by=office.who(finn),
            words=words,
            nonce="n",
            department=office.department,
            now=office.now,
        )

    at_once(*[lambda n=n: note(f"note {n % 3}") for n in range(6)])
    assert sorted(words for _, words in office.words(query)) == ["note 0", "note 1", "note 2"]
    sound(office)


def test_two_that_are_merged_into_each_other_at_once(office: Office) -> None:
    one, two = office.taken(dee), office.taken(finn, of=ben)
    found = at_once(lambda: office.merged(one, two), lambda: office.merged(two, one, by=finn))
    assert len([each for each in found if isinstance(each, CodingQuery)]) == 1
    assert len([each for each in found if isinstance(each, CaseworkError)]) == 1
    assert sorted(office.again(each).state for each in (one, two)) == ["assigned", "closed"]
    sound(office)


@pytest.mark.parametrize("round_", range(3))
def test_merged_while_the_original_is_answered_or_withdrawn(office: Office, round_: int) -> None:
    original, others = office.taken(dee), [office.handed_over(who) for who in (ben, cole)]
    last = [
        lambda: office.act(answering.answer, dee, original, words="K40.9"),
        lambda: office.act(closing.withdraw, asha, original),
    ][round_ % 2]
    at_once(last, *[lambda one=one: office.merged(one, original, by=finn) for one in others])
    ended = office.again(original)
    for one in map(office.again, others):
        answered = [who for _, who in office.told(N.CASE_ANSWERED)]
        if ended.outcome == "withdrawn":
            assert one.state == "new"
        elif one.outcome == "duplicate":
            assert (
                answered.count(office.database.now(lambda s, i=one.asked_by: s.get_one(Person, i)).name) == 1
            )
    sound(office)


def test_confirmed_by_its_asker_and_by_the_job_at_once(office: Office) -> None:
    query = office.at("answered")
    office.world.clock.move(days=20)
    at_once(
        lambda: office.act(answering.confirm, asha, query),
        *[lambda: office.database.now(closing.close_confirmed, department=office.department, now=office.now)]
        * 2,
    )
    assert office.steps(query)[-1] == ("answered", "closed")
    assert [after for _, after in office.steps(query)].count("closed") == 1
    sound(office)


def test_a_list_imported_by_two_at_once_is_there_once(office: Office, tmp_path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Object ID,Name,Role,Cover\nid-dee,Dee M,lead coder,Finn Hale\n", encoding="utf-8")
    rows = people_file.read(path)

    def bring_in():
        return office.database.now(people_list.import_people, rows, tenant=TRUST, now=office.now)

    found = at_once(*[bring_in] * AGAIN)
    assert any(isinstance(one, people_list.PeopleDifference) for one in found), found
    assert office.who(dee).name == "Dee M"
