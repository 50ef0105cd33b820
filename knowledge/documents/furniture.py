"""Headers, footers and page numbers of a PDF are taken away: they are no text of a section."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.documents.pdf_chunks import Chunk, Page

MARGIN = 0.15
_SHARE = 0.4
_BUCKET = 6
_PAGE_NUMBER = re.compile(
    r"(?:page\s?)?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?|[-\u2013]\s?\d{1,4}\s?[-\u2013]", re.IGNORECASE
)
_LEAST_FOR_NUMBERS = 4

_Key = tuple[str, int]


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """The pages without the pieces in their margins that many of them share at the same height."""
    usual = body_size(chunk for page in pages for chunk in page.chunks)
    shared = _shared(pages, usual) | _running_heads(pages)
    return [
        replace(page, chunks=tuple(one for one in page.chunks if not _is_furniture(page, one, shared, usual)))
        for page in pages
    ]


def body_size(chunks: Iterable[Chunk]) -> float:
    """The height in which most letters are printed."""
    letters: dict[float, int] = defaultdict(int)
    for chunk in chunks:
        letters[round(chunk.size * 2) / 2] += len(chunk.text)
    return max(letters, key=lambda size: letters[size], default=10.0)


def _shared(pages: Sequence[Page], usual: float) -> set[_Key]:
    on: dict[_Key, set[int]] = defaultdict(set)
    for page in pages:
        for chunk in page.chunks:
            if _in_margin(page, chunk):
                for key in _keys(chunk, len(pages), usual):
                    on[key].add(page.number)
    needed = max(2, round(_SHARE * len(pages)))
    return {key for key, numbers in on.items() if len(numbers) >= needed}


def _running_heads(pages: Sequence[Page]) -> set[_Key]:
    """“Chapter 2 Data structures 14”: words beside a number that grows with the page, in large print too."""
    on: dict[int, list[Chunk]] = defaultdict(list)
    for page in pages:
        for chunk in page.chunks:
            number = _number_beside_words(chunk.text)
            if number is not None and _in_margin(page, chunk):
                on[page.number - number].append(chunk)
    counted = [chunks for chunks in on.values() if len(chunks) >= max(3, len(pages) // 5)]
    return {(chunk.text, round(chunk.y / _BUCKET)) for chunks in counted for chunk in chunks}


def _number_beside_words(text: str) -> int | None:
    """The number that ends a line; “Policy 7” and “3 Sepsis” are headings."""
    words = text.split()
    if not 3 <= len(words) <= 20 or not re.fullmatch(r"[0-9]{1,4}", words[-1]):
        return None
    return int(words[-1])


def _is_furniture(page: Page, chunk: Chunk, shared: set[_Key], usual: float) -> bool:
    if not _in_margin(page, chunk):
        return False
    if any(key in shared for key in _keys(chunk, _LEAST_FOR_NUMBERS, usual)):
        return True
    return bool(_PAGE_NUMBER.fullmatch(chunk.text)) and not _stands_out(chunk, usual)


def _in_margin(page: Page, chunk: Chunk) -> bool:
    return not MARGIN * page.height < chunk.y < (1 - MARGIN) * page.height


def _keys(chunk: Chunk, pages: int, usual: float) -> list[_Key]:
    """The words at their height; without their numbers too, unless they may be a numbered heading."""
    place = round(chunk.y / _BUCKET)
    texts = [chunk.text]
    if pages >= _LEAST_FOR_NUMBERS and not _stands_out(chunk, usual):
        texts.append(re.sub(r"\d+", "#", chunk.text))
    return [(text, place + by) for text in texts for by in (0, 1)]


def _stands_out(chunk: Chunk, usual: float) -> bool:
    return chunk.bold or chunk.size > 1.05 * usual
