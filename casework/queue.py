"""The lead coders' queue. Nothing here changes anything."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from casework import people, rights
from casework.case_closing import closes_of
from casework.errors import Unusable
from casework.holding import LARGEST_ID, WAITING, WITH_LEADS
from casework.model.case_clock import CaseClock
from casework.model.case_entry import CaseEntry
from casework.model.clarification import Clarification, ClarificationState
from casework.model.coding_query import FIRST_NUMBER, CodingQuery, QueryState
from casework.model.escalation import Escalation
from casework.model.person import Person
from casework.rights import Action
from casework.whole_case import Case as Case
from casework.whole_case import case as case
from casework.whose_step import due_of, is_overdue, names_of, waiting_on

VIEWS = ("open", "mine", "overdue", "waiting", "all")
LONGEST_SEARCH = 200
_REFERENCE = re.compile(r"(?:cq)?[\s-]{0,3}(\d{4,10})", re.IGNORECASE | re.ASCII)
_Rows = SelectOfScalar[CodingQuery]


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of the queue. `waiting_on` says whose step is next, `due_at` until when; `closes` until when
    its episode counts, as far as that is known."""

    query: CodingQuery
    escalation: Escalation
    asker: str
    assignee: str
    waiting_on: str
    due_at: datetime | None
    overdue: bool
    closes: str = ""


def queue(
    session: Session,
    *,
    by: Person,
    view: str = "open",
    search: str = "",
    now: datetime,
    limit: int = 20,
    offset: int = 0,
) -> tuple[list[QueueRow], int]:
    """The escalated queries of the department, oldest first, and how many there are in all.

    `open`: with the lead coders. `mine`: of those, the reader's own and those of whom they stand in for.
    `overdue`, `waiting`: of the open ones; what a clinician is late with is overdue too. `all`: answered and
    closed ones too. `search`: a reference, or words of title, question, texts, people, specialty; every
    word must be somewhere.

    Raises:
        NotAllowed: it is for leads.
        Unusable: there is no such view.
    """
    rights.check(by, Action.SEE_QUEUE)
    rows = _searched(_viewed(session, _of_tenant(by.tenant), by, view, now), search)
    total = session.exec(select(func.count()).select_from(rows.subquery())).one()
    oldest = rows.order_by(col(Escalation.escalated_at), col(CodingQuery.id))
    page = session.exec(oldest.offset(max(0, offset)).limit(max(0, limit))).all()
    return [_row(session, query, now) for query in page], total


_asker = aliased(Person)
_assignee = aliased(Person)


def _of_tenant(tenant: str) -> _Rows:
    return (
        select(CodingQuery)
        .join(Escalation, col(Escalation.query_id) == CodingQuery.id)
        .join(_asker, col(_asker.id) == CodingQuery.asked_by)
        .join(_assignee, col(_assignee.id) == Escalation.assigned_to, isouter=True)
        .where(_asker.tenant == tenant)
    )


def _viewed(session: Session, rows: _Rows, by: Person, view: str, now: datetime) -> _Rows:
    if view not in VIEWS:
        raise Unusable(f"I know these parts of the queue: {', '.join(VIEWS)}.")
    if view == "all":
        return rows
    states = WAITING if view == "waiting" else WITH_LEADS
    rows = rows.where(col(CodingQuery.state).in_([state.value for state in states]))
    if view == "mine":
        mine = {by.id or 0} | people.stood_in_for(session, by.id or 0, now)
        rows = rows.where(col(Escalation.assigned_to).in_(sorted(mine)))
    if view == "overdue":
        rows = rows.where(or_(_a_clock_is_over(now), _a_clinician_is_late(now)))
    return rows


def _a_clock_is_over(now: datetime) -> ColumnElement[bool]:
    late = (col(CaseClock.due_at) <= now, col(CaseClock.stopped_at).is_(None))
    return exists().where(col(CaseClock.query_id) == CodingQuery.id, *late)


def _a_clinician_is_late(now: datetime) -> ColumnElement[bool]:
    late = (col(Clarification.state) == ClarificationState.OPEN.value, col(Clarification.due_at) <= now)
    waits = col(CodingQuery.state) == QueryState.WAITING_CLINICIAN.value
    return and_(waits, exists().where(col(Clarification.query_id) == CodingQuery.id, *late))


def _searched(rows: _Rows, search: str) -> _Rows:
    reference = _REFERENCE.fullmatch(search.strip())
    if reference:
        number = int(reference[1]) - FIRST_NUMBER
        return rows.where(CodingQuery.id == (number if 0 < number <= LARGEST_ID else 0))
    for word in search.replace("\x00", " ")[:LONGEST_SEARCH].split():
        rows = rows.where(_holds(word))
    return rows


def _holds(word: str) -> ColumnElement[bool]:
    columns = (
        Escalation.title,
        Escalation.specialty,
        Escalation.helpdesk_reference,
        CodingQuery.words,
        CodingQuery.state,
        _asker.name,
        _assignee.name,
    )
    entries = exists().where(col(CaseEntry.query_id) == CodingQuery.id, _like(CaseEntry.words, word))
    return or_(*(_like(column, word) for column in columns), entries)


def _like(column: str, word: str) -> ColumnElement[bool]:
    return col(column).icontains(word, autoescape=True)


def _row(session: Session, query: CodingQuery, now: datetime) -> QueueRow:
    escalation = session.get_one(Escalation, query.id)
    due_at = due_of(session, query)
    names = names_of(session, [query.asked_by, escalation.assigned_to])
    return QueueRow(
        query,
        escalation,
        names[query.asked_by],
        names.get(escalation.assigned_to or 0, ""),
        waiting_on(session, query, escalation),
        due_at,
        is_overdue(due_at, now),
        closes_of(session, query, escalation, now),
    )
