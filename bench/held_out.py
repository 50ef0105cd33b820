"""What the search finds of words that it was never given: terms left out of the index, and then asked.

Every twentieth term, by a hash of its words, stays out; its code keeps its other terms. Our own terms
are hard here, because each was written for what the titles and the other terms do not say; inclusion
terms are ordinary clinical language.
"""

import hashlib
import random
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from bench.rows import Figure, say, table
from bot.cli.evaluate import Phrase, Result
from casework.store import Database
from knowledge import indexing
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.concepts import Term
from knowledge.edition import LoadedEdition
from knowledge.rules import Search
from knowledge.search.finder import make_finder
from knowledge.search.index import build
from knowledge.search.lexicon import load as load_lexicon
from knowledge.search.wordings import own_terms, wordings
from knowledge.suggesting import ranked

ONE_IN = 20
MOST_ASKED = 1_500


def measure(database: Database, base: KnowledgeBase, on: date) -> tuple[list[Figure], str]:
    """Recall on the terms left out, for each classification and source of terms."""
    figures, rows = [], []
    for classification in Classification:
        loaded = base.in_force(classification, on)
        if loaded is None:
            continue
        say(f"held out: {classification.value}")
        with Session(database.engine) as session:
            kept = indexing.kept_terms(session, classification)
        for name, terms in (("own terms", list(own_terms(classification))), ("inclusion terms", kept)):
            asked = [term for term in terms if _is_held_out(term) and _is_of_one_code(term, loaded)]
            if not asked:
                continue
            result = _asked(_without(loaded, [*own_terms(classification), *kept]), asked)
            figure = f"{classification.value}_held_out_{name.replace(' ', '_')}_recall5"
            figures.append(Figure(figure, round(result.recall(5), 4), "share"))
            shares = (f"{result.recall(at):.3f}" for at in (1, 5, 10))
            rows.append((classification.label, name, len(result.ranks), *shares))
    head = ("classification", "terms", "asked", "recall@1", "recall@5", "recall@10")
    return figures, f"## Words never seen: one term in {ONE_IN} left out and asked\n\n{table(head, rows)}"


def _is_of_one_code(term: Term, loaded: LoadedEdition) -> bool:
    return len(term.code) > 3 and term.code in loaded.concepts


def _is_held_out(term: Term) -> bool:
    return int(hashlib.sha256(term.text.casefold().encode()).hexdigest(), 16) % ONE_IN == 0


def _without(loaded: LoadedEdition, terms: Sequence[Term]) -> LoadedEdition:
    """The same edition, its index built without the terms that are to be asked."""
    classification = loaded.edition.classification
    lexicon = load_lexicon(scope=classification.value)
    texts = wordings(classification, loaded.concepts, [term for term in terms if not _is_held_out(term)])
    usage = {code: concept.usage for code, concept in loaded.concepts.items()}
    return LoadedEdition(loaded.edition, loaded.concepts, make_finder(build(texts, usage, lexicon), lexicon))


def _asked(loaded: LoadedEdition, terms: Sequence[Term]) -> Result:
    drawn = random.Random(1).sample(list(terms), min(MOST_ASKED, len(terms)))
    result = Result("held out", [Phrase(term.text, (term.code,)) for term in drawn])
    for phrase in result.phrases:
        codes = [one.match.code for one in ranked(phrase.text, Search([loaded], 10))]
        result.ranks.append(
            next((at for at, code in enumerate(codes, 1) if code.startswith(phrase.accepted)), 0)
        )
    return result
