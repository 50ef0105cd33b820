"""People choose when they are reminded: “remind me at 08:45”, “pause reminders until 3 June”."""

import re
from datetime import date

from sqlmodel import Session

from casework import privacy, reminder_times
from casework.department import Department
from casework.errors import Unusable
from casework.london import london_date
from dialogs import absence_words
from dialogs import episode_phrases as say
from dialogs.cards.identifier import identifier_text
from dialogs.desk import Desk
from dialogs.gate import speaking
from dialogs.message import Message, Reply

_AT = re.compile(r"(?:please )?remind me (?:every (?:day|morning) )?at (?P<at>.{1,20})")
_USUAL = re.compile(r"remind me (?:at the )?(?:usual|normal)(?: time)?")
_PAUSE = re.compile(r"(?:pause|stop|no) (?:my )?reminders(?: (?:until|till) (?P<until>.{1,30}))?")
_RESUME = re.compile(r"(?:resume|start|continue) (?:my )?reminders(?: again)?")


async def said(desk: Desk, message: Message, words: str) -> Reply | None:
    """The reply to words about one's own reminders; None for all others."""
    heard = " ".join(words.casefold().split()).strip(" .!")
    if _USUAL.fullmatch(heard):
        return await desk.database.run(_at, desk, message, "")
    if found := _AT.fullmatch(heard):
        return await desk.database.run(_at, desk, message, found["at"])
    if found := _PAUSE.fullmatch(heard):
        return await _paused(desk, message, found["until"])
    if _RESUME.fullmatch(heard):
        return await desk.database.run(_again, message)
    return None


async def _paused(desk: Desk, message: Message, until: str | None) -> Reply:
    if until and (findings := privacy.find(until)):
        return Reply(identifier_text(until, findings))
    day = absence_words.day(until or "", not_before=london_date(desk.clock()))
    if day is None:
        raise Unusable("Say until when, for example “pause reminders until 3 June”.")
    return await desk.database.run(_pause, desk, message, day)


def _at(session: Session, desk: Desk, message: Message, words: str) -> Reply:
    by, department, now = speaking(session, message.speaker), desk.department, desk.clock()
    got = reminder_times.set_time(session, by=by, words=words, department=department, now=now)
    if not words:
        return Reply("Your reminders come at the department's time again.")
    if got != reminder_times.parsed(words):
        raise Unusable(f"{_hours(department)} Choose a time within that.")
    return Reply(f"I'll remind you at {got:%H:%M} on working days, when there is something to say.")


def _hours(department: Department) -> str:
    calendar = department.calendar
    hours = f"{calendar.opens:%H:%M} to half an hour before {calendar.closes:%H:%M}"
    return f"I write on working days, from {hours}."


def _pause(session: Session, desk: Desk, message: Message, until: date) -> Reply:
    reminder_times.pause(session, by=speaking(session, message.speaker), until=until, now=desk.clock())
    return Reply(f"No reminders before {say.day(until)}. “resume reminders” brings them back sooner.")


def _again(session: Session, message: Message) -> Reply:
    reminder_times.resume(session, by=speaking(session, message.speaker))
    return Reply(say.REMINDERS_AGAIN)
