"""What must hold of a department at any moment, whatever was done in it."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session, select

from casework import auditing, chain, history, queue
from casework.errors import CaseworkError, NotFound
from casework.model.case_clock import CaseClock
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.escalation import Escalation
from casework.model.notice import Notice, NoticeKind
from casework.model.person import LEADS, Person
from casework.model.status_change import StatusChange, Subject
from tests.cases import Office
from tests.people import Somebody

ENDED = {QueryState.ANSWERED, QueryState.CLOSED}
TO_CLINICIANS = {NoticeKind.CLARIFICATIONS, NoticeKind.CLARIFICATION_ENDED, NoticeKind.CLARIFICATION_ANSWERED}


@dataclass(frozen=True)
class Kept:
    """All that is kept, read at one moment."""

    key: bytes
    touched: list[Any]
    queries: dict[int, CodingQuery]
    changes: dict[int, list[StatusChange]]
    clocks: list[CaseClock]
    escalated: set[int]
    notices: list[Notice]
    people: dict[int, Person]


def read(session: Session) -> Kept:
    """Everything."""
    changes: dict[int, list[StatusChange]] = defaultdict(list)
    for row in session.exec(select(StatusChange).order_by(StatusChange.id)):
        changes[row.query_id].append(row)
    return Kept(
        history.audit_key(session),
        auditing.verify(session).touched,
        {one.id: one for one in session.exec(select(CodingQuery).order_by(CodingQuery.id))},
        changes,
        list(session.exec(select(CaseClock))),
        {one.query_id for one in session.exec(select(Escalation))},
        list(session.exec(select(Notice))),
        {one.id: one for one in session.exec(select(Person))},
    )


def histories(kept: Kept) -> None:
    """Each history is a chain without a break, of legal moves that end where the query stands."""
    assert kept.touched == []
    for query_id, query in kept.queries.items():
        before, stands = "", ""
        for number, row in enumerate(kept.changes[query_id], start=1):
            assert row.sequence == number
            assert row.mac == chain.mac_of(kept.key, row.model_dump(), before)
            before = row.mac
            if row.subject == Subject.QUERY:
                assert row.before == stands
                legal = {stands, *CodingQuery.MOVES[QueryState(stands)]} if stands else {QueryState.OPEN}
                assert row.after in legal
                stands = row.after
        assert query.state == stands


def versions(kept: Kept, earlier: dict[int, int]) -> dict[int, int]:
    """A version never goes back, and grows with every move."""
    for query_id, rows in kept.changes.items():
        moves = [row for row in rows if row.subject == Subject.QUERY and row.before != row.after]
        assert kept.queries[query_id].version >= len(moves)
    found = {query_id: query.version for query_id, query in kept.queries.items()}
    assert all(found[query_id] >= version for query_id, version in earlier.items())
    return found


def clocks(kept: Kept) -> None:
    """Clocks run while the leads are to act, stand still while others are, and stop at the end."""
    assert {clock.query_id for clock in kept.clocks} == kept.escalated
    for clock in kept.clocks:
        state = kept.queries[clock.query_id].state
        if state in ENDED:
            assert clock.stopped_at
        elif clock.stopped_at is None:
            assert (clock.due_at is None) == state.startswith("waiting"), (state, clock)


def notices(kept: Kept) -> None:
    """Nothing is owed twice; what is told of a case goes to its asker, to leads, or to a triage place."""
    assert len({one.key for one in kept.notices}) == len(kept.notices)
    for one in kept.notices:
        if one.person_id and one.kind not in TO_CLINICIANS:
            person, asker = kept.people[one.person_id], kept.people[kept.queries[one.query_id].asked_by]
            assert person.tenant == asker.tenant
            assert person is asker or person.role in LEADS, one


def sees_only_what_is_theirs(office: Office, who: Somebody, marks: dict[str, int]) -> None:
    """Nothing with the mark of a case comes to somebody who may not see that case."""
    office.database.now(_looks_everywhere, office, who, marks)


def _looks_everywhere(session: Session, office: Office, who: Somebody, marks: dict[str, int]) -> None:
    by = session.get_one(Person, office.id(who))
    queries = {one.id: one for one in session.exec(select(CodingQuery))}
    askers = {one.id: session.get_one(Person, one.asked_by) for one in queries.values()}
    theirs = {
        query_id
        for query_id, asker in askers.items()
        if asker.tenant == by.tenant and (by.is_lead() or (asker.id == by.id and by.active))
    }
    seen = ""
    for view in queue.VIEWS:
        for search in ("", "mark"):
            seen += _listed(session, by, office, view, search)
    for query_id in queries:
        seen += _opened(session, by, office, query_id, query_id in theirs)
    strange = [mark for mark, query_id in marks.items() if query_id not in theirs and mark in seen]
    assert not strange, (who.speaker.name, strange)


def _listed(session: Session, by: Person, office: Office, view: str, search: str) -> str:
    try:
        rows, _ = queue.queue(session, by=by, view=view, search=search, now=office.now, limit=100)
    except CaseworkError as error:
        return str(error)
    return repr(rows)


def _opened(session: Session, by: Person, office: Office, query_id: int, theirs: bool) -> str:
    """The case as text. The answer to the original is meant for the askers of its duplicates too."""
    try:
        one = queue.case(session, query_id=query_id, by=by, now=office.now)
    except NotFound as error:
        assert not theirs
        return str(error)
    assert theirs
    return repr(replace(one, original_answer=None))
