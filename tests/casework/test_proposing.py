"""A lead proposes the answer to a case as a ruling: from which cases, by whom, with which words."""

import pytest

from casework import answering, closing, proposing
from casework.department import Department, Ratifiers
from casework.errors import HoldsIdentifier, NotAllowed, NotFound, Unusable
from casework.model.notice import NoticeKind as N
from casework.model.ruling import RulingState
from knowledge.codes import Classification
from tests.cases import ICD10
from tests.nhs_numbers import ONE
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit, mona
from tests.rulings import ANSWER, QUESTION, Rulings, days, office
from tests.world import TODAY, World


@pytest.fixture
def rulings(world: World) -> Rulings:
    return office(world)


@pytest.mark.parametrize("state", ["answered", "open", "new", "assigned", "waiting on asker", "closed"])
def test_only_an_answered_case_becomes_a_ruling(rulings: Rulings, state: str) -> None:
    """“closed” is a case closed as not answerable."""
    query = rulings.at(state)
    may = rulings.database.now(proposing.may_be_proposed, query)
    assert may is (state == "answered")
    if state == "answered":
        assert rulings.proposed(query).state == RulingState.PROPOSED
    else:
        with pytest.raises(Unusable, match="no answer"):
            rulings.proposed(query)


def test_a_case_closed_with_its_answer_becomes_one_and_no_second(rulings: Rulings) -> None:
    query = rulings.act(answering.confirm, asha, rulings.answered())
    one = rulings.proposed(query)
    assert one.reference == f"R-{100 + one.id}"
    assert not rulings.database.now(proposing.may_be_proposed, query)
    with pytest.raises(Unusable, match=f"{query.reference} has ruling {one.reference}"):
        rulings.proposed(query, question="Something else?")


def test_a_withdrawn_case_becomes_none(rulings: Rulings) -> None:
    query = rulings.act(closing.withdraw, asha, rulings.taken())
    with pytest.raises(Unusable, match="no answer"):
        rulings.proposed(query)


def test_the_same_press_twice_is_one_ruling(rulings: Rulings) -> None:
    query = rulings.answered()
    assert rulings.proposed(query).id == rulings.proposed(query).id
    assert len(rulings.told(N.RULING_TO_RATIFY)) == 2


def test_leads_alone_propose(rulings: Rulings) -> None:
    query = rulings.answered()
    with pytest.raises(NotAllowed):
        rulings.proposed(query, by=asha)
    for who in (ben, cole, kit, ada, eve):
        with pytest.raises(NotFound):
            rulings.proposed(query, by=who)
    assert rulings.proposed(query, by=finn).proposed_by == rulings.id(finn)


def test_the_form_is_filled_with_what_the_case_knows(rulings: Rulings) -> None:
    query = rulings.answered("lump in the groin")
    form = rulings.database.now(
        proposing.proposal,
        query_id=query.id,
        by=rulings.who(dee),
        department=rulings.department,
        now=rulings.now,
    )
    assert (form.question, form.answer) == ("lump in the groin", ANSWER)
    assert (form.codes, form.specialty) == (((ICD10, "K409"),), "General surgery")
    assert (form.valid_from, form.review_on) == (TODAY, days(365))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"question": " "}, "write the question"),
        ({"question": "x" * 401}, "shorten the question"),
        ({"answer": ""}, "write the answer"),
        ({"answer": "x" * 2_001}, "shorten the answer"),
        ({"codes": [(ICD10, f"K{number:03}") for number in range(31)]}, "at most 30 codes"),
        ({"rests_on": [f"DGCS.{number}" for number in range(21)]}, "at most 20 standards"),
        ({"review_on": TODAY}, "review date after it begins"),
        ({"review_on": days(2_000)}, "within five years"),
        ({"valid_from": days(2_000)}, "more than five years away"),
        ({"valid_from": days(100), "review_on": days(90)}, "review date after it begins"),
    ],
)
def test_what_cannot_be_used_is_said(rulings: Rulings, facts, said: str) -> None:
    query = rulings.answered()
    with pytest.raises(Unusable, match=said):
        rulings.proposed(query, **facts)
    assert not rulings.told(N.RULING_TO_RATIFY)


@pytest.mark.parametrize("field", ["question", "answer"])
def test_no_patient_gets_into_a_ruling(rulings: Rulings, field: str) -> None:
    with pytest.raises(HoldsIdentifier):
        rulings.proposed(rulings.answered(), **{field: f"patient {ONE} has a hernia"})


def test_its_codes_are_checked_on_the_day_from_which_it_is_valid(rulings: Rulings) -> None:
    asked = []

    def check(classification: Classification, code: str, on: object) -> str:
        asked.append((classification, code, on))
        return code.replace(".", "")

    one = rulings.proposed(codes=[(ICD10, "K40.9"), (ICD10, "K40.9")], valid_from=days(-30), check_code=check)
    assert asked[0] == (ICD10, "K40.9", days(-30))
    assert one.codes == "icd10:K409"


@pytest.mark.parametrize(
    ("demanded", "told"),
    [
        (Ratifiers.MANAGER, ["Mona Reed"]),
        (Ratifiers.CLINICIAN, ["Dr Cole"]),
        (Ratifiers.EITHER, ["Mona Reed", "Dr Cole"]),
    ],
)
def test_whoever_may_ratify_is_told(world: World, demanded: Ratifiers, told: list[str]) -> None:
    rulings = office(world, Department(ratifiers=demanded))
    rulings.proposed()
    assert [name for _, name in rulings.told(N.RULING_TO_RATIFY)] == told


def test_what_nobody_could_ratify_is_not_proposed(world: World) -> None:
    rulings = office(world, Department(ratifiers=Ratifiers.MANAGER))
    with pytest.raises(Unusable, match="Nobody could ratify it"):
        rulings.proposed(by=mona)


def test_a_substitute_is_told_for_the_absent(rulings: Rulings) -> None:
    rulings.department = Department(ratifiers=Ratifiers.MANAGER)
    rulings.away(mona, finn, rulings.now, rulings.now.replace(day=30))
    rulings.proposed()
    assert [name for _, name in rulings.told(N.RULING_TO_RATIFY)] == ["Finn Hale"]


def test_its_words_are_kept_on_one_line_and_its_references_once(rulings: Rulings) -> None:
    one = rulings.proposed(question=f"  {QUESTION}\n", rests_on=["DGCS.1", "DGCS.1", " ", "DCS.X,5"])
    assert one.question == QUESTION
    assert one.rests_on == "DGCS.1,DCS.X 5"
