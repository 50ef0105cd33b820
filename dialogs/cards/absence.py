"""The cards about being away: the form, and what is noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from casework.london import london_date
from casework.model.person import Absence, Person
from dialogs.cards.elements import Element, action, buttons, card, container, heading, plain, quiet, text
from dialogs.cards.forms import NO_INPUTS, choice_input, date_input
from dialogs.message import Card
from dialogs.verbs import CancelAbsence, SetAbsence

MOST_CHOICES = 100
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Noted:
    """One absence, with the name of who covers."""

    absence: Absence
    covers: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form's inputs."""

    first: date | None = None
    last: date | None = None
    substitute: str = ""


def absence_card(
    person: Person,
    noted: Sequence[Noted],
    substitutes: Sequence[Person],
    typed: Typed,
    *,
    own: bool,
    says: str = "",
) -> Card:
    """What is noted for the person, each with a way to cancel it, and the form for another."""
    name = person.name[:LONGEST_NAME]
    body: list[Element] = [
        *([text(plain(says, 400), weight="Bolder", color="Accent")] if says else []),
        heading("When you are away" if own else f"When {plain(name)} is away"),
        *[_line(one) for one in noted],
    ]
    others = [(one.name[:LONGEST_NAME], str(one.id)) for one in substitutes[:MOST_CHOICES] if one.name]
    if not others:
        return card([*body, text("Nobody on my list can stand in. Ask your lead coder.")])
    chosen = typed.substitute if typed.substitute in [sent for _, sent in others] else ""
    body += [
        date_input("away_from", "From", value=typed.first, required="Please choose the first day."),
        date_input(
            "away_until", "Until, that day included", value=typed.last, required="Please choose the last day."
        ),
        choice_input(
            "substitute",
            "Who covers?",
            others,
            value=chosen,
            required="Please choose who covers.",
            placeholder="Choose",
        ),
        quiet("Who covers gets everything meanwhile.", spacing="Small"),
    ]
    return card(body, [action("Save", SetAbsence(person.id or 0))])


def span(absence: Absence) -> str:
    """Thu 24 December 2026 to Sat 2 January 2027: both days included."""
    last = london_date(absence.ends_at - timedelta(microseconds=1))
    return f"{_day(london_date(absence.starts_at))} to {_day(last)}"


def _line(one: Noted) -> Element:
    cancel = action("Cancel it", CancelAbsence(one.absence.id or 0), **NO_INPUTS)
    words = text(f"{span(one.absence)}: {plain(one.covers, LONGEST_NAME)} covers", spacing="None")
    return container([words, buttons([cancel])], style="emphasis", spacing="Small")


def _day(on: date) -> str:
    return f"{on:%a} {on.day} {on:%B %Y}"
