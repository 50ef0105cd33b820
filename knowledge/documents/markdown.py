"""Policies in Markdown, with tables; HTML inside is allowed only where it does nothing."""

from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.documents.active_content import refuse_active
from knowledge.documents.block import Block, Shape, cleaned, row
from knowledge.documents.html import blocks_of_html
from knowledge.importers.rows import RefusedFile

# Some texts cost the parser far more than their length: this bounds the time at seconds.
LONGEST = 1_000_000
MOST_BRACKETS = 2_000
MOST_MARKS = 10_000


def blocks_of_markdown(name: str, text: str) -> tuple[str, list[Block]]:
    """The document's title (its first heading of the first level) and its blocks.

    Raises:
        RefusedFile: it is larger than any policy, or carries active content.
    """
    if len(text) > LONGEST or any(map(_is_costly, text.split("\n\n"))):
        raise RefusedFile(
            f"{name}: larger than a policy in Markdown is. Cut it into parts, or save it as .docx."
        )
    refuse_active(name, text)
    tokens = MarkdownIt("commonmark", {"maxNesting": 40}).enable("table").parse(_without_front_matter(text))
    refuse_active(name, unescape("\n".join(_html_in(tokens))))
    blocks = [block for block in _blocks(name, tokens) if block.text]
    tops = [block.text for block in blocks if block.level == 1]
    return (tops[0] if tops else ""), blocks


def _is_costly(part: str) -> bool:
    return part.count("[") > MOST_BRACKETS or sum(part.count(mark) for mark in "*_`<") > MOST_MARKS


def _html_in(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        for one in (token, *(token.children or ())):
            if one.type in ("html_block", "html_inline"):
                yield one.content


def _without_front_matter(text: str) -> str:
    """Lines between two lines of dashes at the very start become plain lines, so that they can be read."""
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:60]):
        end = next(at for at, line in enumerate(lines[1:60], 1) if line.strip() == "---")
        return "\n\n".join(lines[1:end]) + "\n\n" + "\n".join(lines[end + 1 :])
    return text


def _blocks(name: str, tokens: Sequence[Token]) -> Iterator[Block]:
    cells: list[str] = []
    marker = ""
    for before, token in pairwise([Token("", "", 0), *tokens]):
        if token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield Block(row(cells), shape=Shape.ROW)
        elif token.type == "list_item_open":
            marker = f"{token.info}{token.markup} " if token.info else "• "
        elif token.type in ("fence", "code_block"):
            yield from (Block(cleaned(line)) for line in token.content.split("\n"))
        elif token.type == "html_block":
            yield from blocks_of_html(name, f"<div>{token.content}</div>")[1]
        elif token.type == "inline":
            if before.type in ("th_open", "td_open"):
                cells.append(_plain(token))
                continue
            yield _of_inline(token, before, marker)
            marker = ""


def _of_inline(token: Token, before: Token, marker: str) -> Block:
    text = cleaned(_plain(token))
    if before.type == "heading_open":
        return Block(text, level=int(before.tag[1:]))
    return Block(f"{marker}{text}" if text else "", prominent=_is_all_bold(token))


def _plain(token: Token) -> str:
    """The words without their marks."""
    parts = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type in ("text", "code_inline", "image", "text_special"):
            parts.append(child.content)
    return "".join(parts)


def _is_all_bold(token: Token) -> bool:
    children = [child for child in token.children or () if child.type != "text" or child.content.strip()]
    return len(children) > 2 and children[0].type == "strong_open" and children[-1].type == "strong_close"
