"""What people say of an episode: started, done, blocked because, unblocked, snoozed, whose it is."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from casework import holding_up, linking
from casework.assigning import CODERS as CODING_ROLES
from casework.case_notes import withdraw_notes
from casework.episode_moving import find, move
from casework.errors import NotFound, Unusable
from casework.linking import Link
from casework.london import london_date
from casework.model.episode import INCOMPLETE, BlockReason, Episode, EpisodeState
from casework.model.person import Person
from casework.rights import Action
from casework.texts import usable_line

LONGEST_SNOOZE = timedelta(days=28)
LONGEST_WORDS = 200
LINKED = {BlockReason.AWAITING_CLARIFICATION, BlockReason.AWAITING_RULING}
_NO_BLOCK: dict[str, object] = {
    "block_reason": "",
    "block_words": "",
    "blocked_at": None,
    "query_id": None,
    "clarification_id": None,
}

case_answered = holding_up.case_answered
clarification_answered = holding_up.clarification_answered
clarification_redirected = holding_up.clarification_redirected


def episode(session: Session, *, episode_id: int, by: Person, now: datetime) -> Episode:
    """The episode as it stands, if the person may see it.

    Raises:
        NotFound: there is none, or it is not theirs to see.
    """
    return find(session, episode_id=episode_id, by=by, action=Action.SEE_EPISODE, now=now)


def start(session: Session, *, episode_id: int, version: int, by: Person, now: datetime) -> Episode:
    """Somebody is at it."""
    one = _incomplete(session, episode_id=episode_id, by=by, now=now)
    to, without_notes = EpisodeState.IN_PROGRESS, _waits_for_notes(one)
    move(session, one, to=to, version=version, by=by, now=now, why="started", **_NO_BLOCK)
    if without_notes:
        withdraw_notes(session, one, now=now)
    return one


def mark_done(session: Session, *, episode_id: int, version: int, by: Person, now: datetime) -> Episode:
    """It is coded in the encoder. It waits, silently, for a list to confirm that."""
    one = _incomplete(session, episode_id=episode_id, by=by, now=now)
    done: dict[str, object] = {
        "done_by": by.id,
        "done_at": now,
        "still_uncoded": 0,
        "snoozed_until": None,
        "note": "",
    }
    to = EpisodeState.CODED
    move(session, one, to=to, version=version, by=by, now=now, why="marked done", **done, **_NO_BLOCK)
    withdraw_notes(session, one, now=now)
    return one


def take_back(session: Session, *, episode_id: int, version: int, by: Person, now: datetime) -> Episode:
    """It is not done after all; until a list has confirmed it, this can be said."""
    one = find(session, episode_id=episode_id, by=by, action=Action.WORK_EPISODE, now=now)
    if not one.waits_for_the_list():
        raise Unusable(f"Episode {one.reference} is not waiting to be confirmed.")
    undone: dict[str, object] = {"done_by": None, "done_at": None, "still_uncoded": 0}
    to = EpisodeState.IN_PROGRESS
    move(session, one, to=to, version=version, by=by, now=now, why="not done after all", **undone)
    return one


def block(
    session: Session,
    *,
    episode_id: int,
    version: int,
    reason: BlockReason,
    words: str = "",
    link: Link | None = None,
    by: Person,
    now: datetime,
) -> Episode:
    """It cannot be coded yet, because. What waits for an answer names the real case that is to answer.

    Raises:
        Unusable: “other” without words, or a case that does not wait for an answer.
        HoldsIdentifier: the words may identify a patient.
    """
    one = _incomplete(session, episode_id=episode_id, by=by, now=now)
    kept = usable_line(words, "why it waits", most=LONGEST_WORDS, needed=reason is BlockReason.OTHER)
    linked = linking.checked(session, reason, link, by=by, now=now)
    move(
        session,
        one,
        to=EpisodeState.BLOCKED,
        version=version,
        by=by,
        now=now,
        why=f"blocked: {reason.value}",
        block_reason=reason.value,
        block_words=kept,
        blocked_at=now,
        **linked,
    )
    return one


def link(
    session: Session, *, episode_id: int, version: int, case: Link, by: Person, now: datetime
) -> Episode:
    """It waits for that case: a clarification, or a query at the lead coders. The answer unblocks it."""
    return block(
        session, episode_id=episode_id, version=version, reason=case.reason, link=case, by=by, now=now
    )


def unblock(session: Session, *, episode_id: int, version: int, by: Person, now: datetime) -> Episode:
    """Nothing holds it up any more. If it waited for its notes, nobody looks for them from now on."""
    one = find(session, episode_id=episode_id, by=by, action=Action.WORK_EPISODE, now=now)
    if one.state != EpisodeState.BLOCKED:
        raise Unusable(f"Episode {one.reference} is not blocked.")
    to, without_notes = EpisodeState.UNCODED, _waits_for_notes(one)
    free = _NO_BLOCK | {"unblocked_at": now}
    move(session, one, to=to, version=version, by=by, now=now, why="unblocked", **free)
    if without_notes:
        withdraw_notes(session, one, now=now)
    return one


def snooze(
    session: Session, *, episode_id: int, version: int, until: date | None, by: Person, now: datetime
) -> Episode:
    """Say nothing of it before the morning of that day; None says it again from now on.

    Raises:
        Unusable: the day is not after today, or more than four weeks away.
    """
    one = _incomplete(session, episode_id=episode_id, by=by, now=now)
    today = london_date(now)
    if until is not None and not today < until <= today + LONGEST_SNOOZE:
        raise Unusable(f"Choose a day from tomorrow to {_day(today + LONGEST_SNOOZE)}.")
    why = f"snoozed until {_day(until)}" if until else "no longer snoozed"
    state = EpisodeState(one.state)
    move(session, one, to=state, version=version, by=by, now=now, why=why, snoozed_until=until)
    return one


def assign(
    session: Session, *, episode_id: int, version: int, to_id: int | None, by: Person, now: datetime
) -> Episode:
    """Give it to a coder of the department, or to nobody. A list with no new word leaves it so.

    Raises:
        NotFound: nobody here who codes has that id.
    """
    one = find(session, episode_id=episode_id, by=by, action=Action.ASSIGN_EPISODE, now=now)
    coder = session.get(Person, to_id) if to_id is not None else None
    if to_id is not None and (coder is None or not may_code(coder, one.tenant)):
        raise NotFound("that coder")
    whose: dict[str, object] = {"coder_id": to_id, "assigned_by": by.id, "assigned_at": now}
    why = f"given to {coder.name}" if coder else "given to nobody"
    move(session, one, to=EpisodeState(one.state), version=version, by=by, now=now, why=why, **whose)
    return one


def settle_vanished(
    session: Session, *, episode_id: int, version: int, coded: bool, by: Person, now: datetime
) -> Episode:
    """A lead says what became of an episode that left the lists: it was coded, or is still to be coded."""
    one = find(session, episode_id=episode_id, by=by, action=Action.ASSIGN_EPISODE, now=now)
    if one.state != EpisodeState.VANISHED:
        raise Unusable(f"Episode {one.reference} has not vanished.")
    if coded:
        known: dict[str, object] = {"coded_at": now, "thanked_at": None if one.coder_id else now}
        to, why = EpisodeState.CODED, "settled as coded"
    else:
        known, to, why = {"missing_from": None}, EpisodeState.UNCODED, "to be coded all the same"
    move(session, one, to=to, version=version, by=by, now=now, why=why, **known)
    return one


def may_code(person: Person, tenant: str) -> bool:
    """Whether episodes of that tenant can be given to the person."""
    return person.active and person.tenant == tenant and person.role in CODING_ROLES


def _incomplete(session: Session, *, episode_id: int, by: Person, now: datetime) -> Episode:
    one = find(session, episode_id=episode_id, by=by, action=Action.WORK_EPISODE, now=now)
    if one.state not in INCOMPLETE:
        raise Unusable(f"Episode {one.reference} is {one.state}: there is nothing left to do.")
    return one


def _waits_for_notes(one: Episode) -> bool:
    return one.state == EpisodeState.BLOCKED and one.block_reason == BlockReason.NOTES_MISSING


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%B %Y}"
