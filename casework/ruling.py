"""What people do with a ruling that is there: ratify, refuse, withdraw, keep.

Its words were sealed into the chain of its case when it was proposed and never change: what is wrong with it
is refused, and proposed anew; what is outdated is superseded.
"""

from datetime import date, datetime

from sqlmodel import Session

from casework import ratifying, rights
from casework.department import Department
from casework.london import london_date
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.model.ruling import Ruling, RulingState
from casework.proposing import propose as propose
from casework.proposing import review_day
from casework.rights import Action
from casework.ruling_moving import find, move, moved
from casework.ruling_notices import asker_of, keepers, tell
from casework.texts import usable


def ratify(
    session: Session, *, ruling_id: int, version: int, by: Person, department: Department, now: datetime
) -> Ruling:
    """A second person agrees: PROPOSED -> RATIFIED; what it supersedes ends.

    RULING_RATIFIED to its proposer and to the asker of its case.
    """
    ruling = find(session, ruling_id=ruling_id, by=by)
    ratifying.check(session, by, ruling, department)
    _only(session, ruling, RulingState.PROPOSED, version)
    to, why = RulingState.RATIFIED, "ratified"
    move(session, ruling, to=to, by=by, now=now, why=why, version=version, ratified_by=by.id, ratified_at=now)
    _end_older(session, ruling, by=by, now=now)
    told = [ruling.proposed_by, asker_of(session, ruling)]
    tell(session, NoticeKind.RULING_RATIFIED, ruling, told, by=by, now=now)
    return ruling


def refuse(
    session: Session,
    *,
    ruling_id: int,
    version: int,
    by: Person,
    words: str,
    department: Department,
    now: datetime,
) -> Ruling:
    """A second person does not agree, and says why: -> REFUSED, RULING_REFUSED to its proposer."""
    words = usable(words, "why you refuse it")
    ruling = find(session, ruling_id=ruling_id, by=by)
    ratifying.check(session, by, ruling, department)
    to = RulingState.REFUSED
    move(
        session,
        ruling,
        to=to,
        by=by,
        now=now,
        why="refused",
        version=version,
        ended_at=now,
        ended_because=words,
    )
    tell(session, NoticeKind.RULING_REFUSED, ruling, [ruling.proposed_by], by=by, now=now)
    return ruling


def withdraw(
    session: Session, *, ruling_id: int, version: int, by: Person, words: str, now: datetime
) -> Ruling:
    """A lead takes it back, and says why: it answers no more. RULING_ENDED to proposer and ratifier."""
    words = usable(words, "why it is withdrawn")
    ruling = find(session, ruling_id=ruling_id, by=by)
    rights.check(by, Action.END_RULING)
    to, why = RulingState.WITHDRAWN, "withdrawn"
    move(session, ruling, to=to, by=by, now=now, why=why, version=version, ended_at=now, ended_because=words)
    told = [ruling.proposed_by, ruling.ratified_by]
    tell(session, NoticeKind.RULING_ENDED, ruling, told, by=by, now=now, how=to.value)
    return ruling


def keep(
    session: Session,
    *,
    ruling_id: int,
    version: int,
    by: Person,
    review_on: date,
    department: Department,
    now: datetime,
) -> Ruling:
    """A second person has looked at a ratified ruling again: it stands, until the new review date."""
    ruling = find(session, ruling_id=ruling_id, by=by)
    ratifying.check(session, by, ruling, department)
    _only(session, ruling, RulingState.RATIFIED, version)
    until = review_day(review_on, london_date(now))
    values: dict[str, object] = {"review_on": until, "for_review": False, "for_review_because": ""}
    to, why = RulingState.RATIFIED, f"reviewed, stands until {until.isoformat()}"
    move(session, ruling, to=to, by=by, now=now, why=why, version=version, **values)
    return ruling


def _end_older(session: Session, ruling: Ruling, *, by: Person, now: datetime) -> None:
    older = session.get(Ruling, ruling.supersedes) if ruling.supersedes else None
    if older is None or older.state != RulingState.RATIFIED:
        return
    to, why = RulingState.SUPERSEDED, f"superseded by {ruling.reference}"
    move(session, older, to=to, by=by, now=now, why=why, ended_at=now, superseded_by=ruling.id)
    tell(session, NoticeKind.RULING_ENDED, older, keepers(session, older), by=by, now=now, how=to.value)


def _only(session: Session, ruling: Ruling, state: RulingState, version: int) -> None:
    if ruling.state != state or ruling.version != version:
        raise moved(session, ruling)
