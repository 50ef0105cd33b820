"""Episodes as lines: what a digest, a list or a notice shows of each. Nothing of groups is in a line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from casework import deadlines
from casework.department import Department
from casework.list_writing import ASKED_AT_ONCE, chunks
from casework.model.episode import INCOMPLETE, Episode, EpisodeState
from casework.outlook import Outlook, Standing

ROWS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class EpisodeLine:
    """One episode as its coder sees it. `closes` says until when it counts, or why nobody knows."""

    id: int
    version: int
    reference: str
    treatment_function: str
    ward: str
    ended: date | None
    state: str
    block_reason: str
    note: str
    closes: str
    query_id: int | None
    clarification_id: int | None


@dataclass(frozen=True)
class Section:
    """Some episodes of one place: how many, and the first of them."""

    total: int = 0
    lines: tuple[EpisodeLine, ...] = ()


def episode_lines(
    session: Session, ids: Iterable[int], now: datetime, department: Department
) -> tuple[EpisodeLine, ...]:
    """Those episodes as lines, for the notice that they are unblocked."""
    outlook = Outlook(deadlines.loaded(session), department, now)
    rows = select(Episode).where(col(Episode.id).in_(list(ids))).order_by(col(Episode.id))
    return tuple(line_of(one, outlook) for one in session.exec(rows))


def vanished_in(
    session: Session, list_id: int, now: datetime, department: Department, *, most: int = ROWS_SHOWN
) -> Section:
    """What vanished with that list and has not come back or been settled since."""
    rows = select(Episode).where(
        Episode.missing_from == list_id, Episode.state == EpisodeState.VANISHED.value
    )
    outlook = Outlook(deadlines.loaded(session), department, now)
    return section(session.exec(rows.order_by(col(Episode.reference))).all(), outlook, most)


def waiting_episodes(session: Session, owners: Iterable[int]) -> list[Episode]:
    """Whatever those people still have to code, the longest ended first."""
    found: list[Episode] = []
    for chunk in chunks(sorted(owners), ASKED_AT_ONCE):
        rows = select(Episode).where(
            col(Episode.coder_id).in_(chunk), col(Episode.state).in_(sorted(INCOMPLETE))
        )
        found += session.exec(rows).all()
    return sorted(found, key=lambda one: (one.ended or date.max, one.reference))


def section(rows: Sequence[Episode], outlook: Outlook, most: int) -> Section:
    """How many, and the first of them as lines."""
    return Section(len(rows), tuple(line_of(one, outlook) for one in rows[:most]))


def line_of(one: Episode, outlook: Outlook) -> EpisodeLine:
    """The episode as a line."""
    return EpisodeLine(
        id=one.id or 0,
        version=one.version,
        reference=one.reference,
        treatment_function=one.treatment_function,
        ward=one.ward,
        ended=one.ended,
        state=one.state,
        block_reason=one.block_reason,
        note=one.note,
        closes=outlook.closing(one.ended).words(),
        query_id=one.query_id,
        clarification_id=one.clarification_id,
    )


def standing(one: Episode) -> Standing:
    """What of the episode decides its place."""
    return Standing(one.state, one.ended, one.snoozed_until, one.assigned_at, one.unblocked_at)
