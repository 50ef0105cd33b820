"""Who is told of a step in a case. Nobody is told of what they did themselves; the absent have a substitute.

Only leads have one here: what is an asker's own is nobody else's to read.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from casework import outbox, people
from casework.history import By, Job
from casework.holding import Held
from casework.model.address import Address
from casework.model.coding_query import CodingQuery
from casework.model.notice import NoticeKind
from casework.model.person import Person

Facts = dict[str, Any]


def tell_asker(
    session: Session,
    kind: NoticeKind,
    held: Held,
    *,
    by: By,
    now: datetime,
    facts: Facts | None = None,
    step: str = "",
) -> None:
    """Tell the query's asker. `step` tells apart what leaves the query at its version."""
    _tell(session, kind, held.query, [held.query.asked_by], by=by, now=now, facts=facts, step=step)


def tell_assignee(
    session: Session, kind: NoticeKind, held: Held, *, by: By, now: datetime, facts: Facts | None = None
) -> None:
    """Tell the lead who has the case, or whoever stands in."""
    if held.assignee_id:
        tell_leads(session, kind, held.query, [held.assignee_id], by=by, now=now, facts=facts)


def tell_leads(
    session: Session,
    kind: NoticeKind,
    query: CodingQuery,
    person_ids: Iterable[int],
    *,
    by: By,
    now: datetime,
    facts: Facts | None = None,
    step: str = "",
) -> None:
    """Tell leads, or whoever stands in for each of them."""
    them = [one for one in person_ids if not _is(by, one)]
    reached = [people.reads_for(session, one, now) for one in them]
    _tell(session, kind, query, reached, by=by, now=now, facts=facts, step=step)


def tell_workers(
    session: Session,
    held: Held,
    *,
    by: By,
    now: datetime,
    kind: NoticeKind | None = None,
    facts: Facts | None = None,
    step: str = "",
) -> None:
    """Tell whoever is to do the next step: who has the case; else the triage place, else the leads.

    `kind` is what is told; unless given, that there is a case for them.
    """
    if held.assignee_id:
        ids, told = [held.assignee_id], kind or NoticeKind.CASE_FOR_YOU
        tell_leads(session, told, held.query, ids, by=by, now=now, facts=facts, step=step)
        return
    place = None if held.work.level else triage_place(session, held.asker.tenant, held.work.specialty)
    if place is None:
        ids = [one.id or 0 for one in first_told(session, held)]
        told = kind or NoticeKind.CASE_FOR_YOU
        tell_leads(session, told, held.query, ids, by=by, now=now, facts=facts, step=step)
        return
    told = kind or NoticeKind.CASE_IN_TRIAGE
    outbox.owe(
        session,
        told,
        key=f"{told.value} {held.id} v{held.query.version}{step} place {place.id}",
        now=now,
        address_id=place.id,
        query_id=held.id,
        facts=facts,
    )


def first_told(session: Session, held: Held) -> list[Person]:
    """Who is told of a case that nobody has: the specialty's leads, else all; managers at level 1."""
    if held.work.level:
        return people.managers(session, held.asker.tenant)
    everyone = people.leads(session, held.asker.tenant, held.work.specialty)
    return [one for one in everyone if one.has_specialty(held.work.specialty)] or everyone


def triage_place(session: Session, tenant: str, specialty: str) -> Address | None:
    """Where new cases of the specialty are shown: its own place, else the general one, if there is any."""
    places = session.exec(
        select(Address).where(Address.tenant == tenant, col(Address.triage)).order_by(col(Address.id))
    ).all()
    wanted = specialty.strip().casefold()
    own = [one for one in places if wanted and one.specialty.strip().casefold() == wanted]
    return next(iter(own), None) or next((one for one in places if not one.specialty.strip()), None)


def _tell(
    session: Session,
    kind: NoticeKind,
    query: CodingQuery,
    person_ids: Iterable[int],
    *,
    by: By,
    now: datetime,
    facts: Facts | None = None,
    step: str = "",
) -> None:
    for person_id in dict.fromkeys(person_ids):
        if not _is(by, person_id) and session.get_one(Person, person_id).active:
            outbox.owe(
                session,
                kind,
                key=f"{kind.value} {query.id} v{query.version}{step} to {person_id}",
                now=now,
                person_id=person_id,
                query_id=query.id,
                facts=facts,
            )


def _is(by: By, person_id: int) -> bool:
    return not isinstance(by, Job) and by.id == person_id
