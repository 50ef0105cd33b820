"""Codes: every usual way to type one, one canonical form, one to read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.codes import Classification, ICD10Code, NotACode, OPCS4Code, codes_typed_in, display


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("I21.4", "I214"),
        ("i214", "I214"),
        (" i21.4 ", "I214"),
        ("I 21.4", "I214"),
        ("I10", "I10"),
        ("I10X", "I10X"),
        ("i10.x", "I10X"),
        ("K35.8", "K358"),
        ("M00.0-", "M000"),
        ("M0000", "M0000"),
        ("E11.3†", "E113"),
        ("E11.3+", "E113"),
        ("H36.0*", "H360"),
        ("H360-A", "H360"),
        ("E113-D", "E113"),
        ("U07.1", "U071"),
    ],
)
def test_an_icd10_code_in_any_usual_form(typed: str, canonical: str) -> None:
    assert ICD10Code(typed).canonical == canonical


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("W37.1", "W371"),
        ("w371", "W371"),
        ("W37", "W37"),
        (" j18.3 ", "J183"),
        ("O18.1", "O181"),
        ("Z94.2", "Z942"),
    ],
)
def test_an_opcs4_code_in_any_usual_form(typed: str, canonical: str) -> None:
    assert OPCS4Code(typed).canonical == canonical


@pytest.mark.parametrize(
    "wrong", ["", "I", "I2", "21.4", "1O.X", "I2I", "I21.44.4", "NSTEMI", "I21.4.", "ÍI21", "I21\n4"]
)
def test_what_is_not_written_like_an_icd10_code_is_none(wrong: str) -> None:
    with pytest.raises(NotACode, match="for example"):
        ICD10Code(wrong)


@pytest.mark.parametrize("wrong", ["", "I21.4", "W371X", "W37.X", "W37.12", "37.1", "WW7"])
def test_what_is_not_written_like_an_opcs4_code_is_none(wrong: str) -> None:
    """OPCS-4 has no chapter I and no filler X."""
    with pytest.raises(NotACode):
        OPCS4Code(wrong)


def test_a_code_does_not_change() -> None:
    with pytest.raises(AttributeError):
        ICD10Code("I21.4").canonical = "I219"


@pytest.mark.parametrize(
    ("canonical", "read"), [("I214", "I21.4"), ("I10X", "I10.X"), ("W371", "W37.1"), ("I21", "I21"), ("", "")]
)
def test_people_read_a_dot_after_the_third_character(canonical: str, read: str) -> None:
    assert display(canonical) == read


icd10 = st.from_regex(r"[A-Z][0-9]{2}([0-9X])?", fullmatch=True)
opcs4 = st.from_regex(r"[A-HJ-Z][0-9]{2}[0-9]?", fullmatch=True)


@given(icd10)
def test_what_is_read_can_be_typed_again_icd10(code: str) -> None:
    assert ICD10Code(display(code)).canonical == ICD10Code(code.lower()).canonical == code


@given(opcs4)
def test_what_is_read_can_be_typed_again_opcs4(code: str) -> None:
    assert OPCS4Code(display(code)).canonical == OPCS4Code(code.lower()).canonical == code


@given(st.text())
def test_any_text_is_a_code_or_not_one(text: str) -> None:
    for kind in (ICD10Code, OPCS4Code):
        try:
            assert kind(text).canonical.isalnum()
        except NotACode as refused:
            said = str(refused)
            assert "for example" in said


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("I21.4", ["I21.4"]),
        ("is it i214 or I21.9?", ["i214", "I21.9"]),
        ("I10X, K40", ["I10X", "K40"]),
        ("T2DM with foot ulcer", []),
        ("COVID-19", []),
        ("vitamin B12 deficiency", ["B12"]),
        ("CQ-1042", []),
        ("1 I214X2", []),
        ("(E11.5)", ["E11.5"]),
        ("", []),
    ],
)
def test_codes_are_seen_among_words(text: str, codes: list[str]) -> None:
    assert codes_typed_in(text) == codes


def test_a_classification_has_the_name_that_people_use() -> None:
    assert [one.label for one in Classification] == ["ICD-10", "OPCS-4"]
