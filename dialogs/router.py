"""A message comes up; the conversation that answers it is chosen here; exactly one reply goes back."""

import hashlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from casework import privacy, receiving
from casework.errors import CaseworkError
from casework.model.receipt import Receipt
from casework.receiving import Repeat
from dialogs import coding_query, help, my_queries, phrases
from dialogs.desk import Desk
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
        if message.kind == "joined":
            return help.joined(message)
        if message.kind == "action":
            return await self._pressed(message)
        return await self._said(message)

    async def _pressed(self, message: Message) -> Reply:
        try:
            payload = read_payload(message.verb, message.payload)
        except BadPayload as error:
            log.warning("button refused", extra={"message_id": message.id, "reason": type(error).__name__})
            return Reply(phrases.BUTTON_OUT_OF_DATE)
        if isinstance(payload, AskClean):
            return await self._asked_clean(message, payload) or Reply(phrases.ALREADY_ASKED)
        return await HANDLERS[payload.verb](self.desk, message, payload)

    async def _said(self, message: Message) -> Reply | None:
        if self._is_repeat(message):
            earlier = await self.desk.database.read(_earlier, message)
            return await self._repeated(message, earlier) if earlier else None
        words = message.text.strip()
        if my_queries.asks_for_list(words):
            return await my_queries.list_mine(self.desk, message)
        wanted = my_queries.query_asked_for(words)
        if wanted is not None:
            return await my_queries.open_query(self.desk, message, wanted)
        talk = None if privacy.find(words) else help.small_talk(words)
        return talk or await self._asked(message, words)

    async def _asked_clean(self, message: Message, pressed: AskClean) -> Reply | None:
        """“Ask without it”: one question for the message refused, however often it is pressed."""
        words = pressed.words.strip()
        if not privacy.find(words) and (talk := help.small_talk(privacy.without_marks(words))):
            return talk
        if pressed.instead_of:
            # A digest, because whatever stands in a payload somebody may have typed.
            digest = hashlib.sha256(pressed.instead_of.encode()).hexdigest()
            message = replace(message, id=f"clean-{digest[:32]}")
        return await self._asked(message, words)

    async def _asked(self, message: Message, words: str) -> Reply | None:
        """The question is kept with its receipt in one transaction; a repeat is refused by its key."""
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
