"""What an answer sets free: the episodes that wait for a real case (linking.py) can go on.

Their coders are told at once.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from casework import outbox, people
from casework.episode_moving import move
from casework.history import Job
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery, Outcome
from casework.model.episode import BlockReason, Episode, EpisodeState
from casework.model.notice import NoticeKind
from casework.model.person import Person

ANSWERS = Job("answers")


def case_answered(session: Session, query: CodingQuery, now: datetime) -> list[Episode]:
    """A query was answered or closed: what waited for it can go on, and its coders are told.

    What waited for a duplicate waits for the query that it was merged into, while that is open.
    """
    waiting = _waiting(session, col(Episode.query_id) == query.id)
    original = _original(session, query)
    if original is not None:
        for episode in waiting:
            why = f"{query.reference} was merged into {original.reference}"
            _move(session, episode, EpisodeState.BLOCKED, why, now, query_id=original.id)
        return []
    freed = _freed(session, waiting, f"{query.reference} was {query.state}", now)
    _tell(session, freed, f"{query.reference} {query.version}", now, query_id=query.id)
    return freed


def clarification_answered(session: Session, one: Clarification, now: datetime) -> list[Episode]:
    """A clarification was answered or ended without an answer: what waited for it can go on."""
    waiting = _waiting(session, col(Episode.clarification_id) == one.id)
    freed = _freed(session, waiting, f"{one.reference} was {one.state}", now)
    step = f"{one.reference} {one.version}"
    _tell(session, freed, step, now, query_id=one.query_id, clarification_id=one.id)
    return freed


def clarification_redirected(
    session: Session, one: Clarification, to: Clarification, now: datetime
) -> list[Episode]:
    """A clarification went to another clinician: what waited for it waits for the new one."""
    waiting = _waiting(session, col(Episode.clarification_id) == one.id)
    for episode in waiting:
        why = f"{one.reference} went on as {to.reference}"
        _move(session, episode, EpisodeState.BLOCKED, why, now, clarification_id=to.id)
    return waiting


def notes_found(session: Session, episode: Episode, *, by: Person, now: datetime) -> None:
    """The notes turned up: an episode that waited for them can go on, and its coder is told."""
    waits = episode.state == EpisodeState.BLOCKED and episode.block_reason == BlockReason.NOTES_MISSING
    if waits:
        freed = _freed(session, [episode], "the notes were found", now)
        _tell(session, freed, f"notes of {episode.id} {episode.version}", now, but=by)


def _waiting(session: Session, linked: ColumnElement[bool]) -> list[Episode]:
    """The episodes that the case holds up, held: an answer must not fail because one of them moves."""
    rows = select(Episode).where(linked, col(Episode.state) == EpisodeState.BLOCKED.value)
    rows = rows.order_by(col(Episode.id)).with_for_update()
    return list(session.exec(rows.execution_options(populate_existing=True)))


def _freed(session: Session, waiting: Sequence[Episode], why: str, now: datetime) -> list[Episode]:
    for episode in waiting:
        _move(
            session,
            episode,
            EpisodeState.UNCODED,
            why,
            now,
            unblocked_at=now,
            block_reason="",
            block_words="",
            blocked_at=None,
            snoozed_until=None,
        )
    return list(waiting)


def _move(
    session: Session, episode: Episode, to: EpisodeState, why: str, now: datetime, **values: object
) -> None:
    move(session, episode, to=to, version=episode.version, by=ANSWERS, now=now, why=why, **values)


def _tell(
    session: Session,
    freed: Sequence[Episode],
    step: str,
    now: datetime,
    *,
    query_id: int | None = None,
    clarification_id: int | None = None,
    but: Person | None = None,
) -> None:
    """One notice a coder, however many of their episodes it set free."""
    theirs: dict[int, list[int]] = defaultdict(list)
    for episode in freed:
        if episode.coder_id is not None:
            theirs[people.stands_in(session, episode.coder_id, now)].append(episode.id or 0)
    for person_id, ids in theirs.items():
        if but is None or but.id != person_id:
            outbox.owe(
                session,
                NoticeKind.EPISODE_UNBLOCKED,
                key=f"{NoticeKind.EPISODE_UNBLOCKED.value} {step} to {person_id}",
                now=now,
                person_id=person_id,
                query_id=query_id,
                clarification_id=clarification_id,
                facts={"episodes": ids},
            )


def _original(session: Session, query: CodingQuery) -> CodingQuery | None:
    if query.outcome != Outcome.DUPLICATE or query.duplicate_of is None:
        return None
    original = session.get_one(CodingQuery, query.duplicate_of)
    return original if original.is_with_leads() else None
