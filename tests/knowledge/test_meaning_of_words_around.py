"""History, family history, denial and doubt; several conditions in one message; codes typed among words."""

import pytest

from knowledge import suggesting
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.search.conditions import conditions, without_asking
from knowledge.search.cues import Cue, cues_in, history_code
from tests.knowledge.small import DAY, base, codes, edition

ICD10 = edition(
    Classification.ICD10,
    {
        "C50": "Malignant neoplasm of breast",
        "C509": "Malignant neoplasm: Breast, unspecified",
        "I26": "Pulmonary embolism",
        "I269": "Pulmonary embolism without mention of acute cor pulmonale",
        "I252": "Old myocardial infarction",
        "I219": "Acute myocardial infarction, unspecified",
        "R074": "Chest pain, unspecified",
        "R11X": "Nausea and vomiting",
        "J459": "Asthma, unspecified",
        "L309": "Dermatitis, unspecified",
        "E538": "Deficiency of other specified B group vitamins",
        "S729": "Fracture of femur, part unspecified",
        "Z590": "Homelessness",
        "Z803": "Family history of malignant neoplasm of breast",
        "Z853": "Personal history of malignant neoplasm of breast",
        "Z867": "Personal history of diseases of the circulatory system",
    },
    terms=[("L309", "eczema"), ("Z590", "no fixed abode"), ("E538", "vitamin B12 deficiency")],
)
OPCS4 = edition(
    Classification.OPCS4,
    {"B12": "Other operations on thyroid gland", "B121": "Biopsy of thyroid gland", "I26": "Not a category"},
)


@pytest.fixture
def known() -> KnowledgeBase:
    return base(ICD10, OPCS4)


@pytest.mark.parametrize(
    ("words", "left", "cue"),
    [
        ("h/o breast cancer", "breast cancer", Cue.HISTORY),
        ("previous DVT", "DVT", Cue.HISTORY),
        ("past medical history of asthma", "asthma", Cue.HISTORY),
        ("FHx bowel ca", "bowel ca", Cue.FAMILY),
        ("strong family history of stroke", "stroke", Cue.FAMILY),
        ("no chest pain", "chest pain", Cue.DENIED),
        ("denies chest pain", "chest pain", Cue.DENIED),
        ("PE ruled out", "PE", Cue.DENIED),
        ("?PE", "PE", Cue.DOUBT),
        ("suspected sepsis", "sepsis", Cue.DOUBT),
    ],
)
def test_a_cue_is_taken_off(words: str, left: str, cue: Cue) -> None:
    assert cues_in(words).words == left
    assert cues_in(words).cues == {cue}


@pytest.mark.parametrize(
    "words", ["hodgkin lymphoma", "existing", "nodule", "notalgia", "chest pain ?cause", "previous"]
)
def test_words_that_only_look_like_a_cue_stay(words: str) -> None:
    assert cues_in(words).words == words
    assert not cues_in(words).cues


def test_a_history_goes_to_its_own_code_first(known: KnowledgeBase) -> None:
    assert codes(known.suggest("h/o breast cancer", on=DAY).conditions[0])[0] == "Z853"
    assert codes(known.suggest("FHx breast cancer", on=DAY).conditions[0])[0] == "Z803"


def test_a_history_without_a_wording_of_its_own_is_bridged_from_the_condition(known: KnowledgeBase) -> None:
    answer = known.suggest("previous pulmonary embolism", on=DAY).conditions[0]
    assert codes(answer)[0] == "Z867"
    assert "pulmonary embolism" in answer.suggestions[0].because[0].meant


def test_an_old_infarction_is_a_history_with_a_code_of_its_own(known: KnowledgeBase) -> None:
    assert codes(known.suggest("old myocardial infarction", on=DAY).conditions[0])[0] == "I252"


def test_what_is_denied_is_not_coded(known: KnowledgeBase) -> None:
    answer = known.suggest("no chest pain", on=DAY).conditions[0]
    assert codes(answer) == []
    assert answer.notes == (suggesting.NOT_PRESENT,)


def test_a_term_that_begins_with_no_is_a_term(known: KnowledgeBase) -> None:
    assert codes(known.suggest("no fixed abode", on=DAY).conditions[0])[0] == "Z590"


def test_a_doubt_adds_the_note_and_finds_the_condition(known: KnowledgeBase) -> None:
    answer = known.suggest("?pulmonary embolism", on=DAY).conditions[0]
    assert codes(answer)[0] == "I269"
    assert suggesting.NOT_CONFIRMED in answer.notes


@pytest.mark.parametrize(
    ("code", "personal", "family"),
    [("C509", "Z853", "Z803"), ("C189", "Z850", "Z800"), ("I269", "Z867", "Z824"), ("E119", "Z863", "Z833")],
)
def test_where_a_history_goes(code: str, personal: str, family: str) -> None:
    assert history_code(code, Cue.HISTORY) == personal
    assert history_code(code, Cue.FAMILY) == family


def test_a_list_is_answered_condition_by_condition(known: KnowledgeBase) -> None:
    answer = known.suggest("asthma, eczema; chest pain", on=DAY)
    assert [one.words for one in answer.conditions] == ["asthma", "eczema", "chest pain"]
    assert [codes(one)[0] for one in answer.conditions] == ["J459", "L309", "R074"]


@pytest.mark.parametrize("words", ["nausea and vomiting", "fracture, femur", "femur fracture, left"])
def test_what_names_one_condition_stays_whole(known: KnowledgeBase, words: str) -> None:
    assert [one.words for one in known.suggest(words, on=DAY).conditions] == [words]


def test_a_long_list_is_bounded() -> None:
    assert len(conditions(", ".join(["asthma"] * 500), lambda _: 1.0)) == 1
    assert len(conditions("; ".join(["asthma"] * 500), lambda _: 1.0)) == 8


def test_a_bare_category_beside_words_is_taken_for_what_it_mostly_is(known: KnowledgeBase) -> None:
    answer = known.suggest("vitamin B12 deficiency", on=DAY)
    assert [one.words for one in answer.conditions] == ["vitamin B12 deficiency"]
    assert codes(answer.conditions[0])[0] == "E538"


def test_a_bare_category_alone_is_looked_up(known: KnowledgeBase) -> None:
    assert codes(known.suggest("B12", on=DAY).conditions[0]) == ["B121"]
    assert codes(known.suggest("asthma, C50", on=DAY).conditions[0]) == ["C509"]


def test_a_code_that_does_not_exist_is_said_with_its_neighbours(known: KnowledgeBase) -> None:
    answer = known.suggest("C50.5", on=DAY).conditions[0]
    assert answer.notes == ("C50.5 is not a code in ICD-10 small.",)
    assert codes(answer) == ["C509"]


def test_a_pair_that_no_wording_holds_gets_the_code_of_each_side(known: KnowledgeBase) -> None:
    (answer,) = known.suggest("asthma with chest pain", on=DAY).conditions
    assert codes(answer)[:2] == ["J459", "R074"]


def test_a_pair_that_one_wording_holds_stays_one(known: KnowledgeBase) -> None:
    answer = known.suggest("pulmonary embolism without mention of acute cor pulmonale", on=DAY).conditions[0]
    assert codes(answer)[0] == "I269"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("what is the code for asthma?", "asthma"),
        ("How do I code a fall from a ladder", "fall from a ladder"),
        ("is T2DM with foot ulcer ?", "T2DM with foot ulcer"),
        ("please code lap chole", "lap chole"),
        ("isolated fever", "isolated fever"),
        ("chest pain ?cause", "chest pain ?cause"),
        ("code", "code"),
    ],
)
def test_the_words_of_asking_are_no_part_of_the_condition(said: str, left: str) -> None:
    assert without_asking(said) == left
