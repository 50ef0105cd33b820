"""The knowledge base over tiny classifications: what it finds, where codes stand, which edition answers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.concepts import ConceptKind, Mark
from knowledge.search.matches import Where
from tests.world import NEXT_EDITION, TODAY, Prepared

ICD, OPCS = Classification.ICD10, Classification.OPCS4


@pytest.fixture
def base(prepared: Prepared) -> KnowledgeBase:
    return prepared.base


def first(base: KnowledgeBase, words: str) -> str:
    return base.suggest(words, on=TODAY).conditions[0].suggestions[0].concept.code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("NSTEMI", "I214"),
        ("high blood pressure", "I10X"),
        ("HIGH BLOOD PRESSURE!", "I10X"),
        ("lap chole", "J183"),
        ("T2DM with foot ulcer", "E115"),
        ("lobar pneumonia", "J181"),
        ("bilateral inguinal hernia", "K402"),
        ("presence of aortocoronary bypass graft", "Z951"),
        ("generalised peritonitis appendicitis", "K352"),
    ],
)
def test_the_code_meant_comes_first(base: KnowledgeBase, words: str, code: str) -> None:
    assert first(base, words) == code


def test_every_title_finds_its_own_code(base: KnowledgeBase) -> None:
    for classification in Classification:
        loaded = base.in_force(classification, TODAY)
        assert loaded is not None
        for concept in loaded.concepts.values():
            if concept.kind is ConceptKind.CODE:
                answer = base.suggest(concept.title, on=TODAY, classification=classification)
                codes = [one.concept.code for condition in answer.conditions for one in condition.suggestions]
                assert concept.code in codes, concept.title


def test_only_codes_are_offered_and_never_a_category(base: KnowledgeBase) -> None:
    for words in ("inguinal hernia", "K40", "acute appendicitis", "I21", "diabetes"):
        answer = base.suggest(words, on=TODAY)
        assert answer.suggestions
        assert all(one.concept.kind is ConceptKind.CODE for _, one in answer.suggestions)


def test_an_undivided_code_is_found_by_its_category(base: KnowledgeBase) -> None:
    for typed in ("I10", "I10X", "i10.x"):
        assert first(base, typed) == "I10X"


def test_a_spelling_is_corrected_and_told(base: KnowledgeBase) -> None:
    one = base.suggest("hypertenssion", on=TODAY).conditions[0].suggestions[0]
    assert one.concept.code == "I10X"
    assert Where.SPELLING in [why.where for why in one.because]


def test_every_suggestion_explains_itself(base: KnowledgeBase) -> None:
    for words in ("NSTEMI", "lap chole", "K40", "knee washout", "hypertension", "pneumonia"):
        assert all(one.because for _, one in base.suggest(words, on=TODAY).suggestions), words


def test_no_code_comes_twice_for_a_condition(base: KnowledgeBase) -> None:
    for words in ("inguinal hernia", "acute myocardial infarction", "K40 K40.2", "diabetic retinopathy"):
        for condition in base.suggest(words, on=TODAY, limit=50).conditions:
            codes = [(one.concept.classification, one.concept.code) for one in condition.suggestions]
            assert len(codes) == len(set(codes))


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_the_limit_is_kept_for_each_condition(base: KnowledgeBase, limit: int) -> None:
    answer = base.suggest("NSTEMI, inguinal hernia; K40", on=TODAY, limit=limit)
    assert all(len(condition.suggestions) <= limit for condition in answer.conditions)


def test_nothing_is_found_for_words_that_mean_nothing(base: KnowledgeBase) -> None:
    (condition,) = base.suggest("zxqwv", on=TODAY).conditions
    assert (condition.suggestions, condition.not_understood) == ((), ("zxqwv",))


@pytest.mark.parametrize("blank", ["", "  ", "?", "..."])
def test_blank_words_have_no_condition(base: KnowledgeBase, blank: str) -> None:
    assert base.suggest(blank, on=TODAY).conditions == ()


@given(st.text(max_size=80))
def test_any_words_are_answered(prepared: Prepared, words: str) -> None:
    answer = prepared.base.suggest(words.strip(), on=TODAY)
    assert len(answer.conditions) <= 12
    assert all(condition.words for condition in answer.conditions)


def test_one_classification_alone_is_asked(base: KnowledgeBase) -> None:
    for only in Classification:
        answer = base.suggest("K40", on=TODAY, classification=only)
        assert {one.concept.classification for _, one in answer.suggestions} == {only}


def test_the_edition_in_force_that_day_answers(base: KnowledgeBase) -> None:
    def edition(on: date) -> str:
        loaded = base.in_force(OPCS, on)
        assert loaded is not None
        return loaded.edition.name

    assert edition(NEXT_EDITION - timedelta(days=1)) == "OPCS-4 tiny"
    assert edition(NEXT_EDITION) == "OPCS-4 tiny next"
    assert edition(NEXT_EDITION + timedelta(days=5_000)) == "OPCS-4 tiny next"
    assert edition(date(1999, 1, 1)) == "OPCS-4 tiny", "the first known, and it says which"


def test_a_classification_that_is_not_loaded_is_named() -> None:
    nothing = KnowledgeBase((), ())
    assert nothing.suggest("NSTEMI", on=TODAY).not_loaded == (ICD, OPCS)
    assert nothing.in_force(ICD, TODAY) is None
    assert nothing.details(ICD, "I214", 1) is None


def test_details_lead_from_the_chapter_to_the_code(base: KnowledgeBase) -> None:
    found = base.details(ICD, "I214", edition_of(base, ICD))
    assert found is not None
    assert [(one.kind.value, one.code) for one in found.path] == [
        ("chapter", "IX"),
        ("block", "I20-I25"),
        ("category", "I21"),
    ]
    assert {one.code for one in found.siblings} == {"I210", "I219"}


def test_details_show_the_pair_of_dagger_and_asterisk(base: KnowledgeBase) -> None:
    dagger = base.details(ICD, "E113", edition_of(base, ICD))
    asterisk = base.details(ICD, "H360", edition_of(base, ICD))
    assert dagger is not None
    assert asterisk is not None
    assert (dagger.concept.mark, asterisk.concept.mark) == (Mark.DAGGER, Mark.ASTERISK)
    assert dagger.partner == asterisk.concept
    assert asterisk.partner == dagger.concept


@pytest.mark.parametrize(
    ("classification", "code", "edition"),
    [(ICD, "Z999", 1), (OPCS, "I214", 1), (ICD, "I214", 99), (ICD, "", 1)],
)
def test_details_of_what_is_not_there_are_none(
    base: KnowledgeBase, classification: Classification, code: str, edition: int
) -> None:
    assert base.details(classification, code, edition) is None


def test_policies_govern_what_is_offered(base: KnowledgeBase) -> None:
    policies = base.suggest("hypertension", on=TODAY).policies
    assert "DCS.IX.1" in [policy.reference for policy in policies]
    assert all(policy.classification is ICD for policy in policies)


def edition_of(base: KnowledgeBase, classification: Classification) -> int:
    loaded = base.in_force(classification, TODAY)
    assert loaded is not None
    return loaded.edition.id
