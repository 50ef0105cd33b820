"""Notes: they move nothing, tell the others, and are kept once for each press."""

import pytest

from casework import noting
from casework.errors import HoldsIdentifier, NotFound, Unusable
from casework.model.notice import NoticeKind as N
from tests.cases import Office
from tests.nhs_numbers import ONE
from tests.people import ada, asha, ben, cole, dee, eve, kit, mona
from tests.world import World


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def noted(office: Office, who, query, words="see page 2", nonce="n1"):
    return office.database.now(
        noting.add_note,
        query_id=query.id,
        by=office.who(who),
        words=words,
        nonce=nonce,
        department=office.department,
        now=office.now,
    )


@pytest.mark.parametrize("state", ["open", "new", "assigned", "waiting on asker", "answered", "closed"])
def test_a_note_moves_nothing_and_tells_the_others(office: Office, state: str) -> None:
    query = office.at(state)
    office.forget()
    after = noted(office, asha, query)
    assert (after.state, after.version) == (query.state, query.version)
    assert office.words(query)[-1] == ("note", "see page 2")
    assert office.told() == ([] if state in ("open", "new") else [(N.NOTE_ADDED, "Dee Marsh")])


def test_a_colleagues_note_tells_asker_and_assignee(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    noted(office, mona, query)
    assert office.told() == [(N.NOTE_ADDED, "Asha Patel"), (N.NOTE_ADDED, "Dee Marsh")]


def test_the_same_card_pressed_twice_is_one_note_and_nothing_written_is_lost(office: Office) -> None:
    query = office.taken(dee)
    for who, words, nonce in (
        (asha, "one", "n1"),
        (asha, "one", "n1"),
        (asha, "two", "n1"),
        (dee, "one", "n1"),
        (asha, "one", "n2"),
    ):
        noted(office, who, query, words, nonce)
    assert [words for kind, words in office.words(query) if kind == "note"] == ["one", "two", "one", "one"]
    assert len(office.told(N.NOTE_ADDED)) == 4


def test_a_note_is_for_who_sees_the_case_and_of_no_patient(office: Office) -> None:
    query = office.taken(dee)
    for who in (ben, cole, kit, ada, eve):
        with pytest.raises(NotFound):
            noted(office, who, query)
    for words, error in ((" ", Unusable), ("x" * 2001, Unusable), (f"NHS {ONE}", HoldsIdentifier)):
        with pytest.raises(error):
            noted(office, asha, query, words)
