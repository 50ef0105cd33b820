"""The coders' digests: one each working morning, and a second one in the afternoon when a date is near."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy
from sqlalchemy import ColumnElement, func, update
from sqlmodel import Session, col, select

from casework import deadlines
from casework.assigning import CODERS
from casework.list_writing import ASKED_AT_ONCE, chunks
from casework.model.episode import INCOMPLETE, Episode
from casework.model.notice import NoticeKind
from casework.outlook import SAID, Outlook, Place, Standing
from casework.reminding import SINCE_AT_FIRST, Planned, Reminding, Turn, last_decided, not_now

MORNING = NoticeKind.CODER_DIGEST.value
AFTERNOON = f"{MORNING}, afternoon"
NOTHING = "nothing to say"


def plan_coders(reminding: Reminding) -> list[Planned]:
    """What each coder gets now, and why."""
    schedules, everybody = reminding.department.schedules, reminding.people(CODERS)
    mornings = reminding.turns(MORNING, everybody, schedules.coder)
    # The department's time, whatever somebody chose for their mornings.
    later = reminding.turns(AFTERNOON, everybody, schedules.coder_afternoon, own_time=False)
    afternoons = {turn.person.id: turn for turn in later}
    planner = _Planner(reminding, [turn for turn in (*mornings, *afternoons.values()) if turn.decides])
    planned = []
    for turn in mornings:
        planned.append(planner.morning(turn) if turn.decides else not_now(NoticeKind.CODER_DIGEST, turn))
        after = afternoons[turn.person.id]
        if after.decides:
            planned.append(planner.afternoon(after, morning_is_now=turn.decides))
    return planned


def thank(session: Session, owners: Iterable[int], now: datetime) -> None:
    """Those who coded since the last digest are thanked with this one."""
    for chunk in chunks(sorted(owners), ASKED_AT_ONCE):
        session.connection().execute(
            update(Episode)
            .where(*_to_thank(chunk))
            .values(thanked_at=now)
            .execution_options(synchronize_session=False)
        )


class _Planner:
    """Counts what stands where for all whose turn it is: a few statements, however many they are."""

    def __init__(self, reminding: Reminding, turns: Sequence[Turn]) -> None:
        session, at = reminding.session, reminding.at
        self._reminding = reminding
        readers = {turn.person.id or 0 for turn in turns}
        self._owners = {reader: reminding.owners(reader) for reader in readers}
        everybody = {owner for owners in self._owners.values() for owner in owners}
        self._standings = _standings(session, everybody)
        self._thanks = _thanks(session, everybody)
        self._last = last_decided(session, MORNING, at) if readers else {}
        self._outlook = Outlook(deadlines.loaded(session), reminding.department, at)

    def morning(self, turn: Turn) -> Planned:
        """All that there is to say."""
        reader = turn.person.id or 0
        since = self._last.get(reader, self._reminding.at - SINCE_AT_FIRST)
        count = self._outlook.count(self._of(reader), since)
        thanked = sum(self._thanks[owner] for owner in self._owners[reader])
        rows = sum(count[place] for place in SAID)
        why = _why(count, thanked)
        facts = {"since": since.isoformat(), "thanked": thanked, "owners": sorted(self._owners[reader])}
        return self._planned(turn, MORNING, rows + thanked, why, facts)

    def afternoon(self, turn: Turn, *, morning_is_now: bool) -> Planned:
        """What closes soon, unless this very tick says it already."""
        if morning_is_now:
            return self._planned(turn, AFTERNOON, 0, "the morning's digest goes out only now", {})
        rows = sum(self._outlook.is_near(one) for one in self._of(turn.person.id or 0))
        why = f"{rows} close soon" if rows else "nothing closes soon"
        return self._planned(turn, AFTERNOON, rows, why, {"afternoon": True})

    def _of(self, reader: int) -> list[Standing]:
        return [one for owner in self._owners[reader] for one in self._standings[owner]]

    def _planned(self, turn: Turn, job: str, rows: int, why: str, facts: dict[str, object]) -> Planned:
        return Planned(
            NoticeKind.CODER_DIGEST,
            turn.person.id or 0,
            turn.person.name,
            why,
            job=job,
            slot=turn.slot,
            rows=rows,
            decides=True,
            facts=facts | {"until": turn.window.closes_at.isoformat() if turn.window else ""},
        )


def _why(count: Counter[Place], thanked: int) -> str:
    parts = [f"{count[place]} {place.value}" for place in SAID if count[place]]
    parts += [f"{thanked} coded"] if thanked else []
    return ", ".join(parts) or NOTHING


def _standings(session: Session, owners: Iterable[int]) -> dict[int, list[Standing]]:
    found: dict[int, list[Standing]] = defaultdict(list)
    for chunk in chunks(sorted(owners), ASKED_AT_ONCE):
        rows = sqlalchemy.select(
            col(Episode.coder_id),
            col(Episode.state),
            col(Episode.ended),
            col(Episode.snoozed_until),
            col(Episode.assigned_at),
            col(Episode.unblocked_at),
        ).where(col(Episode.coder_id).in_(chunk), col(Episode.state).in_(sorted(INCOMPLETE)))
        for row in session.connection().execute(rows):
            found[row[0] or 0].append(Standing(row[1], row[2], row[3], row[4], row[5]))
    return found


def _thanks(session: Session, owners: Iterable[int]) -> Counter[int]:
    counted: Counter[int] = Counter()
    for chunk in chunks(sorted(owners), ASKED_AT_ONCE):
        rows = select(Episode.coder_id, func.count()).where(*_to_thank(chunk)).group_by(col(Episode.coder_id))
        counted |= Counter({coder or 0: count for coder, count in session.exec(rows)})
    return counted


def _to_thank(owners: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Episode.coder_id).in_(owners),
        col(Episode.coded_at).is_not(None),
        col(Episode.thanked_at).is_(None),
    )
