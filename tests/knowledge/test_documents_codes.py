"""Numbers of sections and the codes that they name."""

import pytest

from knowledge.documents.codes_named import codes_named_in
from knowledge.documents.front import day_in
from knowledge.documents.numbering import numbered, references_in


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("DCS.X.5: Chronic disease", "DCS.X.5", "Chronic disease"),
        ("DChS.X.1 Lungs", "DChS.X.1", "Lungs"),
        ("DGCS.1 Primary diagnosis", "DGCS.1", "Primary diagnosis"),
        ("DRule.2 – Full length", "DRule.2", "Full length"),
        ("PCSZ2: Laterality", "PCSZ2", "Laterality"),
        ("PChSV1 Spine", "PChSV1", "Spine"),
        ("PRule 2 Main one", "PRule 2", "Main one"),
        ("PGCS5: Grafts", "PGCS5", "Grafts"),
        ("3.2.1 Sepsis", "3.2.1", "Sepsis"),
        ("3.2.1. Sepsis", "3.2.1", "Sepsis"),
        ("Appendix B – Forms", "Appendix B", "Forms"),
        ("Policy 7: Falls", "Policy 7", "Falls"),
        ("A.1 Lists", "A.1", "Lists"),
    ],
)
def test_numbers(line, number, title):
    found = numbered(line)
    assert (found.number, found.title) == (number, title)


@pytest.mark.parametrize(
    "line", ["J44.0 with infection", "Part of it", "DCSX", "1.2.3.4.5.6.7.8", "Sepsis 3.2"]
)
def test_what_is_no_number(line):
    assert numbered(line) is None


def test_references_in_their_usual_form():
    assert references_in("see DCS.X.5, PCS Z2, dcs.x.6 and DGCS 1; PRule 7.") == (
        "DCS.X.5",
        "PCSZ2",
        "DGCS.1",
        "PRule 7",
    )


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The diagnoses A00-B99 and C75.1.", "ICD-10 A00-B99, ICD-10 C75.1"),
        ("Diagnoses from J40 to J44, or between K20 and K31.", "ICD-10 J40-J44, ICD-10 K20-K31"),
        ("The procedure K75.1 for the diagnosis K75.1.", "OPCS-4 K75.1, ICD-10 K75.1"),
        ("Use K75 without more.", "ICD-10 K75, OPCS-4 K75"),
        (
            "I21.4 and N40.X speak for themselves, so does J96.00.",
            "ICD-10 I21.4, ICD-10 N40.X, ICD-10 J96.00",
        ),
        ("In OPCS-4 chapter K: K40-K49.", "OPCS-4 K40-K49"),
        ("Diabetes codes E10.0-.8 as a diagnosis.", "ICD-10 E10.0-E10.8"),
        ("Vitamin B12, the T12 vertebra, room G10 and form B22.", ""),
        ("J44 to J40 is no range.", ""),
        ("Section 3.2, page 12, 2026.", ""),
    ],
)
def test_codes(text, wanted):
    assert ", ".join(f"{one.classification.label} {one.display}" for one in codes_named_in(text)) == wanted


def test_the_heading_decides_where_the_sentence_does_not():
    assert [one.classification.label for one in codes_named_in("Record Z94.2 once.", "PCSZ2 Laterality")] == [
        "OPCS-4"
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12 March 2026", "2026-03-12"),
        ("12/03/2026", "2026-03-12"),
        ("2026-03-12", "2026-03-12"),
        ("3rd Feb. 2027, by the board", "2027-02-03"),
        ("March 2026", "2026-03-01"),
        ("31/02/2026", "None"),
        ("Foo 2026", "None"),
    ],
)
def test_days(text, day):
    assert str(day_in(text)) == day


def test_a_month_that_ends_something_counts_to_its_last_day():
    assert str(day_in("February 2028", ends=True)) == "2028-02-29"
