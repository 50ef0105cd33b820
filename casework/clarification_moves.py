"""How a clarification moves: found by right, changed under its version, written into the history."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from casework import history, holding_up, moving, outbox, people, rights
from casework.errors import NotFound, QuestionMoved, QuestionNotFound
from casework.history import By
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.clarification import FIRST_NUMBER, Clarification, ClarificationState
from casework.model.coding_query import CodingQuery
from casework.model.person import Person
from casework.model.status_change import StatusChange
from casework.rights import Action

DRAFT = frozenset({ClarificationState.DRAFT})
OPEN = frozenset({ClarificationState.OPEN})
ANSWERED = frozenset({ClarificationState.ANSWERED})
# Episodes that wait for its answer can go on. One that is sent on is waited for as the new one.
ENDS_WAITING = frozenset({ClarificationState.ANSWERED, ClarificationState.CANCELLED})


def seen(
    session: Session, *, clarification_id: int, by: Person, action: Action, now: datetime
) -> Clarification:
    """The clarification, if this person may see it and do that to it.

    Raises:
        QuestionNotFound: it does not exist, or is not theirs to see: the two read alike.
        NotAllowed: they may see it, but not do that.
    """
    one = session.get(Clarification, clarification_id)
    if one is None:
        raise QuestionNotFound(f"CL-{FIRST_NUMBER + clarification_id}")
    asker = session.get_one(Person, session.get_one(CodingQuery, one.query_id).asked_by)
    addressees = people.addressees(session, one.clinician_id, now) if one.clinician_id else frozenset()
    try:
        rights.check_clarification(by, action, one, asker=asker, addressees=addressees)
    except NotFound:
        raise QuestionNotFound(one.reference) from None
    return one


def held(
    session: Session,
    *,
    clarification_id: int,
    version: int,
    at: frozenset[ClarificationState],
    by: Person,
    action: Action,
    now: datetime,
) -> tuple[Clarification, CodingQuery]:
    """As `seen`, with the rows of the case held for this transaction, for a step from one of these states.

    Raises:
        QuestionMoved: it does not stand where the card was drawn.
    """
    one = seen(session, clarification_id=clarification_id, by=by, action=action, now=now)
    query = session.get_one(CodingQuery, one.query_id)
    moving.lock(session, query)
    session.refresh(one)
    if one.state not in at or one.version != version:
        raise moved(session, one)
    return one, query


def step(
    session: Session,
    one: Clarification,
    *,
    to: ClarificationState,
    by: By,
    now: datetime,
    why: str,
    entry: CaseEntry | None = None,
    **values: object,
) -> None:
    """Move it from where `held` found it; `values` are further columns.

    Raises:
        QuestionMoved: the move is none that its state allows, or somebody was first all the same.
    """
    before = ClarificationState(one.state)
    if to not in Clarification.MOVES[before]:
        raise moved(session, one)
    change(session, one, state=to.value, **values)
    query = session.get_one(CodingQuery, one.query_id)
    history.note(
        session,
        query=query,
        before=before.value,
        after=to.value,
        by=by,
        now=now,
        why=why,
        entry=entry,
        clarification=one,
    )
    outbox.owe_card_updates(session, query=query, now=now, step=f" {one.reference} {one.version}")
    if to in ENDS_WAITING:
        holding_up.clarification_answered(session, one, now)


def change(session: Session, one: Clarification, **values: object) -> None:
    """Set columns under the version, which grows by one."""
    statement = (
        update(Clarification)
        .where(
            col(Clarification.id) == one.id,
            col(Clarification.state) == one.state,
            col(Clarification.version) == one.version,
        )
        .values(version=one.version + 1, **values)
    )
    changed = session.connection().execute(statement).rowcount
    session.refresh(one)
    if not changed:
        raise moved(session, one)


def moved(session: Session, one: Clarification) -> QuestionMoved:
    """The refusal that says who was first, with what, and when."""
    rows = select(StatusChange).where(StatusChange.clarification_id == one.id)
    last = session.exec(rows.order_by(col(StatusChange.sequence).desc()).limit(1)).first()
    person = session.get(Person, last.by) if last and last.by else None
    who = person.name if person else f"the {last.job} job" if last else ""
    what, at = (last.why, last.at) if last else ("", None)
    return QuestionMoved(one.reference, one.id or 0, who, what, at)


def entry_of(
    session: Session,
    one: Clarification,
    query: CodingQuery,
    kind: EntryKind,
    by: Person,
    words: str,
    now: datetime,
) -> CaseEntry:
    """Typed words, sealed into the case's history; one entry for each version of the question."""
    nonce = f"{one.reference} {one.version}"
    return history.write(session, query=query, kind=kind, by=by, words=words, now=now, nonce=nonce)
