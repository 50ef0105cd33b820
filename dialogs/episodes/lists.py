"""Lists of episodes and one of them, asked for in words or by a button."""

from dataclasses import replace

from sqlmodel import Session

from casework import case_notes, episode_cases, episodes, my_episodes, privacy
from casework.asking import Delivered
from casework.episode_moving import EpisodeMoved
from casework.errors import Unusable
from casework.model.case_notes import NotesRequest, NotesState
from casework.model.person import Person
from dialogs import clarification_phrases
from dialogs.cards.episode_vanished import CHASE, CODED
from dialogs.cards.identifier import identifier_text
from dialogs.composing import chooser
from dialogs.desk import Desk
from dialogs.episodes.views import (
    Wanted,
    backlog_view,
    episode_view,
    list_view,
    notes_view,
    private,
    vanished_view,
)
from dialogs.gate import speaking
from dialogs.message import Message, Reply
from dialogs.verbs import (
    AnswerNotes,
    AskAboutEpisode,
    MyEpisodes,
    NotesToFind,
    OpenEpisode,
    SettleVanished,
    ShowBacklog,
    VanishedEpisodes,
)


async def mine(desk: Desk, message: Message, wanted: MyEpisodes) -> Reply:
    """“my episodes”, and its further pages."""

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        return list_view(session, desk, by, Wanted(wanted.start, wanted.place))

    return _in_place(message, await desk.database.read(work))


async def named(desk: Desk, message: Message, reference: str) -> Reply:
    """“episode S123456-1”."""
    if findings := privacy.find(reference):
        return Reply(identifier_text(reference, findings))

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        my_episodes.check_has_episodes(by)
        number = my_episodes.id_of(session, by=by, reference=reference)
        return episode_view(session, desk, message, by, number)

    return await desk.database.read(work)


async def open_one(desk: Desk, message: Message, pressed: OpenEpisode) -> Reply:
    """One episode, in a message of its own: the list stays."""

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        return episode_view(session, desk, message, by, pressed.episode_id)

    return await desk.database.read(work)


async def ask_about(desk: Desk, message: Message, pressed: AskAboutEpisode) -> Reply:
    """“Ask the clinician”: a case is begun, and its templates come in a message of their own."""
    if not private(message):
        return Reply(clarification_phrases.OWN_CHAT)
    speaker, place = message.speaker, message.place
    delivered = Delivered(speaker.tenant, place.conversation, message.id, place.kind)

    def work(session: Session) -> Reply:
        by, now = speaking(session, speaker), desk.clock()
        query = episode_cases.begin_case(
            session, episode_id=pressed.episode_id, by=by, delivered=delivered, now=now
        )
        return chooser(session, by, query.id or 0)

    return await desk.database.run(work)


async def notes_to_find(desk: Desk, message: Message, wanted: NotesToFind) -> Reply:
    """“notes to find”."""

    def work(session: Session) -> Reply:
        return notes_view(session, speaking(session, message.speaker), start=wanted.start)

    return _in_place(message, await desk.database.read(work))


async def answer_notes(desk: Desk, message: Message, pressed: AnswerNotes) -> Reply:
    """Found, not found, on its way: one press, on the clerk's list or on the episode's own card."""

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        request = _answered(session, desk, by, pressed)
        return shown(session, f"Noted: {request.state}.")

    def shown(session: Session, says: str) -> Reply:
        by = speaking(session, message.speaker)
        if pressed.episode_id:
            return episode_view(session, desk, message, by, pressed.episode_id, says=says)
        return notes_view(session, by, says=says)

    try:
        reply = await desk.database.run(work)
    except case_notes.NotesAnswered as answered:
        reply = await desk.database.read(shown, str(answered))
    return _in_place(message, reply)


async def backlog(desk: Desk, message: Message, _pressed: ShowBacklog) -> Reply:
    """“backlog”."""

    def work(session: Session) -> Reply:
        by = speaking(session, message.speaker)
        return backlog_view(session, desk, by, alone=private(message))

    return _in_place(message, await desk.database.read(work))


async def vanished(desk: Desk, message: Message, _pressed: VanishedEpisodes) -> Reply:
    """“vanished”."""

    def work(session: Session) -> Reply:
        return vanished_view(session, desk, speaking(session, message.speaker))

    return _in_place(message, await desk.database.read(work))


async def settle(desk: Desk, message: Message, pressed: SettleVanished) -> Reply:
    """“Was coded” or “Keep chasing”, of an episode that vanished."""
    if pressed.was not in (CODED, CHASE):
        raise Unusable("Say whether it was coded, or is to be chased.")

    def work(session: Session) -> Reply:
        by, now = speaking(session, message.speaker), desk.clock()
        one = episodes.settle_vanished(
            session,
            episode_id=pressed.episode_id,
            version=pressed.version,
            coded=pressed.was == CODED,
            by=by,
            now=now,
        )
        told = "was coded." if pressed.was == CODED else "is chased again."
        return vanished_view(session, desk, by, says=f"{one.reference} {told}")

    def as_it_stands(session: Session, says: str) -> Reply:
        return vanished_view(session, desk, speaking(session, message.speaker), says=says)

    try:
        reply = await desk.database.run(work)
    except (Unusable, EpisodeMoved) as moved:
        reply = await desk.database.read(as_it_stands, str(moved))
    return _in_place(message, reply)


def _answered(session: Session, desk: Desk, by: Person, pressed: AnswerNotes) -> NotesRequest:
    which = {"request_id": pressed.request_id, "version": pressed.version}
    now = desk.clock()
    if pressed.said == NotesState.FOUND:
        return case_notes.found(
            session, request_id=pressed.request_id, version=pressed.version, by=by, now=now
        )
    if pressed.said == NotesState.NOT_FOUND:
        return case_notes.not_found(session, **which, by=by, now=now)
    if pressed.said == NotesState.ON_ITS_WAY:
        return case_notes.on_its_way(session, **which, by=by, department=desk.department, now=now)
    raise Unusable("Say found, not found or on its way.")


def _in_place(message: Message, reply: Reply) -> Reply:
    return replace(reply, replaces=message.kind == "action")
