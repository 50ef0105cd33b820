"""Somebody is away and somebody covers: said in a sentence, or in a form."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

from casework import absences, people
from casework.errors import CaseworkError, Unusable
from casework.london import LONDON
from casework.model.person import Person
from dialogs.absence_words import Away
from dialogs.cards.absence import Noted, Typed, absence_card, span
from dialogs.desk import Desk
from dialogs.gate import speaking
from dialogs.message import Card, Message, Reply, Speaker
from dialogs.verbs import CancelAbsence, Payload, SetAbsence

FORM = "Choose the days, and who covers."
CANCELLED = "That absence is cancelled."


async def said(desk: Desk, message: Message, away: Away) -> Reply:
    """What was said of being away: noted at once where it is clear, else the form."""
    person, substitute = await desk.database.read(_meant, message.speaker, away)
    typed = Typed(away.first, away.last, str(substitute.id) if substitute else "")
    if substitute is None or away.first is None or away.last is None:
        return await _form(desk, message, person.id or 0, typed)
    return await _noted(desk, message, person.id or 0, typed)


async def save(desk: Desk, message: Message, pressed: SetAbsence) -> Reply:
    """“Save”."""
    typed = Typed(_date(pressed.away_from), _date(pressed.away_until), pressed.substitute)
    return await _noted(desk, message, pressed.person_id, typed)


async def cancel(desk: Desk, message: Message, pressed: CancelAbsence) -> Reply:
    """“Cancel it”."""
    person_id = await desk.database.run(_cancel, message.speaker, pressed.absence_id, desk.clock())
    return await _form(desk, message, person_id, Typed(), says=CANCELLED)


HANDLERS: dict[type[Payload], Callable[[Desk, Message, Any], Awaitable[Reply]]] = {
    SetAbsence: save,
    CancelAbsence: cancel,
}


async def _noted(desk: Desk, message: Message, person_id: int, typed: Typed) -> Reply:
    """Noted; what cannot be is said above the form, which keeps what was typed."""
    try:
        says = await desk.database.run(_set, message.speaker, person_id, typed, desk.clock())
    except Unusable as wrong:
        return await _form(desk, message, person_id, typed, says=str(wrong))
    return await _form(desk, message, person_id, Typed(), says=says)


async def _form(desk: Desk, message: Message, person_id: int, typed: Typed, says: str = "") -> Reply:
    drawn = await desk.database.read(_drawn, message.speaker, person_id, typed, says, desk.clock())
    return Reply(says or FORM, drawn, replaces=message.kind == "action")


def _drawn(
    session: Session, speaker: Speaker, person_id: int, typed: Typed, says: str, now: datetime
) -> Card:
    by = speaking(session, speaker)
    noted = absences.absences_of(session, by=by, person_id=person_id, now=now)
    person = session.get_one(Person, person_id)
    rows = [Noted(one, session.get_one(Person, one.substitute_id).name) for one in noted]
    others = [one for one in people.named(session, by.tenant, "") if absences.may_stand_in(person, one)]
    return absence_card(person, rows, others, typed, own=by.id == person_id, says=says)


def _set(session: Session, speaker: Speaker, person_id: int, typed: Typed, now: datetime) -> str:
    by = speaking(session, speaker)
    if typed.first is None or typed.last is None or not _is_number(typed.substitute):
        raise Unusable(FORM)
    noted = absences.set_absence(
        session,
        by=by,
        person_id=person_id,
        substitute_id=int(typed.substitute),
        starts_at=max(_midnight(typed.first), now),
        ends_at=_midnight(typed.last + timedelta(days=1)),
        now=now,
    )
    covers = session.get_one(Person, noted.substitute_id).name
    return f"Noted: away {span(noted)}, {covers} covers."


def _cancel(session: Session, speaker: Speaker, absence_id: int, now: datetime) -> int:
    by = speaking(session, speaker)
    return absences.cancel_absence(session, by=by, absence_id=absence_id, now=now).person_id


def _meant(session: Session, speaker: Speaker, away: Away) -> tuple[Person, Person | None]:
    """Who is away, and who covers where the name means one person who may.

    Raises:
        CaseworkError: the name of who is away means nobody, or several.
    """
    by = speaking(session, speaker)
    person = by
    if away.who:
        found = people.named(session, by.tenant, away.who)
        if len(found) != 1:
            many = "several people" if found else "nobody"
            raise CaseworkError(f"I know {many} by that name. Say the whole name, or ask them to say it.")
        person = found[0]
    covers = people.named(session, by.tenant, away.covers) if away.covers else []
    fitting = [one for one in covers if absences.may_stand_in(person, one)]
    return person, fitting[0] if len(fitting) == 1 else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), LONDON).astimezone(UTC)


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10
