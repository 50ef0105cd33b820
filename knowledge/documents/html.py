"""Policies as web pages: headings, paragraphs, list items and tables in reading order."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from knowledge.documents.active_content import refuse_active
from knowledge.documents.block import Block, Shape, cleaned, row
from knowledge.importers.rows import RefusedFile

_SKIPPED = {
    "head",
    "style",
    "template",
    "noscript",
    "nav",
    "header",
    "footer",
    "title",
    "button",
    "select",
    "svg",
}
_BLOCKS = {
    *(
        "p",
        "div",
        "section",
        "article",
        "main",
        "body",
        "html",
        "ul",
        "ol",
        "dl",
        "li",
        "dt",
        "dd",
        "pre",
        "aside",
    ),
    *(
        "blockquote",
        "address",
        "figure",
        "figcaption",
        "form",
        "fieldset",
        "hr",
        "br",
        "details",
        "summary",
        "center",
    ),
    *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "h1", "h2", "h3", "h4", "h5", "h6"),
}
_HEADING = re.compile(r"h([1-6])")


def blocks_of_html(name: str, text: str) -> tuple[str, list[Block]]:
    """The page's title and its blocks.

    Raises:
        RefusedFile: it carries active content, is nested too deeply or is cut off.
    """
    refuse_active(name, text)
    root = _parsed(name, text)
    refuse_active(name, _attributes(root))
    body = root.find("body")
    blocks = [block for block in _walk(root if body is None else body) if block.text]
    title = cleaned(root.findtext("head/title") or "")
    first = next((block.text for block in blocks if block.level == 1), "")
    return first or title, blocks


def _parsed(name: str, text: str) -> Any:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise RefusedFile(f"{name}: this is no HTML page. Save it anew.") from error
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise RefusedFile(f"{name}: elements stand too deep in each other for a page of text. Save it anew.")
    if "<html" in text[:2_000].casefold() and "</html" not in text[-2_000:].casefold():
        raise RefusedFile(f"{name}: the page is cut off: its end (</html>) is missing. Save it anew.")
    return root


def _attributes(root: Any) -> str:
    """The links as the parser decodes them: “java&#115;cript:” is a script too."""
    return "\n".join(
        f"{key}={value[:200]}"
        for element in root.iter(etree.Element)
        for key, value in element.attrib.items()
        if key in ("href", "src", "action", "formaction")
    )


def _walk(element: Any, marker: str = "") -> Iterator[Block]:
    """The blocks of an element; words that stand loose between blocks are blocks of their own."""
    words: list[str] = [element.text or ""]
    items = _first_number(element)
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else "style"
        if tag in _SKIPPED:
            words.append(child.tail or "")
        elif tag in _BLOCKS or _holds_blocks(child):
            yield _text(words, marker)
            yield from _of_block(child, tag, f"{items}. " if items else "• ")
            words, marker = [child.tail or ""], ""
            items += bool(items) and tag == "li"
        else:
            words += [child.text_content(), child.tail or ""]
    yield _text(words, marker)


def _first_number(element: Any) -> int:
    """Where a numbered list starts; 0 for all else."""
    if element.tag != "ol":
        return 0
    start = str(element.get("start", "1"))
    return int(start) if re.fullmatch(r"\d{1,4}", start) else 1


def _holds_blocks(element: Any) -> bool:
    return any(one.tag in _BLOCKS for one in element.iterdescendants())


def _of_block(element: Any, tag: str, marker: str) -> Iterator[Block]:
    if found := _HEADING.fullmatch(tag):
        yield Block(cleaned(_content(element)), level=int(found[1]))
    elif tag == "table" and _is_data(element):
        for line in element.iter("tr"):
            cells = [_content(cell) for cell in line if cell.tag in ("td", "th")]
            yield Block(row(cells), shape=Shape.ROW)
    elif tag == "li":
        yield from _walk(element, marker)
    else:
        yield from _walk(element)


def _is_data(table: Any) -> bool:
    """A table of one column, or one that holds tables or headings, only lays the page out."""
    if next(table.iterdescendants("table", "h1", "h2", "h3", "h4", "h5", "h6"), None) is not None:
        return False
    return any(len([cell for cell in line if cell.tag in ("td", "th")]) > 1 for line in table.iter("tr"))


def _content(element: Any) -> str:
    """All words of an element, with a blank where a block ends."""
    if _holds_blocks(element):
        return " ".join(map(str, element.itertext()))
    return str(element.text_content())


def _text(words: list[str], marker: str) -> Block:
    text = cleaned("".join(words))
    return Block(f"{marker}{text}" if text else "", prominent=False)
