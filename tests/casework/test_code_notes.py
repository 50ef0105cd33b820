"""Notes on codes: one's own for oneself, the department's for all."""

import pytest

from casework import code_notes
from casework.errors import HoldsIdentifier, NotAllowed, NotFound, Unusable
from casework.model.code_note import CodeNote
from knowledge.codes import Classification
from tests.cases import ICD10, Office
from tests.nhs_numbers import ONE
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit
from tests.world import World

OPCS4 = Classification.OPCS4


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def write(office: Office, by=asha, words: str = "ask Dr Cole", code: str = "K40.9", **facts) -> CodeNote:
    given = {"classification": ICD10, "code": code, "words": words, "now": office.now}
    return office.database.now(code_notes.write, by=office.who(by), **(given | facts))


def remove(office: Office, one: CodeNote, by=asha) -> CodeNote:
    return office.database.now(code_notes.remove, note_id=one.id, by=office.who(by), now=office.now)


def shown(office: Office, by=asha, code: str = "K409", classification=ICD10) -> list[str]:
    pair = (classification, code)
    found = office.database.now(code_notes.notes_on, by=office.who(by), codes=[pair])
    return [one.words for one in found.get(pair, [])]


def test_my_note_is_mine_and_the_departments_is_everybodys_and_first(office: Office) -> None:
    write(office, words="mine")
    write(office, by=dee, words="ours", of_department=True)
    assert shown(office) == ["ours", "mine"]
    assert shown(office, by=ben) == ["ours"]
    assert shown(office, by=eve) == []


def test_a_note_on_a_category_is_shown_with_its_codes_alone(office: Office) -> None:
    write(office, code="k40", words="the whole category")
    assert shown(office) == shown(office, code="K402") == ["the whole category"]
    assert shown(office, code="K352") == []
    assert shown(office, code="K401", classification=OPCS4) == []


def test_the_departments_notes_are_for_leads_to_write_and_remove(office: Office) -> None:
    for who in (asha, cole):
        with pytest.raises(NotAllowed):
            write(office, by=who, of_department=True)
    for who in (kit, ada):
        with pytest.raises(NotAllowed):
            write(office, by=who)
    one = write(office, by=dee, of_department=True)
    with pytest.raises(NotAllowed):
        remove(office, one, by=asha)
    remove(office, one, by=finn)
    assert shown(office) == []


def test_somebody_elses_note_does_not_exist(office: Office) -> None:
    one = write(office)
    for who in (ben, dee, eve):
        with pytest.raises(NotFound):
            remove(office, one, by=who)
    assert shown(office) == ["ask Dr Cole"]


def test_removing_twice_is_harmless_and_keeps_the_first_moment(office: Office) -> None:
    one = write(office)
    ended = remove(office, one).ended_at
    office.world.clock.move(hours=1)
    assert remove(office, one).ended_at == ended


def test_another_note_takes_its_place_and_the_same_words_are_one(office: Office) -> None:
    one = write(office, words="old")
    write(office, words="new", instead_of=one.id)
    assert write(office, words="new").id == write(office, words="new").id
    assert shown(office) == ["new"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"words": " "}, "write your note"),
        ({"words": "x" * 501}, "shorten your note"),
        ({"code": "ZZ"}, "not written like an ICD-10 code"),
    ],
)
def test_what_cannot_be_kept_is_said(office: Office, facts, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        write(office, **facts)


def test_ten_notes_on_a_code_are_enough_and_none_holds_a_patient(office: Office) -> None:
    for number in range(10):
        write(office, words=f"note {number}")
    with pytest.raises(Unusable, match="10 notes"):
        write(office, words="one more")
    with pytest.raises(HoldsIdentifier):
        write(office, words=f"see {ONE}")
