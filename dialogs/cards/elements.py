"""The pieces of an Adaptive Card 1.5, as plain dictionaries. What people typed is escaped here."""

import re
from collections.abc import Iterable
from typing import Any

from dialogs.message import Card
from dialogs.verbs import Payload

Element = dict[str, Any]
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|~<>])")
_LIST_START = re.compile(r"^(\s*\d*)([-.])(?=\s)", re.MULTILINE)
_LINK = re.compile(r"(?i)(https?|ftp|mailto|www)([:.])")
_BIDI = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LONGEST_SHOWN = 300


def plain(text: str, longest: int = LONGEST_SHOWN) -> str:
    """Text of people or files, safe in a TextBlock: no markdown, no live link, no hidden direction."""
    text = _BIDI.sub("", text)
    if len(text) > longest:
        text = text[: longest - 1].rstrip() + "…"
    text = _LINK.sub(
        lambda match: f"{match[1]}\u2024{match[2]}" if match[2] == "." else f"{match[1]} {match[2]}", text
    )
    text = _MARKDOWN.sub(r"\\\1", text)
    return _LIST_START.sub(r"\1\\\2", text)


def text(words: str, **style: Any) -> Element:
    """A wrapped TextBlock of words that are ours or already `plain`."""
    return {"type": "TextBlock", "text": words, "wrap": True, **style}


def heading(words: str) -> Element:
    """A heading within a card."""
    return text(words, weight="Bolder", size="Medium")


def quiet(words: str, **style: Any) -> Element:
    """Small print."""
    return text(words, **{"isSubtle": True, "size": "Small", "spacing": "None", **style})


def action(title: str, payload: Payload, **style: Any) -> Element:
    """A button: Action.Execute, and Action.Submit where a client does not know that."""
    data = payload.data()
    verb = data.pop("verb")
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": verb,
        "data": data,
        "fallback": {"type": "Action.Submit", "title": title, "data": {"verb": verb, **data}},
        **style,
    }


def buttons(actions: Iterable[Element]) -> Element:
    """Buttons side by side."""
    return {"type": "ActionSet", "actions": list(actions), "spacing": "Small"}


def facts(pairs: Iterable[tuple[str, str]]) -> Element:
    """Names with their values."""
    return {"type": "FactSet", "facts": [{"title": name, "value": value} for name, value in pairs]}


def container(items: list[Element], **style: Any) -> Element:
    """Elements that belong together."""
    return {"type": "Container", "items": items, **style}


def card(body: list[Element], actions: Iterable[Element] = ()) -> Card:
    """A whole card."""
    whole: Card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.5",
        "body": body,
        "msteams": {"width": "Full"},
    }
    if actions := list(actions):
        whole["actions"] = actions
    return whole
