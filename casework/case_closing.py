"""Until when the episode that a query is about can be submitted, as far as that is known."""

from datetime import date, datetime

from sqlmodel import Session

from casework import deadlines
from casework.episode_cases import episode_of
from casework.model.coding_query import CodingQuery
from casework.model.escalation import Escalation
from casework.model.person import Person


def closes_of(session: Session, query: CodingQuery, escalation: Escalation | None, now: datetime) -> str:
    """“closes before Thu 18 June 2026, 17:00 (…)”, or that the calendar lacks the month; empty where the date
    is not known, or the query is closed. That there is no calendar at all is said on the backlog, once."""
    ended = None if query.is_closed() else _ended(session, query, escalation)
    if ended is None:
        return ""
    calendar = deadlines.loaded(session)
    return "" if calendar.is_empty() else calendar.closing(ended, now).words()


def _ended(session: Session, query: CodingQuery, escalation: Escalation | None) -> date | None:
    """The date that was given with the query, else that of the episode that it was begun for."""
    if escalation is not None and escalation.episode_date is not None:
        return escalation.episode_date
    asker = session.get_one(Person, query.asked_by)
    about = episode_of(session, query, tenant=asker.tenant)
    return about.ended if about else None
