"""Before a ruling is ratified: rulings alike and weightier texts on its codes are shown."""

import pytest

from casework.considering import Considerations, considerations
from casework.model.ruling import Ruling
from casework.rulings import texts
from knowledge.finding.finding import finding
from knowledge.finding.texts import GoverningText, Span
from knowledge.policies import Authority
from tests.cases import ICD10
from tests.rulings import Rulings, office
from tests.world import TODAY, World

HERNIA = (Span(ICD10, "K40", "K40"),)


@pytest.fixture
def rulings(world: World) -> Rulings:
    return office(world)


def considered(rulings: Rulings, one: Ruling, *policies: GoverningText) -> Considerations:
    ratified = rulings.database.now(texts)
    found = finding(rulings.world.base, policies, ratified, on=TODAY)
    return rulings.database.now(considerations, one, found, now=rulings.now)


def standard(text: str, authority: Authority = Authority.NATIONAL_STANDARD) -> GoverningText:
    return GoverningText("DCS.XI.9", "Inguinal hernia", text, authority, spans=HERNIA)


def test_nothing_to_consider(rulings: Rulings) -> None:
    assert considered(rulings, rulings.proposed()).is_clear()


def test_the_same_question_in_other_words_is_a_possible_duplicate(rulings: Rulings) -> None:
    there = rulings.ratified()
    other = rulings.ratified(
        rulings.answered("chest pain"), question="NSTEMI or pneumonia?", codes=[(ICD10, "I214")]
    )
    new = rulings.proposed(
        rulings.answered("groin swelling"),
        question="Lump in the groin with bowel in it, is it a hernia code?",
    )
    found = considered(rulings, new).duplicates
    assert [one.id for one, _ in found] == [there.id]
    assert other.id not in {one.id for one, _ in found}


def test_the_same_question_that_waits_already_is_a_duplicate(rulings: Rulings) -> None:
    first = rulings.proposed()
    second = rulings.proposed(rulings.answered("a lump"))
    assert [(one.id, near) for one, near in considered(rulings, second).duplicates] == [(first.id, 1.0)]


def test_what_it_supersedes_is_no_duplicate(rulings: Rulings) -> None:
    older = rulings.ratified()
    newer = rulings.proposed(rulings.answered("a lump"), supersedes=older.id)
    assert considered(rulings, newer).duplicates == []


def test_a_national_standard_on_its_code_is_shown_with_the_sentence(rulings: Rulings) -> None:
    told = considered(
        rulings, rulings.proposed(), standard("Hernias are coded from K40 to K46. Use the side.")
    )
    (clash,) = told.clashes
    assert (clash.code, clash.opposed) == ("K409", False)
    assert clash.says == "DCS.XI.9 (national standard) governs K40.9."


def test_an_opposed_instruction_is_said_to_be_one(rulings: Rulings) -> None:
    told = considered(
        rulings, rulings.proposed(), standard("Use the side. Do not use K40.9 for a groin lump.")
    )
    (clash,) = told.clashes
    assert clash.opposed
    assert clash.sentence == "Do not use K40.9 for a groin lump."


def test_a_lighter_text_is_no_clash(rulings: Rulings) -> None:
    told = considered(rulings, rulings.proposed(), standard("Do not use K40.9.", Authority.COLLEAGUES_VIEW))
    assert told.is_clear()
