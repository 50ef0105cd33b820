"""Every step of one episode: done, or shown as it stands now, on the list or card where it was pressed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from casework import case_notes, episodes, privacy
from casework.episode_moving import EpisodeMoved, moved
from casework.errors import Unusable
from casework.linking import Link
from casework.model import clarification, coding_query
from casework.model.episode import BlockReason, Episode
from casework.model.person import Person
from dialogs import episode_phrases as say
from dialogs.cards.identifier import identifier_text
from dialogs.desk import Desk
from dialogs.episodes.views import Wanted, episode_view, list_view
from dialogs.gate import speaking
from dialogs.message import Message, Reply
from dialogs.verbs import (
    AssignEpisode,
    BlockEpisode,
    EpisodeDone,
    RequestNotes,
    SnoozeEpisode,
    StartEpisode,
    TakeBackEpisode,
    UnblockEpisode,
)
from dialogs.verbs.episodes import MOST_ROWS, EpisodeStep

Do = Callable[[Session, Person], str]
_CASE = re.compile(r"\s*(?P<kind>cq|cl)[\s-]?(?P<number>\d{4,9})\s*", re.IGNORECASE | re.ASCII)


async def start(desk: Desk, message: Message, pressed: StartEpisode) -> Reply:
    """“I'm coding it”."""
    return await _step(desk, message, pressed, _said(desk, pressed, episodes.start, "is being coded."))


async def done(desk: Desk, message: Message, pressed: EpisodeDone) -> Reply:
    """“Done”."""
    return await _step(
        desk, message, pressed, _said(desk, pressed, episodes.mark_done, "is done. Thank you.")
    )


async def take_back(desk: Desk, message: Message, pressed: TakeBackEpisode) -> Reply:
    """“Not done after all”."""
    return await _step(
        desk, message, pressed, _said(desk, pressed, episodes.take_back, "is still to be coded.")
    )


async def unblock(desk: Desk, message: Message, pressed: UnblockEpisode) -> Reply:
    """“Nothing holds it up”."""
    return await _step(desk, message, pressed, _said(desk, pressed, episodes.unblock, "can be coded."))


async def block(desk: Desk, message: Message, pressed: BlockEpisode) -> Reply:
    """“Blocked because”: what is to be answered names its case."""
    words = _of_row(pressed, "why")
    if findings := privacy.find(words):
        return Reply(identifier_text(words, findings))
    chosen = _of_row(pressed, "reason")
    if chosen not in list(BlockReason):
        raise Unusable("Please choose why it cannot be coded yet.")
    reason = BlockReason(chosen)
    facts = {"reason": reason, "words": words, "link": _link(words)}
    told = f"is blocked: {reason.value}."
    return await _step(desk, message, pressed, _said(desk, pressed, episodes.block, told, **facts))


async def snooze(desk: Desk, message: Message, pressed: SnoozeEpisode) -> Reply:
    """“Snooze”: until a day; without one it is said again."""
    until = _day(_of_row(pressed, "until"))
    told = f"is not said before {say.day(until)}." if until else "is said again."
    return await _step(desk, message, pressed, _said(desk, pressed, episodes.snooze, told, until=until))


async def request_notes(desk: Desk, message: Message, pressed: RequestNotes) -> Reply:
    """“Request notes”."""

    def do(session: Session, by: Person) -> str:
        department, now = desk.department, desk.clock()
        which = {"episode_id": pressed.episode_id, "version": pressed.version}
        case_notes.request_notes(session, **which, by=by, department=department, now=now)
        return "The notes are on the coding clerk's list."

    return await _step(desk, message, pressed, do)


async def assign(desk: Desk, message: Message, pressed: AssignEpisode) -> Reply:
    """“Give it to them”."""
    if not (pressed.coder.isascii() and pressed.coder.isdigit() and len(pressed.coder) < 10):
        raise Unusable("Please choose who codes it.")
    given = _said(desk, pressed, episodes.assign, "is given to them.", to_id=int(pressed.coder))
    return await _step(desk, message, pressed, given)


def _said(desk: Desk, pressed: EpisodeStep, verb: Callable[..., Episode], told: str, **facts: Any) -> Do:
    """One verb of casework, and what is said once it is done."""

    def do(session: Session, by: Person) -> str:
        which = {"episode_id": pressed.episode_id, "version": pressed.version}
        one = verb(session, **which, by=by, now=desk.clock(), **facts)
        return f"{one.reference} {told}"

    return do


async def _step(desk: Desk, message: Message, pressed: EpisodeStep, do: Do) -> Reply:
    """Do it and draw anew what was pressed; a stale card moves nothing and says who was first."""

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        one = episodes.episode(session, episode_id=pressed.episode_id, by=by, now=desk.clock())
        if one.version != pressed.version:
            raise moved(session, one)
        says = do(session, by)
        session.flush()
        return _drawn(session, desk, message, by, pressed, says)

    def as_it_stands(session: Session, says: str) -> Reply:
        return _drawn(session, desk, message, speaking(session, message.speaker), pressed, says)

    try:
        try:
            reply = await desk.database.run(work)
        except IntegrityError:  # the same card, pressed at the same moment elsewhere: now it is seen
            reply = await desk.database.run(work)
    except EpisodeMoved as stale:
        reply = await desk.database.read(as_it_stands, str(stale))
    return replace(reply, replaces=True)


def _drawn(
    session: Session, desk: Desk, message: Message, by: Person, pressed: EpisodeStep, says: str
) -> Reply:
    if pressed.shown:
        return list_view(session, desk, by, Wanted.of(pressed.shown), says=says)
    return episode_view(session, desk, message, by, pressed.episode_id, says=says)


def _of_row(pressed: BlockEpisode | SnoozeEpisode, name: str) -> str:
    """What was typed in the row's own input."""
    if pressed.row >= MOST_ROWS:
        raise Unusable("That button is out of date. Say “my episodes”.")
    return str(getattr(pressed, f"{name}_{pressed.row}")).strip()


def _link(words: str) -> Link | None:
    """The case whose number the words are."""
    said = _CASE.fullmatch(words)
    if said is None:
        return None
    if said["kind"].casefold() == "cl":
        return Link(clarification_id=max(int(said["number"]) - clarification.FIRST_NUMBER, 0))
    return Link(query_id=max(int(said["number"]) - coding_query.FIRST_NUMBER, 0))


def _day(typed: str) -> date | None:
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Unusable("Please choose a day.") from None
