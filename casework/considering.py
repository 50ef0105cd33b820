"""What whoever is to ratify a ruling should have seen: rulings alike, and weightier texts on its codes."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from casework.london import london_date
from casework.model.coding_query import CodingQuery
from casework.model.ruling import Ruling, RulingState
from casework.rulings import text_of
from knowledge.finding.clashes import Clash
from knowledge.finding.finding import Finding
from knowledge.finding.precedents import CLOSE_ENOUGH

MOST = 5


@dataclass(frozen=True, slots=True)
class Considerations:
    """`duplicates` are rulings on nearly the same question, with how close; `clashes` weightier texts on a
    code of the ruling, those that say otherwise first."""

    duplicates: list[tuple[Ruling, float]]
    clashes: tuple[Clash, ...]

    def is_clear(self) -> bool:
        """Whether there is nothing to consider."""
        return not self.duplicates and not self.clashes


def considerations(session: Session, ruling: Ruling, finding: Finding, *, now: datetime) -> Considerations:
    """What speaks against ratifying it unseen. Neither forbids it: a person decides."""
    today = london_date(now)
    asked = session.get_one(CodingQuery, ruling.query_id).words
    return Considerations(
        duplicates=_duplicates(session, ruling, finding, now)[:MOST],
        clashes=finding.clashes(text_of(ruling, asked), today)[:MOST],
    )


def _duplicates(
    session: Session, ruling: Ruling, finding: Finding, now: datetime
) -> list[tuple[Ruling, float]]:
    near = dict(
        finding.near_rulings(ruling.question, on=max(london_date(now), ruling.valid_from), limit=3 * MOST)
    )
    rows = session.exec(
        select(Ruling).where(
            Ruling.tenant == ruling.tenant,
            col(Ruling.id) != ruling.id,
            col(Ruling.state).in_([RulingState.RATIFIED.value, RulingState.PROPOSED.value]),
        )
    )
    found = [
        (one, 1.0 if _same(one, ruling) else near.get(one.id or 0, 0.0))
        for one in rows
        if one.id != ruling.supersedes
    ]
    return sorted(
        (pair for pair in found if pair[1] >= CLOSE_ENOUGH), key=lambda pair: (-pair[1], pair[0].id or 0)
    )


def _same(one: Ruling, other: Ruling) -> bool:
    return " ".join(one.question.casefold().split()) == " ".join(other.question.casefold().split())
