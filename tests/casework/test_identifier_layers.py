"""Each layer of the detector by itself: what it finds, what it leaves, and that no text makes it slow."""

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

import casework.identifiers
from casework import privacy
from casework.identifiers.number_patterns import WrongPattern, compiled
from casework.privacy import IdentifierKind, find, mask, without_marks
from tests.nhs_numbers import ONE, grouped, numbers
from tests.world import ICD10, OPCS4, rows

NHS, DOB, HOSPITAL, POSTCODE, NAME, EMAIL, PHONE, ADDRESS = IdentifierKind
SLIP = ONE[:-1] + str((int(ONE[-1]) + 1) % 10)


def found(text: str) -> list[tuple[IdentifierKind, str]]:
    return [(item.kind, text[item.start : item.end]) for item in find(text)]


@pytest.fixture
def department() -> Iterator[None]:
    """A hospital whose numbers are a letter and six digits, or two digits, a slash and five."""
    privacy.know_hospital_numbers(["A999999", "99/99999"])
    yield
    privacy.know_hospital_numbers([])


signs = st.text("-./,;:|*+~()[]{}<>\"' _\t\n\u00a0\u2009\u2013\u2022\u200b", min_size=1, max_size=4)


@given(number=numbers, first=signs, second=signs)
def test_an_nhs_number_is_found_between_any_signs(number: str, first: str, second: str) -> None:
    assert NHS in {item.kind for item in find(f"NSTEMI {grouped(number, first, second)} CABG")}


@given(
    number=numbers, sign=st.sampled_from([" ", "-", ".", "", "\u200b"]), cut=st.sampled_from([3, 4, 5, 6, 7])
)
def test_an_nhs_number_is_found_however_it_is_cut_in_two(number: str, sign: str, cut: int) -> None:
    assert NHS in {item.kind for item in find(f"sepsis {number[:cut]}{sign}{number[cut:]}, code?")}


@pytest.mark.parametrize(
    "text",
    [
        f"NHS number: {SLIP}",
        f"{SLIP} is her NHS number",
        f"NHS no, first half {ONE[:5]}, second half {ONE[5:]}",
        f"{ONE[:3]} then {ONE[3:6]} then {ONE[6:]}",
        grouped(ONE, "%20"),
        grouped(ONE, "&nbsp;"),
        f"<b>{grouped(ONE, '</b> <b>')}</b>",
        "nine nine nine, triple zero, double oh eight five",
        f"999 OOO {ONE[6:].replace('0', 'O')}",
    ],
)
def test_an_nhs_number_is_found_where_it_is_split_spelled_or_slipped(text: str) -> None:
    assert [kind for kind, _ in found(text)] == [NHS]


codes = st.one_of(
    st.from_regex(r"\A[A-Z][0-9]{2}(\.?[0-9X])?[0-9]?\Z"),
    st.sampled_from([row.code for row in rows(ICD10) + rows(OPCS4)]),
)
parts = st.sampled_from([" ", ", ", "; ", "/", " + ", "\n", " then ", " with "])


@given(st.lists(codes, min_size=1, max_size=12), parts, st.booleans())
def test_a_list_of_codes_is_never_an_identifier(listed: list[str], part: str, small: bool) -> None:
    text = part.join(listed)
    assert found(text.lower() if small else text) == []


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("born in March 1978", DOB, "March 1978"),
        ("46yo born 1978", DOB, "1978"),
        ("01.02.1950 (DOB)", DOB, "01.02.1950"),
        ("dob 01021950", DOB, "01021950"),
        ("MRN: 00123456", HOSPITAL, "00123456"),
        ("1234567 (hospital number)", HOSPITAL, "1234567"),
        ("lives in m14, NSTEMI", POSTCODE, "m14"),
        ("from LS2-9JT", POSTCODE, "LS2-9JT"),
        ("SW1A OAA", POSTCODE, "SW1A OAA"),
        ("write to jo.smith@example.org", EMAIL, "jo.smith@example.org"),
        ("jo at example dot org", EMAIL, "jo at example dot org"),
        ("call 07700 900123", PHONE, "07700 900123"),
        ("+44 (0)20 7946 0018 is hers", PHONE, "+44 (0)20 7946 0018"),
        ("tel 496 0000", PHONE, "496 0000"),
        ("fell at 12 High Street", ADDRESS, "12 High Street"),
        ("lives at Rose Cottage", ADDRESS, "Rose Cottage"),
        ("Mr Smith admitted with NSTEMI", NAME, "Mr Smith"),
        ("SMITH, John has AF", NAME, "SMITH, John"),
        ("Baby Smith, jaundice", NAME, "Smith"),
        ("pt John Smith with AF", NAME, "John Smith"),
        ("Mary Jones, 46F, lap chole", NAME, "Mary Jones"),
    ],
)
def test_each_kind_is_found_by_its_own_rule(text: str, kind: IdentifierKind, said: str) -> None:
    assert (kind, said) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Mr Jones' clinic 12/03/2024",
            "seen by Miss Brown",
            "under Mr Patel, TKR 12/03/2024",
            "Dr Smith asked",
        ),
        *(
            "Consultant: Mr A Jones",
            "Mr Patel and Mr Jones operated",
            "Mr Smith, consultant surgeon",
            "Mr Smith",
        ),
        *(
            "MR Angiogram 12/03/1998",
            "MS relapse 12/03/2024",
            "near miss",
            "Ivor Lewis oesophagectomy 12/03/1998",
        ),
        *(
            "Hip Fracture 12/03/2024",
            "Sister Mary Joseph nodule",
            "Patient Admitted With Chest Pain",
            "Baby Born",
        ),
        *(
            "2 mm ST elevation",
            "12 lead ECG",
            "3 Way Catheter",
            "Lives At Home Alone",
            "E11 2nd visit",
            "N17 ITU",
        ),
        *(
            "spell 0012345678, episode 2",
            "EP-20417",
            "ring pessary 2025-06-30",
            "01/02/2024 12:30",
            "1 in 200 000",
        ),
        *(
            "12.03.2024 15.30",
            "Singleton, born in hospital",
            "b.d. 12/03/2024",
            "vitamin B12 1 mg",
            "trisomy 21, 47,XY,+21",
        ),
    ],
)
def test_staff_eponyms_measures_and_dates_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.usefixtures("department")
@pytest.mark.parametrize(
    "number", ["K123456", "k 123456", "K-123456", "24/00713", "2400713", "Ｋ１２３４５６"]
)
def test_the_departments_own_numbers_need_no_cue(number: str) -> None:
    assert [kind for kind, _ in found(f"NSTEMI {number}, code?")] == [HOSPITAL]


@pytest.mark.usefixtures("department")
@given(st.lists(codes, min_size=1, max_size=6))
def test_the_departments_own_numbers_never_hit_codes(listed: list[str]) -> None:
    assert found(" ".join(listed)) == []


@pytest.mark.parametrize("pattern", ["", "A99", "A999", "A9999", "[A-Z]+9{6}", "9" * 21, "A99999$", "№99999"])
def test_a_pattern_that_could_hit_codes_or_is_a_regular_expression_is_refused(pattern: str) -> None:
    with pytest.raises(WrongPattern):
        compiled(pattern)


@given(
    st.text("AKRX-", max_size=4),
    st.integers(3, 5),
    st.sampled_from(["", "-", "/", ".", " ", "A"]),
    st.integers(2, 4),
)
def test_every_pattern_finds_the_number_that_it_draws(before: str, some: int, sign: str, more: int) -> None:
    pattern = f"{before}{'9' * some}{sign}{'9' * more}"
    number = pattern.strip().replace("A", "Q").replace("9", "4").lower()
    assert compiled(pattern).search(f"x, {number} y")


def test_nothing_is_found_in_what_was_masked() -> None:
    text = f"pt John Smith, 12 High Street, tel 07700 900123, {ONE}, jo@example.org"
    masked = mask(text, find(text))
    assert find(masked) == []
    assert without_marks(masked) == "pt , , , ,"


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that reads what people type."""
    for module in iter_modules(casework.identifiers.__path__):
        if module.name not in ("labelled", "people_words"):  # they read files
            for name, value in vars(import_module(f"casework.identifiers.{module.name}")).items():
                if isinstance(value, re.Pattern):
                    yield f"{module.name}.{name}", value


def repeats(tree: object, within: int = 0) -> Iterator[tuple[int, int]]:
    """The depth and the greatest count of each repeat of a parsed pattern."""
    for item in tree if isinstance(tree, list | tuple) or hasattr(tree, "data") else ():
        if isinstance(item, tuple) and str(item[0]) in ("MAX_REPEAT", "MIN_REPEAT"):
            yield within, int(item[1][1])
            yield from repeats(item[1][2], within + 1)
        elif isinstance(item, list | tuple) or hasattr(item, "data"):
            yield from repeats(item, within)


def test_this_test_sees_repeats() -> None:
    parse = re._parser.parse  # type: ignore[attr-defined]
    assert (0, 3) in repeats(parse(r"(?:a{1,3}|b)c*"))
    assert max(repeats(parse(r"(?:(?:a)+)+")))[0] == 1


@pytest.mark.parametrize(
    ("name", "pattern"), list(patterns()), ids=lambda it: it if isinstance(it, str) else ""
)
def test_no_pattern_can_run_away(name: str, pattern: re.Pattern[str]) -> None:
    """A repeat without end stands alone in its pattern: then each character is read once. All others end."""
    parsed = list(repeats(re._parser.parse(pattern.pattern, pattern.flags)))  # type: ignore[attr-defined]
    endless = [depth for depth, most in parsed if most > 1_000]
    assert not endless or (set(endless) == {0} and len(endless) == len(parsed))
