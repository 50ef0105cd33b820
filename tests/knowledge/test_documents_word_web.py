"""Word files, Markdown and web pages as they really look."""

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from knowledge.documents.reading import read
from tests.knowledge.document_files import word, write


def told(path) -> list[tuple[str, str, int, str]]:
    return [(one.number, one.title, one.level, one.text) for one in read(path).sections]


def test_typed_numbers_and_styles_in_word(tmp_path):
    file = word(
        tmp_path / "a.docx",
        ("Title", "Coding policy"),
        ("Normal", "Version: 3"),
        ("Heading 1", "3 Chest"),
        ("Heading 2", "3.2 Pneumonia"),
        ("Normal", "3.2.1 Consolidation is no pneumonia."),
        ("List Bullet", "ask the ward"),
        ("Heading 1", "Appendix B – Forms"),
        ("Normal", "One form."),
    )
    assert told(file) == [
        ("", "Coding policy", 0, "Version: 3"),
        ("3", "Chest", 1, ""),
        ("3.2", "Pneumonia", 2, ""),
        ("3.2.1", "Pneumonia", 3, "Consolidation is no pneumonia.\n• ask the ward"),
        ("Appendix B", "Forms", 1, "One form."),
    ]
    assert read(file).front.version == "3"
    assert read(file).pages is None


def test_tables_of_word_are_rows_and_a_table_of_one_column_is_text(tmp_path):
    made = docx.Document()
    made.add_heading("1 Codes", 1)
    table = made.add_table(2, 2)
    for at, text in enumerate(("Stent", "K75.1", "Balloon", "K49.1")):
        table.rows[at // 2].cells[at % 2].text = text
    frame = made.add_table(1, 1).rows[0].cells[0]
    frame.text = "In a frame."
    frame.add_paragraph("2 Frames", style="Heading 1")
    frame.add_paragraph("Below it.")
    made.save(str(tmp_path / "a.docx"))
    assert told(tmp_path / "a.docx") == [
        ("1", "Codes", 1, "Stent | K75.1\nBalloon | K49.1\nIn a frame."),
        ("2", "Frames", 1, "Below it."),
    ]


def test_deleted_words_are_gone_and_inserted_ones_count(tmp_path):
    made = docx.Document()
    made.add_heading("1 Falls", 1)
    paragraph = made.add_paragraph("Code ")
    for tag, inner, text in (("w:del", "w:delText", "W18"), ("w:ins", "w:t", "W19")):
        paragraph._p.append(parse_xml(f"<{tag} {nsdecls('w')}><w:r><{inner}>{text}</{inner}></w:r></{tag}>"))
    made.save(str(tmp_path / "a.docx"))
    assert told(tmp_path / "a.docx")[0][3] == "Code W19"


def test_the_pages_that_word_last_printed(tmp_path):
    made = docx.Document()
    made.add_heading("1 First", 1)
    made.add_paragraph("Text.")
    heading = made.add_heading("2 Second", 1)
    run = heading.runs[0]._r
    run.insert(run.index(run.find(qn("w:t"))), OxmlElement("w:lastRenderedPageBreak"))
    made.save(str(tmp_path / "a.docx"))
    assert [one.page for one in read(tmp_path / "a.docx").sections] == [1, 2]
    assert read(tmp_path / "a.docx").pages == 2


def test_markdown_with_lists_tables_and_front_matter(tmp_path):
    file = write(
        tmp_path / "a.md",
        "---\nversion: 1.3\nreview date: June 2027\n---\n\n# Stroke policy\n\n## 1 Scope\n\n"
        "All *sites*,\nall wards.\n\n1. first\n2. second\n   - inner\n\n"
        "| Code | Use |\n|---|---|\n| I63.9 | infarction |\n\n### DCS.IX.11: Stroke\n\nText.\n",
    )
    assert told(file)[1:] == [
        (
            "1",
            "Scope",
            1,
            "All sites, all wards.\n1. first\n2. second\n• inner\nCode | Use\nI63.9 | infarction",
        ),
        ("DCS.IX.11", "Stroke", 2, "Text."),
    ]
    assert read(file).front.version == "1.3"
    assert read(file).front.review_on.isoformat() == "2027-06-30"


def test_a_web_page_with_a_layout_table_and_windows_letters(tmp_path):
    page = (
        '<!DOCTYPE html><html><head><meta charset="windows-1252"><title>x</title><style>p{}</style></head>'
        "<body><nav>Home</nav><table><tr><td><h1>Coding policy</h1><h2>2.1 Sepsis – when</h2>"
        "<p>Ask the ward’s <b>team</b>."
        "<ul><li>once<li>twice</ul></td></tr></table><table><tr><th>Code<th>Use<tr><td>A41.9<td>sepsis</table>"
        "<ol start=3><li>three</ol></body></html>"
    )
    file = write(tmp_path / "a.html", page.encode("cp1252"))
    assert told(file) == [
        (
            "2.1",
            "Sepsis – when",
            1,
            "Ask the ward’s team.\n• once\n• twice\nCode | Use\nA41.9 | sepsis\n3. three",
        )
    ]
