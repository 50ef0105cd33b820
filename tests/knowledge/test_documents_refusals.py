"""Documents that are refused, with the reason, quickly and in little memory."""

import io
import time
import tracemalloc
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from knowledge.documents.reading import read
from knowledge.importers.rows import RefusedFile
from tests.data import policy_book
from tests.knowledge.document_files import lines, pdf, with_part, word, write

PAGE = "<html><body><h1>Sepsis</h1><p>Ask.</p>{}</body></html>"
TEXT = lines("Some text.")


def refusal(path) -> str:
    with pytest.raises(RefusedFile) as refused:
        read(path)
    assert path.name in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("active", "why"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<ScRiPt src=x>", "<script>"),
        ('<p onclick="go()">', "script"),
        ("<img/onerror=go() src=x>", "script"),
        ('<a href="javascript:go()">x</a>', "script"),
        ('<a href="java&#115;cript:go()">x</a>', "script"),
        ('<iframe src="x"></iframe>', "<iframe>"),
        ("<object data=x></object>", "<object>"),
        ('<meta http-equiv="refresh" content="0">', "moves on"),
        ('<!DOCTYPE x [<!ENTITY a "b">]>', "entities"),
    ],
)
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_active_content(active, why, name, tmp_path):
    text = PAGE.format(active) if name == "a.html" else f"# Sepsis\n\n{active}\n\nAsk.\n"
    assert why in refusal(write(tmp_path / name, text))


def test_a_page_nested_without_end(tmp_path):
    assert "too deep" in refusal(write(tmp_path / "a.html", PAGE.format("<div>" * 5_000)))


def test_a_page_cut_off(tmp_path):
    assert "cut off" in refusal(write(tmp_path / "a.html", "<html><body><p>Half of"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"# Sepsis\n\nAsk the \xff team", "line 3: the text is not in utf-8"),
        (b'<html><meta charset="utf-7"><p>+ADw-script+AD4-</html>', "utf-7"),
        ("# Sepsis\n\nAsk.".encode("utf-16"), ""),
        (b"# Sep\x00sis", "control character"),
        (b"", "empty"),
    ],
)
def test_encodings(content, why, tmp_path):
    file = write(tmp_path / ("a.html" if b"charset" in content else "a.md"), content)
    if why:
        assert why in refusal(file)
    else:
        assert read(file).title == "Sepsis"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("a.doc", "save it as .docx"),
        ("a.docm", "macros"),
        ("a.odt", "OpenDocument"),
        ("a.xlsx", "policies are read from .docx"),
        ("a.pdf", "it is a zip archive or an Office file"),
        ("a.md", "it is a zip archive or an Office file"),
    ],
)
def test_names_that_are_wrong(name, why, tmp_path):
    assert why in refusal(write(tmp_path / name, policy_book.WORD.read_bytes()))


def test_a_pdf_named_as_word(tmp_path):
    assert "it is a PDF" in refusal(write(tmp_path / "a.docx", policy_book.PDF.read_bytes()))


def test_macros_under_a_good_name(tmp_path):
    file = with_part(word(tmp_path / "a.docx", ("Normal", "x")), "word/vbaProject.bin", b"x")
    assert "macros" in refusal(file)


def test_an_entity_bomb_in_word(tmp_path):
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>'
    file = with_part(word(tmp_path / "a.docx", ("Normal", "x")), "word/document.xml", bomb)
    assert "declares entities" in refusal(file)


def test_a_zip_bomb_takes_neither_time_nor_memory(tmp_path):
    file = word(tmp_path / "a.docx", ("Normal", "x"))
    with_part(file, "word/media/large.xml", b" " * 300_000_000)
    tracemalloc.start()
    began = time.perf_counter()
    assert "unpacks to" in refusal(file)
    assert time.perf_counter() - began < 2
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_half_a_word_file(tmp_path):
    assert "damaged or cut off" in refusal(write(tmp_path / "a.docx", policy_book.WORD.read_bytes()[:30_000]))


def test_another_archive_as_word(tmp_path):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("policy.txt", "x")
    assert "not a Word file" in refusal(write(tmp_path / "a.docx", held.getvalue()))


def test_half_a_pdf(tmp_path):
    assert "cut off" in refusal(write(tmp_path / "a.pdf", policy_book.PDF.read_bytes()[:30_000]))


@pytest.mark.parametrize("password", ["", "secret"])
def test_an_encrypted_pdf(password, tmp_path):
    file = pdf(tmp_path / "a.pdf", [TEXT], encrypt=StandardEncryption(password, ownerPassword="owner"))
    assert "encrypted" in refusal(file)


def test_a_pdf_with_a_script(tmp_path):
    writer = PdfWriter(clone_from=PdfReader(pdf(tmp_path / "b.pdf", [TEXT])))
    script = {
        NameObject("/S"): NameObject("/JavaScript"),
        NameObject("/JS"): TextStringObject("app.alert(1)"),
    }
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    writer.write(tmp_path / "a.pdf")
    assert "scripts" in refusal(tmp_path / "a.pdf")


def test_scanned_pages_are_named(tmp_path):
    from PIL import Image

    Image.new("L", (60, 80), 200).save(tmp_path / "scan.png")
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842))
    for number in range(1, 7):
        if number in (2, 3, 5):
            canvas.drawImage(str(tmp_path / "scan.png"), 0, 0, 595, 842)
        elif number != 6:
            canvas.drawString(72, 700, f"Text {number}.")
        canvas.showPage()
    canvas.save()
    assert "pages 2-3, 5 are pictures without text" in refusal(tmp_path / "a.pdf")


def test_a_pdf_without_any_text(tmp_path):
    assert "no text" in refusal(pdf(tmp_path / "a.pdf", [[], []]))


def test_a_pdf_that_unpacks_to_gigabytes_ends_within_seconds(tmp_path):
    writer = PdfWriter(clone_from=PdfReader(pdf(tmp_path / "b.pdf", [TEXT])))
    stream = StreamObject()
    stream.set_data(b"BT (x) Tj ET\n" * 8_000_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    writer.write(tmp_path / "a.pdf")
    del stream, writer
    tracemalloc.start()
    began = time.perf_counter()
    assert refusal(tmp_path / "a.pdf")
    assert time.perf_counter() - began < 10
    assert tracemalloc.get_traced_memory()[1] < 150_000_000
    tracemalloc.stop()


def test_a_file_larger_than_any_policy(tmp_path):
    file = tmp_path / "a.md"
    with file.open("wb") as out:
        out.truncate(60_000_001)
    assert "larger than 60 MB" in refusal(file)
    assert "larger than a policy" in refusal(write(tmp_path / "b.md", "word " * 300_000))


def test_no_file(tmp_path):
    assert "no such file" in refusal(tmp_path / "a.md")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "[" * 39_000),
        ("a.md", "*a_ " * 30_000),
        ("a.md", "." * 190_000 + "x"),
        ("a.md", "a" * 190_000 + "-\nb"),
        ("a.html", "<html><body>" + "<" * 2_000_000 + "</body></html>"),
        ("a.html", "<html><body><p>x</p><a " + "on" * 1_000_000 + "</body></html>"),
        ("a.html", "<html><body><p>" + "between A00 and A01 " * 9_000 + "</body></html>"),
        ("a.html", "<html><body><p>" + "chapter X diagnosis A00 " * 8_000 + "</body></html>"),
    ],
    ids=lambda value: value[-18:],
)
def test_texts_made_to_take_long_do_not(name, text, tmp_path):
    began = time.perf_counter()
    try:
        read(write(tmp_path / name, text))
    except RefusedFile as refused:
        assert name in str(refused)  # noqa: PT017 - either end is right, so long as it comes soon
    assert time.perf_counter() - began < 5
