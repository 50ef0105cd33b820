"""How surely policies and rulings are found, how fast among many, and where the threshold lies.

Policies: written questions with the references that answer them, on the starter's standards and on the
invented policy book. Rulings: written pairs; no word was added for the held-out ones.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter

from bench.rows import ROOT, Figure, say, table
from bench.workplace import Workplace
from bot.cli.evaluate_policies import PolicyResult, measured, questions_of
from casework.store import Database
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.documents.reading import read
from knowledge.finding.finding import Finding, finding
from knowledge.finding.from_books import of_books
from knowledge.finding.precedents import CLOSE_ENOUGH
from knowledge.finding.texts import GoverningText, RulingText, Span, of_starter
from knowledge.library import load_base
from knowledge.policies import Authority
from knowledge.policy_books import Book, BookSection
from tests.ruling_examples import Pairs, development, held_out

DATA = ROOT / "tests" / "data"
TODAY = date.today()  # noqa: DTZ011 - a benchmark asks for today's editions
SECTIONS, RULINGS = 5_000, 20_000
# Reading a ruling's question takes milliseconds; the same question read before takes none.
DISTINCT = 4_000
CURVE = (0.16, 0.2, 0.24, 0.26, CLOSE_ENOUGH, 0.3, 0.34, 0.4)
FOUND = tuple[tuple[bool, float], ...]


def measure(place: Workplace) -> tuple[list[Figure], list[str]]:
    """The figures and the tables for people."""
    database = Database(f"sqlite:///{place.folder / 'codingbot.db'}")
    base = load_base(database.engine, place.folder / "cache").warm(TODAY)
    figures, policies = _policies(base)
    more, rulings = _rulings(base)
    return [*figures, *more, *_times(base)], [policies, rulings]


def book() -> tuple[GoverningText, ...]:
    """The sections of the invented policy book."""
    document = read(DATA / "policy_book.docx")
    front = document.front
    begins = front.valid_from or TODAY
    known = Book(1, document.title, Authority.LOCAL_POLICY, front.version, begins, document.kind, "book")
    return of_books(BookSection(number, known, one) for number, one in enumerate(document.sections, 1))


def _policies(base: KnowledgeBase) -> tuple[list[Figure], str]:
    """Questions on the standards alone, and on the book with the standards beside it."""
    standards = of_starter(base.policies)
    alone = finding(base, standards, [], on=TODAY)
    both = finding(base, standards + book(), [], on=TODAY, before=alone)
    rows = [
        _asked(alone, DATA / "policy_questions.tsv"),
        _asked(alone, DATA / "policy_questions_second.tsv"),
        _asked(both, DATA / "policy_book_questions.tsv"),
    ]
    ranks = [rank for row in rows for rank in row.ranks]
    recall = sum(1 for rank in ranks if rank) / len(ranks)
    head = ("questions", "n", "first", "among the first three")
    lines = [(Path(row.file).name, len(row.ranks), row.recall(1), row.recall(3)) for row in rows]
    rounded = [(name, n, f"{first:.3f}", f"{three:.3f}") for name, n, first, three in lines]
    title = "## Policies found for written questions: the standards, and an invented book beside them"
    return [Figure("policy_recall3", round(recall, 4), "share")], f"{title}\n\n{table(head, rounded)}"


def _asked(found: Finding, file: Path) -> PolicyResult:
    def find(text: str) -> list[str]:
        return [one.reference for one in found.find_policies(text, on=TODAY)]

    return measured(find, PolicyResult(str(file), questions_of(file)))


def _rulings(base: KnowledgeBase) -> tuple[list[Figure], str]:
    """The share of paraphrases that find their ruling first, and of other questions that find any."""
    halves = {"development": development(base, TODAY), "held out": held_out(base, TODAY)}
    closest = {name: _closest(base, pairs) for name, pairs in halves.items()}
    asked = [pair for one, _ in closest.values() for pair in one]
    others = [near for _, far in closest.values() for near in far]
    figures = [
        Figure("ruling_paraphrase_recall1", round(_recall(asked, CLOSE_ENOUGH), 4), "share"),
        Figure(
            "ruling_paraphrase_recall1_held_out",
            round(_recall(closest["held out"][0], CLOSE_ENOUGH), 4),
            "share",
        ),
        Figure("ruling_false_rate", round(_false(others, CLOSE_ENOUGH), 4), "share"),
        Figure("ruling_false_rate_held_out", round(_false(closest["held out"][1], CLOSE_ENOUGH), 4), "share"),
    ]
    head = (
        "shown from",
        *(f"{what}, {name}" for name in halves for what in ("found first", "wrongly shown")),
    )
    rows = [
        (
            f"**{at}**" if at == CLOSE_ENOUGH else at,
            *(
                f"{share:.3f}"
                for one, far in closest.values()
                for share in (_recall(one, at), _false(far, at))
            ),
        )
        for at in CURVE
    ]
    count = sum(len(pairs.asked) for pairs in halves.values())
    title = f"## Rulings found again: {count} paraphrases, {len(others)} questions on other subjects"
    why = "A wrong precedent is worse than none: see the closeness from which a ruling is shown (bold)."
    return figures, f"{title}\n\n{why}\n\n{table(head, rows)}"


def _closest(base: KnowledgeBase, pairs: Pairs) -> tuple[FOUND, tuple[float, ...]]:
    """For each paraphrase whether its ruling is first, and how close the first is; for others how close."""
    found = finding(base, (), pairs.rulings, on=TODAY)
    near = {text: found.near_rulings(text, on=TODAY, limit=1) for _, text in pairs.asked}
    asked = tuple(
        (bool(near[text]) and near[text][0][0] == number, near[text][0][1] if near[text] else 0.0)
        for number, text in pairs.asked
    )
    others = (found.near_rulings(text, on=TODAY, limit=1) for text in pairs.others)
    return asked, tuple(one[0][1] if one else 0.0 for one in others)


def _recall(asked: Sequence[tuple[bool, float]], at: float) -> float:
    return sum(1 for right, near in asked if right and near >= at) / len(asked)


def _false(others: Sequence[float], at: float) -> float:
    return sum(1 for near in others if near >= at) / len(others)


def _times(base: KnowledgeBase) -> list[Figure]:
    """p95 with a large department's texts loaded: sections and rulings made of the titles of codes."""
    say("policies: building the large index")
    drawn = random.Random(1)
    titles = list(_titles(base))
    sections = of_starter(base.policies) + book()
    sections += tuple(_section(number, drawn.sample(titles, 6)) for number in range(SECTIONS - len(sections)))
    pairs = [drawn.sample(titles, 2) for _ in range(DISTINCT)]
    rulings = [_ruling(number, pairs[number % DISTINCT]) for number in range(RULINGS)]
    started = perf_counter()
    found = finding(base, sections, rulings, on=TODAY)
    built = perf_counter() - started
    questions = [text for _, text in development(base, TODAY).asked]
    policies = _p95(lambda text: found.find_policies(text, on=TODAY), questions)
    again = _p95(lambda text: found.find_rulings(text, on=TODAY), questions)
    return [
        Figure("policy_p95_ms", round(policies, 3), "ms"),
        Figure("ruling_p95_ms", round(again, 3), "ms"),
        Figure("finding_build_seconds", round(built, 1), "s"),
    ]


def _titles(base: KnowledgeBase) -> Iterator[tuple[Classification, str, str]]:
    for classification in Classification:
        edition = base.in_force(classification, TODAY)
        for concept in edition.concepts.values() if edition else ():
            if len(concept.code) == 4:
                yield classification, concept.code, concept.title


def _section(number: int, titles: Sequence[tuple[Classification, str, str]]) -> GoverningText:
    text = " ".join(
        f"Record {title.lower()} by {code[:3]}.{code[3:]} when it is documented." for _, code, title in titles
    )
    spans = tuple(Span(classification, code, code) for classification, code, _ in titles)
    reference = f"{number // 400 + 20}.{number % 400}"
    return GoverningText(reference, titles[0][2], text, Authority.LOCAL_POLICY, "Large book", spans=spans)


def _ruling(number: int, titles: Sequence[tuple[Classification, str, str]]) -> RulingText:
    (one, code, first), (_, _, second) = titles
    question = f"Is {first.lower()} coded with {second.lower()}?"
    return RulingText(number, question, f"Yes, code {first.lower()} first.", ((one, code),))


def _p95(ask: Callable[[str], object], questions: Sequence[str]) -> float:
    """Milliseconds within which 95 of 100 questions are answered, each at the quicker of two tries."""
    taken = []
    for text in questions:
        tries = []
        for _ in range(2):
            started = perf_counter()
            ask(text)
            tries.append((perf_counter() - started) * 1000)
        taken.append(min(tries))
    return sorted(taken)[int(0.95 * len(taken))]
