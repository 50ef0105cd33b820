"""What the conversations about questions share: where they are held, and what a stale card gets."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from casework.errors import QuestionMoved
from dialogs.desk import Desk
from dialogs.gate import speaking
from dialogs.message import Message, Reply
from dialogs.question_views import question_view

Handler = Callable[[Desk, Message, Any], Awaitable[Reply]]


def alone(message: Message) -> bool:
    """Whether nobody else reads along."""
    return message.place.kind in ("personal", "terminal")


def in_place(message: Message, reply: Reply) -> Reply:
    """The reply in place of the card that was pressed."""
    return replace(reply, replaces=message.kind == "action")


def as_it_stands(handler: Handler) -> Handler:
    """A stale card turns into the question as it stands now, and says who was first."""

    async def handled(desk: Desk, message: Message, pressed: Any) -> Reply:
        try:
            return await handler(desk, message, pressed)
        except QuestionMoved as moved:
            if not alone(message):
                return Reply(str(moved))
            return in_place(message, await desk.database.read(_view, desk, message, moved))

    return handled


def _view(session: Session, desk: Desk, message: Message, moved: QuestionMoved) -> Reply:
    by = speaking(session, message.speaker)
    return question_view(
        session,
        clarification_id=moved.clarification_id,
        by=by,
        now=desk.clock(),
        says=str(moved),
        sources=desk.sources,
    )
