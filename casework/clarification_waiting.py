"""A case waits while a clinician is asked, its clocks standing still, and goes on after the last answer."""

from datetime import datetime

from sqlmodel import Session, select

from casework import clocks, moving
from casework.department import Department
from casework.history import By
from casework.model.clarification import Clarification, ClarificationState
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.escalation import Escalation

_GOES_TO_WAIT = (QueryState.OPEN, QueryState.NEW, QueryState.ASSIGNED)


def wait(session: Session, query: CodingQuery, *, by: By, department: Department, now: datetime) -> None:
    """A clinician has been asked. A case that waits for somebody already goes on waiting for them."""
    if query.state not in _GOES_TO_WAIT:
        return
    moving.move(
        session,
        query,
        to=QueryState.WAITING_CLINICIAN,
        by=by,
        now=now,
        why="waits for a clinician",
        resumes_to=query.state,
    )
    clocks.pause(session, query, department, now)


def resume(session: Session, query: CodingQuery, *, by: By, department: Department, now: datetime) -> None:
    """One question has ended: when it was the last, the case goes on where it stood."""
    if query.state != QueryState.WAITING_CLINICIAN or _asked_still(session, query):
        return
    moving.move(
        session,
        query,
        to=_stood(session, query),
        by=by,
        now=now,
        why="no longer waits for a clinician",
        resumes_to="",
    )
    clocks.resume(session, query, department, now)


def _asked_still(session: Session, query: CodingQuery) -> bool:
    still = select(Clarification.id).where(
        Clarification.query_id == query.id, Clarification.state == ClarificationState.OPEN.value
    )
    return session.exec(still).first() is not None


def _stood(session: Session, query: CodingQuery) -> QueryState:
    """Where it goes on; who has it may have changed meanwhile."""
    escalation = session.get(Escalation, query.id)
    if escalation is None:
        return QueryState.OPEN
    return QueryState.ASSIGNED if escalation.assigned_to else QueryState.NEW
