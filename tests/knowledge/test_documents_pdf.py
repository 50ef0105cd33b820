"""PDFs as they really look: columns, tables, running heads, hyphens, ligatures."""

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.documents.document import Document
from knowledge.documents.reading import read
from tests.knowledge.document_files import lines, pdf

FILLED = (
    "Each of these lines is about as long as",
    "the column is wide, because a column of",
    "text is filled to its edge and a cell of",
    "a table hardly ever is, which is how one",
    "can tell them from each other without a",
    "look at the page as people have it, and",
    "so the left column ends with the words",
)


def texts(document: Document) -> list[tuple[str, str]]:
    return [(one.name, one.text) for one in document.sections]


def column(x: float, word: str) -> list[tuple[str, float, float, float]]:
    return lines(*FILLED, f"{word} column ends.", x=x, size=10, leading=12)


def test_columns_drawn_one_after_the_other(tmp_path):
    found = read(pdf(tmp_path / "a.pdf", [[*column(60, "Left"), *column(310, "Right")]]))
    assert found.sections[0].text.index("Left column") < found.sections[0].text.index("Right column")
    assert " | " not in found.sections[0].text


def test_columns_drawn_line_by_line(tmp_path):
    both = sorted([*column(60, "Left"), *column(310, "Right")], key=lambda one: -one[2])
    found = read(pdf(tmp_path / "a.pdf", [both]))
    assert found.sections[0].text.index("Left column") < found.sections[0].text.index("Right column")
    assert " | " not in found.sections[0].text


def test_a_table_keeps_its_rows(tmp_path):
    rows = [
        ("Stent", "K75.1", "One or two of them"),
        ("Stents", "K75.2", "Three or more"),
        ("Balloon", "K49.1", "None"),
    ]
    placed = [("2 Codes", 72, 740, -13)]
    for at, row in enumerate(rows):
        placed += [(cell, x, 700 - 22 * at, 10) for cell, x in zip(row, (72, 200, 300), strict=True)]
    found = read(pdf(tmp_path / "a.pdf", [placed])).sections[-1]
    assert found.text.split("\n") == [" | ".join(row) for row in rows]


def test_a_wrapped_cell_stays_in_its_row(tmp_path):
    placed = [
        *lines("2 Codes", top=740, size=-13),
        *lines("A stent that lets a", "drug into the wall", size=10, leading=12),
        *lines("K75.1", x=300, size=10),
        *lines("Balloon", top=660, size=10),
        *lines("K49.1", x=300, top=660, size=10),
    ]
    found = read(pdf(tmp_path / "a.pdf", [placed])).sections[-1]
    assert found.text.split("\n") == ["A stent that lets a drug into the wall | K75.1", "Balloon | K49.1"]


def test_what_every_page_repeats_is_left_out(tmp_path):
    pages = [
        [
            ("Trust coding policy", 72, 800, 9),
            (f"{number} Chapter about {word}", 72, 740, -14),
            *lines(f"Text about {word}."),
            (f"Version 2 page {number} of 4", 72, 40, 9),
        ]
        for number, word in enumerate(("sepsis", "stroke", "falls", "birth"), 1)
    ]
    found = read(pdf(tmp_path / "a.pdf", pages))
    assert texts(found) == [
        (f"{number} Chapter about {word}", f"Text about {word}.")
        for number, word in enumerate(("sepsis", "stroke", "falls", "birth"), 1)
    ]
    assert [one.page for one in found.sections] == [1, 2, 3, 4]


def test_running_heads_that_change_with_the_chapter_are_left_out(tmp_path):
    pages = [
        [(f"Chapter 1 Diagnoses of lungs {number}", 72, 800, -10), *lines(f"Text {word}.", size=11)]
        for number, word in enumerate(("one", "two", "three"), 5)
    ]
    assert texts(read(pdf(tmp_path / "a.pdf", pages)))[0][1] == "Text one.\nText two.\nText three."


def test_policies_one_on_each_page_keep_their_headings(tmp_path):
    pages = [
        [(f"Policy {number}", 72, 800, -14), *lines(f"Text of the {word}.")]
        for number, word in enumerate("abcde", 1)
    ]
    found = read(pdf(tmp_path / "a.pdf", pages))
    assert [one.number or one.title for one in found.sections] == [
        f"Policy {number}" for number in range(1, 6)
    ]


def test_broken_words_are_written_as_elsewhere(tmp_path):
    text = lines(
        "The record of the day case holds the word docu-",
        "mentation, and a follow-up is a follow-",
        "up; a range is A00-",
        "B99 and stays so.",
    )
    found = read(pdf(tmp_path / "a.pdf", [text])).sections[0].text
    assert found == (
        "The record of the day case holds the word documentation, and a follow-up is a follow-up; "
        "a range is A00-B99 and stays so."
    )


def test_a_paragraph_goes_on_over_the_page(tmp_path):
    first = [("3 Sepsis", 72, 740, -14), *lines("The word must be", "written by a clini-")]
    second = lines("cian of the team.", "It is then coded.")
    found = read(pdf(tmp_path / "a.pdf", [first, second]))
    assert texts(found)[-1] == (
        "3 Sepsis",
        "The word must be written by a clinician of the team. It is then coded.",
    )


def test_ligatures_are_letters(tmp_path):
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    canvas = Canvas(str(tmp_path / "a.pdf"), invariant=1)
    canvas.setFont("Vera", 11)
    canvas.drawString(72, 700, "The ﬁnal deﬁnition of reﬂux oﬀers it.")
    canvas.save()
    assert "The final definition of reflux" in read(tmp_path / "a.pdf").sections[0].text


def test_nested_numbers_without_any_bold(tmp_path):
    text = [
        *lines("3.2 Sepsis", top=720),
        *lines("3.2.1 Coders ask when the word is", "missing from the record.", top=690),
        *lines("3.2.2 A score is no diagnosis.", top=650),
        *lines("DCS.X.5: Chronic obstructive disease", top=620),
        *lines("One code is enough.", top=600),
    ]
    found = read(pdf(tmp_path / "a.pdf", [text]))
    assert [(one.number, one.title, one.path) for one in found.sections] == [
        ("3.2", "Sepsis", ()),
        ("3.2.1", "Sepsis", ("3.2 Sepsis",)),
        ("3.2.2", "Sepsis", ("3.2 Sepsis",)),
        ("DCS.X.5", "Chronic obstructive disease", ("3.2 Sepsis",)),
    ]
    assert found.sections[1].text == "Coders ask when the word is missing from the record."
