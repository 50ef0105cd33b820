"""People choose when they are reminded, or that they are not for a while."""

import re
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from casework.department import Department
from casework.errors import Unusable
from casework.london import london, london_date
from casework.model.person import Person
from casework.model.reminder import ReminderPreference
from casework.rights import Action, Stands, check
from casework.schedules import check_time
from casework.slots import within_hours

LONGEST_PAUSE = timedelta(days=92)
_CLOCK = re.compile(r"\s*(\d{1,2})[:.](\d{2})\s*", re.ASCII)


def set_time(session: Session, *, by: Person, words: str, department: Department, now: datetime) -> time:
    """The person's own time on London's clocks, from “8:15”; empty words are the department's time again.

    Gives back when they are reminded: within the department's hours, whatever was asked for.

    Raises:
        Unusable: it is no time, or one at which the clocks change.
    """
    kept = _preference(session, by)
    at = parsed(words) if words.strip() else department.schedules.coder
    kept.at = f"{at:%H:%M}" if words.strip() else ""
    session.flush()
    today = department.calendar.next_working_day(london_date(now))
    return london(within_hours(department.calendar, today, at)).time()


def pause(session: Session, *, by: Person, until: date, now: datetime) -> None:
    """No reminders before that day.

    Raises:
        Unusable: the day is not after today, or more than three months away.
    """
    today = london_date(now)
    if not today < until <= today + LONGEST_PAUSE:
        raise Unusable("Choose a day from tomorrow to three months from now.")
    _preference(session, by).paused_until = until
    session.flush()


def resume(session: Session, *, by: Person) -> None:
    """Reminders from now on."""
    _preference(session, by).paused_until = None
    session.flush()


def parsed(words: str) -> time:
    """A time of day as people write it.

    Raises:
        Unusable: it is none, or nothing is sent then.
    """
    found = _CLOCK.fullmatch(words)
    try:
        at = time(int(found[1]), int(found[2])) if found else None
        if at is not None:
            check_time(at)
    except ValueError as error:
        raise Unusable(f"I can't remind you then: {error}.") from error
    if at is None:
        raise Unusable("Write the time as 08:30.")
    return at


def _preference(session: Session, by: Person) -> ReminderPreference:
    check(by, Action.SET_OWN_REMINDERS, Stands.OWN)
    held = session.get(ReminderPreference, by.id)
    if held is None:
        held = ReminderPreference(person_id=by.id or 0)
        session.add(held)
        session.flush()
    return held
