"""A card's inputs asked for in a terminal, one line each; an empty line keeps what is there."""

from typing import Any

from dialogs.cards.as_text import inputs_of
from dialogs.message import Card
from dialogs.verbs import PAYLOADS

LONGEST_SHOWN = 60
MOST_SHOWN = 12


def inputs_for(card: Card, action: dict[str, Any]) -> list[dict[str, Any]]:
    """The inputs that the button sends: those of its form that its payload has a field for."""
    kind = next((kind for verb, kind in PAYLOADS.items() if verb == action.get("verb")), None)
    if kind is None or action.get("associatedInputs") == "none":
        return []
    return [one for one in inputs_of(card, action) if one["id"] in kind.__dataclass_fields__]


def prompt(element: dict[str, Any]) -> str:
    """What is asked: the label, the choices with their numbers, and what an empty line keeps."""
    hints = _hints(_choices(element))
    if element["type"] == "Input.Date":
        hints.append("year-month-day")
    if kept := _title(element, element.get("value", "")):
        hints.append(f"Enter keeps “{kept if len(kept) <= LONGEST_SHOWN else kept[:LONGEST_SHOWN] + '…'}”")
    return f"{element['label']} ({'; '.join(hints)}): " if hints else f"{element['label']}: "


def value(element: dict[str, Any], typed: str) -> str:
    """What is sent for what was typed: for a choice, its number or its words will do."""
    typed = typed.strip()
    if not typed:
        return str(element.get("value", ""))
    for number, choice in enumerate(_choices(element), 1):
        if typed.casefold() in (str(number), choice["title"].casefold()):
            return str(choice["value"])
    return typed


def _hints(choices: list[dict[str, str]]) -> list[str]:
    """Each choice with its number; of many the first alone, for whoever knows the words."""
    if len(choices) > MOST_SHOWN:
        return [f"one of {len(choices)}, such as {choices[0]['title']}"]
    return [f"{number} {choice['title']}" for number, choice in enumerate(choices, 1)]


def _choices(element: dict[str, Any]) -> list[dict[str, str]]:
    return list(element.get("choices", ()))


def _title(element: dict[str, Any], sent: str) -> str:
    return next((one["title"] for one in _choices(element) if one["value"] == sent), sent)
