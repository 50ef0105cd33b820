"""A message comes up; the conversation that answers it is chosen here; exactly one reply goes back."""

import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from casework import privacy, receiving
from casework.errors import CaseMoved, CaseworkError
from casework.model.person import Role
from casework.model.receipt import Receipt
from casework.receiving import Repeat
from dialogs import (
    absence,
    clarification,
    coding_query,
    commands,
    episodes,
    escalation,
    gate,
    help,
    my_queries,
    news,
    phrases,
    rulings,
)
from dialogs.desk import Desk
from dialogs.escalation.seeing import as_it_stands
from dialogs.message import Message, Reply, tidy
from dialogs.verbs import (
    Answers,
    AskClean,
    Back,
    BadPayload,
    Details,
    More,
    MyQueries,
    NotMeant,
    OpenQuery,
    Payload,
    Reword,
    Verb,
    WriteCodeNote,
    read_payload,
)

log = logging.getLogger(__name__)
P = TypeVar("P", bound=Payload)
Handler = Callable[[Desk, Message, Any], Awaitable[Reply]]

HANDLERS: dict[Verb, Handler] = {}
REMEMBERED = 2_000


def on(kind: type[P]) -> Callable[[Callable[[Desk, Message, P], Awaitable[Reply]]], Handler]:
    """Registers the handler of a verb."""

    def register(handler: Callable[[Desk, Message, P], Awaitable[Reply]]) -> Handler:
        HANDLERS[kind.verb] = handler
        return handler

    return register


on(Answers)(coding_query.close)
on(More)(coding_query.more)
on(Details)(coding_query.details)
on(Back)(coding_query.back)
on(NotMeant)(coding_query.not_meant)
on(Reword)(coding_query.reword)
on(WriteCodeNote)(coding_query.write_note)
for _room in (absence, clarification, episodes, escalation, rulings, news):
    for _kind, _handler in _room.HANDLERS.items():
        on(_kind)(_handler)


@on(OpenQuery)
async def _open_query(desk: Desk, message: Message, pressed: OpenQuery) -> Reply:
    return await my_queries.open_query(desk, message, pressed.query_id)


@on(MyQueries)
async def _my_queries(desk: Desk, message: Message, _pressed: MyQueries) -> Reply:
    return await my_queries.list_mine(desk, message)


class Router:
    """Answers messages. The same one serves Teams, the terminal and the tests.

    A question's receipt lies in the database; small talk keeps none, so its latest ids are held here:
    after a restart the worst that can happen is a second greeting.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._lately: dict[tuple[str, str, str], None] = {}

    async def answer(self, message: Message) -> Reply | None:
        """The one reply to a message; None for a repeat that needs none."""
        try:
            reply = await self._answer(_tidied(message))
        except CaseMoved as moved:
            reply = await as_it_stands(self.desk, message, moved.query_id, says=str(moved))
        except CaseworkError as error:
            reply = Reply(str(error))
        outcome = "answered" if reply else "repeat left alone"
        log.info(
            "message %s",
            outcome,
            extra={"message_id": message.id, "kind": message.kind, "verb": _known_verb(message)},
        )
        return reply

    async def settle(self, reply: Reply) -> None:
        """The channel has accepted the reply: a repeat of its message stays unanswered."""
        if reply.receipt is not None:
            await self.desk.database.run(_settle, reply.receipt, self.desk)

    async def _answer(self, message: Message) -> Reply | None:
        if message.kind == "joined" and message.place.kind in ("group", "channel"):
            return help.joined(message)
        person = await gate.admitted(self.desk, message.speaker)
        role = Role(person.role)
        if message.kind == "joined":
            return help.joined(message, role)
        if message.kind == "action":
            return await self._pressed(message, role)
        return await self._said(message, role)

    async def _pressed(self, message: Message, role: Role) -> Reply:
        try:
            payload = read_payload(message.verb, message.payload)
        except BadPayload as error:
            log.warning("button refused", extra={"message_id": message.id, "reason": type(error).__name__})
            return Reply(phrases.BUTTON_OUT_OF_DATE)
        if isinstance(payload, AskClean):
            return await self._asked_clean(message, payload, role) or Reply(phrases.ALREADY_ASKED)
        return await HANDLERS[payload.verb](self.desk, message, payload)

    async def _said(self, message: Message, role: Role) -> Reply | None:
        if self._is_repeat(message):
            earlier = await self.desk.database.read(_earlier, message)
            return await self._repeated(message, earlier) if earlier else None
        words = message.text.strip()
        command = await commands.answer(self.desk, message, words)
        if command is not None:
            return command
        talk = None if privacy.find(words) else help.small_talk(words, role)
        return talk or await self._asked(message, words, role)

    async def _asked_clean(self, message: Message, pressed: AskClean, role: Role) -> Reply | None:
        """“Ask without it”: one question for the message refused, however often it is pressed."""
        words = pressed.words.strip()
        if not privacy.find(words) and (talk := help.small_talk(privacy.without_marks(words), role)):
            return talk
        if pressed.instead_of:
            # A digest, because whatever stands in a payload somebody may have typed.
            digest = hashlib.sha256(pressed.instead_of.encode()).hexdigest()
            message = replace(message, id=f"clean-{digest[:32]}")
        return await self._asked(message, words, role)

    async def _asked(self, message: Message, words: str, role: Role) -> Reply | None:
        """The question is kept with its receipt in one transaction; a repeat is refused by its key."""
        if role not in help.ASKERS:
            return help.help_for(role)
        try:
            return await coding_query.ask(self.desk, message, words)
        except IntegrityError:
            earlier = await self.desk.database.read(_earlier, message)
            if earlier is not None:
                return await self._repeated(message, earlier)
            # Two first messages of one person met: now that the person is known, this one goes through.
            return await coding_query.ask(self.desk, message, words)

    def _is_repeat(self, message: Message) -> bool:
        key = (message.speaker.tenant, message.place.conversation, message.id)
        if key in self._lately:
            return True
        self._lately[key] = None
        if len(self._lately) > REMEMBERED:
            self._lately.pop(next(iter(self._lately)))
        return False

    async def _repeated(self, message: Message, earlier: Receipt) -> Reply | None:
        if receiving.state_of(earlier, self.desk.clock()) is Repeat.UNANSWERED:
            return await coding_query.answer_again(self.desk, message, earlier)
        return None


def _tidied(message: Message) -> Message:
    payload = {
        name: tidy(value) if isinstance(value, str) else value for name, value in message.payload.items()
    }
    speaker = replace(message.speaker, name=tidy(message.speaker.name))
    return replace(message, speaker=speaker, text=tidy(message.text), payload=payload)


def _known_verb(message: Message) -> str:
    """The verb for the log: one of ours, or none; whatever else stands there somebody has typed."""
    return message.verb if message.verb in list(Verb) else ""


def _earlier(session: Session, message: Message) -> Receipt | None:
    speaker, place = message.speaker, message.place
    return receiving.earlier_receipt(
        session, tenant=speaker.tenant, conversation=place.conversation, message=message.id
    )


def _settle(session: Session, receipt_id: int, desk: Desk) -> None:
    receiving.settle(session, receipt_id=receipt_id, now=desk.clock())
