"""What comes up to a conversation and what goes back: the only two shapes that cross the edge.

A channel (Teams, the terminal, a test) turns what it receives into a `Message` and what it is
given back, a `Reply`, into its own form. Neither knows a channel's library.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

PlaceKind = Literal["personal", "group", "channel", "terminal"]
MessageKind = Literal["text", "action", "joined"]
Card = dict[str, Any]
_UNWRITABLE = ("Cc", "Cs", "Co", "Cn")


def tidy(words: str) -> str:
    """Words that both databases and every client can take: no control character, no half a character."""
    return "".join(
        letter for letter in words if letter in "\n\t" or unicodedata.category(letter) not in _UNWRITABLE
    )


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as the channel's own identity says: never as a payload says.

    `tenant` and `id` are opaque to us; in Teams they are the tenant's id and the person's
    Entra object id (or, where the channel gives none, its user id).
    """

    tenant: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was said: a conversation of one of four kinds."""

    kind: PlaceKind
    conversation: str


@dataclass(frozen=True, slots=True)
class Message:
    """One thing that a person did: wrote words, pressed a button, or brought the bot in.

    `id` is the channel's activity id: the same id twice is the same message delivered twice.
    `text` is plain, with the bot's own @mention taken out; empty for an action.
    `verb` and `payload` come from a card and are the presser's to forge: they name things, they
    never say who somebody is. `at` is aware UTC, the moment of receipt by our own clock.
    """

    id: str
    kind: MessageKind
    speaker: Speaker
    place: Place
    at: datetime
    text: str = ""
    verb: str = ""
    payload: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: words, or a card with the same in words for a channel that draws none.

    `replaces` asks that the card which was pressed turn into this one, where the channel can.
    `receipt` is the stored message that this answers: once the reply is out, the edge says so
    through `Router.settle`, and a repeated delivery of the same message stays unanswered.
    """

    text: str
    card: Card | None = None
    replaces: bool = False
    receipt: int | None = None
