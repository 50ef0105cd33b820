"""The backlog as the lead sees it: episodes that wait, by specialty, age and reason, and since last week."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlmodel import Session, col

from casework import deadlines
from casework.london import london_date
from casework.model.episode import INCOMPLETE, Episode, EpisodeState
from casework.model.episode_list import BacklogFigure

# Days since the episode ended, both included.
AGES: tuple[tuple[str, int], ...] = (("0-7", 7), ("8-14", 14), ("15-28", 28), ("29-56", 56))
OLDEST = ">56"
NO_SPECIALTY = "none given"
WEEK = timedelta(days=7)
KEPT = timedelta(days=400)
ERROR_HRG = "UZ"

Figures = Mapping[tuple[str, str, str], int]


@dataclass(frozen=True)
class Count:
    """One line of the backlog, and how much it grew since last week; None where nothing is known of then."""

    name: str
    episodes: int
    change: int | None


@dataclass(frozen=True)
class Backlog:
    """The backlog on one day. `compared_with` is the day of the figures that the changes are against.

    `nobody` are incomplete episodes without a coder, `vanished` those that left the lists without being
    coded and that nobody has settled, `error_hrg` those that group to an error. `months_unknown` are months
    of episodes that the submission calendar does not have.
    """

    day: date
    total: Count
    by_specialty: tuple[Count, ...]
    by_age: tuple[Count, ...]
    by_reason: tuple[Count, ...]
    compared_with: date | None
    nobody: int
    vanished: int
    error_hrg: int
    missed_first: int
    months_unknown: tuple[date, ...]


def lead_backlog(session: Session, tenant: str, now: datetime) -> Backlog:
    """The backlog now, against that of a week ago."""
    day = london_date(now)
    figures = _figures(session, tenant, day)
    then_day, then = _figures_of_last_week(session, tenant, day)
    ends = _ends(session, tenant)
    calendar = deadlines.loaded(session)
    return Backlog(
        day=day,
        total=_total(figures, then),
        by_specialty=_counts(figures, then, 0),
        by_age=_counts(figures, then, 1, order=[name for name, _ in AGES] + [OLDEST]),
        by_reason=_counts(figures, then, 2),
        compared_with=then_day,
        nobody=_count(session, tenant, col(Episode.coder_id).is_(None)),
        vanished=_vanished(session, tenant),
        error_hrg=_count(session, tenant, col(Episode.hrg).startswith(ERROR_HRG)),
        missed_first=sum(count for ended, count in ends.items() if calendar.closing(ended, now).first_passed),
        months_unknown=tuple(deadlines.missing_months(calendar, ends)),
    )


def keep_figures(session: Session, *, tenant: str, now: datetime) -> None:
    """Keep today's figures for next week's comparison; the last of a day counts."""
    day = london_date(now)
    old = (col(BacklogFigure.taken_on) == day) | (col(BacklogFigure.taken_on) < day - KEPT)
    session.connection().execute(delete(BacklogFigure).where(col(BacklogFigure.tenant) == tenant, old))
    rows = [
        {"tenant": tenant, "taken_on": day, "specialty": one, "age": age, "reason": reason, "episodes": count}
        for (one, age, reason), count in _figures(session, tenant, day).items()
    ]
    # A day without any backlog is known too: next week's growth is against nothing.
    nothing = {"tenant": tenant, "taken_on": day, "specialty": "", "age": "", "reason": "", "episodes": 0}
    session.connection().execute(insert(BacklogFigure), [nothing, *rows])


def age_band(ended: date, day: date) -> str:
    """The band of an episode that ended then, by the days since."""
    days = (day - ended).days
    return next((name for name, last in AGES if days <= last), OLDEST)


def _figures(session: Session, tenant: str, day: date) -> Counter[tuple[str, str, str]]:
    by = (
        col(Episode.treatment_function),
        col(Episode.ended),
        col(Episode.state),
        col(Episode.block_reason),
    )
    rows = select(*by, func.count()).where(*_waiting(tenant)).group_by(*by)
    counted: Counter[tuple[str, str, str]] = Counter()
    for specialty, ended, state, why, count in session.connection().execute(rows):
        if ended is not None:
            held_up = why if state == EpisodeState.BLOCKED else ""
            counted[(specialty or NO_SPECIALTY, age_band(ended, day), held_up)] += count
    return counted


def _ends(session: Session, tenant: str) -> dict[date, int]:
    rows = select(col(Episode.ended), func.count()).where(*_waiting(tenant)).group_by(col(Episode.ended))
    return {ended: count for ended, count in session.connection().execute(rows) if ended is not None}


def _waiting(tenant: str) -> tuple[ColumnElement[bool], ...]:
    """Only finished episodes are coded: one that still runs waits for nothing."""
    return (
        col(Episode.tenant) == tenant,
        col(Episode.missing_from).is_(None),
        col(Episode.state).in_(sorted(INCOMPLETE)),
        col(Episode.ended).is_not(None),
    )


def _count(session: Session, tenant: str, condition: ColumnElement[bool]) -> int:
    rows = select(func.count()).select_from(Episode).where(*_waiting(tenant), condition)
    return session.connection().execute(rows).scalar_one()


def _vanished(session: Session, tenant: str) -> int:
    vanished = col(Episode.state) == EpisodeState.VANISHED.value
    rows = select(func.count()).select_from(Episode).where(col(Episode.tenant) == tenant, vanished)
    return session.connection().execute(rows).scalar_one()


def _figures_of_last_week(session: Session, tenant: str, day: date) -> tuple[date | None, Figures | None]:
    """The newest figures that are at least a week old, but not two."""
    taken_on, mine = col(BacklogFigure.taken_on), col(BacklogFigure.tenant) == tenant
    newest = select(func.max(taken_on)).where(mine, taken_on <= day - WEEK, taken_on > day - 2 * WEEK)
    then = session.connection().execute(newest).scalar_one()
    if then is None:
        return None, None
    rows = session.scalars(select(BacklogFigure).where(mine, taken_on == then))
    return then, {(row.specialty, row.age, row.reason): row.episodes for row in rows}


def _total(figures: Figures, then: Figures | None) -> Count:
    total = sum(figures.values())
    return Count("all", total, None if then is None else total - sum(then.values()))


def _counts(
    figures: Figures, then: Figures | None, place: int, order: Iterable[str] | None = None
) -> tuple[Count, ...]:
    """The lines of one of the three parts; the largest first, unless there is an order."""
    now_by, then_by = _by(figures, place), _by(then or {}, place)
    names = list(order) if order else sorted(now_by | then_by, key=lambda name: (-now_by[name], name))
    return tuple(
        Count(name, now_by[name], None if then is None else now_by[name] - then_by[name]) for name in names
    )


def _by(figures: Figures, place: int) -> Counter[str]:
    counted: Counter[str] = Counter()
    for key, count in figures.items():
        if count:
            counted[key[place]] += count
    return counted
