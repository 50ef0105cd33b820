"""Each format becomes the same rows, whatever the file is called."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.codes import Classification, ICD10Code, OPCS4Code, display
from knowledge.concepts import ConceptKind, Mark
from knowledge.importers.columns import Asked
from knowledge.importers.named import said_by
from knowledge.importers.rows import RefusedFile, Row
from knowledge.importers.run import HowToRead, read
from knowledge.importers.sheet import sheet_of_text
from knowledge.importers.tables import canonical
from tests.knowledge import import_files as files

ICD10, OPCS4 = Classification.ICD10, Classification.OPCS4


def outcome(reading: Callable[[], object]) -> str:
    """“read”, or the sentence of the refusal; anything else is a bug and comes out."""
    try:
        reading()
    except RefusedFile as refusal:
        return str(refusal)
    return "read"


def by_code(path: Path, classification: Classification, how: HowToRead | None = None) -> dict[str, Row]:
    return {row.code: row for row in read(path, classification, how).rows}


@pytest.mark.parametrize("make", [files.trud_icd10, files.trud_icd10_xml])
def test_trud_icd10_is_keyed_on_the_alternative_code(make, tmp_path):
    rows = by_code(make(tmp_path / "anything.dat"), ICD10)
    assert rows["E110"].title == "Type 2 diabetes mellitus - With coma"
    assert rows["M9001"].title == "Tuberculosis of bone - Shoulder region"
    assert rows["M900"].title == "Tuberculosis of bone"
    assert all(rows[code].kind is ConceptKind.CODE for code in ("I10X", "M9000", "M900"))


@pytest.mark.parametrize("make", [files.trud_icd10, files.trud_icd10_xml])
def test_trud_icd10_marks_daggers_and_asterisks_and_names_the_partner(make, tmp_path):
    rows = by_code(make(tmp_path / "release"), ICD10)
    assert (rows["A170"].mark, rows["A170"].partner) == (Mark.DAGGER, "G01X")
    assert rows["G01X"].mark is Mark.ASTERISK
    assert rows["E119"].mark is Mark.NONE


@pytest.mark.parametrize(
    "make", [files.trud_opcs4, lambda path: files.trud_opcs4(path, dotted=False), files.trud_opcs4_xml]
)
def test_trud_opcs4_has_categories_and_codes_with_or_without_the_dot(make, tmp_path):
    rows = by_code(make(tmp_path / "release"), OPCS4)
    assert list(rows) == ["J18", "J181", "J183", "W85", "W851", "W852"]
    assert rows["J18"].kind is ConceptKind.CATEGORY
    assert rows["W852"].title == "Endoscopic irrigation of knee joint"


def test_trud_opcs4_in_the_windows_encoding_keeps_its_accents(tmp_path):
    path = files.write(tmp_path / "o.txt", "A01.1\tMénière’s operation\r\n", "cp1252")
    assert by_code(path, OPCS4)["A011"].title == "Ménière’s operation"


@pytest.mark.parametrize("separator", ["\t", ",", ";", "|"])
@pytest.mark.parametrize(
    "header",
    [
        ("Code", "Title", "Count"),
        ("ICD10_CODE", "Description", "finished_consultant_episodes_3y"),
        ("ICD-10 code", "TERM", "Usage 2023"),
        ("diagnosis code", "Name", "Episodes"),
    ],
)
def test_a_plain_table_says_by_its_header_what_is_where(header, separator, tmp_path):
    path = files.table(tmp_path / "t", [header, ("I21.4", "Some infarction", "12")], separator)
    row = by_code(path, ICD10)["I214"]
    assert (row.title, row.usage) == ("Some infarction", 12)


def test_columns_can_stand_in_any_order_and_be_named_or_numbered(tmp_path):
    path = files.table(tmp_path / "t", [("n", "what", "which"), (7, "Infarction", "I21.4")])
    for asked in (Asked("which", "what", "n"), Asked("3", "2", "1")):
        row = by_code(path, ICD10, HowToRead(asked))["I214"]
        assert (row.title, row.usage) == ("Infarction", 7)


def test_a_table_needs_no_header(tmp_path):
    path = files.table(tmp_path / "t", [("I21.4", "Infarction"), ("I21.9", "Infarction, unspecified")])
    assert set(by_code(path, ICD10)) == {"I214", "I219"}


def test_quoted_cells_may_hold_the_separator(tmp_path):
    path = files.write(tmp_path / "t.csv", 'code,title\nI21.9,"Infarction, ""acute"", unspecified"\n')
    assert by_code(path, ICD10)["I219"].title == 'Infarction, "acute", unspecified'


@pytest.mark.parametrize("written", ["I10", "I10X", "I10.X", "i10.x", " I10X ", "‡ I10.X"])
def test_an_undivided_category_is_a_code_filled_up_with_x(written, tmp_path):
    path = files.table(tmp_path / "t", [("code", "title"), (written, "Hypertension"), ("I11.9", "Other")])
    assert by_code(path, ICD10)["I10X"].kind is ConceptKind.CODE


def test_a_filled_up_code_whose_category_is_divided_was_retired(tmp_path):
    path = files.table(tmp_path / "t", [("code", "title"), ("I48X", "Old"), ("I48.9", "New")])
    content = read(path, ICD10)
    assert [row.code for row in content.rows] == ["I489"]
    assert content.notes == ("Left out as retired, because their categories are divided now: I48.X.",)


def test_null_markers_are_left_out_and_counted(tmp_path):
    path = files.table(
        tmp_path / "t", [("code", "title", "count"), ("NULL", "NULL", 107), ("I21.4", "MI", 5)]
    )
    content = read(path, ICD10)
    assert [row.code for row in content.rows] == ["I214"]
    assert content.notes == ("Left out: 1 line without a code.",)


@pytest.mark.parametrize(("written", "count"), [("1,234", 1234), ("12.0", 12), ("*", 1), ("-", 0), ("", 0)])
def test_counts_are_read_as_they_are_published(written, count, tmp_path):
    path = files.table(tmp_path / "t", [("code", "title", "count"), ("I21.4", "MI", written)])
    assert by_code(path, ICD10)["I214"].usage == count


def test_the_workbooks_sheet_of_all_mentions_is_found_and_its_notes_are_left(tmp_path):
    rows = [
        ("I21.4", "Infarction", 40),
        ("‡ I21.9", "Infarction, unspecified", "*"),
        ("I10.X", "Hypertension", 9),
    ]
    found = by_code(files.yearly_workbook(tmp_path / "w", "Diagnoses", rows), ICD10)
    assert {code: row.usage for code, row in found.items()} == {"I214": 40, "I219": 1, "I10X": 9}


def test_a_named_sheet_of_a_workbook_is_read(tmp_path):
    path = files.yearly_workbook(tmp_path / "w", "Procedure", [("J18.3", "Cholecystectomy", 40)])
    how = HowToRead(sheet="primary procedure 4 character")
    assert by_code(path, OPCS4, how)["J183"].title == "Cholecystectomy"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("OPCS411 CodesAndTitles Nov 2025 V1.0.txt", "OPCS-4.11"),
        ("OPCS49 CodesAndTitles Nov 2019 V1.0.txt", "OPCS-4.9"),
        ("ICD10_Edition5_CodesAndTitlesAndMetadata_GB_20160401.txt", "ICD-10 5th edition 2016-04-01"),
        ("table.csv", ""),
    ],
)
def test_a_release_files_name_says_its_edition(name, said):
    edition, day = said_by(name)
    assert f"{edition} {day or ''}".strip() == said


@given(st.from_regex(r"[A-Z][0-9]{2}(\.?[0-9X])?", fullmatch=True))
def test_every_way_to_write_an_icd10_code_means_one(written):
    code = ICD10Code(written).canonical
    assert canonical(ICD10, display(code)) == canonical(ICD10, code.lower()) == code


@given(st.from_regex(r"[A-HJ-Z][0-9]{2}(\.?[0-9])?", fullmatch=True))
def test_every_way_to_write_an_opcs4_code_means_one(written):
    code = OPCS4Code(written).canonical
    assert canonical(OPCS4, display(code)) == canonical(OPCS4, f"  {code.lower()} ") == code


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=4), max_size=8), st.sampled_from("\t,;|"))
def test_any_text_is_read_or_refused_in_a_sentence(rows, separator):
    text = "\n".join(separator.join(cells) for cells in rows)
    said = outcome(lambda: sheet_of_text("any.txt", text))
    assert said == "read" or said.startswith("any.txt, line ")


@given(data=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_a_sentence(data, tmp_path):
    path = tmp_path / "any.dat"
    path.write_bytes(data)
    for classification in Classification:
        said = outcome(lambda: read(path, classification))  # noqa: B023 - called at once
        assert said == "read" or said.startswith("any.dat")
