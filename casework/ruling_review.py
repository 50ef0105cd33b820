"""Rulings age: marked for review before their day, expired after it, and marked when their codes change."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from casework.department import Department
from casework.history import Job
from casework.london import london_date
from casework.model.notice import NoticeKind
from casework.model.ruling import Ruling, RulingState
from casework.proposing import codes_of
from casework.ruling_moving import move
from casework.ruling_notices import keepers, tell
from knowledge.codes import Classification, display

REVIEWS = Job("ruling reviews")
NEW_EDITION = Job("new edition")
DUE = "its review date is near"


def age(session: Session, *, department: Department, now: datetime) -> list[int]:
    """The job: for review ahead of the review date, EXPIRED on it; the ids of those that moved.

    A review date that passed unseen is told first and expires with the next tick. Meanwhile the ruling does
    not answer: that ends with its day, not with this job.
    """
    today = london_date(now)
    rows = select(Ruling).where(
        Ruling.state == RulingState.RATIFIED.value, Ruling.review_on <= today + department.review_ahead
    )
    touched = []
    for ruling in session.exec(rows.order_by(col(Ruling.id))).all():
        if not ruling.for_review:
            _mark(session, ruling, DUE, by=REVIEWS, now=now)
        elif ruling.review_on <= today:
            _expire(session, ruling, now)
        else:
            continue
        touched.append(ruling.id or 0)
    return touched


def mark_for_review(
    session: Session,
    *,
    changes: Mapping[tuple[Classification, str], str],
    edition: str,
    now: datetime,
) -> list[int]:
    """A new edition: the ratified rulings that cite one of these codes are for review; their ids.

    `changes` says of each code what became of it: “retired”, “reworded”. Telling it twice marks once.
    """
    rows = select(Ruling).where(Ruling.state == RulingState.RATIFIED.value).order_by(col(Ruling.id))
    marked = []
    for ruling in session.exec(rows).all():
        cited = [(code, changes[one, code]) for one, code in codes_of(ruling.codes) if (one, code) in changes]
        because = "; ".join(f"{display(code)} is {what} in {edition}" for code, what in cited)
        if cited and because not in ruling.for_review_because:
            _mark(session, ruling, because, by=NEW_EDITION, now=now)
            marked.append(ruling.id or 0)
    return marked


def _expire(session: Session, ruling: Ruling, now: datetime) -> None:
    to, why = RulingState.EXPIRED, "expired: nobody kept it"
    move(session, ruling, to=to, by=REVIEWS, now=now, why=why, ended_at=now)
    tell(
        session, NoticeKind.RULING_ENDED, ruling, keepers(session, ruling), by=REVIEWS, now=now, how=to.value
    )


def _mark(session: Session, ruling: Ruling, because: str, *, by: Job, now: datetime) -> None:
    said = f"{ruling.for_review_because}; {because}" if ruling.for_review_because else because
    to, why = RulingState.RATIFIED, f"for review: {because}"
    move(session, ruling, to=to, by=by, now=now, why=why, for_review=True, for_review_because=said)
    told = keepers(session, ruling)
    tell(session, NoticeKind.RULING_FOR_REVIEW, ruling, told, by=by, now=now, because=because)
