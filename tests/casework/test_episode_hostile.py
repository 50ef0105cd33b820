"""Files that are made to harm, cut off or no list at all: a sentence within ten seconds, never a crash."""

import io
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from casework.episode_files.read import read_list
from knowledge.importers.rows import RefusedFile
from tests.casework import episode_writers as writers
from tests.casework.episode_lists import NOW, compact, uncoded

HEADER = "Spell,Episode,Admitted,Episode end,Specialty\n"
ROW = "A1,1,01/01/2026,02/01/2026,100\n"


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Of the processor, not of the clock: tests share their machine."""
    began = time.process_time()
    yield
    assert time.process_time() - began < seconds


def refusal(path: Path) -> str:
    with within(10), pytest.raises(RefusedFile) as raised:
        read_list(path, now=NOW)
    return str(raised.value)


def written(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b" \n \n", "the file is empty"),
        (b"\xd0\xcf\x11\xe0old", "old .xls"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"\x1f\x8bgz", "packed with gzip"),
        (b"<html><table>", "this is XML or a web page"),
        (b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "this is XML or a web page"),
        (b"PK\x03\x04nonsense", "damaged or cut off"),
        (b"Spell,\x00\x01\x02", "control character"),
        (HEADER + ROW + 'A2,1,"01/01', "a quotation mark is not closed, or the file is cut off"),
        (HEADER + ROW + "A2,1,01/0", "line 3: the line has 3 of 5 columns and no end: the file is cut off"),
        (HEADER + "," * 300 + "x\n", "more than 200 columns"),
        (HEADER + ROW + '"' + "x" * 9_000 + '"\n', "more than 8,000 characters"),
        ('"' * 200_001, "not closed"),
        ("{", "no whole JSON"),
        ("[" * 200_000, "too deep"),
        ('{"a":' * 200_000, "too deep"),
        ('{"a": ' + "9" * 9_000 + "}", "a number that is too long"),
        ("[]", "not a FHIR bundle"),
        ('{"resourceType": "Bundle"}', "no Encounter"),
        ("MSH|^~\\&|a|" + "x" * 300_000, "a segment of"),
        (HEADER + ROW + "\n" * 2_000_000, "more than 150,000 lines"),
        ("MSH|^~\\&|" + "\r" * 5_000_000, "more than 4,000,000 segments"),
        ('{"entry": [' + "[]," * 13_000_000 + "[]]}", "far more parts than a bundle"),
        ("FHS|^~\\&\rBHS|^~\\&\r", "there is no message"),
    ],
)
def test_each_is_refused_with_the_reason(data, said, tmp_path):
    assert said in refusal(written(tmp_path / "list", data))


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    assert "no such file" in refusal(tmp_path / "none.csv")


def test_four_hundred_thousand_rows_are_too_many(tmp_path):
    rows = "".join(f"A{n},1,01/01/2026,02/01/2026,100\n" for n in range(400_000))
    assert "more than 150,000 lines" in refusal(written(tmp_path / "list.csv", HEADER + rows))


def test_a_file_of_commas_is_too_much(tmp_path):
    assert "cells" in refusal(written(tmp_path / "list.csv", HEADER + ("," * 190 + "x\n") * 60_000))


def a_workbook(rows: int = 3) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADER.strip().split(","))
    for n in range(rows):
        sheet.append([f"A{n}", 1, "01/01/2026", "02/01/2026", 100])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    """The workbook with one part of it in place of the old."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            if member != name:
                new.writestr(member, old.read(member))
        new.writestr(name, part)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def a_sheet(rows: str) -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def inline(row: int, *cells: str) -> str:
    held = "".join(
        f'<c r="{"ABCDEFGH"[at]}{row}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for at, cell in enumerate(cells)
    )
    return f'<row r="{row}">{held}</row>'


HEAD_ROW = inline(1, *HEADER.strip().split(","))


def test_a_bomb_of_zeros_is_not_opened(tmp_path):
    data = with_part(a_workbook(), SHEET, a_sheet(" " * 300_000_000))
    assert "It is not opened" in refusal(written(tmp_path / "list.xlsx", data))


def test_a_bomb_of_entities_is_not_opened(tmp_path):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + a_sheet("&b;")
    assert "declares entities" in refusal(
        written(tmp_path / "list.xlsx", with_part(a_workbook(), SHEET, bomb))
    )


def test_four_hundred_thousand_rows_of_a_sheet_are_counted_before_they_are_read(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(2, 400_002))
    data = with_part(a_workbook(), SHEET, a_sheet(HEAD_ROW + rows))
    assert "more than 150,000 rows" in refusal(written(tmp_path / "list.xlsx", data))


def test_one_cell_far_down_is_refused_or_not_reached(tmp_path):
    row = inline(2, "A1", "1", "01/01/2026", "02/01/2026", "100")
    near = with_part(a_workbook(), SHEET, a_sheet(HEAD_ROW + row + inline(9_000, "x")))
    assert "thousands of empty rows stand above it" in refusal(written(tmp_path / "near.xlsx", near))
    far = with_part(a_workbook(), SHEET, a_sheet(HEAD_ROW + row + inline(1_048_576, "x")))
    with within(10):
        assert len(read_list(written(tmp_path / "far.xlsx", far), now=NOW).rows) == 1


def test_one_cell_far_to_the_right_is_refused(tmp_path):
    wide = '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>1</v></c></row>'
    data = with_part(a_workbook(), SHEET, a_sheet(HEAD_ROW + wide))
    assert "more than 200 columns" in refusal(written(tmp_path / "list.xlsx", data))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_a_workbook_is_refused(share, tmp_path):
    data = a_workbook(300)
    assert "damaged" in refusal(written(tmp_path / "list.xlsx", data[: int(len(data) * share)]))


def test_a_workbook_damaged_inside_is_refused(tmp_path):
    data = with_part(a_workbook(), SHEET, a_sheet(HEAD_ROW)[:-30])
    assert "damaged" in refusal(written(tmp_path / "list.xlsx", data))


def test_half_a_batch_and_half_a_bundle_are_refused(tmp_path):
    made = uncoded(50, kinds="message", written=compact)
    for write, said in ((writers.write_hl7, "no end (BTS, FTS)"), (writers.write_fhir, "no whole JSON")):
        data = write(tmp_path / "whole", made).read_bytes()
        assert said in refusal(written(tmp_path / "half", data[: len(data) // 2]))


def test_a_sheet_that_is_not_there_is_named(tmp_path):
    path = written(tmp_path / "list.xlsx", a_workbook())
    with pytest.raises(RefusedFile, match=r"there is no sheet “Other”\. Its sheets are: Sheet"):
        read_list(path, now=NOW, sheet="Other")
    assert len(read_list(path, now=NOW, sheet="sheet").rows) == 3
