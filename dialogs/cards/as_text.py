"""Any of our cards as plain text: for the terminal, and for a client that draws no cards."""

import re
from collections.abc import Iterator
from typing import Any

from dialogs.message import Card

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
    """The card's buttons in the order in which `as_text` numbers them."""
    found: list[dict[str, Any]] = []
    for element in card.get("body", ()):
        found += _actions(element)
    return found + list(card.get("actions", ()))


def unescaped(text: str) -> str:
    """Text of a card without its markdown."""
    text = _LINK.sub(r"\1 <\2>", text)
    return _ESCAPED.sub(r"\1", text.replace("**", ""))


def _actions(element: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from element.get("actions", ())
    if element.get("selectAction"):
        yield element["selectAction"]
    for inner in _inside(element):
        yield from _actions(inner)


def _inside(element: dict[str, Any]) -> list[dict[str, Any]]:
    columns = [item for column in element.get("columns", ()) for item in column.get("items", ())]
    return list(element.get("items", ())) + columns


def _lines(element: dict[str, Any], number: Iterator[int] | None) -> Iterator[str]:
    kind = element.get("type")
    if kind == "TextBlock":
        indent = "    " if element.get("isSubtle") else ""
        yield indent + unescaped(element["text"])
    elif kind == "FactSet":
        yield from (f"{fact['title']}: {unescaped(fact['value'])}" for fact in element["facts"])
    elif kind == "Input.Text" and number is None:
        yield element.get("label", "")
    if element.get("separator"):
        yield ""
    for inner in _inside(element):
        yield from _lines(inner, number)
    if number is not None and element.get("actions"):
        yield "    " + "  ".join(f"[{next(number)}] {one['title']}" for one in element["actions"])
