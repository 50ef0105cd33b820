"""What people do with a ruling: each button one verb of casework."""

from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import Session

from casework import ruling
from casework.errors import RulingMoved, Unusable
from casework.model.person import Person
from casework.model.ruling import Ruling
from dialogs.desk import Desk
from dialogs.escalation.seeing import refused
from dialogs.gate import speaking
from dialogs.message import Message, Reply, Speaker
from dialogs.rulings.seeing import as_it_stands
from dialogs.verbs import KeepRuling, Ratify, RefuseRuling, WithdrawRuling

Do = Callable[[Session, Person, datetime], Ruling]
CHOOSE_A_DAY = "Please write the date as year-month-day, for example 2027-03-03."


async def ratify(desk: Desk, message: Message, pressed: Ratify) -> Reply:
    """“Ratify”."""

    def do(session: Session, by: Person, now: datetime) -> Ruling:
        return ruling.ratify(
            session,
            ruling_id=pressed.ruling_id,
            version=pressed.version,
            by=by,
            department=desk.department,
            now=now,
        )

    return await _step(desk, message, pressed.ruling_id, do)


async def refuse(desk: Desk, message: Message, pressed: RefuseRuling) -> Reply:
    """“Refuse it”, with why."""

    def do(session: Session, by: Person, now: datetime) -> Ruling:
        return ruling.refuse(
            session,
            ruling_id=pressed.ruling_id,
            version=pressed.version,
            by=by,
            words=pressed.refusal,
            department=desk.department,
            now=now,
        )

    return refused({"words": pressed.refusal}) or await _step(desk, message, pressed.ruling_id, do)


async def keep(desk: Desk, message: Message, pressed: KeepRuling) -> Reply:
    """“Keep it”: it stands until the new date."""
    until = typed_day(pressed.until)
    if until is None:
        raise Unusable(CHOOSE_A_DAY)

    def do(session: Session, by: Person, now: datetime) -> Ruling:
        return ruling.keep(
            session,
            ruling_id=pressed.ruling_id,
            version=pressed.version,
            by=by,
            review_on=until,
            department=desk.department,
            now=now,
        )

    return await _step(desk, message, pressed.ruling_id, do)


async def withdraw(desk: Desk, message: Message, pressed: WithdrawRuling) -> Reply:
    """“Withdraw it”, with why."""

    def do(session: Session, by: Person, now: datetime) -> Ruling:
        return ruling.withdraw(
            session,
            ruling_id=pressed.ruling_id,
            version=pressed.version,
            by=by,
            words=pressed.because,
            now=now,
        )

    return refused({"words": pressed.because}) or await _step(desk, message, pressed.ruling_id, do)


def typed_day(typed: str) -> date | None:
    """The date typed, None for nothing.

    Raises:
        Unusable: it is no date.
    """
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        raise Unusable(CHOOSE_A_DAY) from None


async def _step(desk: Desk, message: Message, ruling_id: int, do: Do) -> Reply:
    """Do it and show the ruling after it; a stale card is told who was first."""
    try:
        await desk.database.run(_done, message.speaker, do, desk.clock())
    except RulingMoved as moved:
        return await as_it_stands(desk, message, ruling_id, says=str(moved))
    await desk.database.read(desk.finder.take_up, desk.knowledge.base, desk.today())
    return await as_it_stands(desk, message, ruling_id)


def _done(session: Session, speaker: Speaker, do: Do, now: datetime) -> None:
    do(session, speaking(session, speaker), now)
