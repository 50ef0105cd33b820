"""Files of people: every kind of table, and whatever else somebody hands in."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import people_file
from knowledge.importers.rows import RefusedFile
from tests.casework.test_people_import import HEADER, LIST, csv


def workbook(path: Path, rows: list[list[object]], title: str = "Staff") -> Path:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.create_sheet("Notes").append(["nothing here"])
    book.save(path)
    return path


def test_the_same_list_from_every_kind_of_file(tmp_path: Path) -> None:
    table = [HEADER.split(","), *(line.split(",") for line in LIST)]
    wanted = people_file.read(csv(tmp_path, LIST))
    tabs = tmp_path / "people.tsv"
    tabs.write_text("".join("\t".join(row) + "\n" for row in table), encoding="utf-8")
    assert people_file.read(tabs) == wanted
    titled = [["Our department, March"], [], *table]
    found = people_file.read(workbook(tmp_path / "people.xlsx", titled))
    assert [one.line - 2 for one in found] == [one.line for one in wanted]
    assert [one.channel_id for one in found] == [one.channel_id for one in wanted]
    latin = tmp_path / "latin.csv"
    latin.write_bytes(f"{HEADER}\nid-z,Zoë Núñez,coder,,\n".encode("cp1252"))
    assert people_file.read(latin, encoding="cp1252")[0].name == "Zoë Núñez"
    with pytest.raises(RefusedFile, match="line 2"):
        people_file.read(latin)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("Who,What", "no header is found"),
        ("Object ID,Name", "no column role"),
        ("Name,Role", "no header is found"),
    ],
)
def test_a_list_without_its_columns_is_refused(tmp_path: Path, header: str, said: str) -> None:
    with pytest.raises(RefusedFile, match=said):
        people_file.read(csv(tmp_path, ["a,b"], header))


def test_columns_may_be_called_otherwise_and_stand_anywhere(tmp_path: Path) -> None:
    path = csv(tmp_path, ["coder;Asha Patel;id-asha"], "Role;Display name;AAD object-id")
    assert [(one.channel_id, one.name, one.cover) for one in people_file.read(path)] == [
        ("id-asha", "Asha Patel", ())
    ]


def hostile(kind: str) -> bytes:
    packed = io.BytesIO()
    if kind in ("bomb", "zip", "macros", "entities"):
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            if kind != "zip":
                archive.writestr("xl/workbook.xml", "<!DOCTYPE x>" if kind == "entities" else "<workbook/>")
            if kind == "bomb":
                archive.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
            if kind == "macros":
                archive.writestr("xl/vbaProject.bin", b"x")
        return packed.getvalue()
    return {
        "empty": b"",
        "header alone": HEADER.encode(),
        "pdf": b"%PDF-1.7",
        "xml": b"<people/>",
        "old workbook": b"\xd0\xcf\x11\xe0old",
        "utf-16": f"{HEADER}\n".encode("utf-16"),
        "control": f"{HEADER}\nid-a,A\x07A,coder,,\n".encode(),
        "open quote": f'{HEADER}\nid-a,"A A,coder,,\n'.encode(),
        "cut off": f"{HEADER}\nid-a,A A,coder,,\nid-b,B".encode(),
        "long cell": f"{HEADER}\nid-a,{'x' * 9000},coder,,\n".encode(),
        "torn": b"PK\x03\x04torn",
    }[kind]


@pytest.mark.parametrize(
    "kind",
    ["bomb", "zip", "macros", "entities", "empty", "header alone", "pdf", "xml", "old workbook", "utf-16",
     "control", "open quote", "cut off", "long cell", "torn"],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_in_words(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(hostile(kind))
    with pytest.raises(RefusedFile, match=r"people\.csv"):
        people_file.read(path)


@given(data=st.binary(max_size=400) | st.text(max_size=300).map(lambda t: f"{HEADER}\n{t}".encode()))
def test_whatever_the_file_is_it_gives_people_or_a_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(data)
    with suppress(RefusedFile):
        assert people_file.read(path)
