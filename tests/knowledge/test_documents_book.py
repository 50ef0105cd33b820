"""The invented department's policy book, found section by section in Word, PDF and Markdown."""

from datetime import date
from functools import cache
from pathlib import Path

import pypdf
import pytest

from knowledge.documents.document import Document, Front, Kind, Section
from knowledge.documents.reading import read
from tests.data import policy_book

FILES = [policy_book.WORD, policy_book.PDF, policy_book.MARKDOWN]


@cache
def book(file: Path) -> Document:
    return read(file)


def section(file: Path, number: str) -> Section:
    return next(one for one in book(file).sections if one.number == number)


def headings_of_the_text() -> list[str]:
    lines = policy_book.MARKDOWN.read_text(encoding="utf-8").splitlines()
    return [line.lstrip("#").strip() for line in lines if line.startswith("##")]


@cache
def lines_of_pages() -> list[set[str]]:
    """The lines of each page of the PDF, read without our reader."""
    pages = pypdf.PdfReader(policy_book.PDF).pages
    return [{line.strip() for line in page.extract_text().splitlines()} for page in pages]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.suffix)
def test_every_heading_is_a_section_with_its_number(file):
    names = [one.name for one in book(file).sections]
    wanted = [heading.replace(": ", " ") for heading in headings_of_the_text()]
    assert [name for name in names if name in set(wanted)] == wanted
    clauses = [one for one in book(file).sections if one.name not in set(wanted)]
    assert len(clauses) == 22, "the front, seven clauses of chapter 2, eight of Appendix A, six of Appendix D"
    assert len(wanted) > 120


def test_the_three_files_give_the_very_same_sections():
    def told(file: Path) -> list[tuple[object, ...]]:
        return [
            (one.number, one.title, one.text, one.path, one.level, one.codes) for one in book(file).sections
        ]

    assert told(policy_book.WORD) == told(policy_book.MARKDOWN)
    assert told(policy_book.PDF) == told(policy_book.MARKDOWN)


def test_each_section_has_the_page_on_which_the_pdf_shows_its_heading():
    pages = {one.name: one.page for one in book(policy_book.PDF).sections}
    checked = 0
    for heading in headings_of_the_text():
        shown = [at for at, found in enumerate(lines_of_pages(), 1) if heading in found]
        if shown:
            checked += 1
            assert [pages[heading.replace(": ", " ")]] == shown, heading
    assert checked > 120


def test_word_and_pdf_agree_on_the_pages_and_markdown_knows_none():
    pages = {one.name: one.page for one in book(policy_book.PDF).sections}
    assert pages == {one.name: one.page for one in book(policy_book.WORD).sections}
    assert pages["DCS.X.5 Chronic obstructive pulmonary disease"] == 37
    assert (book(policy_book.PDF).pages, book(policy_book.WORD).pages) == (40, 40)
    assert {one.page for one in book(policy_book.MARKDOWN).sections} == {None}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.suffix)
def test_the_front_table_is_read(file):
    assert book(file).title == "Clinical Coding Policy Book"
    assert book(file).front == Front(
        version="4.2",
        valid_from=date(2026, 4, 1),
        review_on=date(2028, 3, 31),
        ratified_by="Clinical Coding Steering Committee",
        ratified_on=date(2026, 3, 12),
        owner="Head of Clinical Coding",
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.suffix)
def test_headers_footers_and_the_contents_page_are_no_text(file):
    text = "\n".join(one.text for one in book(file).sections)
    assert "uncontrolled when printed" not in text
    assert "Page 7 of" not in text
    assert "Contents" not in {one.title for one in book(file).sections}
    assert "....." not in text


def test_words_broken_at_line_ends_are_mended():
    """The PDF breaks words; read anew without our reader its lines do end in hyphens."""
    broken = [line for lines in lines_of_pages() for line in lines if line.endswith("-")]
    assert len(broken) > 20
    assert "drug-eluting" in section(policy_book.PDF, "8.6").text


def test_two_columns_are_read_one_after_the_other():
    clauses = [one.number for one in book(policy_book.PDF).sections if one.number[:2] in ("A.", "D.")]
    assert clauses == [f"A.{at}" for at in range(1, 9)] + [f"D.{at}" for at in range(1, 7)]
    assert section(policy_book.PDF, "D.4").text.endswith(
        "Coders who find it shortened there ask the surgeon."
    )


def test_codes_are_told_apart_by_the_words_around_them():
    named = [(one.classification.label, one.display) for one in section(policy_book.PDF, "PCSZ2").codes]
    assert named == []
    sides = [(one.classification.label, one.display) for one in section(policy_book.PDF, "16.2").codes]
    assert sides == [("OPCS-4", "Z94.1"), ("OPCS-4", "Z94.2"), ("OPCS-4", "Z94.3")]
    assert ("ICD-10", "T80-T88") in [
        (o.classification.label, o.display) for o in section(policy_book.PDF, "17.1").codes
    ]


def test_the_script_builds_the_files_that_are_here(tmp_path):
    word, pdf = policy_book.build(tmp_path)
    assert (read(word).digest, read(pdf).digest) == (
        book(policy_book.WORD).digest,
        book(policy_book.PDF).digest,
    )
    again = [file.read_bytes() for file in policy_book.build(tmp_path)]
    (tmp_path / "second").mkdir()
    assert again == [file.read_bytes() for file in policy_book.build(tmp_path / "second")]
    assert all(file.stat().st_size < 500_000 for file in (policy_book.WORD, policy_book.PDF))
    assert book(policy_book.PDF).kind is Kind.PDF
