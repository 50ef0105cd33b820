"""Whatever the bytes, reading ends in a document or in a sentence."""

import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.documents.codes_named import codes_named_in
from knowledge.documents.document import Document
from knowledge.documents.numbering import numbered, references_in
from knowledge.documents.reading import read
from knowledge.importers.rows import RefusedFile
from tests.data import policy_book
from tests.knowledge.document_files import lines, pdf, word

STARTS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"<html>",
    b"# Title\n",
    b"\xff\xfe",
    b"%PDF-1.4\nstartxref\n0\n%%EOF",
]
NAMES = ["a.pdf", "a.docx", "a.md", "a.html"]


def read_or_refused(path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        found = read(path)
    except RefusedFile:
        return
    assert isinstance(found, Document)
    assert any(one.text for one in found.sections)


@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=400), name=st.sampled_from(NAMES))
def test_any_bytes(start, rest, name, tmp_path):
    read_or_refused(tmp_path / name, start + rest)


@given(text=st.text(max_size=300), name=st.sampled_from(["a.md", "a.html"]))
def test_any_text(text, name, tmp_path):
    read_or_refused(tmp_path / name, text.encode("utf-8", "replace"))


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    page = [("3 Sepsis", 72, 740, -14), *lines("The word must be there.")]
    files = (
        pdf(folder / "a.pdf", [page], pageCompression=0),
        word(folder / "a.docx", ("Heading 1", "3 Sepsis")),
    )
    return {file.suffix: file.read_bytes() for file in files}


@given(data=st.data())
def test_a_good_pdf_with_some_bytes_changed(data, small, tmp_path):
    damaged = bytearray(small[".pdf"])
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    read_or_refused(tmp_path / "a.pdf", bytes(damaged))


@given(data=st.data())
def test_a_good_word_file_with_a_part_changed(data, small, tmp_path):
    (tmp_path / "b.docx").write_bytes(small[".docx"])
    with zipfile.ZipFile(tmp_path / "b.docx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from([one for one in sorted(parts) if one.endswith((".xml", ".rels"))]))
    part = bytearray(parts[name])
    at = data.draw(st.integers(0, len(part) - 1))
    part[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    with zipfile.ZipFile(tmp_path / "c.docx", "w") as archive:
        for one, content in parts.items():
            archive.writestr(one, bytes(part) if one == name else content)
    read_or_refused(tmp_path / "a.docx", (tmp_path / "c.docx").read_bytes())


@given(end=st.integers(0, 54_000))
def test_the_book_cut_off_anywhere(end, tmp_path):
    for file in (policy_book.WORD, policy_book.PDF):
        (tmp_path / file.name).write_bytes(file.read_bytes()[:end])
        with pytest.raises(RefusedFile):
            read(tmp_path / file.name)


@given(text=st.text(max_size=200))
def test_any_line_has_a_number_or_none_and_codes_or_none(text):
    numbered(text)
    references_in(text)
    assert all(one.first[:3] <= one.last[:3] for one in codes_named_in(text, text))
