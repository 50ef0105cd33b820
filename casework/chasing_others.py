"""Reminders of the lead, the clinicians and the clerks, and the ladder of notes that stay missing."""

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from casework import notes_ladder
from casework.digests import CLERKS_OPEN
from casework.london import london_date
from casework.model.case_notes import NotesRequest
from casework.model.clarification import Clarification, ClarificationState
from casework.model.episode import INCOMPLETE, Episode, EpisodeState
from casework.model.notice import NoticeKind
from casework.model.person import LEADS, Person, Role
from casework.reminding import Planned, Reminding, Turn, not_now


def plan_leads(reminding: Reminding) -> list[Planned]:
    """The weekly backlog: sent while anything waits."""
    schedules, kind = reminding.department.schedules, NoticeKind.LEAD_BACKLOG
    turns = reminding.turns(kind.value, reminding.people(LEADS), schedules.lead, schedules.lead_weekday)
    counts = _backlogs(reminding.session) if any(turn.decides for turn in turns) else {}
    return [_planned(kind, turn, counts.get(turn.person.tenant, 0), "episodes wait") for turn in turns]


def plan_clinicians(reminding: Reminding) -> list[Planned]:
    """A clinician's open questions, on a morning on which one of them is due, overdue, or due the next day.

    What was asked today is told by its own message, and waits until tomorrow.
    """
    kind, everybody = NoticeKind.CLINICIAN_DIGEST, reminding.people({Role.CLINICIAN.value})
    turns = reminding.turns(kind.value, everybody, reminding.department.schedules.clinician)
    pressing = _pressing(reminding) if any(turn.decides for turn in turns) else {}
    planned = []
    for turn in turns:
        rows = sum(pressing.get(owner, 0) for owner in reminding.owners(turn.person.id or 0))
        planned.append(_planned(kind, turn, rows, "questions to answer"))
    return planned


def plan_clerks(reminding: Reminding) -> list[Planned]:
    """The clerk's list of notes; a department without a clerk sends it to its leads."""
    kind, clerks = NoticeKind.CLERK_LIST, reminding.people({Role.CODING_CLERK.value})
    counts = _notes_wanted(reminding.session)
    without = set(counts) - {one.tenant for one in clerks}
    leads = [one for one in reminding.people(LEADS) if one.tenant in without] if without else []
    turns = reminding.turns(kind.value, [*clerks, *leads], reminding.department.schedules.clerk)
    return [_planned(kind, turn, counts.get(turn.person.tenant, 0), "notes to find") for turn in turns]


def plan_ladder(reminding: Reminding) -> list[Planned]:
    """Whom the next steps of the ladder reach."""
    if not reminding.department.calendar.is_working(reminding.at):
        return []
    session, department, at = reminding.session, reminding.department, reminding.at
    planned = []
    for request, episode in notes_ladder.due_steps(session, at):
        step, told = notes_ladder.reached(session, request, episode, department, at)
        planned += [_of_ladder(person, step, episode) for person in told]
    return planned


def _of_ladder(person: Person, step: int, episode: Episode) -> Planned:
    why = f"notes of {episode.reference} missing, step {step}"
    return Planned(NoticeKind.NOTES_LADDER, person.id or 0, person.name, why, rows=1)


def _planned(kind: NoticeKind, turn: Turn, rows: int, what: str) -> Planned:
    if not turn.decides:
        return not_now(kind, turn)
    return Planned(
        kind,
        turn.person.id or 0,
        turn.person.name,
        f"{rows} {what}" if rows else "nothing to say",
        job=kind.value,
        slot=turn.slot,
        rows=rows,
        decides=True,
        facts={"until": turn.window.closes_at.isoformat() if turn.window else ""},
    )


def _backlogs(session: Session) -> dict[str, int]:
    """By tenant, how many episodes wait or have vanished."""
    states = [*sorted(INCOMPLETE), EpisodeState.VANISHED.value]
    rows = select(Episode.tenant, func.count()).where(
        col(Episode.state).in_(states), col(Episode.ended).is_not(None)
    )
    return dict(session.exec(rows.group_by(col(Episode.tenant))).all())


def _pressing(reminding: Reminding) -> dict[int, int]:
    """By clinician, how many questions are open, where one of them presses."""
    calendar, today = reminding.department.calendar, london_date(reminding.at)
    tomorrow = calendar.next_working_day(today + timedelta(days=1))
    limit = calendar.closing(tomorrow)
    rows = select(Clarification.clinician_id, Clarification.sent_at, Clarification.due_at).where(
        Clarification.state == ClarificationState.OPEN.value, col(Clarification.clinician_id).is_not(None)
    )
    open_since: dict[int, list[bool]] = defaultdict(list)
    for clinician, sent_at, due_at in reminding.session.exec(rows):
        open_since[clinician or 0].append(_presses(sent_at, due_at, reminding.at, limit))
    return {one: len(pressing) for one, pressing in open_since.items() if any(pressing)}


def _presses(sent_at: datetime | None, due_at: datetime | None, at: datetime, limit: datetime) -> bool:
    if sent_at is not None and london_date(sent_at) >= london_date(at):
        return False
    return due_at is None or due_at <= limit


def _notes_wanted(session: Session) -> dict[str, int]:
    rows = (
        select(Episode.tenant, func.count())
        .join(NotesRequest, col(NotesRequest.episode_id) == Episode.id)
        .where(col(NotesRequest.state).in_(CLERKS_OPEN))
    )
    return dict(session.exec(rows.group_by(col(Episode.tenant))).all())
