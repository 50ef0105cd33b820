"""“Propose as ruling”: the form, filled with what is known, and what is proposed with it."""

import asyncio
import re
from dataclasses import dataclass, replace

from sqlmodel import Session

from casework import proposing, ruling_moving
from casework.considering import Considerations, considerations
from casework.errors import Unusable
from casework.model.coding_query import reference_of as case_reference
from casework.model.person import Person
from casework.model.ruling import FIRST_NUMBER, Ruling
from casework.proposing import Proposal
from dialogs import ruling_phrases as say
from dialogs.cards.ruling_form import Typed, ruling_form
from dialogs.desk import Desk
from dialogs.escalation.codes import check_code, typed_codes
from dialogs.escalation.seeing import refused
from dialogs.gate import speaking
from dialogs.message import Message, Reply, Speaker
from dialogs.rulings.seeing import as_it_stands
from dialogs.rulings.steps import typed_day
from dialogs.verbs import Propose, ProposeForm

FORM = "Propose the answer to {case} as a ruling: put the question generally, then press “Propose it”."
_NUMBER = re.compile(r"r?[\s-]?(\d{1,9})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Opened:
    """What the form shows at first."""

    typed: Typed
    found: Considerations


async def open_form(desk: Desk, message: Message, pressed: ProposeForm) -> Reply:
    """The form, in place of the card that was pressed."""
    opened = await desk.database.read(_opened, desk, message.speaker, pressed)
    said = FORM.format(case=case_reference(pressed.query_id))
    return _form(pressed.query_id, opened, said)


async def send(desk: Desk, message: Message, pressed: Propose) -> Reply:
    """“Propose it”. What cannot be used is said above the form, which keeps what was typed."""
    typed = Typed(
        pressed.ruled_question,
        pressed.ruled_answer,
        pressed.ruled_codes,
        pressed.rests_on,
        pressed.valid_from,
        pressed.review_on,
        pressed.supersedes,
    )
    words = {"question": typed.question, "answer": typed.answer, "rests_on": typed.rests_on}
    if refusal := refused({**words, "codes": typed.codes}):
        return refusal
    try:
        ruling_id = await _propose(desk, message, pressed, typed)
    except Unusable as wrong:
        found = await desk.database.read(_again, desk, message.speaker, pressed, typed)
        return _form(pressed.query_id, Opened(typed, found), str(wrong), says=str(wrong))
    return await as_it_stands(desk, message, ruling_id)


async def _propose(desk: Desk, message: Message, pressed: Propose, typed: Typed) -> int:
    base = desk.knowledge.base
    begins, until = typed_day(typed.valid_from), typed_day(typed.review_on)
    codes = await asyncio.to_thread(typed_codes, base, typed.codes, on=begins or desk.today())

    def do(session: Session, by: Person) -> int:
        made = proposing.propose(
            session,
            query_id=pressed.query_id,
            by=by,
            question=typed.question,
            answer=typed.answer,
            codes=codes,
            rests_on=typed.rests_on.split(","),
            valid_from=begins,
            review_on=until,
            supersedes=number_in(typed.supersedes),
            check_code=check_code(base),
            department=desk.department,
            now=desk.clock(),
        )
        return made.id or 0

    return await desk.database.run(lambda session: do(session, speaking(session, message.speaker)))


def number_in(typed: str) -> int | None:
    """The id of the ruling whose number was typed; None for nothing.

    Raises:
        Unusable: it is no number of a ruling.
    """
    if not typed.strip():
        return None
    match = _NUMBER.fullmatch(typed.strip(" ."))
    if match is None:
        raise Unusable("Please write the ruling's number, for example R-101, or nothing.")
    return int(match[1]) - FIRST_NUMBER


def _form(query_id: int, opened: Opened, said: str, says: str = "") -> Reply:
    made = ruling_form(query_id, case_reference(query_id), opened.typed, opened.found, says=says)
    return Reply(said, made, replaces=True)


def _opened(session: Session, desk: Desk, speaker: Speaker, pressed: ProposeForm) -> Opened:
    by, now = speaking(session, speaker), desk.clock()
    known = proposing.proposal(session, query_id=pressed.query_id, by=by, department=desk.department, now=now)
    typed = Typed(
        question=known.question,
        answer=known.answer,
        codes=say.typed(known.codes),
        valid_from=known.valid_from.isoformat(),
        review_on=known.review_on.isoformat(),
    )
    if pressed.instead_of:
        older = ruling_moving.find(session, ruling_id=pressed.instead_of, by=by)
        typed = replace(
            typed,
            question=older.question,
            answer=older.answer,
            codes=say.codes(older),
            rests_on=older.rests_on.replace(",", ", "),
            supersedes=older.reference,
        )
    return Opened(typed, _considered(session, desk, by, pressed.query_id, known, typed))


def _again(session: Session, desk: Desk, speaker: Speaker, pressed: Propose, typed: Typed) -> Considerations:
    by, now = speaking(session, speaker), desk.clock()
    known = proposing.proposal(session, query_id=pressed.query_id, by=by, department=desk.department, now=now)
    return _considered(session, desk, by, pressed.query_id, known, typed)


def _considered(
    session: Session, desk: Desk, by: Person, query_id: int, known: Proposal, typed: Typed
) -> Considerations:
    """What is alike and what clashes, of a ruling that is not kept yet."""
    try:
        supersedes = number_in(typed.supersedes)
    except Unusable:
        supersedes = None
    draft = Ruling(
        tenant=by.tenant,
        query_id=query_id,
        question=typed.question,
        answer=typed.answer,
        codes=",".join(f"{kind.value}:{code}" for kind, code in known.codes),
        valid_from=known.valid_from,
        review_on=known.review_on,
        proposed_by=by.id or 0,
        proposed_at=desk.clock(),
        supersedes=supersedes,
    )
    found = desk.finder.take_up(session, desk.knowledge.base, desk.today())
    return considerations(session, draft, found, now=desk.clock())
