"""Episodes that left the lists without being coded, until a lead settles them."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from casework import digests, rights
from casework.department import Department
from casework.digests import ROWS_SHOWN, Section
from casework.model.episode import Episode, EpisodeState
from casework.model.person import Person
from casework.rights import Action, Stands


def vanished(
    session: Session, *, by: Person, department: Department, now: datetime, most: int = ROWS_SHOWN
) -> Section:
    """All that are not settled, the first that ended first.

    Raises:
        NotAllowed: the person is no lead.
    """
    rights.check(by, Action.SEE_BACKLOG, Stands.OTHER)
    gone = (Episode.tenant == by.tenant, Episode.state == EpisodeState.VANISHED.value)
    total = session.exec(select(func.count()).select_from(Episode).where(*gone)).one()
    rows = select(Episode.id).where(*gone).order_by(col(Episode.ended), col(Episode.reference)).limit(most)
    ids = [one or 0 for one in session.exec(rows)]
    lines = {line.id: line for line in digests.episode_lines(session, ids, now, department)}
    return Section(total, tuple(lines[one] for one in ids))
