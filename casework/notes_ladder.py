"""Notes that stay missing climb the ladder: at each step the next named people are told, once."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from casework import outbox, people
from casework.case_notes import next_step
from casework.department import Department
from casework.ladder import ROLES
from casework.model.case_notes import NOTES_OPEN, NotesRequest
from casework.model.episode import Episode
from casework.model.notice import NoticeKind
from casework.model.person import Person


def due_steps(session: Session, now: datetime) -> list[tuple[NotesRequest, Episode]]:
    """The requests whose next step is due, the longest waiting first."""
    rows = (
        select(NotesRequest, Episode)
        .join(Episode, col(Episode.id) == NotesRequest.episode_id)
        .where(col(NotesRequest.next_step_at) <= now, col(NotesRequest.state).in_(sorted(NOTES_OPEN)))
        .order_by(col(NotesRequest.next_step_at), col(NotesRequest.id))
    )
    return list(session.exec(rows).all())


def climb(session: Session, department: Department, now: datetime) -> int:
    """Take every step that is due, each once whoever else ticks; how many people were told.

    A step whose people are not here, as when nobody has the role, goes on to the next one at once.
    """
    told = 0
    for request, episode in due_steps(session, now):
        told += _climb(session, request, episode, department, now)
    return told


def reached(
    session: Session, request: NotesRequest, episode: Episode, department: Department, now: datetime
) -> tuple[int, list[Person]]:
    """How many steps are taken once the due one is, and who is told: those who are meant, or stand in."""
    steps = department.schedules.ladder.steps
    step, meant = request.step, list[Person]()
    while step < len(steps) and not meant:
        meant = people_of(session, episode.tenant, steps[step].to)
        step += 1
    told = dict.fromkeys(people.stands_in(session, one.id or 0, now) for one in meant)
    return step, [session.get_one(Person, one) for one in told]


def people_of(session: Session, tenant: str, named: Iterable[str]) -> list[Person]:
    """Who is meant by roles, names and directory ids; those who left are not."""
    found: dict[int, Person] = {}
    rows = select(Person).where(Person.tenant == tenant, col(Person.active)).order_by(col(Person.id))
    everybody = session.exec(rows).all()
    for words in named:
        for one in everybody:
            if one.role == words if words in ROLES else words in (one.name, one.channel_id):
                found[one.id or 0] = one
    return list(found.values())


def _climb(
    session: Session, request: NotesRequest, episode: Episode, department: Department, now: datetime
) -> int:
    step, told = reached(session, request, episode, department, now)
    if not _take(session, request, step, department, now):
        return 0
    for person in told:
        outbox.owe(
            session,
            NoticeKind.NOTES_LADDER,
            key=f"{NoticeKind.NOTES_LADDER.value} {request.id} step {step} to {person.id}",
            now=now,
            person_id=person.id,
            facts={"request": request.id, "episode": episode.id, "step": step},
        )
    return len(told)


def _take(session: Session, request: NotesRequest, step: int, department: Department, now: datetime) -> bool:
    """Take the step, if nobody else has and the notes are still missing."""
    statement = (
        update(NotesRequest)
        .where(
            col(NotesRequest.id) == request.id,
            col(NotesRequest.step) == request.step,
            col(NotesRequest.state).in_(sorted(NOTES_OPEN)),
            col(NotesRequest.next_step_at) <= now,
        )
        .values(
            step=step, next_step_at=next_step(department, step, now), version=col(NotesRequest.version) + 1
        )
    )
    return bool(session.connection().execute(statement).rowcount)
