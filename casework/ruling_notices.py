"""Who is told of a ruling's steps; nobody of their own.

Facts: `ruling_id`; `how` it ended (superseded, withdrawn, expired); `because` it is for review.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from casework import outbox, people
from casework.history import By, Job
from casework.model.coding_query import CodingQuery
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.model.ruling import Ruling


def tell(
    session: Session,
    kind: NoticeKind,
    ruling: Ruling,
    persons: Iterable[int | None],
    *,
    by: By,
    now: datetime,
    **facts: Any,
) -> None:
    """Tell these people, or whoever stands in for them, once for this version of the ruling."""
    myself = None if isinstance(by, Job) else by.id
    wanted = [one for one in dict.fromkeys(persons) if one is not None and one != myself]
    for person_id in dict.fromkeys(people.stands_in(session, one, now) for one in wanted):
        if person_id != myself and session.get_one(Person, person_id).active:
            outbox.owe(
                session,
                kind,
                key=f"{kind.value} {ruling.id} v{ruling.version} to {person_id}",
                now=now,
                person_id=person_id,
                query_id=ruling.query_id,
                facts={"ruling_id": ruling.id, **facts},
            )


def asker_of(session: Session, ruling: Ruling) -> int:
    """Who asked the query that it was made of."""
    return session.get_one(CodingQuery, ruling.query_id).asked_by


def keepers(session: Session, ruling: Ruling) -> list[int | None]:
    """Who looks after it: its proposer, or else every lead."""
    proposer = session.get_one(Person, ruling.proposed_by)
    if proposer.is_lead():
        return [proposer.id]
    return [one.id for one in people.leads(session, ruling.tenant, ruling.specialty)]
