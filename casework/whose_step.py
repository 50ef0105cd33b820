"""Whose step is the next one in a case, and until when."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, select

from casework import clocks
from casework.holding import open_questions
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.escalation import Escalation
from casework.model.person import Person


def waiting_on(session: Session, query: CodingQuery, escalation: Escalation | None) -> str:
    """Who is to do the next step, in words; empty where nobody is."""
    match QueryState(query.state):
        case QueryState.OPEN | QueryState.WAITING_ASKER | QueryState.ANSWERED:
            return _name(session, query.asked_by)
        case QueryState.WAITING_CLINICIAN:
            asked = dict.fromkeys(one.clinician_id for one in open_questions(session, query.id or 0))
            return " and ".join(_name(session, one) for one in asked if one)
        case QueryState.WAITING_HELPDESK:
            return "the national helpdesk"
        case QueryState.ASSIGNED:
            return _name(session, escalation.assigned_to) if escalation and escalation.assigned_to else ""
        case QueryState.NEW:
            return "a coding manager" if escalation and escalation.level else "a lead coder"
    return ""


def due_of(session: Session, query: CodingQuery) -> datetime | None:
    """When the next word on the case is due, of a clinician where one is asked; None where nothing is."""
    if query.state == QueryState.WAITING_CLINICIAN:
        asked = [one.due_at for one in open_questions(session, query.id or 0) if one.due_at]
        return min(asked, default=None)
    return clocks.due(session, query.id or 0)


def is_overdue(due_at: datetime | None, now: datetime) -> bool:
    """Whether that time is over."""
    return due_at is not None and due_at <= now


def names_of(session: Session, ids: Iterable[int | None]) -> dict[int, str]:
    """The names of people, by id."""
    wanted = sorted({one for one in ids if one})
    rows = session.exec(select(Person).where(col(Person.id).in_(wanted)))
    return {person.id or 0: person.name for person in rows}


def _name(session: Session, person_id: int) -> str:
    return session.get_one(Person, person_id).name
