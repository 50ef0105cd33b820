"""A coder's own episodes: what of them is said aloud, what lies aside, and one by its reference."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from casework import deadlines, digests, people, rights
from casework.department import Department
from casework.digests import CoderDigest, EpisodeLine
from casework.episode_moving import history
from casework.errors import EpisodeNotFound
from casework.model.case_notes import NotesRequest
from casework.model.clarification import Clarification
from casework.model.coding_query import reference_of
from casework.model.episode import INCOMPLETE, Episode, EpisodeChange
from casework.model.person import Person
from casework.outlook import Outlook, Place
from casework.reminding import SINCE_AT_FIRST
from casework.rights import Action, Stands

# What lies aside: counted in the digest, shown when it is asked for.
ASIDE = (Place.WAITING, Place.LATER, Place.SNOOZED)


@dataclass(frozen=True, slots=True)
class Whole:
    """One episode with all that is known of it. `closes` says until when it counts; `names` are of people."""

    episode: Episode
    closes: str
    changes: Sequence[EpisodeChange]
    notes: Sequence[NotesRequest]
    names: dict[int, str]
    case: str = ""


def check_has_episodes(by: Person) -> None:
    """Raise NotAllowed for who codes nothing."""
    rights.check(by, Action.SEE_EPISODE, Stands.OWN)


def my_digest(
    session: Session, *, by: Person, department: Department, now: datetime, most: int
) -> CoderDigest:
    """The digest as of now, whenever it is asked for: new is what came within a week.

    Raises:
        NotAllowed: the person codes nothing.
    """
    check_has_episodes(by)
    since = now - SINCE_AT_FIRST
    return digests.coder_digest(session, by, now, department=department, since=since, most=most)


def aside(
    session: Session, *, by: Person, place: Place, department: Department, now: datetime
) -> tuple[EpisodeLine, ...]:
    """The person's episodes of a place that lies aside, the first that ended first."""
    check_has_episodes(by)
    owners = {by.id or 0} | people.stood_in_for(session, by.id or 0, now)
    rows = select(Episode).where(
        col(Episode.coder_id).in_(sorted(owners)), col(Episode.state).in_(sorted(INCOMPLETE))
    )
    outlook = Outlook(deadlines.loaded(session), department, now)
    since = now - SINCE_AT_FIRST
    found = [one for one in session.exec(rows) if outlook.place(digests.standing(one), since) is place]
    found.sort(key=lambda one: (one.ended or now.date(), one.reference))
    lines = digests.episode_lines(session, [one.id or 0 for one in found], now, department)
    by_id = {line.id: line for line in lines}
    return tuple(by_id[one.id or 0] for one in found)


def id_of(session: Session, *, by: Person, reference: str) -> int:
    """The id of the episode of that local reference; whether the person may see it is not decided here.

    Raises:
        EpisodeNotFound: there is none.
    """
    said = reference.strip().upper()
    found = session.exec(
        select(Episode.id).where(Episode.tenant == by.tenant, Episode.reference == said)
    ).first()
    if found is None:
        raise EpisodeNotFound
    return found


def whole(session: Session, one: Episode, now: datetime) -> Whole:
    """The episode with its history and the requests for its notes; who may see it was decided before."""
    changes = history(session, one)
    rows = select(NotesRequest).where(NotesRequest.episode_id == one.id).order_by(col(NotesRequest.id))
    notes = session.exec(rows).all()
    people_in = {change.by for change in changes} | {one.coder_id}
    people_in |= {note.asked_by for note in notes} | {note.answered_by for note in notes}
    wanted = sorted(person_id for person_id in people_in if person_id)
    names = {it.id or 0: it.name for it in session.exec(select(Person).where(col(Person.id).in_(wanted)))}
    closes = deadlines.closes_before(session, one.ended, now=now).words()
    return Whole(one, closes, changes, notes, names, _case(session, one))


def _case(session: Session, one: Episode) -> str:
    """The case that the episode waits for or waited for, in words."""
    if one.clarification_id is not None:
        found = session.get(Clarification, one.clarification_id)
        return found.reference if found else ""
    return reference_of(one.query_id) if one.query_id else ""
