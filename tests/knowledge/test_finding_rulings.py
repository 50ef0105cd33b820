"""A ruling is found for the same question in other words, and none is for another question."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine

from knowledge.base import KnowledgeBase
from knowledge.finding.clashes import clashes
from knowledge.finding.finding import Finding, finding
from knowledge.finding.precedents import CLOSE_ENOUGH
from knowledge.finding.sayings import said_plainly
from knowledge.finding.texts import RulingText, weight_of
from knowledge.library import load_base
from knowledge.policies import Authority
from tests.knowledge.governing_texts import EVERY, HERNIA, ICD10, INFARCTION, STANDARD
from tests.knowledge.test_starter import DATA
from tests.ruling_examples import Pairs, development, held_out
from tests.world import TODAY, Prepared

BYPASS = RulingText(
    1, "Is a bypass years ago coded with an NSTEMI?", "Yes: I21.4 and Z95.1.", ((ICD10, "Z951"),)
)
GROIN = RulingText(
    2, "Is a groin lump coded as a hernia?", "Use K40.9 if the surgeon says so.", ((ICD10, "K409"),)
)
BOTH = (BYPASS, GROIN)


@pytest.fixture(scope="module")
def base(prepared: Prepared) -> KnowledgeBase:
    return prepared.base


@pytest.fixture(scope="module")
def found(base: KnowledgeBase) -> Finding:
    return finding(base, EVERY, BOTH, on=TODAY)


@pytest.mark.parametrize(
    ("words", "ruling"),
    [
        ("heart attack in somebody with previous CABG, do we add it", 1),
        ("old CABG now non-ST elevation myocardial infarction", 1),
        ("swelling in groin - is it inguinal hernia?", 2),
        ("hernia or lump of the groin", 2),
    ],
)
def test_the_same_question_in_other_words_finds_its_ruling(found: Finding, words: str, ruling: int) -> None:
    assert found.find_rulings(words, on=TODAY)[0][0] == ruling


@pytest.mark.parametrize(
    "words", ["knee washout", "lobar pneumonia", "diabetic retinopathy", "", "xyzzyx", "?" * 999]
)
def test_another_question_finds_none(found: Finding, words: str) -> None:
    assert found.find_rulings(words, on=TODAY) == []


def test_how_close_is_told_and_the_threshold_is_kept(found: Finding) -> None:
    near = found.near_rulings("swelling in groin - is it inguinal hernia?", on=TODAY)
    assert [one for one, closeness in near if closeness >= CLOSE_ENOUGH] == [2]
    assert all(0 < closeness <= 1 for _, closeness in near)


def test_other_words_in_which_it_was_asked_find_it_too(base: KnowledgeBase) -> None:
    alone = finding(base, (), [GROIN], on=TODAY)
    words = "bulge below the belt after heavy lifting"
    assert alone.find_rulings(words, on=TODAY) == []
    with_case = RulingText(2, GROIN.question, GROIN.answer, GROIN.codes, also=(words,))
    assert [one for one, _ in finding(base, (), [with_case], on=TODAY).find_rulings(words, on=TODAY)] == [2]


def test_a_ruling_answers_within_its_days_alone(base: KnowledgeBase) -> None:
    ends = TODAY + timedelta(days=10)
    one = RulingText(7, GROIN.question, GROIN.answer, GROIN.codes, valid_from=TODAY, valid_until=ends)
    found = finding(base, (), [one], on=TODAY)
    days = (TODAY - timedelta(days=1), TODAY, ends - timedelta(days=1), ends)
    assert [bool(found.find_rulings(GROIN.question, on=day)) for day in days] == [False, True, True, False]


def test_a_later_finding_works_out_the_new_ruling_alone(base: KnowledgeBase) -> None:
    before = finding(base, (), [BYPASS], on=TODAY)
    after = finding(base, (), BOTH, on=TODAY, before=before)
    text = said_plainly(BYPASS.question)
    assert after.rulings.vectors[text] is before.rulings.vectors[text]
    assert [one for one, _ in after.find_rulings(GROIN.question, on=TODAY)] == [2]


def test_sayings_are_put_plainly_and_words_within_words_stay() -> None:
    assert said_plainly("Pt WALKED  OUT of ward") == "Pt self discharge against advice of ward"
    assert said_plainly("hippocampus") == "hippocampus"
    assert said_plainly("can\N{RIGHT SINGLE QUOTATION MARK}t pass urine") == "urinary retention"


def test_clashes_are_with_weightier_texts_on_the_same_code() -> None:
    assert [one.text.reference for one in clashes(GROIN, EVERY)] == ["DCS.XI.9", "3.1"]
    assert clashes(BYPASS, EVERY) == ()
    assert clashes(GROIN, EVERY, weight=Authority.NATIONAL_STANDARD) == ()
    assert [weight_of(one) for one in Authority] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("answer", "opposed"),
    [
        ("Use K40.9 with K40.3.", True),
        ("Do not use K40.9.", False),
    ],
)
def test_it_is_opposed_where_one_uses_what_the_other_forbids(answer: str, opposed: bool) -> None:
    one = RulingText(1, "How is a hernia coded?", answer, ((ICD10, "K409"),))
    (clash,) = clashes(one, [STANDARD])
    assert clash.opposed is opposed
    assert clash.sentence == "Never code K40.9 with K40.3."


def test_a_ruling_that_forbids_what_a_policy_uses_is_opposed() -> None:
    one = RulingText(1, "Is a lump a hernia?", "No: never use K40.9 for it.", ((ICD10, "K409"),))
    assert [clash.opposed for clash in clashes(one, [HERNIA, INFARCTION])] == [True]


@pytest.fixture(scope="module")
def starter() -> KnowledgeBase:
    """The product's own editions, where they are prepared."""
    if not (DATA / "codingbot.db").is_file():
        pytest.skip("the starter editions are not prepared here: make prepare")
    return load_base(create_engine(f"sqlite:///{DATA / 'codingbot.db'}"), DATA / "cache").warm(TODAY)


def shares(base: KnowledgeBase, pairs: Pairs) -> tuple[float, float]:
    """The share of paraphrases that find their ruling first, and of other questions that find one."""
    found = finding(base, (), pairs.rulings, on=TODAY)
    right = [found.find_rulings(text, on=TODAY, limit=1)[:1] for _, text in pairs.asked]
    hits = [bool(one) and one[0][0] == number for one, (number, _) in zip(right, pairs.asked, strict=True)]
    wrong = [bool(found.find_rulings(text, on=TODAY, limit=1)) for text in pairs.others]
    return sum(hits) / len(hits), sum(wrong) / len(wrong)


def test_the_written_pairs_are_found_as_the_benchmark_says(starter: KnowledgeBase) -> None:
    """Below what was measured by a little: an edition that a department imported finds slightly otherwise."""
    recall, false = shares(starter, development(starter, TODAY))
    assert recall > 0.88
    assert false < 0.03
    recall, false = shares(starter, held_out(starter, TODAY))
    assert recall > 0.82
    assert false <= 0.02
