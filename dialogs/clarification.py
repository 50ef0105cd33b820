"""Questions to clinicians are opened, answered, sent on, taken back, closed; `composing.py` writes them."""

import re
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from casework import clarifying, people, privacy
from casework.errors import HoldsIdentifier, Unusable
from casework.model.clarification import FIRST_NUMBER, Clarification
from casework.model.person import Person, Role
from dialogs import clarification_phrases as say
from dialogs import composing
from dialogs.cards.identifier import identifier_card, identifier_text
from dialogs.desk import Desk
from dialogs.gate import speaking
from dialogs.message import Message, Reply
from dialogs.moved_questions import Handler, alone, as_it_stands, in_place
from dialogs.question_views import question_view, questions_view
from dialogs.verbs import (
    AnswerClarification,
    CancelClarification,
    CheckClarification,
    Clarify,
    CloseClarification,
    MyQuestions,
    OpenClarification,
    Payload,
    RecordWhere,
    Redirect,
    SendClarification,
    UseTemplate,
)

_LIST = re.compile(r"(?:show |list |see )?(?:my )?questions", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:open |show |see )?cl[\s-]?(\d{1,9})", re.IGNORECASE)
WITHOUT_IT = "Send without it"


async def said(desk: Desk, message: Message, words: str) -> Reply | None:
    """The reply to “my questions” of a clinician and to “CL-1042”; None for all other words."""
    words = words.strip(" .?!")
    if reference := _REFERENCE.fullmatch(words):
        number = int(reference[1]) - FIRST_NUMBER
        return await _opened(desk, message, number)
    if _LIST.fullmatch(words):
        return await desk.database.read(_list, desk, message)
    return None


async def my_questions(desk: Desk, message: Message, _pressed: MyQuestions) -> Reply:
    """The list of what waits, in place of one opened from it."""
    if not alone(message):
        return Reply(say.OWN_CHAT)
    return in_place(message, await desk.database.read(_mine, desk, message, ""))


async def open_one(desk: Desk, message: Message, pressed: OpenClarification) -> Reply:
    """One question, as it stands."""
    return await _opened(desk, message, pressed.clarification_id)


@as_it_stands
async def answer(desk: Desk, message: Message, pressed: AnswerClarification) -> Reply:
    """The clinician's answer; the card becomes its receipt."""
    typed = pressed.answer.strip()

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        one = clarifying.answer(
            session,
            **_which(pressed),
            by=by,
            chosen=pressed.chosen,
            words=typed,
            department=desk.department,
            now=desk.clock(),
        )
        return _stands(session, desk, by, one)

    def again(clean: str) -> Payload:
        return AnswerClarification(pressed.clarification_id, pressed.version, pressed.chosen, clean)

    return await _kept(desk, message, work, typed, again)


@as_it_stands
async def record_where(desk: Desk, message: Message, pressed: RecordWhere) -> Reply:
    """Where the answer stands in the record."""
    typed = pressed.place.strip()

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        where = pressed.where
        one = clarifying.record_where(
            session, **_which(pressed), by=by, where=where, words=typed, now=desk.clock()
        )
        return _stands(session, desk, by, one)

    def again(clean: str) -> Payload:
        return RecordWhere(pressed.clarification_id, pressed.version, pressed.where, clean)

    return await _kept(desk, message, work, typed, again)


@as_it_stands
async def redirect(desk: Desk, message: Message, pressed: Redirect) -> Reply:
    """“Not me”: it goes to somebody else."""
    typed = pressed.reason.strip()

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        new = clarifying.redirect(
            session,
            **_which(pressed),
            by=by,
            to_id=_to(session, by, pressed),
            words=typed,
            department=desk.department,
            now=desk.clock(),
        )
        to = session.get_one(Person, new.clinician_id)
        return question_view(
            session,
            clarification_id=pressed.clarification_id,
            by=by,
            now=desk.clock(),
            says=f"Thank you. I'll ask {to.name}.",
        )

    def again(clean: str) -> Payload:
        which = (pressed.clarification_id, pressed.version)
        return Redirect(*which, to=pressed.to, to_name=pressed.to_name, reason=clean)

    return await _kept(desk, message, work, typed, again)


@as_it_stands
async def cancel(desk: Desk, message: Message, pressed: CancelClarification) -> Reply:
    """Who asked takes it back, or throws the draft away."""
    typed = pressed.not_needed.strip()

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        department, now = desk.department, desk.clock()
        one = clarifying.cancel(
            session, **_which(pressed), by=by, words=typed, department=department, now=now
        )
        return _stands(session, desk, by, one)

    def again(clean: str) -> Payload:
        return CancelClarification(pressed.clarification_id, pressed.version, clean)

    return await _kept(desk, message, work, typed, again)


@as_it_stands
async def close(desk: Desk, message: Message, pressed: CloseClarification) -> Reply:
    """Who asked has used the answer."""

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        agreement = pressed.agreement
        one = clarifying.close(session, **_which(pressed), by=by, now=desk.clock(), agreement=agreement)
        return _stands(session, desk, by, one)

    return in_place(message, await desk.database.run(work))


HANDLERS: dict[type[Payload], Handler] = {
    Clarify: composing.clarify,
    UseTemplate: composing.use_template,
    CheckClarification: composing.check,
    SendClarification: composing.send,
    OpenClarification: open_one,
    AnswerClarification: answer,
    RecordWhere: record_where,
    Redirect: redirect,
    CancelClarification: cancel,
    CloseClarification: close,
    MyQuestions: my_questions,
}


async def _opened(desk: Desk, message: Message, clarification_id: int) -> Reply:
    """A question is opened where nobody reads along; it holds what a record says."""
    if not alone(message):
        return Reply(say.OWN_CHAT)

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        return question_view(
            session, clarification_id=clarification_id, by=by, now=desk.clock(), sources=desk.sources
        )

    return in_place(message, await desk.database.read(work))


async def _kept(
    desk: Desk,
    message: Message,
    work: Callable[[Session], Reply],
    typed: str,
    again: Callable[[str], Payload],
) -> Reply:
    """What `work` gives; or, where what was typed may identify a patient, the words without it."""
    try:
        return in_place(message, await desk.database.run(work))
    except HoldsIdentifier:
        findings = privacy.find(typed)
        refused = identifier_card(typed, findings, again, WITHOUT_IT)
        return Reply(identifier_text(typed, findings), refused)


def _list(session: Session, desk: Desk, message: Message) -> Reply | None:
    """“my questions” is a clinician's; a coder's own questions are their queries."""
    speaker = message.speaker
    by = people.known(session, tenant=speaker.tenant, channel_id=speaker.id)
    if by is None or by.role != Role.CLINICIAN:
        return None
    return _mine(session, desk, message, "") if alone(message) else Reply(say.OWN_CHAT)


def _mine(session: Session, desk: Desk, message: Message, says: str) -> Reply:
    return questions_view(session, by=speaking(session, message.speaker), now=desk.clock(), says=says)


def _stands(session: Session, desk: Desk, by: Person, one: Clarification) -> Reply:
    return question_view(session, clarification_id=one.id or 0, by=by, now=desk.clock())


def _which(pressed: Any) -> dict[str, Any]:
    return {"clarification_id": pressed.clarification_id, "version": pressed.version}


def _to(session: Session, by: Person, pressed: Redirect) -> int:
    """The number of the clinician chosen, or of the only one of the name typed."""
    if (number := composing.number_in(pressed.to)) is not None:
        return number
    named = people.clinicians(session, by.tenant, pressed.to_name) if pressed.to_name.strip() else []
    if len(named) != 1:
        raise Unusable(_not_one(named))
    return named[0].id or 0


def _not_one(named: list[Person]) -> str:
    if not named:
        return "Please choose who can answer it, or type their name as it is in the hospital's directory."
    some = ", ".join(one.name for one in named[:5])
    return f"I know several of that name: {some}. Please type more of it."
