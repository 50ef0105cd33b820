"""What is refused, with the sentence that says where, why and what to do; the database stays as it is."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from knowledge.codes import Classification
from knowledge.importers import archive, opening, sheet, workbook
from knowledge.importers.rows import RefusedFile
from knowledge.importers.run import HowToRead, read
from tests.knowledge import import_files as files

ICD10, OPCS4 = Classification.ICD10, Classification.OPCS4
GOOD = "code\ttitle\tcount\nI21.4\tInfarction\t5\n"


def refusal(path: Path, classification: Classification = ICD10, how: HowToRead | None = None) -> str:
    with pytest.raises(RefusedFile) as raised:
        read(path, classification, how)
    return str(raised.value)


def workbook_at(path: Path) -> Path:
    return files.yearly_workbook(path, "Diagnoses", [("I21.4", "Infarction", 40)])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the file is empty"),
        (" \n\n", "line 1: the file is empty"),
        (GOOD + "I21.9\tInfar", "line 3: the line has 2 of 3 columns and no end: the file is cut off"),
        (GOOD + "I21.9\t\t3\n", "line 3: I21.9 has no title"),
        (GOOD + "\tInfarction\t3\n", "line 3: there is a title, 'Infarction', but no code"),
        (GOOD + "1O.X\tInfarction\t3\n", "line 3: '1O.X' is not written like an ICD-10 code"),
        ("code\ttitle\n1O.X\tHypertension\nI21.4\tInfarction\n", "line 2: '1O.X' is not written like"),
        ("I2l.4\tInfarction\nI21.9\tUnspecified\n", "line 1: 'I2l.4' is not written like"),
        (GOOD + "I21.4\tStroke\t3\n", "line 3: I214 was already on line 2 with another title"),
        (GOOD + "I21.9\tInfarction\tmany\n", "line 3: 'many' is not a number of episodes"),
        (GOOD + "I21.9\tInfarction\t-4\n", "line 3: '-4' is not a number of episodes"),
        (GOOD + "I21.9\tInfarction\t99999999999999\n", "is not a number of episodes"),
        ("name,age\nBen,4\n", "line 1: no column of codes is found"),
        ("code\tcount\nI21.4\t5\n", "line 1: no column of titles is found"),
        ("code\ttitle\nNULL\tNULL\n", "there is no code in it"),
        ('code,title\nI21.4,"Infarction\n', "a quotation mark is not closed, or the file is cut off"),
        ("code\ttitle\nI21.4\tInfar\x00ction\n", "line 2: there is a control character (U+0000)"),
        ("%PDF-1.7\n", "this is a PDF"),
    ],
)
def test_a_bad_table_is_refused_with_its_line_and_the_reason(text, said, tmp_path):
    sentence = refusal(files.write(tmp_path / "table.tsv", text))
    assert sentence.startswith("table.tsv")
    assert said in sentence


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16_is_refused_unless_it_is_said(encoding, tmp_path):
    text = "\ufeff" + GOOD if encoding != "utf-16" else GOOD
    path = files.write(tmp_path / "t.tsv", text, encoding)
    assert "encoded in UTF-16. Save it as UTF-8" in refusal(path)
    assert read(path, ICD10, HowToRead(encoding="utf-16")).rows[0].code == "I214"


def test_utf16_without_its_mark_is_refused(tmp_path):
    assert "control character" in refusal(files.write(tmp_path / "t.tsv", GOOD, "utf-16-le"))


def test_a_latin_table_is_refused_with_its_line_unless_it_is_said(tmp_path):
    path = files.write(tmp_path / "t.tsv", GOOD + "H81.0\tMénière disease\t3\n", "latin-1")
    assert "t.tsv, line 3: the text is not encoded in UTF-8" in refusal(path)
    assert read(path, ICD10, HowToRead(encoding="cp1252")).rows[1].title == "Ménière disease"


def test_an_unknown_encoding_is_named(tmp_path):
    path = files.write(tmp_path / "t.tsv", GOOD)
    assert "no encoding named 'klingon'" in refusal(path, how=HowToRead(encoding="klingon"))


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert "there is no such file" in refusal(tmp_path / "missing.txt")
    assert "there is no such file" in refusal(tmp_path)


def test_a_file_beyond_the_limit_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_FILE", 20)
    assert "is larger than" in refusal(files.write(tmp_path / "t.tsv", GOOD))


def test_too_many_lines_or_too_long_a_cell_are_refused(tmp_path, monkeypatch):
    path = files.write(tmp_path / "t.tsv", GOOD)
    monkeypatch.setattr(sheet, "MOST_LINES", 1)
    assert "line 2: more than 1 lines" in refusal(path)
    monkeypatch.setattr(sheet, "LONGEST_CELL", 3)
    assert "line 1: too long" in refusal(path)


def test_a_release_cut_off_in_a_line_is_refused(tmp_path):
    whole = files.trud_icd10(tmp_path / "r.txt").read_bytes()
    (tmp_path / "r.txt").write_bytes(whole[:-40])
    assert "r.txt, line 8: the line has 5 of 12 columns and no end" in refusal(tmp_path / "r.txt")


def test_a_code_that_a_release_has_twice_is_refused(tmp_path):
    rows = [files.TRUD_ICD10[0], ("A17.0", "A170", "DAGGER", "1", "Something else", *" " * 7)]
    assert "line 3: ALT_CODE A170 comes twice" in refusal(files.trud_icd10(tmp_path / "r.txt", rows))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<DSV><CLASS CODE='A00.0' ALT_CODE='A000' DESCRIPTION='Chol", "the XML is damaged or cut off"),
        ("<DSV></DSV>", "no element of it has a CODE"),
        ("<!DOCTYPE x [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><x CODE='&b;'/>", "declares entities"),
        (
            "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x CODE='A00.0'>&a;</x>",
            "declares entities",
        ),
        ("<a>" * 100_000 + "</a>" * 100_000, "more than 8 deep"),
        ("<?xml version='1.0' encoding='klingon'?><x/>", "cannot be read"),
    ],
)
def test_bad_xml_is_refused(text, said, tmp_path):
    assert said in refusal(files.write(tmp_path / "r.xml", text))


@pytest.mark.parametrize(
    "part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/activeX/activeX1.bin"]
)
def test_a_workbook_with_macros_is_refused(part, tmp_path):
    path = files.with_member(workbook_at(tmp_path / "w.xlsx"), part, b"anything")
    assert "w.xlsx: the workbook carries macros" in refusal(path)


def test_a_macro_workbook_is_known_by_what_it_says_of_itself(tmp_path):
    path = files.with_part_changed(
        workbook_at(tmp_path / "w.xlsx"),
        "[Content_Types].xml",
        b"sheet.main+xml",
        b"sheet.macroEnabled.main+xml",
    )
    assert "carries macros" in refusal(path)


def test_a_zip_bomb_is_not_opened(tmp_path):
    path = files.with_member(workbook_at(tmp_path / "w.xlsx"), "xl/media/much.xml", b"\0" * 20_000_000)
    assert path.stat().st_size < 100_000
    assert "far more than a table needs. It is not opened." in refusal(path)


def test_too_many_parts_are_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_MEMBERS", 3)
    assert "It is not opened" in refusal(workbook_at(tmp_path / "w.xlsx"))


def test_entities_in_a_workbook_are_refused(tmp_path):
    path = files.with_part_changed(
        workbook_at(tmp_path / "w.xlsx"),
        "xl/workbook.xml",
        b"<workbook ",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><workbook ",
    )
    assert "xl/workbook.xml declares entities" in refusal(path)


def test_a_cell_in_the_last_row_and_column_is_never_reached(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "4 Character"
    book.active["A1"], book.active["B1"] = "code", "title"
    book.active["A2"], book.active["B2"] = "I21.4", "Infarction"
    book.active["XFD1048576"] = "far away"
    book.save(tmp_path / "w.xlsx")
    assert [row.code for row in read(tmp_path / "w.xlsx", ICD10).rows] == ["I214"]


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    assert "more than 5 rows" in refusal(workbook_at(tmp_path / "w.xlsx"))


def test_a_truncated_workbook_is_refused(tmp_path):
    path = workbook_at(tmp_path / "w.xlsx")
    path.write_bytes(path.read_bytes()[:-200])
    assert "w.xlsx: the workbook is damaged or cut off" in refusal(path)


def test_a_workbook_damaged_inside_is_refused(tmp_path):
    path = files.with_part_changed(workbook_at(tmp_path / "w.xlsx"), "xl/workbook.xml", b"</workbook>", b"")
    assert "damaged or cut off" in refusal(path)


def test_a_plain_archive_is_told_to_be_unpacked(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("OPCS411 CodesAndTitles Nov 2025 V1.0.txt", "A01\tBrain")
    (tmp_path / "r.zip").write_bytes(held.getvalue())
    assert "Unpack it and import the file in it (OPCS411 CodesAndTitles" in refusal(tmp_path / "r.zip")


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(tmp_path):
    sentence = refusal(workbook_at(tmp_path / "w.xlsx"), how=HowToRead(sheet="Totals"))
    assert "no sheet “Totals”. Its sheets are: Title sheet, Primary Diagnoses 4 Character" in sentence


def test_a_workbook_without_codes_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "w.xlsx")
    assert "no sheet of it holds codes" in refusal(tmp_path / "w.xlsx")
