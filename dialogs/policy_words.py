"""What people ask of the policies themselves: a reference, a subject, or a fact about a document."""

import re
from collections.abc import Sequence

from sqlmodel import Session

from casework import privacy
from dialogs.cards.elements import card, heading
from dialogs.cards.governing import passage_elements
from dialogs.desk import Desk
from dialogs.message import Message, Reply
from knowledge.codes import codes_typed_in
from knowledge.finding.asking import asked_for, key_of
from knowledge.finding.finding import Finding
from knowledge.finding.texts import Passage

MOST = 3
HEADING = "What governs this"
NONE = "I know no policy on that. Ask for the code instead, or ask your lead coder."
_DOCUMENT = r"(?:polic(?:y|ies)|standards?|guidance|guidelines?)"
_ASKING = r"(?:(?:what(?:'s|’s)?|which|is there|do we have|show me|find|tell me) )?"
_WHICH = r"(?:(?:is|are|an?|any|the|our) )*(?:(?:local|national|trust|department(?:al)?) )?"
_ON = re.compile(
    rf"{_ASKING}{_WHICH}{_DOCUMENT}\s+(?:says? )?(?:on|about|for|regarding)\s+\S.*", re.IGNORECASE
)
_SAYS = re.compile(rf"what (?:does|do) (?:the |our )?.{{0,60}}\b{_DOCUMENT} say\b.*", re.IGNORECASE)
_OF_A_DOCUMENT = re.compile(rf"\b{_DOCUMENT}\b", re.IGNORECASE)
# A section's number alone, such as 3.2, is one only with its dot: a bare number may be anything.
_NUMBER = re.compile(r"\d+|\w")


async def said(desk: Desk, message: Message, words: str) -> Reply | None:  # noqa: ARG001
    """The governing texts, or None where the words ask something else."""
    words = words.strip(" .?!")
    if not _asks(words, desk.finder.now) or privacy.find(words):
        return None
    found = await desk.database.read(_taken_up, desk)
    passages = _told(found.find_policies(words, on=desk.today(), limit=MOST))
    if not passages:
        return Reply(NONE)
    first = passages[0]
    name = f"{first.reference} {first.title}".strip()
    return Reply(f"{name}: {first.sentence}", card([heading(HEADING), *passage_elements(passages)]))


def _asks(words: str, found: Finding | None) -> bool:
    if _ON.fullmatch(words) or _SAYS.fullmatch(words):
        return True
    asked = asked_for(words)
    if asked.fact and (asked.references or _OF_A_DOCUMENT.search(words)):
        return True
    if _NUMBER.fullmatch(words) or codes_typed_in(words):
        return False
    known = found.policies.by_key if found else {}
    return key_of(words) in (known or asked.references)


def _told(passages: Sequence[Passage]) -> Sequence[Passage]:
    """Of a fact asked, those that know it; where none does, the likeliest says so."""
    knowing = [one for one in passages if one.answers_fact]
    if knowing:
        return knowing
    says_nothing = passages and passages[0].sentence.startswith(_name(passages[0]))
    return passages[:1] if says_nothing else passages


def _name(one: Passage) -> str:
    return one.governing.book or f"{one.reference} {one.title}".strip()


def _taken_up(session: Session, desk: Desk) -> Finding:
    return desk.finder.take_up(session, desk.knowledge.base, desk.today())
