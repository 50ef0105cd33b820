"""Whatever the bytes are, there is a list or a sentence: never another error."""

import json
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from casework.episode_files.read import read_list
from casework.episode_files.rows import ListRead
from knowledge.importers.rows import RefusedFile
from tests.casework.episode_lists import NOW
from tests.casework.test_episode_hostile import HEADER, ROW, a_workbook, written

HL7 = "MSH|^~\\&|P|R|B|R|20260301||ADT^A01|1|P|2.4\rPV1|1|I|W^1||||C1234567|||100|||||||||A1\r"
BUNDLE = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Encounter", "id": "1"}}]}
STARTS = (b"", HEADER, HEADER + ROW, HL7, json.dumps(BUNDLE), b"{", b"FHS|^~\\&\r")
starts = st.sampled_from([start.encode() if isinstance(start, str) else start for start in STARTS])
signs = (b",", b"\n", b'"', b"\r", b"|", b"^", b"~", b"\\", ROW.encode(), b"PV1|", b"EVN|A03\r", HL7.encode())
pieces = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(signs),
)


def read_bytes(folder: Path, data: bytes) -> ListRead | str:
    try:
        return read_list(written(folder / "any", data), now=NOW)
    except RefusedFile as refused:
        return str(refused)


@given(starts, st.lists(pieces, max_size=8))
@example(b"Spell,Episode,Admitted,Discharged,Specialty\n", [b"\xff\xfe"])
@example(HL7.encode(), [b"MSH|||||||||||"])
def test_any_bytes_give_rows_or_a_sentence(tmp_path_factory, start, parts):
    read = read_bytes(tmp_path_factory.getbasetemp(), start + b"".join(parts))
    assert isinstance(read, ListRead) or len(read) > 20


cells = st.text(max_size=20) | st.sampled_from(["A1", "1", "100", "01/01/2026", "C1234567", "Uncoded", "-"])
rows = st.lists(st.lists(cells, min_size=5, max_size=5), max_size=6)


@given(rows)
def test_any_cells_give_an_episode_or_a_reject_each(tmp_path_factory, rows):
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows]
    read = read_bytes(tmp_path_factory.getbasetemp(), (HEADER + "".join(lines)).encode("utf-8", "replace"))
    if isinstance(read, ListRead):
        assert len(read.rows) + len(read.rejects) + read.repeated <= len(rows)


KEYS = ("identifier", "value", "system", "period", "start", "partOf", "reference", "participant", "coding",
        "location", "serviceType", "individual", "code", "class", "status", "diagnosis", "condition", "id",
        "contained", "type")  # fmt: skip
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), junk), max_size=4))
def test_any_encounters_give_rows_or_a_sentence(tmp_path_factory, encounters):
    entries = [{"resource": {**encounter, "resourceType": "Encounter"}} for encounter in encounters]
    data = json.dumps({"resourceType": "Bundle", "entry": entries}).encode("utf-8", "replace")
    assert read_bytes(tmp_path_factory.getbasetemp(), data)


BOOK = a_workbook()


@given(st.lists(st.tuples(st.integers(0, len(BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_workbook_with_any_bytes_changed_gives_rows_or_a_sentence(tmp_path_factory, changes):
    book = bytearray(BOOK)
    for at, byte in changes:
        book[at] = byte
    assert read_bytes(tmp_path_factory.getbasetemp(), bytes(book))
