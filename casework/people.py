"""Who is who, who stands in for whom now, and who is told next when somebody does not act."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from casework.model.person import LEADS, Absence, Cover, Person, Role

# A substitute may be away too and have one of their own; five such in a row are a mistake.
LONGEST_CHAIN = 5


def met(session: Session, *, tenant: str, channel_id: str, name: str, now: datetime) -> Person:
    """The person of that identity, made on first sight, with the name that the channel gives today."""
    person = known(session, tenant=tenant, channel_id=channel_id)
    if person is None:
        person = Person(tenant=tenant, channel_id=channel_id, name=name, first_seen_at=now)
        session.add(person)
        session.flush()
    elif name and person.name != name:
        person.name = name
    return person


def known(session: Session, *, tenant: str, channel_id: str) -> Person | None:
    """The person of that identity, when they have been met."""
    return session.exec(
        select(Person).where(Person.tenant == tenant, Person.channel_id == channel_id)
    ).one_or_none()


def called(session: Session, *, tenant: str, words: str) -> Person | None:
    """The one person who is here with that directory id or name; None where there is none, or several."""
    rows = select(Person).where(Person.tenant == tenant, col(Person.active))
    wanted = words.strip().casefold()
    found = [one for one in session.exec(rows) if wanted in (one.channel_id.casefold(), one.name.casefold())]
    return found[0] if len(found) == 1 else None


def person(session: Session, person_id: int) -> Person | None:
    """The person with that id."""
    return session.get(Person, person_id)


def leads(session: Session, tenant: str, specialty: str = "") -> list[Person]:
    """Everybody who works the queue, those with the specialty first, then by name."""
    found = _active(session, tenant, LEADS)
    return sorted(found, key=lambda one: not (specialty and one.has_specialty(specialty)))


def managers(session: Session, tenant: str) -> list[Person]:
    """The coding managers, by name."""
    return _active(session, tenant, {Role.CODING_MANAGER.value})


def clinicians(session: Session, tenant: str, words: str = "") -> list[Person]:
    """The clinicians whose name holds every one of the words, by name."""
    return _with_words(_active(session, tenant, {Role.CLINICIAN.value}), words)


def named(session: Session, tenant: str, words: str) -> list[Person]:
    """The active people whose name holds every one of the words, by name."""
    return _with_words(_active(session, tenant, {role.value for role in Role}), words)


def stands_in(session: Session, person_id: int, now: datetime) -> int:
    """Who gets what is for that person now: themselves, or the last of the chain of substitutes.

    Where the chain comes back to somebody in it, nobody stands in: it stays theirs.
    """
    seen = [person_id]
    while len(seen) <= LONGEST_CHAIN and (substitute := _substitute(session, seen[-1], now)) is not None:
        if substitute in seen:
            return person_id
        seen.append(substitute)
    return seen[-1]


def reads_for(session: Session, person_id: int, now: datetime) -> int:
    """Who gets what is about a case now: whoever stands in, if they may see every case, else they themselves.

    A coder's colleague stands in for their coding, but a case is its asker's and the leads' to read.
    """
    substitute = session.get_one(Person, stands_in(session, person_id, now))
    return substitute.id or 0 if substitute.is_lead() else person_id


def stood_in_for(session: Session, person_id: int, now: datetime) -> frozenset[int]:
    """Of whom that person gets everything now: those whose chain of substitutes ends with them."""
    away = session.exec(select(Absence.person_id).where(*_is_now(now))).all()
    return frozenset(one for one in away if one != person_id and stands_in(session, one, now) == person_id)


def addressees(session: Session, clinician_id: int, now: datetime) -> frozenset[int]:
    """Who may answer what is addressed to the clinician: they themselves and whoever stands in now."""
    return frozenset({clinician_id, stands_in(session, clinician_id, now)})


def cover_of(session: Session, person_id: int) -> list[Person]:
    """The person's own cover chain, as far as it is still here, in order."""
    rows = select(Person).join(Cover, col(Cover.cover_id) == Person.id)
    rows = rows.where(Cover.person_id == person_id, col(Person.active)).order_by(col(Cover.place))
    return list(session.exec(rows))


def cover_chain(session: Session, person_id: int | None, tenant: str, specialty: str) -> list[Person]:
    """Who is told in turn when that person, or nobody, acts: own cover; else the leads; then the managers.

    Nobody comes twice. Of the leads, those of the specialty come first.
    """
    own = cover_of(session, person_id) if person_id is not None else []
    others = own or [one for one in leads(session, tenant, specialty) if one.role != Role.CODING_MANAGER]
    chain = {one.id: one for one in [*others, *managers(session, tenant)] if one.id != person_id}
    return list(chain.values())


def _active(session: Session, tenant: str, roles: Iterable[str]) -> list[Person]:
    rows = select(Person).where(
        Person.tenant == tenant, col(Person.active), col(Person.role).in_(sorted(roles))
    )
    return sorted(session.exec(rows), key=lambda one: (one.name.casefold(), one.id or 0))


def _with_words(found: list[Person], words: str) -> list[Person]:
    wanted = words.casefold().split()
    return [one for one in found if all(word in one.name.casefold() for word in wanted)]


def _substitute(session: Session, person_id: int, now: datetime) -> int | None:
    rows = select(Absence.substitute_id).join(Person, col(Person.id) == Absence.substitute_id)
    rows = rows.where(Absence.person_id == person_id, col(Person.active), *_is_now(now))
    return session.exec(rows.order_by(col(Absence.starts_at).desc(), col(Absence.id).desc()).limit(1)).first()


def _is_now(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (col(Absence.cancelled_at).is_(None), col(Absence.starts_at) <= now, col(Absence.ends_at) > now)
