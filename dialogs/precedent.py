"""What an answer brings besides codes: the ruling on the same question, and the texts that govern the codes.

A question is answered with what the finder holds at that moment, in memory. Only where a ruling is close
enough is the database asked, whether it still answers: a ruling withdrawn a second ago does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from casework import people, privacy, rulings
from casework.rulings import Precedent, text_of
from dialogs.desk import Desk
from dialogs.message import Message, Speaker
from knowledge.answers import Answer
from knowledge.codes import Classification, codes_typed_in
from knowledge.finding.clashes import Clash
from knowledge.finding.finding import LONGEST_QUESTION, Finding
from knowledge.finding.texts import Passage

MOST_RULINGS = 1
MOST_PASSAGES = 3
# Of each condition the first code decides which texts govern; more would drown them.
CODES_OF_A_CONDITION = 1


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling that answers the same question, and the weightier texts that say otherwise."""

    precedent: Precedent
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class Governing:
    """`passages` None: nothing is loaded that finds them, so the answer's own policies stand."""

    ruled: tuple[Ruled, ...] = ()
    passages: tuple[Passage, ...] | None = None


NOTHING = Governing()


async def governing(desk: Desk, message: Message, words: str, answer: Answer) -> Governing:
    """What governs the words asked, as far as it is known in this process."""
    found = desk.finder.now
    if found is None or not desk.finder.answers:
        return NOTHING
    words = privacy.without_marks(words)
    # The answer's own codes say what governs: looking the words up a second time would double its cost.
    said = _without_codes(words[:LONGEST_QUESTION])
    passages = found.policies.find(said, _codes(answer), {}, desk.today(), MOST_PASSAGES)
    return Governing(await _ruled(desk, message, words, found), passages)


async def _ruled(desk: Desk, message: Message, words: str, found: Finding) -> tuple[Ruled, ...]:
    if not found.rulings.rulings:
        return ()
    near = found.find_rulings(words, on=desk.today(), limit=4 * MOST_RULINGS)
    if not near:
        return ()
    kept = await desk.database.read(_precedents, message.speaker, near, desk.clock())
    today = desk.today()
    return tuple(
        Ruled(one, tuple(it for it in found.clashes(text_of(one.ruling), today) if it.opposed))
        for one in kept
    )


def _precedents(
    session: Session, speaker: Speaker, near: Sequence[tuple[int, float]], now: datetime
) -> list[Precedent]:
    by = people.known(session, tenant=speaker.tenant, channel_id=speaker.id)
    return rulings.precedents(session, found=near, by=by, now=now, limit=MOST_RULINGS) if by else []


def _codes(answer: Answer) -> list[tuple[Classification, str]]:
    return [
        (one.concept.classification, one.concept.code)
        for condition in answer.conditions
        for one in condition.suggestions[:CODES_OF_A_CONDITION]
    ]


def _without_codes(words: str) -> str:
    """A code typed may be of either classification: the answer knows of which."""
    for code in codes_typed_in(words):
        words = words.replace(code, " ")
    return words
