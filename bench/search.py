"""The search, measured beside public engines over the same texts: how often right, how fast, how big."""

import random
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

from bench import held_out
from bench.peers import Peer, peers
from bench.peers import tantivy_peer as tantivy
from bench.rows import Figure, say, table
from bench.workplace import SHARED, Workplace
from bot.cli.evaluate import Phrase, Result, phrases_of
from casework.store import Database
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.library import load_base

# Peers are asked these too: terms of the index itself, as a second kind of phrase for the times.
SAMPLED_TERMS = 1_000
# As long as a question may be, and as hard: unknown words, ambiguous ones, lists, one word, no word.
HOSTILE = (
    "MS PE CAP RA AF PID " * 100,
    " ".join(f"qx{number}zvw" for number in range(250)),
    ", ".join(["fracture of femur", "NSTEMI", "hypertenshun"] * 40),
    "; ".join(["MS PE"] * 285),
    " and ".join(["chest pain"] * 125),
    "a" * 2_000,
    "I21.4 K58.1 W37.1 " * 110,
    "disease unspecified other disorder injury " * 47,
    "?!" * 1_000,
    "chest pain " * 900,
)
TODAY = date.today()  # noqa: DTZ011 - a benchmark asks for today's editions


def measure(place: Workplace) -> tuple[list[Figure], list[str]]:
    """The figures and the tables for people."""
    database = Database(f"sqlite:///{place.folder / 'codingbot.db'}")
    built, base = _built(database)
    loaded, size = _loaded(database, place.folder / "cache")
    figures = [
        Figure("index_build_seconds", round(built, 2), "s"),
        Figure("index_load_seconds", round(loaded, 3), "s"),
        Figure("index_mb", round(size / 1e6, 1), "MB"),
    ]
    sections = []
    for classification in Classification:
        say(f"search: {classification.value}")
        more, section = _compared(base, classification)
        figures += more
        sections.append(section)
    more, unseen = held_out.measure(database, base, TODAY)
    figures += more
    sections.append(unseen)
    more, section = _times(base)
    worst = max(_worst(base, text) for text in HOSTILE)
    figures.append(Figure("search_worst_ms", round(worst, 1), "ms"))
    return figures + more, [*sections, section]


def _worst(base: KnowledgeBase, text: str) -> float:
    """The quickest of three whole answers in ms: what the input costs, whatever else the machine does."""
    taken = []
    for _ in range(3):
        started = perf_counter()
        base.suggest(text, on=TODAY)
        taken.append((perf_counter() - started) * 1000)
    return min(taken)


def _built(database: Database) -> tuple[float, KnowledgeBase]:
    with tempfile.TemporaryDirectory() as empty:
        started = perf_counter()
        base = load_base(database.engine, Path(empty)).warm(TODAY)
        return perf_counter() - started, base


def _loaded(database: Database, cache: Path) -> tuple[float, int]:
    load_base(database.engine, cache).warm(TODAY)
    started = perf_counter()
    base = load_base(database.engine, cache).warm(TODAY)
    seconds = perf_counter() - started
    sizes = (each.path.stat().st_size for each in base.editions if each.path.exists())  # type: ignore[attr-defined]
    return seconds, sum(sizes)


def _texts(base: KnowledgeBase, classification: Classification) -> list[tuple[str, str]]:
    loaded = base.in_force(classification, TODAY)
    if loaded is None:
        return []
    index = loaded.finder.index
    bounds = index.docs_from.tolist()
    return [
        (code, index.texts[doc])
        for code, first, last in zip(index.codes, bounds, bounds[1:], strict=False)
        for doc in range(first, last)
    ]


def _compared(base: KnowledgeBase, classification: Classification) -> tuple[list[Figure], str]:
    """Recall on the development phrases, ours beside each peer's."""
    file = SHARED / "eval" / f"{classification.value}_dev.tsv"
    if not file.is_file():
        return [], f"## {classification.label}\n\nNot measured: {file.name} is not at hand."
    phrases = phrases_of(file)
    texts = _texts(base, classification)
    ours = Peer("codingbot", lambda text: _ask(base, classification, text))
    results = {one.name: _asked(one, phrases, file.name) for one in (ours, *peers(texts))}
    head = ("engine", "recall@1", "recall@5", "recall@10", "mrr", "p50 ms", "p95 ms")
    rows = [(name, *list(result.as_object().values())[2:]) for name, result in results.items()]
    theirs = results["tantivy"].recall(5)
    found = results["codingbot"].recall(5)
    figure = Figure(
        f"{classification.value}_dev_recall5", round(found, 4), "share", "tantivy", round(found / theirs, 2)
    )
    title = f"## {classification.label}: {len(phrases)} development phrases over {len(texts):,} texts"
    return [figure], f"{title}\n\n{table(head, rows)}"


def _ask(base: KnowledgeBase, classification: Classification, text: str) -> list[str]:
    return base.ranked_codes(text, on=TODAY, classification=classification, limit=10)


def _asked(peer: Peer, phrases: Sequence[Phrase], name: str) -> Result:
    result = Result(name, list(phrases))
    for phrase in phrases[:5]:
        peer.search(phrase.text)
    for phrase in phrases:
        started = perf_counter()
        codes = peer.search(phrase.text)
        result.milliseconds.append((perf_counter() - started) * 1000)
        right = (place for place, code in enumerate(codes, 1) if code.startswith(phrase.accepted))
        result.ranks.append(next(right, 0))
    return result


def _times(base: KnowledgeBase) -> tuple[list[Figure], str]:
    """p50 and p95 per phrase, ours and tantivy's taking turns, with both classifications loaded."""
    texts = {each: _texts(base, each) for each in Classification}
    engine = tantivy([text for rows in texts.values() for text in rows])
    phrases = _phrases(texts)
    ours, theirs = Result("codingbot", []), Result("tantivy", [])
    for number, (classification, phrase) in enumerate(phrases):
        pair = [(ours, lambda t, c=classification: _ask(base, c, t)), (theirs, engine.search)]
        for result, search in pair if number % 2 else reversed(pair):
            started = perf_counter()
            search(phrase)
            result.milliseconds.append((perf_counter() - started) * 1000)
    mine, other = ours.percentile(0.95), theirs.percentile(0.95)
    rows = [(one.file, f"{one.percentile(0.5):.3f}", f"{one.percentile(0.95):.3f}") for one in (ours, theirs)]
    figures = [
        Figure("search_p95_ms", round(mine, 3), "ms", "tantivy", round(mine / other, 2)),
        Figure("search_p95_ratio_to_tantivy", round(mine / other, 3), "ratio", "tantivy"),
    ]
    count = sum(map(len, texts.values()))
    title = f"## Time per phrase: {len(phrases):,} phrases, taking turns, {count:,} texts of both kinds"
    return figures, f"{title}\n\n{table(('engine', 'p50 ms', 'p95 ms'), rows)}"


def _phrases(texts: dict[Classification, list[tuple[str, str]]]) -> list[tuple[Classification, str]]:
    drawn = random.Random(1)
    found = []
    for classification, rows in texts.items():
        file = SHARED / "eval" / f"{classification.value}_dev.tsv"
        if file.is_file():
            found += [(classification, phrase.text) for phrase in phrases_of(file)]
        found += [
            (classification, text) for _, text in drawn.sample(rows, min(SAMPLED_TERMS // 2, len(rows)))
        ]
    drawn.shuffle(found)
    return found
