"""A note in a case: it moves nothing."""

import hashlib
from datetime import datetime

from sqlmodel import Session, select

from casework import clocks, history, outbox
from casework.department import Department
from casework.holding import entry_fact, hold
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.rights import Action
from casework.telling import tell_asker, tell_leads
from casework.texts import usable


def add_note(
    session: Session,
    *,
    query_id: int,
    by: Person,
    words: str,
    nonce: str,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """The asker or a lead adds a note, in any state; NOTE_ADDED to asker and assignee, never to the writer.

    The same words from the same card (`nonce`) of the same person are one note.
    """
    words = usable(words, "your note")
    held = hold(
        session, query_id=query_id, version=None, by=by, action=Action.ADD_NOTE, states=set(QueryState)
    )
    mark = _mark(by, nonce, words)
    if _is_there(session, held.id, mark):
        return held.query
    query, state = held.query, held.query.state
    entry = history.write(session, query=query, kind=EntryKind.NOTE, by=by, words=words, now=now, nonce=mark)
    history.note(session, query=query, before=state, after=state, by=by, now=now, why="note", entry=entry)
    step = f" note {entry.id}"
    outbox.owe_card_updates(session, query=query, now=now, step=step)
    told, facts = NoticeKind.NOTE_ADDED, entry_fact(entry)
    tell_asker(session, told, held, by=by, now=now, facts=facts, step=step)
    if held.assignee_id:
        tell_leads(session, told, query, [held.assignee_id], by=by, now=now, facts=facts, step=step)
    if by.id != query.asked_by:
        clocks.restart_update(session, query, department, now)
    return query


def _mark(by: Person, nonce: str, words: str) -> str:
    """Other words under the same mark are another note: nothing that somebody wrote is lost."""
    digest = hashlib.sha256(f"{nonce}\n{words}".encode()).hexdigest()
    return f"note {by.id} {digest}"


def _is_there(session: Session, query_id: int, mark: str) -> bool:
    rows = select(CaseEntry.id).where(CaseEntry.query_id == query_id, CaseEntry.nonce == mark)
    return session.exec(rows).first() is not None
