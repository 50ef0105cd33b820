"""What would decide the fourth character, how common a code is, and what goes with it."""

from knowledge import suggesting
from knowledge.codes import Classification
from knowledge.concepts import Mark
from knowledge.rules import Search
from knowledge.search.matches import Where
from tests.knowledge.small import codes, edition

HERNIA = {
    "K40": "Inguinal hernia",
    "K400": "Bilateral inguinal hernia, with obstruction, without gangrene",
    "K402": "Bilateral inguinal hernia, without obstruction or gangrene",
    "K403": "Unilateral or unspecified inguinal hernia, with obstruction, without gangrene",
    "K409": "Unilateral or unspecified inguinal hernia, without obstruction or gangrene",
}
KNEES = {
    "W40": "Total prosthetic replacement of knee joint using cement",
    "W401": "Primary total prosthetic replacement of knee joint using cement",
    "W402": "Conversion to total prosthetic replacement of knee joint using cement",
    "W403": "Revision of total prosthetic replacement of knee joint using cement",
    "W409": "Unspecified total prosthetic replacement of knee joint using cement",
    "J18": "Excision of gall bladder",
    "J183": "Total cholecystectomy NEC",
    "Y75": "Minimal access to abdominal cavity",
    "Y752": "Laparoscopic approach to abdominal cavity NEC",
    "Z94": "Laterality of operation",
    "Z942": "Right sided operation",
    "Z943": "Left sided operation",
}


def test_words_that_fix_the_category_get_the_unspecified_code_and_the_choices() -> None:
    answer = suggesting.answer("inguinal hernia", Search([edition(Classification.ICD10, HERNIA)], 5))
    assert codes(answer)[0] == "K409"
    labels = {choice.concept.code: choice.label for choice in answer.choices}
    assert labels["K400"] == "Bilateral with obstruction, without gangrene"
    assert set(labels) == {"K400", "K402", "K403"}


def test_words_that_decide_get_no_choices() -> None:
    words = "bilateral inguinal hernia without obstruction or gangrene"
    answer = suggesting.answer(words, Search([edition(Classification.ICD10, HERNIA)], 5))
    assert codes(answer)[0] == "K402"
    assert answer.choices == ()


def test_a_category_is_never_offered_itself() -> None:
    answer = suggesting.answer("inguinal hernia", Search([edition(Classification.ICD10, HERNIA)], 10))
    assert "K40" not in codes(answer)


def test_of_a_procedures_category_the_code_used_most_comes_first() -> None:
    usage = {"W401": 200_000, "W409": 300, "W402": 500, "W403": 9_000}
    answer = suggesting.answer(
        "knee replacement cement", Search([edition(Classification.OPCS4, KNEES, usage=usage)], 5)
    )
    assert codes(answer)[0] == "W401"
    assert Where.USAGE in {why.where for why in answer.suggestions[0].because}


def test_usage_weighs_in_only_where_the_words_leave_several() -> None:
    titles = {"A010": "Typhoid fever", "A020": "Salmonella enteritis"}
    loaded = edition(Classification.ICD10, titles, usage={"A020": 1_000_000})
    assert codes(suggesting.answer("typhoid fever", Search([loaded], 5)))[0] == "A010"


def test_a_side_in_the_words_is_a_reminder_with_its_standard() -> None:
    answer = suggesting.answer(
        "left total knee replacement", Search([edition(Classification.OPCS4, KNEES)], 5)
    )
    assert "Add the side: Z94.3 Left sided operation (PCSZ2)." in answer.reminders


def test_a_keyhole_approach_is_a_reminder() -> None:
    loaded = edition(Classification.OPCS4, KNEES, terms=[("J183", "laparoscopic cholecystectomy")])
    answer = suggesting.answer("lap cholecystectomy", Search([loaded], 5))
    assert codes(answer)[0] == "J183"
    assert any("Y75.2" in one for one in answer.reminders)


def test_an_asterisk_code_asks_for_its_cause() -> None:
    titles = {"F000": "Dementia in Alzheimer disease with early onset"}
    loaded = edition(Classification.ICD10, titles, marks={"F000": Mark.ASTERISK})
    answer = suggesting.answer("dementia in Alzheimer disease with early onset", Search([loaded], 5))
    assert answer.reminders == ("F00.0* is a manifestation: code the cause, marked †, first (DGCS.5).",)


def test_each_word_of_the_question_is_accounted_for() -> None:
    loaded = edition(Classification.ICD10, {"J459": "Asthma, unspecified", "L309": "Dermatitis, unspecified"})
    answer = suggesting.answer("brittle astma qqqzzz", Search([loaded], 5))
    first = answer.suggestions[0]
    assert [(why.word, why.where, why.meant) for why in first.because] == [
        ("astma", Where.SPELLING, "asthma")
    ]
    assert set(first.ignored) == {"brittle", "qqqzzz"}
    assert "qqqzzz" in answer.not_understood


def test_nothing_is_better_than_a_guess() -> None:
    loaded = edition(Classification.ICD10, {"J459": "Asthma, unspecified"})
    assert codes(suggesting.answer("xyzzy plugh frobnicate asthma quux wibble", Search([loaded], 5))) == []


def test_a_short_form_of_which_a_title_holds_only_a_part_says_so() -> None:
    titles = {"I214": "Acute subendocardial myocardial infarction", "I252": "Old myocardial infarction"}
    answer = suggesting.answer("NSTEMI", Search([edition(Classification.ICD10, titles)], 5))
    assert [(one.concept.code, one.because[0].where) for one in answer.suggestions] == [
        ("I214", Where.ABBREVIATION),
        ("I252", Where.PARTLY),
    ]


def test_a_procedures_name_asks_for_the_procedure_before_its_status() -> None:
    status = edition(
        Classification.ICD10, {"Z966": "Presence of orthopaedic joint implants"}, terms=[("Z966", "TKR")]
    )
    procedure = edition(Classification.OPCS4, KNEES, terms=[("W401", "TKR")])
    search = Search([status, procedure], 5)
    assert codes(suggesting.answer("TKR", search))[0] == "W401"
    assert "Z966" in codes(suggesting.answer("TKR", search))
