"""Who is who: a person is met on their first message and known from then on."""

from datetime import datetime

from sqlmodel import Session, select

from casework.model.person import Person


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
