"""Who may come in: nobody is answered before the department's list of people knows them."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from casework import people
from casework.department import Department
from casework.errors import Stranger
from casework.model.person import Person, Role
from dialogs.desk import Desk
from dialogs.message import Speaker


async def admitted(desk: Desk, speaker: Speaker) -> Person:
    """The person who speaks; a newcomer is met here, where the department takes newcomers.

    Raises:
        Stranger: nobody knows them, or they have left.
    """
    person = await desk.database.read(_known, speaker)
    if person is None:
        person = await _met(desk, speaker, _role_of_newcomer(desk.department, speaker))
    if not person.active:
        raise Stranger
    return person


def speaking(session: Session, speaker: Speaker) -> Person:
    """The person who speaks, within a transaction.

    Raises:
        Stranger: they have left since they came in.
    """
    person = _known(session, speaker)
    if person is None or not person.active:
        raise Stranger
    return person


def _known(session: Session, speaker: Speaker) -> Person | None:
    return people.known(session, tenant=speaker.tenant, channel_id=speaker.id)


def _role_of_newcomer(department: Department, speaker: Speaker) -> Role:
    if speaker.id in department.administrators:
        return Role.ADMINISTRATOR
    if department.newcomers is None:
        raise Stranger
    return department.newcomers


async def _met(desk: Desk, speaker: Speaker, role: Role) -> Person:
    try:
        return await desk.database.run(_meet, speaker, role, desk.clock())
    except IntegrityError:  # two first messages of one person met
        return await desk.database.run(_meet, speaker, role, desk.clock())


def _meet(session: Session, speaker: Speaker, role: Role, now: datetime) -> Person:
    known = _known(session, speaker)
    if known is not None:
        return known
    person = people.met(session, tenant=speaker.tenant, channel_id=speaker.id, name=speaker.name, now=now)
    person.role = role.value
    session.flush()
    return person
