"""Case notes: who asked for them, and what the coding clerk says: on their way, found, not found."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from casework import holding_up
from casework.department import Department
from casework.episode_moving import find, move, note
from casework.errors import CaseworkError, EpisodeNotFound, Unusable
from casework.ladder import Ladder
from casework.london import london_date
from casework.model.case_notes import NOTES_OPEN, NotesRequest, NotesState
from casework.model.episode import INCOMPLETE, BlockReason, Episode, EpisodeState
from casework.model.person import Person
from casework.rights import Action, Stands, check
from casework.texts import usable_line
from casework.words import moment_words

LONGEST_PLACE = 80


class NotesAnswered(CaseworkError):
    """Somebody else answered the request first."""

    def __init__(self, request: NotesRequest, who: str) -> None:
        when = f" on {moment_words(request.answered_at)}" if request.answered_at else ""
        super().__init__(f"Those notes are {request.state} already ({who or 'the list of episodes'}{when}).")


def request_notes(
    session: Session, *, episode_id: int, version: int, by: Person, department: Department, now: datetime
) -> NotesRequest:
    """Put the notes of an episode on the coding clerk's list. The episode waits for them.

    While a request is open, the same again is the same request.
    """
    episode = find(session, episode_id=episode_id, by=by, action=Action.ASK_FOR_NOTES, now=now)
    if (held := open_request(session, episode)) is not None:
        return held
    if episode.state not in INCOMPLETE:
        raise Unusable(f"Episode {episode.reference} is {episode.state}: nobody needs its notes.")
    to, why = EpisodeState(episode.state), "notes asked for"
    values: dict[str, object] = {}
    if episode.state != EpisodeState.BLOCKED:
        to = EpisodeState.BLOCKED
        values = {"block_reason": BlockReason.NOTES_MISSING.value, "block_words": "", "blocked_at": now}
    move(session, episode, to=to, version=version, by=by, now=now, why=why, **values)
    asked = NotesRequest(
        episode_id=episode.id or 0,
        asked_by=by.id or 0,
        asked_at=now,
        next_step_at=next_step(department, 0, now),
    )
    session.add(asked)
    session.flush()
    return asked


def on_its_way(
    session: Session, *, request_id: int, version: int, by: Person, department: Department, now: datetime
) -> NotesRequest:
    """They are found and on their way: the ladder's step begins anew."""
    request, episode = _seen(session, request_id, by)
    _answer(
        session,
        request,
        NotesState.ON_ITS_WAY,
        version=version,
        by=by,
        now=now,
        next_step_at=next_step(department, request.step, now),
    )
    note(session, episode, before=episode.state, by=by, now=now, why="notes on their way")
    return request


def found(
    session: Session, *, request_id: int, version: int, by: Person, place: str = "", now: datetime
) -> NotesRequest:
    """Here they are. The episode can go on, and its coder is told.

    Raises:
        HoldsIdentifier: the place may identify a patient.
    """
    request, episode = _seen(session, request_id, by)
    where = usable_line(place, "where the notes are", most=LONGEST_PLACE, needed=False)
    _answer(
        session, request, NotesState.FOUND, version=version, by=by, now=now, location=where, next_step_at=None
    )
    if where:
        episode.notes_location, episode.notes_since = where, london_date(now)
    note(session, episode, before=episode.state, by=by, now=now, why="notes found")
    holding_up.notes_found(session, episode, by=by, now=now)
    return request


def not_found(session: Session, *, request_id: int, version: int, by: Person, now: datetime) -> NotesRequest:
    """They are not where they should be: the next step of the ladder is due at once."""
    request, episode = _seen(session, request_id, by)
    due = request.next_step_at and now
    _answer(session, request, NotesState.NOT_FOUND, version=version, by=by, now=now, next_step_at=due)
    note(session, episode, before=episode.state, by=by, now=now, why="notes not found")
    return request


def withdraw_notes(session: Session, episode: Episode, *, now: datetime) -> None:
    """Nobody needs them any more."""
    session.connection().execute(
        update(NotesRequest)
        .where(col(NotesRequest.episode_id) == episode.id, col(NotesRequest.state).in_(sorted(NOTES_OPEN)))
        .values(
            state=NotesState.WITHDRAWN.value,
            next_step_at=None,
            answered_at=now,
            version=col(NotesRequest.version) + 1,
        )
    )


def open_request(session: Session, episode: Episode) -> NotesRequest | None:
    """The request for the episode's notes that is still open."""
    rows = select(NotesRequest).where(
        NotesRequest.episode_id == episode.id, col(NotesRequest.state).in_(sorted(NOTES_OPEN))
    )
    return session.exec(rows).first()


def next_step(department: Department, taken: int, now: datetime) -> datetime | None:
    """When the step after so many of the ladder is due; None where there is none left."""
    ladder: Ladder = department.schedules.ladder
    if taken >= len(ladder.steps):
        return None
    return department.calendar.add(now, ladder.steps[taken].after)


def _seen(session: Session, request_id: int, by: Person) -> tuple[NotesRequest, Episode]:
    """The request and its episode, for who may answer it: a clerk, a lead, or the episode's coder."""
    request = session.get(NotesRequest, request_id)
    episode = session.get_one(Episode, request.episode_id) if request else None
    if request is None or episode is None or episode.tenant != by.tenant:
        raise EpisodeNotFound("that request for notes")
    check(by, Action.ANSWER_FOR_NOTES, Stands.OWN if episode.coder_id == by.id else Stands.OTHER)
    return request, episode


def _answer(
    session: Session,
    request: NotesRequest,
    state: NotesState,
    *,
    version: int,
    by: Person,
    now: datetime,
    **values: object,
) -> None:
    statement = (
        update(NotesRequest)
        .where(
            col(NotesRequest.id) == request.id,
            col(NotesRequest.version) == version,
            col(NotesRequest.state).in_(sorted(NOTES_OPEN)),
        )
        .values(state=state.value, version=version + 1, answered_by=by.id, answered_at=now, **values)
    )
    changed = session.connection().execute(statement).rowcount
    session.refresh(request)
    if not changed:
        who = session.get(Person, request.answered_by) if request.answered_by else None
        raise NotesAnswered(request, who.name if who else "")
