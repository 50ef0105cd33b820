"""A case goes to the national classification helpdesk, and its resolution comes back.

The resolution is a recommendation for this case only, never a national standard.
"""

from datetime import datetime

from sqlmodel import Session

from casework import clocks
from casework.department import Department
from casework.holding import WITH_LEADS, assigned_or_new, entry_fact, hold, work_state
from casework.model.case_clock import ClockKind
from casework.model.case_entry import EntryKind
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.moving import move
from casework.rights import Action
from casework.telling import tell_assignee
from casework.texts import usable, usable_line
from casework.working import own_from_now, write

LONGEST_REFERRAL = 8_000
LONGEST_NUMBER = 60
_WAITS = {QueryState.WAITING_HELPDESK}


def refer(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    words: str,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """A lead sends the text (`referral.compose`, edited or not) to the helpdesk: -> WAITING_HELPDESK."""
    words = usable(words, "the text for the helpdesk", most=LONGEST_REFERRAL)
    held = hold(
        session, query_id=query_id, version=version, by=by, action=Action.REFER, states=WITH_LEADS - _WAITS
    )
    entry = write(session, held, EntryKind.REFERRAL, by, words, now)
    own_from_now(session, held, by, now)
    held.work.helpdesk_text_entry, held.work.helpdesk_resolution_entry = entry.id, None
    held.work.helpdesk_reference = ""
    session.flush()
    to, resumes = QueryState.WAITING_HELPDESK, assigned_or_new(held).value
    why = "referred to the national helpdesk"
    move(session, held.query, to=to, by=by, now=now, why=why, entry=entry, resumes_to=resumes)
    clocks.stop(session, held.query, now, kinds=(ClockKind.FIRST_RESPONSE,))
    clocks.pause(session, held.query, department, now)
    return held.query


def helpdesk_reference(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    number: str,
    department: Department,  # noqa: ARG001 - every verb takes it
    now: datetime,
) -> CodingQuery:
    """Record the number that the helpdesk gave; the case goes on waiting."""
    number = usable_line(number, "the helpdesk's number", most=LONGEST_NUMBER)
    held = hold(session, query_id=query_id, version=version, by=by, action=Action.REFER, states=_WAITS)
    held.work.helpdesk_reference = number
    session.flush()
    why = "noted the helpdesk's number"
    move(session, held.query, to=QueryState.WAITING_HELPDESK, by=by, now=now, why=why)
    return held.query


def resolve_referral(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    words: str,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """Record the helpdesk's resolution: WAITING_HELPDESK -> ASSIGNED. NOTE_ADDED to the assignee."""
    words = usable(words, "the resolution", most=LONGEST_REFERRAL)
    held = hold(session, query_id=query_id, version=version, by=by, action=Action.REFER, states=_WAITS)
    entry = write(session, held, EntryKind.RESOLUTION, by, words, now)
    own_from_now(session, held, by, now)
    held.work.helpdesk_resolution_entry = entry.id
    session.flush()
    to, why = work_state(session, held), "the helpdesk has answered"
    resumes = assigned_or_new(held).value
    move(session, held.query, to=to, by=by, now=now, why=why, entry=entry, resumes_to=resumes)
    if not held.query.is_waiting():
        clocks.resume(session, held.query, department, now)
    tell_assignee(session, NoticeKind.NOTE_ADDED, held, by=by, now=now, facts=entry_fact(entry))
    return held.query
