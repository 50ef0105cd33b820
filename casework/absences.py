"""Who is away from when until when, and who gets everything meanwhile."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from casework import rights
from casework.errors import Unusable
from casework.holding import LARGEST_ID
from casework.model.person import LEADS, Absence, Person, Role
from casework.rights import Action, Stands
from casework.words import moment_words

# Who may do what the absent would have done. A lead coder may stand in for anybody's coding.
_STANDS_IN: dict[str, frozenset[str]] = {
    Role.CODER.value: LEADS | {Role.CODER.value},
    Role.CLINICIAN.value: frozenset({Role.CLINICIAN.value}),
    Role.LEAD_CODER.value: LEADS,
    Role.CODING_MANAGER.value: LEADS,
    Role.CODING_CLERK.value: frozenset({Role.CODING_CLERK.value}) | LEADS,
    Role.ADMINISTRATOR.value: frozenset({Role.ADMINISTRATOR.value}) | LEADS,
}


def set_absence(
    session: Session,
    *,
    by: Person,
    person_id: int,
    substitute_id: int,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> Absence:
    """Note a time away: one's own, or as a lead or administrator anybody's.

    Raises:
        NotAllowed: somebody else's, without the right.
        Unusable: the times, or a substitute who cannot stand in.
    """
    person = _person(session, by, person_id)
    _check_right(by, person)
    if not max(starts_at, now) < ends_at:
        raise Unusable("The last day must not be over, nor come before the first one.")
    substitute = _person(session, by, substitute_id)
    _lock(session, person, substitute)
    _check_substitute(session, person, substitute, starts_at, ends_at)
    absence = Absence(
        person_id=person_id,
        substitute_id=substitute_id,
        starts_at=starts_at,
        ends_at=ends_at,
        noted_by=by.id or 0,
        noted_at=now,
    )
    session.add(absence)
    session.flush()
    return absence


def cancel_absence(session: Session, *, by: Person, absence_id: int, now: datetime) -> Absence:
    """Take a time away back. The same again changes nothing.

    Raises:
        NotAllowed, Unusable: as `set_absence`; there is no such absence.
    """
    absence = session.get(Absence, absence_id) if 0 < absence_id <= LARGEST_ID else None
    person = session.get_one(Person, absence.person_id) if absence else None
    if absence is None or person is None or person.tenant != by.tenant:
        raise Unusable("I can't find that absence.")
    _check_right(by, person)
    _lock(session, person)
    session.refresh(absence)
    absence.cancelled_at = absence.cancelled_at or now
    session.flush()
    return absence


def absences_of(session: Session, *, by: Person, person_id: int, now: datetime) -> list[Absence]:
    """A person's absences that are not over, the next first.

    Raises:
        NotAllowed, Unusable: as `set_absence`.
    """
    _check_right(by, _person(session, by, person_id))
    rows = select(Absence).where(
        Absence.person_id == person_id, col(Absence.ends_at) > now, col(Absence.cancelled_at).is_(None)
    )
    return list(session.exec(rows.order_by(col(Absence.starts_at), col(Absence.id))))


def may_stand_in(person: Person, substitute: Person) -> bool:
    """Whether the substitute may do what the person does."""
    return (
        substitute.active
        and substitute.tenant == person.tenant
        and substitute.id != person.id
        and substitute.role in _STANDS_IN[person.role]
    )


def _person(session: Session, by: Person, person_id: int) -> Person:
    person = session.get(Person, person_id) if 0 < person_id <= LARGEST_ID else None
    if person is None or person.tenant != by.tenant or not person.active:
        raise Unusable("I can't find that person here.")
    return person


def _check_right(by: Person, person: Person) -> None:
    if by.id == person.id:
        rights.check(by, Action.SET_OWN_ABSENCE, Stands.OWN)
    else:
        rights.check(by, Action.SET_ANY_ABSENCE)


def _lock(session: Session, *people: Person) -> None:
    """Hold the people's rows, so that of two who note an absence at once the second sees the first's."""
    for person_id in sorted({one.id or 0 for one in people}):
        same = update(Person).where(col(Person.id) == person_id).values(active=Person.active)
        session.connection().execute(same)


def _check_substitute(
    session: Session, person: Person, substitute: Person, starts_at: datetime, ends_at: datetime
) -> None:
    if not may_stand_in(person, substitute):
        raise Unusable(
            f"{substitute.name} cannot stand in for {person.name}. Choose a colleague of the same role."
        )
    if own := _overlapping(session, person.id or 0, starts_at, ends_at):
        until = moment_words(own[0].ends_at)
        raise Unusable(f"{person.name} is away until {until} already. Cancel that first.")
    if person.id in _chain(session, substitute.id or 0, starts_at, ends_at):
        raise Unusable(
            f"{substitute.name} is away then, and it would come back to {person.name}. Choose another."
        )


def _overlapping(session: Session, person_id: int, starts_at: datetime, ends_at: datetime) -> list[Absence]:
    rows = select(Absence).where(
        Absence.person_id == person_id,
        col(Absence.cancelled_at).is_(None),
        col(Absence.starts_at) < ends_at,
        col(Absence.ends_at) > starts_at,
    )
    return list(session.exec(rows.order_by(col(Absence.starts_at))))


def _chain(session: Session, person_id: int, starts_at: datetime, ends_at: datetime) -> set[int]:
    """Everybody to whom it may go on from that person within the time."""
    found: set[int] = set()
    ahead = {person_id}
    while ahead:
        found |= ahead
        ahead = {
            one.substitute_id for each in ahead for one in _overlapping(session, each, starts_at, ends_at)
        } - found
    return found
