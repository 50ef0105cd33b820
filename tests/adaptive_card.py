"""What Teams needs of an Adaptive Card 1.5, as far as our cards go: a small structural check.

No package on PyPI ships the schema, so the shapes are written down here: each element's required
properties with their types, the ones it may have besides, and nothing else.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.teams.outbound import FRAME_BYTES, LARGEST_BYTES

# Teams refuses a message above 28 KB; the edge keeps 4 KB of it for the addresses around the card.
MOST_BYTES = LARGEST_BYTES - FRAME_BYTES

COMMON = {"type": str, "id": str, "spacing": str, "separator": bool, "isVisible": bool, "height": str}
REQUIRED: dict[str, dict[str, type]] = {
    "TextBlock": {"text": str},
    "FactSet": {"facts": list},
    "Container": {"items": list},
    "ColumnSet": {"columns": list},
    "Column": {"items": list},
    "ActionSet": {"actions": list},
    "Input.Text": {"id": str, "label": str},
    "Input.ChoiceSet": {"id": str, "label": str, "choices": list},
    "Input.Date": {"id": str, "label": str},
    "Chart.HorizontalBar": {"title": str, "data": list, "fallback": dict},
    "Chart.Donut": {"title": str, "data": list, "fallback": dict},
    "Action.ShowCard": {"title": str, "card": dict},
    "Action.Execute": {"title": str, "verb": str, "data": dict, "fallback": dict},
    "Action.Submit": {"title": str, "data": dict},
}
OPTIONAL: dict[str, dict[str, type]] = {
    "TextBlock": {"wrap": bool, "weight": str, "size": str, "isSubtle": bool, "color": str, "maxLines": int},
    "Container": {"style": str, "selectAction": dict},
    "ColumnSet": {"selectAction": dict},
    "Column": {"width": str, "verticalContentAlignment": str, "selectAction": dict},
    "Input.Text": {
        "value": str,
        "isMultiline": bool,
        "maxLength": int,
        "isRequired": bool,
        "errorMessage": str,
        "placeholder": str,
    },
    "Input.ChoiceSet": {
        "value": str,
        "style": str,
        "wrap": bool,
        "isMultiSelect": bool,
        "isRequired": bool,
        "errorMessage": str,
        "placeholder": str,
    },
    "Input.Date": {"value": str, "isRequired": bool, "errorMessage": str},
    "Action.ShowCard": {"style": str},
    "Action.Execute": {"style": str, "tooltip": str, "associatedInputs": str},
    "Action.Submit": {"style": str, "associatedInputs": str},
}
WORDS = {
    "spacing": {"None", "Small", "Default", "Medium", "Large", "ExtraLarge", "Padding"},
    "weight": {"Lighter", "Default", "Bolder"},
    "size": {"Small", "Default", "Medium", "Large", "ExtraLarge"},
    "color": {"Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"},
    "verticalContentAlignment": {"Top", "Center", "Bottom"},
}
CARD_KEYS = {"type", "$schema", "version", "body", "actions", "msteams", "fallbackText", "refresh"}
MOST_ACTIONS = 6

_LINK = re.compile(r"(?<!\\)\[([^\]\\]|\\.)*\]\((?P<target>[^)]*)\)")


def check(card: dict[str, Any]) -> None:
    """Fail, with the place, where the card is not one that Teams draws."""
    assert card["type"] == "AdaptiveCard"
    assert card["version"] in ("1.4", "1.5")
    assert set(card) <= CARD_KEYS, set(card) - CARD_KEYS
    assert card["body"], "an empty card"
    assert len(card.get("actions", ())) <= MOST_ACTIONS
    ids = [element["id"] for element in elements(card) if "id" in element]
    assert len(ids) == len(set(ids)), "an id twice"
    for element in elements(card):
        _check_element(element)
    assert size(card) <= MOST_BYTES, f"{size(card)} bytes"


def size(card: dict[str, Any]) -> int:
    """The card's bytes as JSON on the wire."""
    return len(json.dumps(card, ensure_ascii=False).encode())


def elements(card: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every element and action, however deep."""
    for element in [*card["body"], *card.get("actions", ())]:
        yield from _with_inner(element)


def texts(card: dict[str, Any]) -> Iterator[str]:
    """Every string in which a client reads markdown."""
    for element in elements(card):
        if element["type"] == "TextBlock":
            yield element["text"]
        for fact in element.get("facts", ()):
            yield fact["value"]


def links(card: dict[str, Any]) -> list[str]:
    """Where the card's live links lead."""
    return [match["target"] for text in texts(card) for match in _LINK.finditer(text)]


def _with_inner(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield element
    for name in ("items", "columns", "actions"):
        for inner in element.get(name, ()):
            yield from _with_inner(inner)
    for name in ("selectAction", "fallback"):
        if isinstance(element.get(name), dict):
            yield from _with_inner(element[name])
    if element["type"] == "Action.ShowCard":
        yield from elements(element["card"])


def _check_inner_card(card: dict[str, Any]) -> None:
    """The form behind a button: a card without a version, with something in it and something to press."""
    assert set(card) == {"type", "body", "actions"}, set(card)
    assert card["type"] == "AdaptiveCard"
    assert card["body"], "an empty form"
    assert 0 < len(card["actions"]) <= MOST_ACTIONS


def _check_choices(element: dict[str, Any]) -> None:
    sent = [choice["value"] for choice in element["choices"]]
    assert sent, "nothing to choose from"
    assert len(sent) == len(set(sent)), "a choice twice"
    for choice in element["choices"]:
        assert set(choice) == {"title", "value"}
        assert all(isinstance(part, str) and part for part in choice.values()), choice
    assert element.get("value", sent[0]) in sent, f"{element['value']} is none of the choices"


def _check_element(element: dict[str, Any]) -> None:
    kind = element["type"]
    assert kind in REQUIRED, f"unknown element {kind}"
    required = REQUIRED[kind]
    known = {**COMMON, **required, **OPTIONAL.get(kind, {})}
    assert set(required) <= set(element), f"{kind} lacks {set(required) - set(element)}"
    assert set(element) <= set(known), f"{kind} has {set(element) - set(known)}"
    for name, value in element.items():
        assert isinstance(value, known[name]), f"{kind}.{name} is {value!r}"
        assert name not in WORDS or value in WORDS[name], f"{kind}.{name} is {value!r}"
    for fact in element.get("facts", ()):
        assert set(fact) == {"title", "value"}
        assert all(isinstance(part, str) and part for part in fact.values()), fact
    if kind == "Action.ShowCard":
        _check_inner_card(element["card"])
    if kind == "Input.ChoiceSet":
        _check_choices(element)
    if kind == "TextBlock":
        assert element["text"], "a TextBlock without words"
    if kind == "Action.Execute":
        fallback = element["fallback"]
        assert fallback["type"] == "Action.Submit"
        assert fallback["data"] == {"verb": element["verb"], **element["data"]}
