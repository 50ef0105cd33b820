"""Patient identifiers are found however they are typed, and nothing that coders write is taken for one."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework import privacy
from casework.privacy import Finding, IdentifierKind, find, mask, veil, without_marks
from tests.nhs_numbers import NUMBERS, ONE, grouped, numbers

NHS, DOB, HOSPITAL, POSTCODE, NAME, EMAIL, PHONE, ADDRESS = IdentifierKind


def kinds(text: str) -> set[IdentifierKind]:
    return {item.kind for item in find(text)}


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in text)


SPACINGS = {
    "no spacing": ONE,
    "3 3 4": grouped(ONE, " "),
    "hyphens": grouped(ONE, "-"),
    "dots": grouped(ONE, "."),
    "underscores": grouped(ONE, "_"),
    "slashes": grouped(ONE, "/"),
    "commas": grouped(ONE, ", "),
    "spaced hyphens": grouped(ONE, " - "),
    "no-break spaces": grouped(ONE, "\u00a0"),
    "narrow no-break spaces": grouped(ONE, "\u202f"),
    "thin spaces": grouped(ONE, "\u2009"),
    "two spaces": grouped(ONE, "  "),
    "tabs": grouped(ONE, "\t"),
    "new lines": grouped(ONE, "\n"),
    "en dashes": grouped(ONE, "\u2013"),
    "em dashes": grouped(ONE, "\u2014"),
    "no-break hyphens": grouped(ONE, "\u2011"),
    "minus signs": grouped(ONE, "\u2212"),
    "soft hyphens": grouped(ONE, "\u00ad"),
    "zero-width spaces": "\u200b".join(ONE),
    "word joiners": grouped(ONE, "\u2060"),
    "control characters": grouped(ONE, "\x00"),
    "middle dots": grouped(ONE, "\u00b7"),
    "each digit apart": " ".join(ONE),
    "pairs": " ".join(ONE[at : at + 2] for at in range(0, 10, 2)),
    "full-width digits": full_width(ONE),
    "full-width, spaced": grouped(full_width(ONE), "\u3000"),
    "Arabic-Indic digits": "".join(chr(0x660 + int(digit)) for digit in ONE),
    "keycap emoji": "".join(f"{digit}\ufe0f\u20e3" for digit in ONE),
    "superscripts": ONE.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")),
}
AROUND = ["{}", "NSTEMI {}", "NHS no.{}", "NHS: {}", "pt {} has NSTEMI", "x{}y", "bed 4 {}", "({})", "“{}”."]


@pytest.mark.parametrize("spacing", SPACINGS.values(), ids=SPACINGS)
@pytest.mark.parametrize("around", AROUND)
def test_an_nhs_number_is_found_in_any_spacing(spacing: str, around: str) -> None:
    assert NHS in kinds(around.format(spacing))


@pytest.mark.parametrize("number", NUMBERS)
def test_every_valid_number_is_found_and_its_neighbour_is_not(number: str) -> None:
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert kinds(f"cholecystitis {number}") == {NHS}
    assert kinds(f"cholecystitis {wrong}") == set()


@pytest.mark.parametrize("cue", ["NHS", "NHS no", "NHS number:", "nhs num", "NHS #", "NHS No. "])
def test_after_its_cue_ten_digits_are_one_even_with_a_slip_in_them(cue: str) -> None:
    wrong = ONE[:-1] + str((int(ONE[-1]) + 1) % 10)
    assert kinds(f"{cue} {wrong}") == {NHS}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("DOB 12/03/1950", DOB),
        ("dob: 12-03-50", DOB),
        ("D.O.B. 12.3.1950", DOB),
        ("DoB 12 March 1950", DOB),
        ("date of birth is 12th of March 1950", DOB),
        ("born on March 12, 1950", DOB),
        ("born 1950-03-12", DOB),
        ("DOB 12–03–1950", DOB),
        ("DOB 12031950", DOB),
        ("Birth date 12 03 1950", DOB),
        ("hospital no 1234567", HOSPITAL),
        ("Hosp. number: A123456", HOSPITAL),
        ("hospital A1234567", HOSPITAL),
        ("MRN 123456", HOSPITAL),
        ("MRN: 12-34-56", HOSPITAL),
        ("unit no. 123 456", HOSPITAL),
        ("patient ID 0012345", HOSPITAL),
        ("casenote number K123456", HOSPITAL),
        ("lives at SW1A 1AA", POSTCODE),
        ("from m1 1ae", POSTCODE),
        ("LS29JT", POSTCODE),
        ("EC1A 1BB", POSTCODE),
        ("Mr Smith 12/03/1950", NAME),
        ("Mrs O'Neill, 12/03/1950", NAME),
        ("Ms Anne-Marie Brown K1234567", NAME),
        ("Smith, John DOB 12/03/1950", NAME),
        ("John Smith born 12/03/1950", NAME),
        ("patient name: John Smith, SW1A 1AA", NAME),
    ],
)
def test_the_other_identifiers_are_found_by_their_context(text: str, kind: IdentifierKind) -> None:
    assert kind in kinds(f"NSTEMI, {text}")


NEGATIVES = [
    "NSTEMI",
    "I21.4 K40.9 W37.1 E11.5",
    "I10X, Z95.1, J18.3",
    "Type 2 diabetes mellitus with peripheral circulatory complications",
    "Mr",
    "Mr Smith",
    "Hartmann's procedure",
    "Colles' fracture of left wrist",
    "Crohn's disease of small intestine",
    "Hodgkin lymphoma, nodular sclerosis",
    "Mallory-Weiss tear",
    "Total Knee Replacement 12/03/2024",
    "lap chole on 12-03-2024",
    "admitted to hospital 12-03-2024",
    "CABG 2019, PCI 2021",
    "ERCP 12/03/2024 15:30",
    "Hepatitis B. 12/03/2024 liver biopsy",
    "L4/5 discectomy",
    "T12 1st lumbar fracture",
    "L4 5th lumbar",
    "BP 120/80, HR 72, sats 98%",
    "Na 140 K 4.2 Ur 6.5 Cr 80",
    "C50.4 left breast, T2 N1 M0",
    "GCS 15/15",
    "Robinson 1234",
    "vitamin B12 150 ng/L",
    "Patient born in Leeds",
    "3 previous LSCS, G4 P3",
    "grade 3 haemorrhoids, 7 o'clock",
    "S72.0 W19.0 X59.9",
    "dose 1000000 units",
    "CQ-1042",
]


@pytest.mark.parametrize("text", NEGATIVES)
def test_what_coders_write_is_not_taken_for_an_identifier(text: str) -> None:
    assert find(text) == []


def test_no_title_of_the_world_is_taken_for_an_identifier() -> None:
    from tests.world import ICD10, OPCS4, rows

    assert [row.title for row in rows(ICD10) + rows(OPCS4) if find(f"{row.code} {row.title}")] == []


def test_a_longer_number_is_not_cut_into_one() -> None:
    assert find(f"{ONE}1") == []
    assert find(f"1{ONE}") == []


def test_masking_says_what_was_there() -> None:
    text = f"NSTEMI in pt {grouped(ONE, ' ')}, DOB 12/03/1950"
    assert mask(text, find(text)) == "NSTEMI in pt [NHS number removed], DOB [date of birth removed]"


def test_what_is_left_of_a_masked_text_can_be_answered() -> None:
    text = f"NSTEMI {ONE} previous CABG"
    assert without_marks(mask(text, find(text))) == "NSTEMI previous CABG"


def test_the_veil_shows_the_outline_alone() -> None:
    text = f"pt {grouped(ONE, ' ')}"
    assert veil(text, find(text)[0]) == "••• ••• ••••"


@given(before=st.text(max_size=30), number=numbers, after=st.text(max_size=30))
@example(before="ﬁ㎏ﷺ", number=ONE, after="")
@example(before="e\u0301\u200b", number=ONE, after="\ufe0f")
def test_offsets_are_those_of_the_text_as_given(before: str, number: str, after: str) -> None:
    text = f"{before} ; {full_width(number)} ; {after}"
    found = [item for item in find(text) if item.kind is NHS]
    assert any(full_width(number) in text[item.start : item.end] for item in found)
    assert all(0 <= item.start < item.end <= len(text) for item in find(text))


pieces = st.sampled_from(
    [ONE, grouped(ONE, " "), "DOB", "12/03/1950", "Mr", "Smith", "SW1A 1AA", "MRN", "123456", "NHS", "no."]
)


@given(st.lists(pieces | st.text(max_size=8), max_size=12).map(" ".join))
def test_a_masked_text_holds_nothing_more_to_mask(text: str) -> None:
    masked = mask(text, find(text))
    assert find(masked) == []
    assert mask(masked, []) == masked


@given(st.text(max_size=200))
def test_findings_are_in_order_and_apart(text: str) -> None:
    found = find(text)
    assert found == sorted(found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(isinstance(item, Finding) and len(veil(text, item)) == item.end - item.start for item in found)


@pytest.mark.parametrize(
    "piece",
    [
        *[
            "1",
            "1 ",
            "1-",
            "1...",
            "12/03/1950 ",
            "jan",
            "jan 1 ",
            "A-",
            "Aa-",
            "Aa ",
            "Mr A ",
            "Mr Aa 123456 ",
        ],
        *["Smith, ", "dob ", "dob 1/", "hospital no ", "k  ", "SW1", "[", "\u200b", "９", "nhs ", f"{ONE} "],
    ],
)
def test_a_hostile_text_of_the_greatest_length_is_read_to_its_end(piece: str) -> None:
    text = (piece * privacy.LONGEST_TEXT)[: privacy.LONGEST_TEXT]
    assert all(item.end <= len(text) for item in find(text))
