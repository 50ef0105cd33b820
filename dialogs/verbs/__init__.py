"""What a card's buttons say: one payload type a verb, shared by the card that sends and the handler.

A payload is the presser's to forge: it names things by id and is checked for its shape here; who
presses and what they may do is decided in casework.
"""

from dataclasses import fields
from typing import Any, get_type_hints

from dialogs.verbs import asking, clarification, escalation, people
from dialogs.verbs.asking import (
    Answers,
    AskClean,
    Back,
    Details,
    More,
    MyQueries,
    NotMeant,
    OpenQuery,
    Reword,
)
from dialogs.verbs.base import LARGEST_ID, MOST_TYPED, BadPayload, Payload, Verb

__all__ = [
    "LARGEST_ID",
    "PAYLOADS",
    "Answers",
    "AskClean",
    "Back",
    "BadPayload",
    "Details",
    "More",
    "MyQueries",
    "NotMeant",
    "OpenQuery",
    "Payload",
    "Reword",
    "Verb",
    "read_payload",
]

PAYLOADS: dict[Verb, type[Payload]] = {
    kind.verb: kind
    for kind in (*asking.PAYLOADS, *escalation.PAYLOADS, *clarification.PAYLOADS, *people.PAYLOADS)
}


def read_payload(verb: str, data: dict[str, Any]) -> Payload:
    """The payload of a pressed button.

    Raises:
        BadPayload: the verb is unknown, or a field is missing or of the wrong kind.
    """
    if verb not in PAYLOADS:
        raise BadPayload(f"unknown verb {verb[:40]!r}")
    kind = PAYLOADS[Verb(verb)]
    hints = get_type_hints(kind)
    return kind(**{one.name: _value(data, one.name, hints[one.name]) for one in fields(kind)})


def _value(data: dict[str, Any], name: str, wanted: type) -> str | int:
    value = data.get(name, "" if wanted is str else None)
    if wanted is int:
        # A submit through an older client sends numbers as text.
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_ID:
            raise BadPayload(f"{name} is not a whole number")
        return value
    if not isinstance(value, str) or len(value) > MOST_TYPED:
        raise BadPayload(f"{name} is not text, or too long")
    return value
