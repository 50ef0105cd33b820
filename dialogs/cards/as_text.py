"""Any of our cards as plain text: for the terminal, and for a client that draws no cards."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from dialogs.message import Card

SHOW_CARD = "Action.ShowCard"
CHART = "Chart."
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+!|~<>.-])")
_LINK = re.compile(r"\[([^\]]+)\]\((\S+?)\)")


def as_text(card: Card, *, numbered: bool = False) -> str:
    """The card's words, line by line; with `numbered`, each button with the number that presses it."""
    lines: list[str] = []
    number = iter(range(1, 1000))
    for element in [*card.get("body", ()), {"type": "ActionSet", "actions": card.get("actions", ())}]:
        lines += _lines(element, number if numbered else None)
    return "\n".join(lines)


def actions_of(card: Card) -> list[dict[str, Any]]:
    """The card's buttons in the order in which `as_text` numbers them, its inner forms too."""
    found: list[dict[str, Any]] = []
    for element in card.get("body", ()):
        found += _actions(element)
    return found + _pressed(card.get("actions", ()))


def inputs_of(card: Card, action: dict[str, Any]) -> list[dict[str, Any]]:
    """The inputs of the form in which that button stands; `action` is one of `actions_of`."""
    for form in _forms(card):
        own = [one for element in _whole(form) for one in _own_actions(element)]
        if any(one is action for one in own):
            return [element for element in _whole(form) if element["type"].startswith("Input.")]
    return []


def unescaped(text: str) -> str:
    """Text of a card without its markdown."""
    text = _LINK.sub(r"\1 <\2>", text)
    return _ESCAPED.sub(r"\1", text.replace("**", ""))


def _actions(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _pressed(element.get("actions", ()))
    for inner in _inside(element):
        yield from _actions(inner)
    if element.get("selectAction"):
        yield element["selectAction"]


def _pressed(actions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """What can be pressed to send something: for a button that opens a form, the form's buttons."""
    found: list[dict[str, Any]] = []
    for one in actions:
        found += actions_of(one["card"]) if one["type"] == SHOW_CARD else [one]
    return found


def _forms(card: Card) -> Iterator[Card]:
    """The card, and each form that opens within it."""
    yield card
    for element in _whole(card):
        for one in _own_actions(element):
            if one["type"] == SHOW_CARD:
                yield from _forms(one["card"])


def _whole(card: Card) -> list[dict[str, Any]]:
    """Every element of the card, however deep, and last its own row of buttons; no inner form's."""
    row = {"type": "ActionSet", "actions": card.get("actions", ())}
    return [one for element in [*card.get("body", ()), row] for one in _deep(element)]


def _deep(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield element
    for inner in _inside(element):
        yield from _deep(inner)


def _own_actions(element: dict[str, Any]) -> list[dict[str, Any]]:
    chosen = [element["selectAction"]] if element.get("selectAction") else []
    return [*element.get("actions", ()), *chosen]


def _inside(element: dict[str, Any]) -> list[dict[str, Any]]:
    columns = [item for column in element.get("columns", ()) for item in column.get("items", ())]
    # A chart is drawn in letters, as it says itself.
    chart = [element["fallback"]] if element.get("type", "").startswith(CHART) else []
    return list(element.get("items", ())) + columns + chart


def _lines(element: dict[str, Any], number: Iterator[int] | None) -> Iterator[str]:
    kind = element.get("type", "")
    if kind == "TextBlock":
        indent = "    " if element.get("isSubtle") else ""
        yield indent + unescaped(element["text"])
    elif kind == "FactSet":
        yield from (f"{fact['title']}: {unescaped(fact['value'])}" for fact in element["facts"])
    elif kind.startswith("Input.") and number is None:
        yield element.get("label", "")
    if element.get("separator"):
        yield ""
    for inner in _inside(element):
        yield from _lines(inner, number)
    if element.get("actions"):
        yield from _buttons(element["actions"], number)
    if element.get("selectAction") and number is not None:
        yield f"    {_numbered(element['selectAction'], number)}"


def _buttons(actions: Iterable[dict[str, Any]], number: Iterator[int] | None) -> Iterator[str]:
    """Numbered: all on one line, a form's after its name. Else the words of the forms alone."""
    if number is not None:
        yield "    " + "  ".join(_numbered(one, number) for one in actions)
        return
    for one in actions:
        if one["type"] == SHOW_CARD:
            yield from as_text(one["card"]).splitlines()


def _numbered(action: dict[str, Any], number: Iterator[int]) -> str:
    if action["type"] != SHOW_CARD:
        return f"[{next(number)}] {action['title']}"
    inner = "  ".join(f"[{next(number)}] {one['title']}" for one in actions_of(action["card"]))
    return f"{action['title']} {inner}"
