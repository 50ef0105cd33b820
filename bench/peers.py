"""Public search engines over the same texts: SQLite FTS5, tantivy, bm25s, rapidfuzz."""

import re
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
import tantivy
from rapidfuzz import fuzz, process, utils

Text = tuple[str, str]
Search = Callable[[str], list[str]]
DEEPEST = 10
# Several texts lead to one code: enough hits that ten codes are among them.
HITS = 50
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Peer:
    """An engine with its texts loaded. `search` gives at most ten codes, best first."""

    name: str
    search: Search


def peers(texts: Sequence[Text]) -> list[Peer]:
    """All of them, over texts of (code, text)."""
    return [
        tantivy_peer(texts),
        Peer("SQLite FTS5", _fts5(texts)),
        Peer("bm25s", _bm25s(texts)),
        Peer("rapidfuzz token_set_ratio", _rapidfuzz(texts)),
    ]


def tantivy_peer(texts: Sequence[Text]) -> Peer:
    """The one that the times are compared with."""
    return Peer("tantivy", _tantivy(texts))


def _codes(found: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(found))[:DEEPEST]


def _tantivy(texts: Sequence[Text]) -> Search:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("code", stored=True, tokenizer_name="raw")
    builder.add_text_field("text", stored=False, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(50_000_000)
    for code, text in texts:
        document = tantivy.Document()
        document.add_text("code", code)
        document.add_text("text", text)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(phrase: str) -> list[str]:
        query = index.parse_query(" ".join(_WORD.findall(phrase)), ["text"])
        return _codes([searcher.doc(at)["code"][0] for _, at in searcher.search(query, HITS).hits])

    return search


def _fts5(texts: Sequence[Text]) -> Search:
    base = sqlite3.connect(tempfile.NamedTemporaryFile(suffix=".db").name)  # noqa: SIM115 - kept to the end
    base.execute("create virtual table texts using fts5(code unindexed, text, tokenize='porter unicode61')")
    base.executemany("insert into texts values (?, ?)", texts)

    def search(phrase: str) -> list[str]:
        words = " OR ".join(f'"{word}"' for word in _WORD.findall(phrase))
        rows = base.execute("select code from texts where texts match ? order by rank limit ?", (words, HITS))
        return _codes([code for (code,) in rows])

    return search


def _bm25s(texts: Sequence[Text]) -> Search:
    codes = [code for code, _ in texts]
    engine = bm25s.BM25()
    engine.index(bm25s.tokenize([text for _, text in texts], show_progress=False), show_progress=False)

    def search(phrase: str) -> list[str]:
        tokens = bm25s.tokenize([phrase], show_progress=False)
        found, scores = engine.retrieve(tokens, k=HITS, show_progress=False)
        return _codes([codes[at] for at, score in zip(found[0], scores[0], strict=True) if score > 0])

    return search


def _rapidfuzz(texts: Sequence[Text]) -> Search:
    codes = [code for code, _ in texts]
    folded = [utils.default_process(text) for _, text in texts]

    def search(phrase: str) -> list[str]:
        scores = process.cdist(
            [utils.default_process(phrase)], folded, scorer=fuzz.token_set_ratio, dtype=np.uint8
        )[0]
        best = np.argsort(-scores.astype(np.int16), kind="stable")[:HITS]
        return _codes([codes[at] for at in best])

    return search
