"""The inputs of a card and the forms that open within it, as plain dictionaries.

Every input of one card, those of its inner cards too, needs an id of its own: a press sends the inputs
of its form under their ids, which are the fields of the payload.
"""

from collections.abc import Iterable
from datetime import date

from dialogs.cards.elements import Element

LONGEST_TYPED = 2_000
NO_INPUTS = {"associatedInputs": "none"}


def text_input(
    name: str,
    label: str,
    *,
    value: str = "",
    lines: bool = False,
    longest: int = LONGEST_TYPED,
    required: str = "",
    placeholder: str = "",
) -> Element:
    """Something to type; `lines` for more than one. `required` is what is said where nothing is typed."""
    made: Element = {"type": "Input.Text", "id": name, "label": label, "maxLength": longest}
    if lines:
        made["isMultiline"] = True
    if placeholder:
        made["placeholder"] = placeholder
    return _with(made, value, required)


def choice_input(
    name: str,
    label: str,
    choices: Iterable[tuple[str, str]],
    *,
    value: str = "",
    required: str = "",
    expanded: bool = False,
    searchable: bool = False,
    placeholder: str = "",
) -> Element:
    """One of several: (what is read, what is sent). `expanded` shows them all at once; `searchable` lets
    people type a part of what they look for."""
    options = [{"title": title, "value": sent} for title, sent in choices]
    made: Element = {"type": "Input.ChoiceSet", "id": name, "label": label, "choices": options}
    made["style"] = "expanded" if expanded else "filtered" if searchable else "compact"
    if placeholder:
        made["placeholder"] = placeholder
    made["wrap"] = True
    return _with(made, value, required)


def date_input(name: str, label: str, *, value: date | None = None, required: str = "") -> Element:
    """A date, sent as 2026-03-03."""
    made: Element = {"type": "Input.Date", "id": name, "label": label}
    return _with(made, value.isoformat() if value else "", required)


def show_card(title: str, body: list[Element], actions: Iterable[Element], **style: object) -> Element:
    """A button that opens a form within the card, for the person who presses it alone."""
    inner = {"type": "AdaptiveCard", "body": body, "actions": list(actions)}
    return {"type": "Action.ShowCard", "title": title, "card": inner, **style}


def _with(made: Element, value: str, required: str) -> Element:
    if value:
        made["value"] = value
    if required:
        made["isRequired"] = True
        made["errorMessage"] = required
    return made
