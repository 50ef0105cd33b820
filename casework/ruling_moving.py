"""The one way in which a ruling's state changes: a conditional update, and its row in its query's chain."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from casework import history, moving, outbox, rights
from casework.errors import RulingMoved, RulingNotFound
from casework.history import By
from casework.holding import LARGEST_ID
from casework.model.coding_query import CodingQuery
from casework.model.person import Person, Role
from casework.model.ruling import Ruling, RulingState, reference_of
from casework.model.status_change import StatusChange
from casework.rights import Action

# What somebody who neither works the queue nor may agree with it sees of rulings.
PUBLIC = frozenset({RulingState.RATIFIED, RulingState.SUPERSEDED, RulingState.WITHDRAWN, RulingState.EXPIRED})


def find(session: Session, *, ruling_id: int, by: Person) -> Ruling:
    """The ruling, if the person may read it; ended ones stay readable.

    Raises:
        RulingNotFound: there is none, it is another tenant's, or it was never ratified and is not theirs.
    """
    ruling = session.get(Ruling, ruling_id) if 0 < ruling_id <= LARGEST_ID else None
    if ruling is None or not may_read(by, ruling):
        raise RulingNotFound(reference_of(ruling_id))
    return ruling


def may_read(person: Person, ruling: Ruling) -> bool:
    """Whether the person may read it."""
    if person.tenant != ruling.tenant or not rights.may(person, Action.SEE_RULINGS, rights.Stands.OTHER):
        return False
    was_public = ruling.state in PUBLIC and ruling.ratified_by is not None
    return was_public or person.is_lead() or _concerns(person, ruling)


def _concerns(person: Person, ruling: Ruling) -> bool:
    return person.role == Role.CLINICIAN and person.has_specialty(ruling.specialty)


def move(
    session: Session,
    ruling: Ruling,
    *,
    to: RulingState,
    by: By,
    now: datetime,
    why: str,
    version: int | None = None,
    **values: object,
) -> None:
    """Move the ruling, if it still stands where `ruling` says and at the card's `version`.

    Raises:
        RulingMoved: it does not, or that is no step from there.
    """
    query = session.get_one(CodingQuery, ruling.query_id)
    moving.lock(session, query)
    session.refresh(ruling)
    before, expected = RulingState(ruling.state), ruling.version if version is None else version
    if to not in Ruling.MOVES[before]:
        raise moved(session, ruling)
    statement = (
        update(Ruling)
        .where(
            col(Ruling.id) == ruling.id, col(Ruling.state) == before.value, col(Ruling.version) == expected
        )
        .values(state=to.value, version=expected + 1, **values)
    )
    changed = session.connection().execute(statement).rowcount
    session.refresh(ruling)
    if not changed:
        raise moved(session, ruling)
    _written(session, query, ruling, before.value, by=by, now=now, why=why)


def begin(session: Session, ruling: Ruling, query: CodingQuery, *, by: Person, now: datetime) -> None:
    """Keep a new ruling; the caller holds the query's row."""
    session.add(ruling)
    session.flush()
    _written(session, query, ruling, "", by=by, now=now, why="proposed as a ruling")


def _written(
    session: Session, query: CodingQuery, ruling: Ruling, before: str, *, by: By, now: datetime, why: str
) -> None:
    history.note(
        session, query=query, before=before, after=ruling.state, by=by, now=now, why=why, ruling=ruling
    )
    outbox.owe_card_updates(session, query=query, now=now, step=f" {ruling.reference} v{ruling.version}")


def moved(session: Session, ruling: Ruling) -> RulingMoved:
    """The refusal that says who was first, with what, and when."""
    rows = select(StatusChange).where(StatusChange.ruling_id == ruling.id)
    last = session.exec(rows.order_by(col(StatusChange.sequence).desc()).limit(1)).first()
    person = session.get(Person, last.by) if last and last.by else None
    who = person.name if person else f"the {last.job} job" if last else ""
    why, at = (last.why, last.at) if last else ("", None)
    return RulingMoved(ruling.reference, ruling.id or 0, who, why, at)


def steps(session: Session, ruling: Ruling) -> list[StatusChange]:
    """What happened to it, the oldest first."""
    rows = select(StatusChange).where(StatusChange.ruling_id == ruling.id)
    return list(session.exec(rows.order_by(col(StatusChange.sequence))))
