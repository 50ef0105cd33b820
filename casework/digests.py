"""What a person's reminder holds, read when it is drawn: always as things stand at that moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from casework import deadlines, people
from casework.backlog import Backlog, Count, lead_backlog
from casework.department import Department
from casework.episode_lines import (
    ROWS_SHOWN,
    EpisodeLine,
    Section,
    episode_lines,
    section,
    standing,
    vanished_in,
    waiting_episodes,
)
from casework.model.case_notes import NOTES_OPEN, NotesRequest, NotesState
from casework.model.clarification import Clarification, ClarificationState
from casework.model.episode import Episode
from casework.model.person import Person
from casework.outlook import Outlook, Place

NONE = Section()
CLERKS_OPEN = (NotesState.ASKED.value, NotesState.ON_ITS_WAY.value)

__all__ = [
    "ROWS_SHOWN",
    "Backlog",
    "Count",
    "EpisodeLine",
    "Section",
    "episode_lines",
    "lead_backlog",
    "standing",
    "vanished_in",
]


@dataclass(frozen=True)
class CoderDigest:
    """A coder's morning, with what is there for whom they stand in. `afternoon` holds only what closes soon.

    `waiting` are blocked, `later` neither due nor new. `thanked` were coded since the last digest.
    `no_calendar_for` are months whose inclusion dates nobody has loaded.
    """

    overdue: Section = NONE
    due_this_week: Section = NONE
    newly_unblocked: Section = NONE
    new: Section = NONE
    undated: Section = NONE
    waiting: int = 0
    later: int = 0
    snoozed: int = 0
    thanked: int = 0
    no_calendar_for: tuple[date, ...] = ()
    afternoon: bool = False

    def has_something(self) -> bool:
        """Whether there is anything to say."""
        said = (self.overdue, self.due_this_week, self.newly_unblocked, self.new, self.undated)
        return bool(self.thanked or any(section.total for section in said))


def coder_digest(
    session: Session,
    person: Person,
    now: datetime,
    *,
    department: Department,
    since: datetime,
    thanked: int = 0,
    afternoon: bool = False,
    most: int = ROWS_SHOWN,
) -> CoderDigest:
    """The digest as of now. `since` and `thanked` are the notice's facts."""
    owners = {person.id or 0} | people.stood_in_for(session, person.id or 0, now)
    outlook = Outlook(deadlines.loaded(session), department, now)
    episodes = waiting_episodes(session, owners)
    if afternoon:
        episodes = [one for one in episodes if outlook.is_near(standing(one))]
    places: dict[Place, list[Episode]] = {place: [] for place in Place}
    for one in episodes:
        places[outlook.place(standing(one), since)].append(one)
    unknown = deadlines.missing_months(outlook.calendar, (one.ended for one in episodes if one.ended))
    sections = {place: section(rows, outlook, most) for place, rows in places.items()}
    return CoderDigest(
        overdue=sections[Place.OVERDUE],
        due_this_week=sections[Place.DUE],
        newly_unblocked=sections[Place.UNBLOCKED],
        new=sections[Place.NEW],
        undated=sections[Place.UNDATED],
        waiting=len(places[Place.WAITING]),
        later=len(places[Place.LATER]),
        snoozed=len(places[Place.SNOOZED]),
        thanked=thanked,
        no_calendar_for=tuple(unknown),
        afternoon=afternoon,
    )


@dataclass(frozen=True, slots=True)
class ClarificationLine:
    """One open question as its clinician sees it: nothing of groups or payment is in it."""

    id: int
    version: int
    reference: str
    patient_reference: str
    title: str
    sent_at: datetime | None
    due_at: datetime | None


def clinician_digest(session: Session, person: Person, now: datetime) -> tuple[ClarificationLine, ...]:
    """The clinician's open questions and those of whom they stand in for, the first due first."""
    whose = {person.id or 0} | people.stood_in_for(session, person.id or 0, now)
    rows = select(Clarification).where(
        col(Clarification.clinician_id).in_(sorted(whose)),
        Clarification.state == ClarificationState.OPEN.value,
    )
    found = sorted(session.exec(rows), key=lambda one: (one.due_at or now, one.id or 0))
    return tuple(
        ClarificationLine(
            one.id or 0,
            one.version,
            one.reference,
            one.patient_reference,
            one.title,
            one.sent_at,
            one.due_at,
        )
        for one in found
    )


@dataclass(frozen=True, slots=True)
class NotesLine:
    """One request for notes as the clerk sees it."""

    request_id: int
    version: int
    reference: str
    ward: str
    consultant_code: str
    location: str
    since: date | None
    asked_by: str
    asked_at: datetime
    state: str

    def is_to_find(self) -> bool:
        """Whether the clerk is still to look; what was looked for in vain climbs the ladder."""
        return self.state in CLERKS_OPEN


def clerk_list(session: Session, tenant: str, *, request_ids: Iterable[int] = ()) -> tuple[NotesLine, ...]:
    """The notes that are asked for or on their way, then those that were not found, the longest asked for
    first; or those requests, however they stand, as for a step of the ladder."""
    rows = (
        select(NotesRequest, Episode, Person.name)
        .join(Episode, col(Episode.id) == NotesRequest.episode_id)
        .join(Person, col(Person.id) == NotesRequest.asked_by)
        .where(Episode.tenant == tenant)
        .order_by(col(NotesRequest.asked_at), col(NotesRequest.id))
    )
    wanted = list(request_ids)
    if wanted:
        rows = rows.where(col(NotesRequest.id).in_(wanted))
    else:
        rows = rows.where(col(NotesRequest.state).in_(sorted(NOTES_OPEN)))
    lines = [_notes_line(*found) for found in session.exec(rows)]
    return tuple(sorted(lines, key=lambda line: not line.is_to_find()))


def _notes_line(request: NotesRequest, episode: Episode, asked_by: str) -> NotesLine:
    return NotesLine(
        request_id=request.id or 0,
        version=request.version,
        reference=episode.reference,
        ward=episode.ward,
        consultant_code=episode.consultant_code,
        location=episode.notes_location,
        since=episode.notes_since,
        asked_by=asked_by,
        asked_at=request.asked_at,
        state=request.state,
    )
