"""What the verbs of a case share: its words, its worker, its beginning anew."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from casework import clocks, history
from casework.department import Department
from casework.holding import Held, assigned_or_new, entry_fact
from casework.model.case_clock import ClockKind
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.coding_query import QueryState
from casework.model.escalation import Urgency
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.moving import move
from casework.telling import tell_asker, tell_workers


def write(
    session: Session, held: Held, kind: EntryKind, by: Person, words: str, now: datetime, codes: str = ""
) -> CaseEntry:
    """Keep the words that go with the coming move."""
    nonce = held.nonce(kind)
    return history.write(
        session, query=held.query, kind=kind, by=by, words=words, now=now, nonce=nonce, codes=codes
    )


def give(session: Session, held: Held, to: Person, *, now: datetime) -> None:
    """The lead has the case from now on; the caller moves it."""
    held.work.assigned_to, held.work.assigned_at = to.id, now
    session.flush()


def own_from_now(session: Session, held: Held, by: Person, now: datetime) -> None:
    """A lead who works on nobody's case has it then."""
    if not held.assignee_id:
        give(session, held, by, now=now)


def let_go(session: Session, held: Held, *, by: history.By, now: datetime, why: str = "released") -> None:
    """Nobody has the case from now on; whoever may take it is told."""
    held.work.assigned_to, held.work.assigned_at = None, None
    session.flush()
    state, resumes = standing(held)
    move(session, held.query, to=state, by=by, now=now, why=why, resumes_to=resumes)
    tell_workers(session, held, by=by, now=now)


def standing(held: Held) -> tuple[QueryState, str]:
    """A case that waits goes on waiting, and later resumes with whoever has it then."""
    worked = assigned_or_new(held)
    if not held.query.is_waiting():
        return worked, ""
    return QueryState(held.query.state), worked.value


def work_again(
    session: Session,
    held: Held,
    *,
    by: history.By,
    now: datetime,
    why: str,
    department: Department,
    entry: CaseEntry | None = None,
    **values: Any,
) -> None:
    """An answered or closed case is worked again: by its assignee, if they are still here, else it is new."""
    _forget_leaver(session, held)
    to = assigned_or_new(held)
    again = held.query.reopened + 1
    move(session, held.query, to=to, by=by, now=now, why=why, entry=entry, reopened=again, **values)
    kinds = [ClockKind.UPDATE, ClockKind.SOLUTION] if held.assignee_id else clocks.ALL
    clocks.start(session, held.query, Urgency(held.work.urgency), department, now, kinds=kinds)
    told, facts = NoticeKind.CASE_REOPENED, entry_fact(entry)
    tell_asker(session, told, held, by=by, now=now, facts=facts)
    tell_workers(session, held, by=by, now=now, kind=told, facts=facts)


def _forget_leaver(session: Session, held: Held) -> None:
    if held.assignee_id and not session.get_one(Person, held.assignee_id).is_lead():
        held.work.assigned_to, held.work.assigned_at = None, None
        session.flush()
