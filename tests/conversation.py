"""A conversation as a table.

await converse(asha, [
    ("NSTEMI", shows("CQ-1001", "I21.4")),
    (presses("Details", beside="I21.4"), shows("Chapter")),
    (presses("This answers it"), says("answered: I21.4")),
])

Each line is something that a person does and what they must get for it: exactly one reply, whose card
is a valid Adaptive Card small enough for Teams. Silence fails, unless the line expects `silence`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from dialogs import notices
from dialogs.cards.as_text import actions_of, as_text, inputs_of
from dialogs.message import Card, Message, Place, PlaceKind, Reply
from dialogs.rendered import NotBefore
from tests.adaptive_card import check
from tests.people import Somebody
from tests.world import NOON, World

Expectation = Callable[[Reply | None], None]


@dataclass(frozen=True)
class Press:
    """A button of the last card: by its title, beside some words where several have that title."""

    title: str
    beside: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Arrival:
    """The oldest message that is owed to the person, or to the triage channel."""

    in_the_channel: bool = False


Doing = str | Press | Arrival


def presses(title: str, /, *, beside: str = "", **inputs: Any) -> Press:
    """Press the button of that title; `beside` chooses its row, the rest is what was typed in."""
    return Press(title, beside, inputs)


def arrives(*, in_the_channel: bool = False) -> Arrival:
    """What the courier brings: to the person, or into the triage channel, where the person reads it."""
    return Arrival(in_the_channel)


def shows(*parts: str) -> Expectation:
    """The card's words hold each of these."""

    def expectation(reply: Reply | None) -> None:
        assert reply is not None
        assert reply.card is not None, f"no card, but: {reply.text}"
        drawn = as_text(reply.card)
        missing = [part for part in parts if part not in drawn]
        assert not missing, f"{missing} not in:\n{drawn}"

    return expectation


def hides(*parts: str) -> Expectation:
    """Neither card nor text holds any of these."""

    def expectation(reply: Reply | None) -> None:
        assert reply is not None
        drawn = reply.text + (as_text(reply.card) if reply.card else "")
        found = [part for part in parts if part in drawn]
        assert not found, f"{found} in:\n{drawn}"

    return expectation


def says(*parts: str) -> Expectation:
    """The text, which a client without cards shows, holds each of these."""

    def expectation(reply: Reply | None) -> None:
        assert reply is not None
        missing = [part for part in parts if part not in reply.text]
        assert not missing, f"{missing} not in: {reply.text}"

    return expectation


def offers(*titles: str) -> Expectation:
    """The card has a button of each title."""

    def expectation(reply: Reply | None) -> None:
        assert reply is not None
        assert reply.card is not None
        there = [one["title"] for one in actions_of(reply.card)]
        assert set(titles) <= set(there), there

    return expectation


def changes_the_card(reply: Reply | None) -> None:
    """The reply takes the place of the card that was pressed."""
    assert reply is not None
    assert reply.replaces


def silence(reply: Reply | None) -> None:
    """No reply: right only for a repeat of what was answered."""
    assert reply is None, reply


class Conversation:
    """Somebody's chat with the bot of a world. Called with a table, it plays the table."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cards: dict[str, Card] = {}
        self.replies: list[Reply] = []
        self._ids = count(1)

    async def __call__(
        self,
        who: Somebody,
        table: Iterable[tuple[Doing, Expectation | tuple[Expectation, ...]]],
        *,
        place: PlaceKind = "personal",
    ) -> Reply:
        for doing, expected in table:
            if isinstance(doing, Arrival):
                reply = await self.arrival(who, doing)
            else:
                reply = await self.send(self.message(who, doing, place=place))
            for expectation in expected if isinstance(expected, tuple) else (expected,):
                expectation(reply)
        return self.replies[-1]

    async def send(self, message: Message) -> Reply | None:
        """One message to the bot and its reply back, checked and settled as the edge would."""
        reply = await self.world.router.answer(message)
        if reply is None:
            return None
        assert reply.text.strip(), "a reply without words"
        if reply.card is not None:
            check(reply.card)
            self.cards[message.speaker.id] = reply.card
        await self.world.router.settle(reply)
        self.replies.append(reply)
        return reply

    async def arrival(self, who: Somebody, doing: Arrival) -> Reply | None:
        """The oldest owed message that still has something to say, drawn as the courier draws it."""
        for notice in self.world.owed(None if doing.in_the_channel else who):
            try:
                rendered = await notices.render(self.world.desk, notice)
            except NotBefore:
                continue
            self.world.settle(notice, "sent" if rendered else "not needed")
            if rendered is not None:
                assert rendered.reply.text.strip(), "a message without words"
                if rendered.reply.card is not None:
                    check(rendered.reply.card)
                    self.cards[who.speaker.id] = rendered.reply.card
                self.replies.append(rendered.reply)
                return rendered.reply
        return None

    def message(
        self, who: Somebody, doing: str | Press, *, place: PlaceKind = "personal", id: str = ""
    ) -> Message:
        """What the person does, as the channel would bring it."""
        common: dict[str, Any] = {
            "id": id or f"message-{next(self._ids)}",
            "speaker": who.speaker,
            "place": Place(place, f"chat-{who.speaker.id}" if place == "personal" else "the-team"),
            "at": self.world.clock(),
        }
        if isinstance(doing, str):
            return Message(kind="text", text=doing, **common)
        button = self.button(who, doing)
        payload = {**button.get("data", {}), **self._filled(who, button), **doing.inputs}
        return Message(kind="action", verb=button["verb"], payload=payload, **common)

    def _filled(self, who: Somebody, button: dict[str, Any]) -> dict[str, Any]:
        """What stands in the inputs of the button's form, which a client sends along."""
        if button.get("associatedInputs") == "none":
            return {}
        inputs = inputs_of(self.cards[who.speaker.id], button)
        return {one["id"]: one.get("value", "") for one in inputs}

    def button(self, who: Somebody, press: Press) -> dict[str, Any]:
        """The button on the person's last card."""
        card = self.cards[who.speaker.id]
        there = _beside(card, press.beside) if press.beside else actions_of(card)
        found = [one for one in there if one["title"] == press.title]
        assert found, f"no button “{press.title}” among {[one['title'] for one in there]}"
        return found[0]


def _beside(card: Card, words: str) -> list[dict[str, Any]]:
    """The buttons in the row that holds these words: the smallest element with both."""
    wholes = [{"body": [element]} for element in _elements(card["body"])]
    rows = [whole for whole in wholes if words in as_text(whole) and actions_of(whole)]
    assert rows, f"no buttons beside “{words}” in:\n{as_text(card)}"
    return actions_of(min(rows, key=lambda whole: len(as_text(whole))))


def _elements(elements: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for element in elements:
        yield element
        yield from _elements(element.get("items", ()))
        for column in element.get("columns", ()):
            yield from _elements(column.get("items", ()))


def forged(who: Somebody, verb: str, payload: dict[str, Any], *, id: str = "forged") -> Message:
    """A button press that no card of ours need have sent."""
    place = Place("personal", f"chat-{who.speaker.id}")
    return Message(
        id=id, kind="action", speaker=who.speaker, place=place, at=NOON, verb=verb, payload=payload
    )
