"""The starter editions, read from the packages: what the UK uses is in them, what it does not use is not."""

import os
from pathlib import Path

import pytest

from bot.settings import STARTER_WHEEL
from knowledge.concepts import ConceptKind, Mark
from knowledge.importers import starter_icd10, starter_opcs4
from knowledge.importers.rows import RefusedFile, Row
from knowledge.importers.starter_icd10 import UKDifferences

DATA = Path(__file__).parents[2] / "data"
PLACES = "0123456789"


@pytest.fixture(scope="module")
def icd10() -> dict[str, Row]:
    return {row.code: row for row in starter_icd10.rows()}


@pytest.fixture(scope="module")
def opcs4() -> dict[str, Row]:
    wheel = Path(os.environ.get("CODINGBOT_OPCS4_WHEEL") or DATA / "starter" / STARTER_WHEEL)
    if not wheel.is_file():
        pytest.skip(f"{STARTER_WHEEL} is not here: make starter fetches it")
    return {row.code: row for row in starter_opcs4.rows(wheel)}


def codes_in(rows: dict[str, Row], category: str) -> set[str]:
    return {row.code for row in rows.values() if row.kind is ConceptKind.CODE and row.code[:3] == category}


@pytest.mark.parametrize(
    ("category", "codes"),
    [
        ("K58", {"K580", "K589"}),  # WHO 2019 divides by kind: K58.1 to K58.8 are not in the UK
        ("B18", {"B180", "B181", "B182", "B188", "B189"}),  # four characters, where WHO 2019 has five
        ("R17", {"R17X"}),  # divided in WHO 2019
        ("T76", set()),  # new in WHO 2019
        ("I10", {"I10X"}),
    ],
)
def test_a_category_holds_the_codes_of_the_uk(icd10, category, codes):
    assert codes_in(icd10, category) == codes


@pytest.mark.parametrize("code", ["G564", "M312"])
def test_a_code_that_only_the_uk_has_is_there(icd10, code):
    assert icd10[code].kind is ConceptKind.CODE


@pytest.mark.parametrize("category", ["B59", "U06"])
def test_a_category_that_only_the_uk_has_is_there(icd10, category):
    assert codes_in(icd10, category)


def test_nothing_is_offered_that_the_uk_lacks(icd10):
    differences = UKDifferences.read()
    own = differences.data["uk_only"].keys()
    left = [row.code for row in icd10.values() if differences.is_dropped(row.code) and row.code not in own]
    assert left == []


def test_every_code_has_four_characters(icd10, opcs4):
    codes = [row.code for rows in (icd10, opcs4) for row in rows.values() if row.kind is ConceptKind.CODE]
    assert [code for code in codes if len(code) != 4] == []


@pytest.mark.parametrize("category", ["W00", "W26", "X34", "X59", "Y34"])
def test_accidents_take_the_place_of_occurrence(icd10, category):
    assert codes_in(icd10, category) == {category + place for place in PLACES}
    assert icd10[f"{category}0"].title == f"{icd10[category].title} - Home"


@pytest.mark.parametrize("category", ["V99", "Y06", "Y07", "Y35"])
def test_what_stands_outside_their_range_does_not(icd10, category):
    codes = codes_in(icd10, category)
    assert codes
    assert not any(" - Home" in icd10[code].title for code in codes)


def test_categories_of_manifestations_are_marked_with_their_codes(icd10):
    asterisk = {row.code[:3] for row in icd10.values() if row.mark is Mark.ASTERISK}
    assert asterisk == UKDifferences.read().asterisks
    assert {row.mark for row in icd10.values() if row.code.startswith("H36")} == {Mark.ASTERISK}
    assert icd10["E113"].mark is Mark.NONE


def test_titles_are_those_of_the_uk(icd10):
    assert icd10["U071"].title == "COVID-19, virus identified"
    assert icd10["F799"].title.startswith("Unspecified disorder of intellectual development")


def test_no_retired_procedure_is_offered(opcs4):
    codes = [row for row in opcs4.values() if row.kind is ConceptKind.CODE]
    assert [row.code for row in codes if "retired" in row.title.casefold()] == []
    assert "X153" not in opcs4
    assert "X154" in opcs4


@pytest.mark.parametrize("starter", ["icd10", "opcs4"])
def test_parents_come_before_their_children(starter, request):
    seen = {""}
    for row in request.getfixturevalue(starter).values():
        assert row.parent in seen, row.code
        seen.add(row.code)


def test_another_wheel_is_refused(tmp_path):
    wheel = tmp_path / "other.whl"
    wheel.write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(RefusedFile, match=r"other\.whl"):
        list(starter_opcs4.rows(wheel))
