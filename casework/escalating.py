"""A query is handed to the lead coders, and who of them has it.

Facts that the notices of these verbs carry, besides the query's id: `entry_id` of the words that go with
it, `assignee_id` in CASE_TAKEN. CASE_TAKEN goes to the asker, and to the lead from whom a case is taken over.
"""

from datetime import date, datetime

from sqlmodel import Session

from casework import clocks, people
from casework.department import Department
from casework.errors import Unusable
from casework.holding import LARGEST_ID, WITH_LEADS, Held, entry_fact, hold, work_state
from casework.model.case_clock import ClockKind
from casework.model.case_entry import EntryKind
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.escalation import Escalation, Urgency
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.moving import move
from casework.rights import Action
from casework.telling import tell_asker, tell_leads, tell_workers
from casework.texts import usable, usable_line
from casework.working import give, let_go, standing, write

HANDED_OVER = "handed to the lead coders"


def escalate(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    title: str,
    details: str = "",
    urgency: Urgency = Urgency.ROUTINE,
    specialty: str = "",
    episode_date: date | None = None,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """The asker hands an open query to the lead coders: OPEN -> NEW. Its clocks start.

    While a clinician whom the asker asked has not answered, it goes on waiting for them, the clocks still.

    CASE_IN_TRIAGE to the triage place of the specialty, else to the general one; where there is none,
    CASE_FOR_YOU to each lead of the specialty, or to all leads.

    Raises:
        NotFound, NotAllowed: the query is not this person's.
        CaseMoved: it is no longer open.
        HoldsIdentifier, Unusable: the title or the details.
    """
    title = usable_line(title, "a title")
    details = usable(details, "the details", needed=False)
    specialty = usable_line(specialty, "the specialty", needed=False)
    held = hold(
        session,
        query_id=query_id,
        version=version,
        by=by,
        action=Action.ESCALATE,
        states={QueryState.OPEN},
    )
    entry = None
    if details:
        entry = write(session, held, EntryKind.DETAILS, by, details, now)
    work = Escalation(
        query_id=held.id,
        title=title,
        urgency=urgency.value,
        specialty=specialty,
        episode_date=episode_date,
        escalated_by=by.id or 0,
        escalated_at=now,
    )
    session.add(work)
    held = Held(held.query, held.asker, work)
    to, new = work_state(session, held), QueryState.NEW.value
    move(session, held.query, to=to, by=by, now=now, why=HANDED_OVER, entry=entry, resumes_to=new)
    clocks.start(session, held.query, urgency, department, now)
    if held.query.is_waiting():
        clocks.pause(session, held.query, department, now)
    tell_workers(session, held, by=by, now=now, facts=entry_fact(entry))
    return held.query


def take(
    session: Session, *, query_id: int, version: int, by: Person, department: Department, now: datetime
) -> CodingQuery:
    """A lead takes a case that nobody has. CASE_TAKEN to the asker.

    Raises:
        CaseMoved: somebody has it, or it is not with the lead coders.
    """
    held = hold(
        session, query_id=query_id, version=version, by=by, action=Action.TAKE, states={QueryState.NEW}
    )
    give(session, held, by, now=now)
    move(session, held.query, to=QueryState.ASSIGNED, by=by, now=now, why="taken")
    _responded(session, held, department, now)
    tell_asker(session, NoticeKind.CASE_TAKEN, held, by=by, now=now, facts=_assignee(held))
    return held.query


def release(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    department: Department,  # noqa: ARG001 - every verb takes it
    now: datetime,
) -> CodingQuery:
    """A case is nobody's again (-> NEW; a waiting one goes on waiting). Triage place or leads are told."""
    held = hold(
        session,
        query_id=query_id,
        version=version,
        by=by,
        action=Action.ASSIGN,
        states=WITH_LEADS - {QueryState.NEW},
    )
    if not held.assignee_id:
        raise Unusable(f"Nobody has {held.query.reference}.")
    let_go(session, held, by=by, now=now)
    return held.query


def assign(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    to_id: int,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """A lead gives a case to a named lead, or takes it over (`to_id` is theirs). A waiting case waits on.

    CASE_FOR_YOU to that lead, or to whoever stands in; CASE_TAKEN to the asker and to who had it before.

    Raises:
        Unusable: that person works no queue here, or has it already.
    """
    held = hold(session, query_id=query_id, version=version, by=by, action=Action.ASSIGN, states=WITH_LEADS)
    to = _lead(session, held, to_id)
    before = held.assignee_id
    give(session, held, to, now=now)
    state, resumes = standing(held)
    move(session, held.query, to=state, by=by, now=now, why=f"assigned to {to.name}", resumes_to=resumes)
    _responded(session, held, department, now)
    tell_leads(session, NoticeKind.CASE_FOR_YOU, held.query, [to_id], by=by, now=now)
    tell_asker(session, NoticeKind.CASE_TAKEN, held, by=by, now=now, facts=_assignee(held))
    if before:
        tell_leads(
            session, NoticeKind.CASE_TAKEN, held.query, [before], by=by, now=now, facts=_assignee(held)
        )
    return held.query


def pass_on(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    words: str,
    department: Department,  # noqa: ARG001 - every verb takes it
    now: datetime,
) -> CodingQuery:
    """A lead passes a case to the coding managers: -> NEW at level 1, nobody's, CASE_FOR_YOU to each manager.

    Raises:
        Unusable: it is with them already, there is no manager but `by`, or no reason is given.
    """
    words = usable(words, "why it goes to the coding manager")
    held = hold(session, query_id=query_id, version=version, by=by, action=Action.PASS_ON, states=WITH_LEADS)
    managers = people.managers(session, held.asker.tenant)
    if held.work.level:
        raise Unusable(f"{held.query.reference} is with the coding managers already.")
    if not [one for one in managers if one.id != by.id]:
        raise Unusable("There is no other coding manager to pass it to. Assign it to a colleague instead.")
    entry = write(session, held, EntryKind.REASON, by, words, now)
    held.work.level, held.work.assigned_to, held.work.assigned_at = 1, None, None
    session.flush()
    state, resumes = standing(held)
    why = "passed to the coding managers"
    move(session, held.query, to=state, by=by, now=now, why=why, entry=entry, resumes_to=resumes)
    tell_workers(session, held, by=by, now=now, facts=entry_fact(entry))
    return held.query


def set_urgency(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    urgency: Urgency,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """A lead changes how soon an answer is needed; the time already used counts (right: ASSIGN)."""
    held = hold(session, query_id=query_id, version=version, by=by, action=Action.ASSIGN, states=WITH_LEADS)
    if held.work.urgency == urgency.value:
        raise Unusable(f"{held.query.reference} is {urgency.value} already.")
    clocks.move_urgency(session, held.query, urgency, department, now)
    held.work.urgency = urgency.value
    session.flush()
    state, resumes = standing(held)
    move(session, held.query, to=state, by=by, now=now, why=f"made {urgency.value}", resumes_to=resumes)
    return held.query


def _responded(session: Session, held: Held, department: Department, now: datetime) -> None:
    """Somebody has it: that is the first response, and the asker hears of it."""
    clocks.stop(session, held.query, now, kinds=(ClockKind.FIRST_RESPONSE,))
    clocks.restart_update(session, held.query, department, now)


def _lead(session: Session, held: Held, to_id: int) -> Person:
    to = people.person(session, to_id) if 0 < to_id <= LARGEST_ID else None
    if to is None or to.tenant != held.asker.tenant or not to.is_lead():
        raise Unusable("That person does not work the queue here. Choose a lead coder or coding manager.")
    if to.id == held.assignee_id:
        raise Unusable(f"{to.name} has {held.query.reference} already.")
    return to


def _assignee(held: Held) -> dict[str, int | None]:
    return {"assignee_id": held.assignee_id}
