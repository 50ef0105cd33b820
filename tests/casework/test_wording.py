"""A fair question passes, an unfair one is told why; the templates are fair; whatever is typed is read."""

import re
import tomllib
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import privacy, templates
from casework.fairness import conditions
from casework.fairness.documented import sheet
from casework.fairness.draft import LONGEST, LONGEST_DRAFT, Part, passages
from casework.fairness.reading import read
from casework.wording import Draft, Format, Indicator, Unfair, check
from tests.fairness_examples import HELD_OUT, WRITTEN, Example, examples
from tests.nhs_numbers import ONE

FOUND = (Indicator("Creatinine 82 on admission, 214 on day 2", "laboratory results", "3 and 4 March"),)
FAIR = Draft(
    title="Clinical clarification: rise in creatinine",
    question="What condition, if any, explains the change in kidney function?",
    patient_reference="EP-1042",
    indicators=FOUND,
)
CHOICE = replace(
    FAIR, format=Format.CHOICE, options=("Acute kidney injury",), has_other=True, has_unable=True
)
YES_NO = replace(FAIR, format=Format.YES_NO, has_other=True, has_unable=True, documented="rise in creatinine")
NO_INDICATORS: tuple[Indicator, ...] = ()


def kinds(draft: Draft) -> set[Unfair]:
    return {fault.kind for fault in check(draft)}


# ------------------------------------------------------------------ written examples


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.name)
def test_a_written_example_has_the_faults_it_must_have_and_no_others(example: Example) -> None:
    assert example.found() == example.unfair


def test_the_examples_are_as_many_as_promised_and_both_fair_and_unfair() -> None:
    written, held_out = list(examples(WRITTEN)), list(examples(HELD_OUT))
    fair = sum(not example.unfair for example in written)
    assert len(written) >= 90
    assert len(held_out) >= 40
    assert fair >= 45
    assert len(written) - fair >= 45


def test_every_kind_of_fault_has_an_example() -> None:
    assert {kind for example in examples() for kind in example.unfair} == set(Unfair)


def test_no_two_examples_share_a_name() -> None:
    names = [example.name for example in examples()]
    assert len(set(names)) == len(names)


# ------------------------------------------------------------------ what a fault says


def test_each_fault_says_in_one_sentence_what_is_wrong_and_how_to_mend_it() -> None:
    for example in examples():
        for fault in check(example.draft):
            assert fault.sentence[0].isupper()
            assert fault.sentence.endswith((".", "?”"))
            assert "{" not in fault.sentence
            assert len(fault.sentence) < 500


def test_the_words_at_fault_are_those_that_were_typed() -> None:
    draft = replace(FAIR, question="What was treated? It bears on the Best-Practice Tariff.")
    assert [(fault.where, fault.words) for fault in check(draft)] == [("question", "Best-Practice Tariff")]


def test_the_place_of_a_fault_is_counted_from_one() -> None:
    draft = replace(
        CHOICE,
        options=("Acute kidney injury", "Dehydration (recommended)"),
        indicators=(*FOUND, Indicator("Urine output 10 ml an hour", "")),
    )
    assert {fault.where for fault in check(draft)} == {"option 2", "indicator 2"}


def test_one_fault_is_told_once_however_often_it_is_made() -> None:
    draft = replace(FAIR, question="The tariff, the Tariff and the TARIFF: what was treated?")
    assert len(check(draft)) == 1


def test_an_identifier_is_never_repeated() -> None:
    number = Draft(f"Side {ONE}", f"Which side? {ONE}", ONE, (Indicator(f"No side {ONE}", ONE),))
    faults = check(number)
    assert {fault.kind for fault in faults} == {Unfair.IDENTIFIER}
    assert not any(ONE in fault.words + fault.sentence for fault in faults)


# ------------------------------------------------------------------ what the record holds


@pytest.mark.parametrize(
    ("finding", "is_documented"),
    [
        ("Sepsis", True),
        ("?sepsis, treat as sepsis", True),
        ("Septic shock on arrival", True),
        ("Urosepsis", False),
        ("No evidence of sepsis", False),
        ("Sepsis ruled out", False),
        ("Sepsis was not documented by the team", False),
        ("Sepsis six started", False),
        ("Risk of sepsis", False),
        ("No chest pain. Sepsis on the ward round", True),
        ("Sepsis in the clerking, not in the discharge summary", True),
    ],
)
def test_a_title_may_name_what_an_indicator_documents(finding: str, is_documented: bool) -> None:
    draft = replace(
        FAIR, title="Clarification of sepsis", indicators=(*FOUND, Indicator(finding, "clerking"))
    )
    assert (Unfair.LEADING_TITLE not in kinds(draft)) == is_documented


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("acute blood-loss anaemia", ["blood loss anaemia"]),
        ("Acute blood loss anemia", ["blood loss anaemia"]),
        ("PE excluded; O/E pe normal", ["pulmonary embolism"]),
        ("CAP refill 2 s", []),
        ("ST depression, stroke unit, DC shock", []),
        ("category 3 pressure ulcers", ["pressure ulcer grade 3"]),
        ("T2DM and CKD 3b", ["type 2 diabetes", "CKD stage 3b"]),
        ("cholecystitis after diagnosis of cyanosis", ["cholecystitis"]),
        ("HFrEF", ["heart failure with reduced ejection fraction"]),
        ("sep\u00adsis", ["sepsis"]),
    ],
)
def test_conditions_are_found_by_their_longest_name(text: str, named: list[str]) -> None:
    assert [mention.condition for mention in conditions.mentions(read(text))] == named


# ------------------------------------------------------------------ the reference


@pytest.mark.parametrize(
    "reference", ["EP-1042", "1042", "CC/2026/00123", "Ref 104 2", "FCE 123456", "W12-7", "ep_10423", "#88"]
)
def test_a_local_reference_passes(reference: str) -> None:
    assert check(replace(FAIR, patient_reference=reference)) == []


@pytest.mark.parametrize(
    "reference",
    [
        *[
            ONE,
            f"{ONE[:3]}-{ONE[3:6]}-{ONE[6:]}",
            "1234567890",
            "SMITH",
            "Smith1",
            "John Smith 7",
            "O'Neill 1",
        ],
        *[
            "12/03/1950",
            "12.3.50",
            "1950-03-12",
            "12031950",
            "12 Mar 1950",
            "SW1A 1AA",
            "m1 1ae",
            "MRN 123456",
        ],
    ],
)
def test_what_may_identify_the_patient_is_no_reference(reference: str) -> None:
    assert kinds(replace(FAIR, patient_reference=reference)) == {Unfair.IDENTIFIER}


def test_a_reference_must_be_given() -> None:
    assert kinds(replace(FAIR, patient_reference=" ")) == {Unfair.EMPTY}


# ------------------------------------------------------------------ limits


@pytest.mark.parametrize(
    "longer",
    [
        replace(FAIR, title="Kidney function " * 20),
        replace(FAIR, question="What was treated? " * 200),
        replace(FAIR, indicators=(Indicator("Creatinine 214. " * 60, "results"),)),
        replace(FAIR, indicators=(Indicator("Creatinine 214", "results " * 60),)),
        replace(FAIR, indicators=FOUND * 30),
        replace(FAIR, indicators=(Indicator("Creatinine 214. " * 35, "results"),) * 20),
        replace(CHOICE, options=tuple(f"Cause {n}" for n in range(20))),
        replace(CHOICE, options=("Raised creatinine " * 30,)),
    ],
)
def test_what_is_too_long_is_told(longer: Draft) -> None:
    assert kinds(longer) == {Unfair.TOO_LONG}


def test_nothing_unfair_hides_behind_the_limits() -> None:
    hidden = replace(FAIR, question="What was treated? " * 100 + "Think of the tariff.")
    assert check(hidden)


@given(st.text(max_size=9_000), st.lists(st.text(max_size=900), max_size=40))
def test_no_more_is_read_than_the_limits_allow(text: str, many: list[str]) -> None:
    draft = Draft(text, text, text, tuple(Indicator(one, one, one) for one in many), options=tuple(many))
    kept = passages(draft)
    assert sum(len(one.text) for one in kept) <= LONGEST_DRAFT
    assert all(len(one.text) <= LONGEST[one.part] for one in kept)


# ------------------------------------------------------------------ properties

typed = st.text(max_size=60) | st.sampled_from(
    [
        *["sepsis", "No sepsis", "please document AKI", "the tariff", "£", "“", "would you agree that", "İﬁ"],
        *["Mrs Brown was admitted", ONE, "12/03/1950", "Other", "?", "as you know", "SW1A 1AA", "\u200b"],
    ]
)
words = st.lists(typed, max_size=6).map(" ".join)
indicators = st.lists(st.builds(Indicator, finding=words, source=words, on=typed), max_size=4).map(tuple)
drafts = st.builds(
    Draft,
    title=words,
    question=words,
    patient_reference=typed,
    indicators=indicators,
    format=st.sampled_from(Format),
    options=st.lists(words, max_size=4).map(tuple),
    has_other=st.booleans(),
    has_unable=st.booleans(),
    documented=words,
)


@given(drafts)
def test_whatever_is_typed_is_read_and_told_in_sentences(draft: Draft) -> None:
    faults = check(draft)
    assert all(fault.sentence and isinstance(fault.kind, Unfair) for fault in faults)
    assert len({(fault.kind, fault.where, fault.words.lower()) for fault in faults}) == len(faults)
    assert check(draft) == faults


@given(words)
def test_without_an_indicator_nothing_is_fair(question: str) -> None:
    assert Unfair.NO_INDICATOR in kinds(replace(FAIR, question=question, indicators=NO_INDICATORS))


@given(st.lists(words, max_size=4).map(tuple), st.booleans(), st.booleans())
def test_a_choice_without_both_ways_out_is_never_fair(
    options: tuple[str, ...], other: bool, unable: bool
) -> None:
    found = kinds(replace(CHOICE, options=options, has_other=other, has_unable=unable))
    assert (Unfair.NO_WAY_OUT in found) == (not (other and unable))


@given(words)
def test_a_yes_no_question_with_nothing_documented_is_never_fair(question: str) -> None:
    assert Unfair.NEW_DIAGNOSIS in kinds(replace(YES_NO, question=question, documented=""))


@given(words, words)
def test_money_is_found_wherever_it_stands(before: str, after: str) -> None:
    assert Unfair.MONEY in kinds(replace(FAIR, question=f"{before} ; tariff ; {after}"))


@given(words)
def test_identifiers_are_found_as_everywhere_else(question: str) -> None:
    found = kinds(replace(FAIR, question=question))
    assert not privacy.find(question) or Unfair.IDENTIFIER in found


@given(words)
def test_the_record_s_own_words_lead_nobody(finding: str) -> None:
    leading = {Unfair.LEADING_QUESTION, Unfair.LEADING_TITLE, Unfair.PUSHING_OPTION, Unfair.NEW_DIAGNOSIS}
    assert not kinds(replace(FAIR, indicators=(Indicator(finding, "clerking"),))) & leading


# ------------------------------------------------------------------ the files of words


def phrases() -> list[str]:
    file = resources.files("casework") / "data" / "unfair_phrases.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["group"]
    return [say if isinstance(say, str) else say["say"] for row in rows for say in row.get("say", ())]


@pytest.mark.parametrize("phrase", phrases())
def test_the_alternatives_of_a_phrase_do_not_spill_over(phrase: str) -> None:
    """After the first words, a bare | would part the whole phrase in two."""
    rest = phrase.partition(" ")[2]
    flat = re.sub(r"\[[^]]*\]|\\.", "", rest)
    while (inner := re.sub(r"\([^()]*\)", "", flat)) != flat:
        flat = inner
    assert "|" not in flat or "(?!" in phrase.partition(" ")[0]


def test_every_kind_named_in_the_file_of_conditions_is_one() -> None:
    file = resources.files("casework") / "data" / "conditions.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    known = {*rows["conditions"]}
    named = {*rows["kind_of"], *rows["exact"]}.union(*rows["kind_of"].values())
    assert named <= known
    assert {kind for row in rows["numbered"] for kind in row["kind_of"]} <= known


# ------------------------------------------------------------------ templates

TOPICS = {
    *("acute-kidney-injury", "sepsis", "heart-failure-type", "pneumonia-specificity", "pressure-ulcer-grade"),
    *("anaemia-type", "malnutrition", "cause-and-effect", "chest-pain", "ckd-stage", "acute-confusion"),
    *(
        "gastrointestinal-bleeding",
        "respiratory-failure",
        "low-blood-pressure",
        "collapse",
        "transient-neurology",
    ),
    *(
        "urosepsis",
        "raised-troponin",
        "diabetes",
        "debridement-depth",
        "body-mass-index",
        "copd-and-infection",
    ),
    *("after-a-procedure", "laterality", "histology", "present-on-admission"),
}


def test_there_is_a_template_for_each_topic() -> None:
    assert {one.key for one in templates.templates()} == TOPICS


@pytest.mark.parametrize("one", templates.templates(), ids=lambda one: one.key)
def test_a_template_with_indicators_is_fair(one: templates.Template) -> None:
    assert check(one.example()) == []


@pytest.mark.parametrize("one", templates.templates(), ids=lambda one: one.key)
def test_a_template_without_indicators_cannot_be_sent(one: templates.Template) -> None:
    assert Unfair.NO_INDICATOR in kinds(one.draft(patient_reference="EP-1042"))


@pytest.mark.parametrize(
    "one", [one for one in templates.templates() if one.options], ids=lambda one: one.key
)
def test_each_option_that_is_left_of_a_template_is_fair_by_itself(one: templates.Template) -> None:
    for option in one.options:
        assert check(replace(one.example(), options=(option,))) == []


def test_a_template_is_found_by_its_key() -> None:
    assert (
        templates.template("sepsis").title
        == "Clinical clarification: pyrexia, raised lactate and antibiotics"
    )
    with pytest.raises(templates.NoSuchTemplate, match="no longer there"):
        templates.template("gone")


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("?AKI, creatinine 214", "acute-kidney-injury"),
        ("type of heart failure", "heart-failure-type"),
        ("is the foot ulcer due to diabetes", "diabetes"),
        ("pressure sores grade", "pressure-ulcer-grade"),
        ("was it present on admission", "present-on-admission"),
        ("which side", "laterality"),
        ("Haemoglobin 74", "anaemia-type"),
        ("urosepsis", "urosepsis"),
    ],
)
def test_templates_are_proposed_by_their_topic(text: str, first: str) -> None:
    assert templates.for_words(text)[0].key == first


def test_no_template_is_proposed_for_other_words() -> None:
    assert templates.for_words("good morning") == ()


@given(st.text(max_size=200))
def test_any_words_may_be_looked_up(text: str) -> None:
    assert len(templates.for_words(text)) <= 5


def test_an_unfair_template_is_refused_when_it_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "templates.toml"
    file.write_text(
        '[[template]]\nkey = "x"\ntopic = "X"\ntopics = ["x"]\ntitle = "Sepsis query"\n'
        'question = "What was treated?"\nformat = "open"\noptions = []\nanswered_in = "the notes"\n'
        'hints = [{look_for = "a", where = "results", example = "Lactate 4"}]\n'
    )
    with pytest.raises(ValueError, match="x is unfair: The title names “Sepsis”"):
        templates.load(file)


def test_what_is_documented_is_what_the_indicators_say() -> None:
    one = templates.template("heart-failure-type").example()
    read_through = sheet(one, passages(one))
    assert "heart failure" in read_through.documented
    assert not read_through.new(read_through.of(Part.TITLE)[0])
