"""One case with everything in it, as far as its reader may see it. Nothing here changes anything."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from casework import clocks, rights
from casework.asking import suggestions_of
from casework.case_closing import closes_of
from casework.holding import seen
from casework.model.case_clock import CaseClock
from casework.model.case_entry import CaseEntry
from casework.model.clarification import Clarification, ClarificationState
from casework.model.coding_query import CodingQuery, Outcome, SuggestionRow, reference_of
from casework.model.escalation import Escalation
from casework.model.notice import Notice, NoticeState
from casework.model.person import Person
from casework.model.status_change import StatusChange
from casework.rights import Action, Stands
from casework.whose_step import due_of, is_overdue, names_of, waiting_on

_UNDELIVERED = (NoticeState.UNKNOWN, NoticeState.UNREACHABLE, NoticeState.SET_ASIDE)


@dataclass(frozen=True, slots=True)
class Case:
    """One query with everything that happened to it, as far as its reader may see it.

    `names` are those of everybody who had to do with it, by person id. `duplicates` were merged into it
    (for leads only); `original` is the reference of what it was merged into, `original_answer` what was
    answered there. `undelivered` are its notices that did not or may not have arrived: a lead sees all of
    them, the asker their own. `closes` says until when its episode counts, as far as that is known.
    """

    query: CodingQuery
    escalation: Escalation | None
    asker: Person
    assignee: Person | None
    entries: list[CaseEntry]
    changes: list[tuple[StatusChange, str]]
    names: dict[int, str]
    suggestions: list[SuggestionRow]
    clarifications: list[Clarification]
    clocks: list[CaseClock]
    undelivered: list[Notice]
    duplicates: list[CodingQuery]
    original: str
    original_answer: CaseEntry | None
    waiting_on: str
    due_at: datetime | None
    overdue: bool
    closes: str = ""


def case(session: Session, *, query_id: int, by: Person, now: datetime) -> Case:
    """One whole case, for its asker or a lead.

    Raises:
        NotFound: it does not exist or is not theirs to see.
    """
    query, asker = seen(session, query_id=query_id, by=by, action=Action.SEE_CASE)
    escalation = session.get(Escalation, query_id)
    assigned = escalation.assigned_to if escalation else None
    entries = _entries(session, query_id)
    changes = _changes(session, query_id)
    questions = _questions(session, query, by)
    undelivered = _undelivered(session, query, by)
    due_at = due_of(session, query)
    original = _original_answer(session, query)
    wrote = [*entries, *([original] if original else [])]
    ids = [query.asked_by, assigned, *(one.by for one in wrote), *(one.by for one in changes)]
    ids += [one.person_id for one in undelivered]
    ids += [who for one in questions for who in (one.asked_by, one.clinician_id, one.answered_by)]
    names = names_of(session, ids)
    return Case(
        query=query,
        escalation=escalation,
        asker=asker,
        assignee=session.get_one(Person, assigned) if assigned else None,
        entries=entries,
        changes=[(one, names.get(one.by or 0, one.job)) for one in changes],
        names=names,
        suggestions=suggestions_of(session, query),
        clarifications=questions,
        clocks=clocks.clocks_of(session, query_id),
        undelivered=undelivered,
        duplicates=_duplicates(session, query_id) if by.is_lead() else [],
        original=reference_of(query.duplicate_of) if query.duplicate_of else "",
        original_answer=original,
        waiting_on=waiting_on(session, query, escalation),
        due_at=due_at,
        overdue=is_overdue(due_at, now),
        closes=closes_of(session, query, escalation, now),
    )


def _entries(session: Session, query_id: int) -> list[CaseEntry]:
    rows = select(CaseEntry).where(CaseEntry.query_id == query_id)
    return list(session.exec(rows.order_by(col(CaseEntry.at), col(CaseEntry.id))))


def _changes(session: Session, query_id: int) -> list[StatusChange]:
    rows = select(StatusChange).where(StatusChange.query_id == query_id)
    return list(session.exec(rows.order_by(col(StatusChange.sequence))))


def _questions(session: Session, query: CodingQuery, by: Person) -> list[Clarification]:
    """The clarifications that the reader may see; a draft is its writer's alone."""
    rows = select(Clarification).where(Clarification.query_id == query.id)
    found = session.exec(rows.order_by(col(Clarification.id))).all()
    return [one for one in found if _may_see(query, one, by)]


def _may_see(query: CodingQuery, one: Clarification, by: Person) -> bool:
    if one.state == ClarificationState.DRAFT and one.asked_by != by.id:
        return False
    stands = Stands.OWN if by.id in (query.asked_by, one.asked_by) else Stands.OTHER
    return rights.may(by, Action.SEE_CLARIFICATION, stands)


def _undelivered(session: Session, query: CodingQuery, by: Person) -> list[Notice]:
    states = [state.value for state in _UNDELIVERED]
    rows = select(Notice).where(Notice.query_id == query.id, col(Notice.state).in_(states))
    found = session.exec(rows.order_by(col(Notice.id))).all()
    return [one for one in found if by.is_lead() or one.person_id == by.id]


def _duplicates(session: Session, query_id: int) -> list[CodingQuery]:
    rows = select(CodingQuery).where(
        CodingQuery.duplicate_of == query_id, CodingQuery.outcome == Outcome.DUPLICATE.value
    )
    return list(session.exec(rows.order_by(col(CodingQuery.id))))


def _original_answer(session: Session, query: CodingQuery) -> CaseEntry | None:
    """What was answered to the case that this one went into, or to the one that that one went into."""
    above = query
    while above.duplicate_of:
        above = session.get_one(CodingQuery, above.duplicate_of)
    work = session.get(Escalation, above.id) if above is not query else None
    return session.get(CaseEntry, work.answer_entry) if work and work.answer_entry else None
