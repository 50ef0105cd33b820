"""Rulings as they are read: lists, one with its history, and the texts that are searched. Changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from casework import ratifying, rights
from casework.department import Department
from casework.london import london_date
from casework.model.coding_query import CodingQuery
from casework.model.coding_query import reference_of as case_reference
from casework.model.person import Person
from casework.model.ruling import Ruling, RulingState
from casework.model.status_change import StatusChange
from casework.proposing import codes_of
from casework.rights import Action
from casework.ruling_moving import find, may_read, steps
from casework.whose_step import names_of
from knowledge.finding.texts import RulingText


@dataclass(frozen=True, slots=True)
class WholeRuling:
    """A ruling as its reader sees it. `may_ratify` and `may_withdraw` say which buttons it has for them."""

    ruling: Ruling
    case: str
    proposer: str
    ratifier: str
    superseded_by: Ruling | None
    supersedes: Ruling | None
    history: list[tuple[StatusChange, str]]
    may_ratify: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Precedent:
    """A ruling that answers the same question, with how close the question is, 0 to 1."""

    ruling: Ruling
    ratifier: str
    closeness: float


def whole(session: Session, *, ruling_id: int, by: Person, department: Department) -> WholeRuling:
    """One ruling with everything that the reader may see.

    Raises:
        RulingNotFound: there is none, or it is not theirs to see.
    """
    ruling = find(session, ruling_id=ruling_id, by=by)
    changes = steps(session, ruling)
    names = names_of(session, [ruling.proposed_by, ruling.ratified_by, *(one.by for one in changes)])
    ends = not ruling.is_ended() and rights.may(by, Action.END_RULING, rights.Stands.OTHER)
    agrees = not ruling.is_ended() and ratifying.may_ratify(session, by, ruling, department)
    return WholeRuling(
        ruling=ruling,
        case=case_reference(ruling.query_id),
        proposer=names[ruling.proposed_by],
        ratifier=names.get(ruling.ratified_by or 0, ""),
        superseded_by=session.get(Ruling, ruling.superseded_by) if ruling.superseded_by else None,
        supersedes=session.get(Ruling, ruling.supersedes) if ruling.supersedes else None,
        history=[(one, names.get(one.by or 0, one.job)) for one in changes],
        may_ratify=agrees,
        may_withdraw=ends,
    )


def listed(
    session: Session, *, by: Person, states: Iterable[RulingState] = (RulingState.RATIFIED,), limit: int = 20
) -> tuple[list[Ruling], int]:
    """The rulings in these states that the person may read, the newest first, and how many there are."""
    rights.check(by, Action.SEE_RULINGS)
    values = [state.value for state in states]
    rows = select(Ruling).where(Ruling.tenant == by.tenant, col(Ruling.state).in_(values))
    readable = [one for one in session.exec(rows.order_by(col(Ruling.id).desc())) if may_read(by, one)]
    return readable[:limit], len(readable)


def to_ratify(session: Session, *, by: Person, department: Department) -> list[Ruling]:
    """The proposed rulings that wait for this person, among others, the oldest first."""
    rows = select(Ruling).where(Ruling.tenant == by.tenant, Ruling.state == RulingState.PROPOSED.value)
    found = session.exec(rows.order_by(col(Ruling.id))).all()
    return [one for one in found if ratifying.may_ratify(session, by, one, department)]


def for_review(session: Session, *, by: Person) -> list[Ruling]:
    """The ratified rulings that should be looked at again, those that expire first before the others."""
    rights.check(by, Action.PROPOSE_RULING)
    rows = select(Ruling).where(
        Ruling.tenant == by.tenant, Ruling.state == RulingState.RATIFIED.value, col(Ruling.for_review)
    )
    return list(session.exec(rows.order_by(col(Ruling.review_on), col(Ruling.id))))


def texts(session: Session) -> list[RulingText]:
    """Every ruling that answers, of every tenant, as plain rows for the search."""
    rows = (
        select(Ruling, CodingQuery.words)
        .join(CodingQuery, col(CodingQuery.id) == Ruling.query_id)
        .where(Ruling.state == RulingState.RATIFIED.value)
        .order_by(col(Ruling.id))
    )
    return [text_of(ruling, asked) for ruling, asked in session.exec(rows)]


def text_of(ruling: Ruling, asked: str = "") -> RulingText:
    """A ruling as it is searched; `asked` are the words of its case, another wording of its question."""
    return RulingText(
        id=ruling.id or 0,
        question=ruling.question,
        answer=ruling.answer,
        codes=codes_of(ruling.codes),
        also=(asked,) if asked and asked != ruling.question else (),
        valid_from=ruling.valid_from,
        valid_until=ruling.review_on,
    )


def state_of_rulings(session: Session) -> tuple[tuple[int, str], ...]:
    """Changes whenever the search over rulings made now would differ."""
    rows = select(func.count(), func.coalesce(func.sum(Ruling.version), 0), func.max(Ruling.id)).where(
        Ruling.state == RulingState.RATIFIED.value
    )
    count, versions, newest = session.exec(rows).one()
    return ((count, f"rulings {versions} {newest or 0}"),)


def precedents(
    session: Session, *, found: Iterable[tuple[int, float]], by: Person, now: datetime, limit: int = 3
) -> list[Precedent]:
    """Of what the search found, the rulings that still answer, of the person's own department.

    The search may be seconds old: a ruling withdrawn since is left out here.
    """
    today, kept = london_date(now), []
    for ruling_id, closeness in found:
        one = session.get(Ruling, ruling_id)
        if one and one.tenant == by.tenant and one.answers(today):
            name = names_of(session, [one.ratified_by]).get(one.ratified_by or 0, "")
            kept.append(Precedent(one, name, closeness))
    return kept[:limit]
