"""The rules that turn matches into an answer, in the order of `RULES`.

Each is a function with the real phrases that made it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from knowledge.codes import CATEGORY_LENGTH, Classification
from knowledge.concepts import Mark
from knowledge.edition import LoadedEdition
from knowledge.search.cues import Cue, Cued, history_code
from knowledge.search.matches import Because, Match, Where
from knowledge.search.text import words

# Below this score a match says too little to be offered with a straight face.
WEAK = 0.3
# A classification answers beside the other only when its best comes this near to the other's best.
WORTH_SHOWING = 0.8
# A wording that answers this much of the words is what was meant, cues and all: "no fixed abode".
A_TERM_ITSELF = 0.95
SECOND_OF_CATEGORY = 0.8
SPARE = 4
# An asterisk code, and the status after a procedure, stand this far behind a code as good.
MANIFESTATION = 0.95
STATUS = 0.95
# The two classifications tie when one's best comes this near to the other's.
TIE = 0.9
_OF_PROCEDURES = ("Z3", "Z4", "Z5", "Z8", "Z9", "O80", "O81", "O82", "O83", "O84")
# A history is bridged only from conditions nearly as good as the best.
NEARLY_AS_GOOD = 0.85
MOST_BRIDGED = 4

# A pair is held by one wording when that answers so much of it; each side stands alone when one answers that.
HOLDS_BOTH = 0.86
STANDS_ALONE = 0.8
_PAIRED = re.compile(
    r"\s+(?:with|due to|secondary to|2/2|complicated by|complicating|caused by|on (?:a )?background of)\s+",
    re.IGNORECASE,
)


# Not frozen, because many are made for each question and freezing triples what making one costs.
@dataclass(slots=True)
class Found:
    """A match on its way to being suggested."""

    loaded: LoadedEdition
    match: Match
    score: float
    because: tuple[Because, ...] = ()


@dataclass(frozen=True)
class Search:
    """One question's searches in these editions, for `limit` codes; the same words are looked up once."""

    loaded: list[LoadedEdition]
    limit: int
    _done: dict[tuple[int, tuple[str, ...]], list[Match]] = field(default_factory=dict)

    def matches(self, loaded: LoadedEdition, text: str) -> list[Match]:
        """What that edition has for the text, a few more than are wanted, since rules may drop some."""
        key = (loaded.edition.id, tuple(words(text)))
        if key not in self._done:
            self._done[key] = loaded.finder.find(text, self.limit + SPARE)
        return self._done[key]

    @property
    def icd10(self) -> LoadedEdition | None:
        """The edition of diagnoses, where it is among them."""
        return next((one for one in self.loaded if _is_icd10(one)), None)

    def coverage(self, text: str) -> float:
        """What share of the text one wording answers at best."""
        found = (self.matches(one, text)[:1] for one in self.loaded)
        return max((match.coverage for matches in found for match in matches), default=0.0)


@dataclass(frozen=True, slots=True)
class Situation:
    """What the rules may look at: the words without their cues, the cues, and the search."""

    cued: Cued
    search: Search


Rule = Callable[[list[Found], Situation], list[Found]]


def found_for(text: str, search: Search) -> list[Found]:
    """What every edition of the search has for the text."""
    return [Found(one, match, match.score) for one in search.loaded for match in search.matches(one, text)]


def is_a_term(found: list[Found]) -> bool:
    """Whether a wording holds the words as they stand."""
    return any(
        one.match.coverage >= A_TERM_ITSELF and one.match.score >= A_TERM_ITSELF * 0.9 for one in found
    )


def doubted_words_alone(found: list[Found], situation: Situation) -> list[Found]:
    """“?PE”, “suspected sepsis”: the doubt is no part of the condition; look the condition up."""
    if Cue.DOUBT not in situation.cued.cues:
        return found
    return _best(found + found_for(situation.cued.words, situation.search))


def both_of_a_pair(found: list[Found], situation: Situation) -> list[Found]:
    """“breast ca with bone mets”, “fall due to hypoglycaemia”: the pair stays together; where no wording
    holds both, the best code of each side comes first, the first named before the other."""
    sides = _PAIRED.split(situation.cued.words, maxsplit=1)
    best = max((one.match.coverage for one in found), default=0.0)
    search, icd10 = situation.search, situation.search.icd10
    if len(sides) != 2 or best >= HOLDS_BOTH or icd10 is None:
        return found
    tops = [match for side in sides for match in search.matches(icd10, side)[:1]]
    if len(tops) != 2 or any(match.coverage < STANDS_ALONE for match in tops):
        return found
    score = max(one.score for one in found) if found else max(match.score for match in tops)
    pair = [Found(icd10, match, score * more) for match, more in zip(tops, (1.02, 1.01), strict=True)]
    return _best(found + pair)


def categories_become_codes(found: list[Found], _situation: Situation) -> list[Found]:
    """“obesity”, “inguinal hernia”: a divided category is offered as its unspecified code, then, well
    behind, as the code of it that is used most."""
    codes = []
    for one in found:
        if len(one.match.code) > CATEGORY_LENGTH:
            codes.append(one)
            continue
        match = one.match
        for code, less in zip(one.loaded.offered_for(match.code), (1.0, SECOND_OF_CATEGORY), strict=False):
            same = Match(code, match.score, match.doc, match.coverage, match.slots)
            codes.append(Found(one.loaded, same, one.score * less))
    return _best(codes)


def history_goes_to_chapter_xxi(found: list[Found], situation: Situation) -> list[Found]:
    """“h/o breast cancer”, “FHx bowel ca”, “previous DVT”: the history's own code before the condition's.

    A wording that holds the history itself (“previous CABG”, “old MI”) comes first as it is.
    """
    cues = situation.cued.cues & {Cue.HISTORY, Cue.FAMILY}
    if not cues:
        return found
    cue = Cue.FAMILY if Cue.FAMILY in cues else Cue.HISTORY
    icd10 = situation.search.icd10
    if icd10 is None:
        return found
    matches = situation.search.matches(icd10, situation.cued.words)[:MOST_BRIDGED]
    bridged = _bridged(icd10, matches, situation.cued.words, cue)
    less = 0.5 if cue is Cue.FAMILY else 0.8
    kept = [one if _is_history(one) else replace(one, score=one.score * less) for one in found]
    return _best(kept + bridged)


def _bridged(loaded: LoadedEdition, matches: list[Match], said: str, cue: Cue) -> list[Found]:
    """The history codes of the conditions that the bare words name."""
    found = []
    for match in matches:
        code = history_code(match.code, cue)
        near = match.score >= NEARLY_AS_GOOD * matches[0].score
        if near and code and code in loaded.concepts:
            title = loaded.concepts[match.code].title
            why = Because(said, Where.HISTORY, f"{cue.value} {title[:1].lower()}{title[1:]}")
            found.append(Found(loaded, replace(match, code=code), match.score * 0.97, (why,)))
    return found


def _is_history(one: Found) -> bool:
    return _is_icd10(one.loaded) and one.match.code.startswith(("Z", "I252"))


def _is_icd10(loaded: LoadedEdition) -> bool:
    return loaded.edition.classification is Classification.ICD10


def manifestations_after_causes(found: list[Found], _situation: Situation) -> list[Found]:
    """“cardiac amyloid”, “anaemia of CKD”: an asterisk code is never first in a record (ICD-10 volume 2,
    3.1.3), so a code as good goes before it."""
    for one in found:
        concept = one.loaded.concepts.get(one.match.code)
        if concept is not None and concept.mark is Mark.ASTERISK:
            one.score *= MANIFESTATION
    return found


def other_classification_only_when_close(found: list[Found], situation: Situation) -> list[Found]:
    """“lap chole” is a procedure and “NSTEMI” a diagnosis; “hip replacement” may be either."""
    best = max((one.score for one in found), default=0.0)
    tops = {
        id(one): max((f.score for f in found if f.loaded is one), default=0.0)
        for one in situation.search.loaded
    }
    return [one for one in found if tops[id(one.loaded)] >= WORTH_SHOWING * best]


def a_procedure_before_its_status(found: list[Found], situation: Situation) -> list[Found]:
    """“TKR”, “CABG x3”, “emergency LSCS”: the name of a procedure asks for the procedure first; that the
    patient has had it (Z40-Z54, Z80-Z99) or was delivered so (O80-O84) needs “previous” or “status”."""
    best = max((one.score for one in found if not _is_icd10(one.loaded)), default=0.0)
    if Cue.HISTORY in situation.cued.cues:
        return found
    for one in found:
        if _is_icd10(one.loaded) and one.match.code.startswith(_OF_PROCEDURES) and best >= TIE * one.score:
            one.score = min(one.score, best) * STATUS
    return found


def nothing_rather_than_a_guess(found: list[Found], _situation: Situation) -> list[Found]:
    """“xyzzy of the foot”: a wrong code offered with confidence is worse than none."""
    best = max((one.score for one in found), default=0.0)
    return found if best >= WEAK else []


RULES: tuple[Rule, ...] = (
    doubted_words_alone,
    both_of_a_pair,
    categories_become_codes,
    history_goes_to_chapter_xxi,
    manifestations_after_causes,
    other_classification_only_when_close,
    a_procedure_before_its_status,
    nothing_rather_than_a_guess,
)


def _best(found: list[Found]) -> list[Found]:
    best: dict[tuple[int, str], Found] = {}
    for one in found:
        key = (id(one.loaded), one.match.code)
        if key not in best or one.score > best[key].score:
            best[key] = one
    return list(best.values())
