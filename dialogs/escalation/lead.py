"""What a lead coder does with a case, each button one verb of casework."""

import asyncio
from datetime import date
from typing import Any

from sqlmodel import Session

from casework import answering, asking, closing, escalating, merging, referral, referring
from casework.errors import Unusable
from casework.london import london_date
from casework.model.coding_query import Outcome
from casework.model.escalation import Escalation, Urgency
from casework.model.person import Person
from dialogs.cards.referral_form import referral_form
from dialogs.desk import Desk
from dialogs.escalation.codes import Typed, check_code, typed_codes
from dialogs.escalation.seeing import for_lead, move, refused, seen, step
from dialogs.gate import speaking
from dialogs.message import Message, Reply, Speaker
from dialogs.verbs import (
    AnswerCase,
    AskBack,
    Assign,
    CloseCase,
    HelpdeskReference,
    Merge,
    PassOn,
    Refer,
    ReferForm,
    Release,
    ResolveReferral,
    SetUrgency,
    Take,
)
from knowledge.codes import Classification

CHOOSE_AGAIN = "Please choose one of the list."


async def take(desk: Desk, message: Message, pressed: Take) -> Reply:
    """“Take”."""
    return await move(desk, message, pressed, escalating.take, for_lead)


async def release(desk: Desk, message: Message, pressed: Release) -> Reply:
    """“Release it”."""
    return await move(desk, message, pressed, escalating.release, for_lead)


async def assign(desk: Desk, message: Message, pressed: Assign) -> Reply:
    """“Assign it”."""
    chosen = pressed.colleague
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 10):
        raise Unusable(CHOOSE_AGAIN)
    return await move(desk, message, pressed, escalating.assign, for_lead, to_id=int(chosen))


async def set_urgency(desk: Desk, message: Message, pressed: SetUrgency) -> Reply:
    """“Set the urgency”."""
    if pressed.urgency not in list(Urgency):
        raise Unusable(CHOOSE_AGAIN)
    urgency = Urgency(pressed.urgency)
    return await move(desk, message, pressed, escalating.set_urgency, for_lead, urgency=urgency)


async def ask_back(desk: Desk, message: Message, pressed: AskBack) -> Reply:
    """“Send the question”."""
    return await move(desk, message, pressed, answering.ask_back, for_lead, words=pressed.question)


async def answer(desk: Desk, message: Message, pressed: AnswerCase) -> Reply:
    """“Send the answer”: the codes are looked up before anything is stored."""
    if refusal := refused({"words": pressed.answer, "codes": pressed.codes}):
        return refusal
    base = desk.knowledge.base
    on, suggested = await desk.database.read(_dated, message.speaker, pressed.query_id)
    # In a thread, because an edition of long ago is loaded when it is first asked.
    codes = await asyncio.to_thread(typed_codes, base, pressed.codes, on=on, suggested=suggested)
    facts = {"words": pressed.answer, "codes": codes, "check_code": check_code(base)}
    return await move(desk, message, pressed, answering.answer, for_lead, **facts)


def _dated(session: Session, speaker: Speaker, query_id: int) -> tuple[date, set[Typed]]:
    """The day whose edition decides, and the codes that were suggested."""
    query = asking.visible_query(session, query_id=query_id, by=speaking(session, speaker))
    work = session.get(Escalation, query_id)
    rows = asking.suggestions_of(session, query)
    on = (work.episode_date if work else None) or london_date(query.asked_at)
    return on, {(Classification(row.classification), row.code) for row in rows}


async def refer_form(desk: Desk, message: Message, pressed: ReferForm) -> Reply:
    """“Refer to the helpdesk”: the text to send."""
    before = await seen(desk, message, pressed.query_id)
    composed = await desk.database.read(_composed, message.speaker, pressed.query_id)
    form = referral_form(before.case.query, composed, desk.department.helpdesk)
    alone = message.place.kind in ("personal", "terminal")
    return Reply(composed, form, replaces=alone)


async def refer(desk: Desk, message: Message, pressed: Refer) -> Reply:
    """“I have sent it”, with the helpdesk's number where there is one already."""
    if refusal := refused({"words": pressed.referral, "number": pressed.number}):
        return refusal
    return await step(desk, message, pressed.query_id, lambda s, by: _refer(s, by, pressed, desk), for_lead)


async def helpdesk_reference(desk: Desk, message: Message, pressed: HelpdeskReference) -> Reply:
    """“Record the number”."""
    return await move(desk, message, pressed, referring.helpdesk_reference, for_lead, number=pressed.number)


async def resolve_referral(desk: Desk, message: Message, pressed: ResolveReferral) -> Reply:
    """“Record the resolution”."""
    return await move(desk, message, pressed, referring.resolve_referral, for_lead, words=pressed.resolution)


async def pass_on(desk: Desk, message: Message, pressed: PassOn) -> Reply:
    """“Pass to the coding manager”."""
    return await move(desk, message, pressed, escalating.pass_on, for_lead, words=pressed.why)


async def merge(desk: Desk, message: Message, pressed: Merge) -> Reply:
    """“Merge as a duplicate”."""
    return await move(desk, message, pressed, merging.merge, for_lead, duplicate_of=pressed.original)


async def close(desk: Desk, message: Message, pressed: CloseCase) -> Reply:
    """“Close it”."""
    if pressed.outcome not in list(Outcome):
        raise Unusable(CHOOSE_AGAIN)
    facts = {"outcome": Outcome(pressed.outcome), "words": pressed.why}
    return await move(desk, message, pressed, closing.close, for_lead, **facts)


def _refer(session: Session, by: Person, pressed: Refer, desk: Desk) -> None:
    common: dict[str, Any] = {
        "query_id": pressed.query_id,
        "by": by,
        "department": desk.department,
        "now": desk.clock(),
    }
    query = referring.refer(session, version=pressed.version, words=pressed.referral, **common)
    if pressed.number.strip():
        referring.helpdesk_reference(session, version=query.version, number=pressed.number, **common)


def _composed(session: Session, speaker: Speaker, query_id: int) -> str:
    return referral.draft(session, query_id=query_id, by=speaking(session, speaker))
