"""“Already asked”: what is closest of what was answered, before a query goes to the lead coders."""

from dataclasses import dataclass

from rapidfuzz import fuzz, utils
from sqlmodel import Session

from casework import privacy, rulings
from casework.already_asked import answered_before
from casework.model.coding_query import CodingQuery
from casework.model.person import Person
from casework.rulings import Precedent
from dialogs.desk import Desk

MOST_RULINGS = 2
MOST_CASES = 2
ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Before:
    """The closest rulings, which are everybody's, and the closest cases that the asker may see."""

    rulings: tuple[Precedent, ...] = ()
    cases: tuple[tuple[CodingQuery, float], ...] = ()


def already_asked(session: Session, desk: Desk, by: Person, query: CodingQuery, words: str) -> Before:
    """What is close to the words."""
    found = desk.finder.now
    words = privacy.without_marks(words)
    if not words.strip():
        return Before()
    near = found.find_rulings(words, on=desk.today(), limit=4 * MOST_RULINGS) if found else []
    kept = rulings.precedents(session, found=near, by=by, now=desk.clock(), limit=MOST_RULINGS)
    made_of = {one.ruling.query_id for one in kept}
    cases = [
        one
        for one in answered_before(session, by=by, except_query=query.id, now=desk.clock())
        if one.id not in made_of
    ]
    return Before(tuple(kept), _closest(words, cases))


def _closest(words: str, cases: list[CodingQuery]) -> tuple[tuple[CodingQuery, float], ...]:
    """The cases whose words are the same in another order, or nearly: with how alike they are, 0 to 1.

    A look at the letters of a few dozen lines costs nothing while somebody waits for a form; an index
    over them would have to be built for each.
    """
    asked = utils.default_process(words)
    alike = [(one, fuzz.token_set_ratio(asked, _plain(one)) / 100) for one in cases]
    close = sorted((pair for pair in alike if pair[1] >= ALIKE), key=lambda pair: -pair[1])
    return tuple(close[:MOST_CASES])


def _plain(one: CodingQuery) -> str:
    return utils.default_process(privacy.without_marks(one.words))
