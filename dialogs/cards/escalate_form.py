"""The form with which an asker hands a query to the lead coders."""

from dataclasses import dataclass
from datetime import date

from casework import specialties
from casework.model.coding_query import CodingQuery
from casework.model.escalation import Urgency
from casework.texts import LONGEST_TITLE
from dialogs import case_phrases, phrases
from dialogs.already_asked import Before
from dialogs.cards.already_asked import already_asked
from dialogs.cards.elements import Element, action, card, facts, heading, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS, choice_input, date_input, text_input
from dialogs.message import Card
from dialogs.verbs import Back, Escalate

LONGEST_TOPIC = 60
NOTHING = Before()


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form's inputs."""

    title: str = ""
    details: str = ""
    urgency: str = Urgency.ROUTINE.value
    specialty: str = ""
    topic: str = ""
    episode_date: str = ""


def escalate_form(
    query: CodingQuery,
    typed: Typed,
    *,
    codes: str,
    not_understood: str,
    says: str = "",
    before: Before = NOTHING,
) -> Card:
    """The form, with what goes along whatever is typed; `says` is what was wrong with it, `before` what is
    closest of what was answered."""
    along = {"codes": codes or "none", "not_understood": not_understood}
    return fitted(lambda longest: _draw(query, typed, along, says, before, longest))


def _draw(
    query: CodingQuery, typed: Typed, goes: dict[str, str], says: str, before: Before, longest: int
) -> Card:
    along = [
        ("Your words", query.words),
        ("Codes shown", goes["codes"]),
        ("Not understood", goes["not_understood"]),
    ]
    body: list[Element] = [
        *([text(plain(says, 600), weight="Bolder", color="Attention")] if says else []),
        heading(f"{query.reference}: ask the lead coder"),
        *already_asked(before, longest),
        quiet("This goes along:"),
        facts((name, plain(value, longest)) for name, value in along if value),
        *_inputs(typed),
        quiet(phrases.NO_PATIENTS, spacing="Small"),
    ]
    send = action("Send to the lead coder", Escalate(query.id or 0, query.version), style="positive")
    return card(body, [send, action("Back", Back(query.id or 0), **NO_INPUTS)])


def _inputs(typed: Typed) -> list[Element]:
    levels = [(name, level.value) for level, name in case_phrases.URGENCIES.items()]
    listed = [(name, name) for name in specialties.names()]
    return [
        text_input(
            "title",
            "In a few words",
            value=typed.title,
            longest=LONGEST_TITLE,
            required="Please give it a title.",
        ),
        text_input("details", "What should the lead coder know?", value=typed.details, lines=True),
        choice_input("urgency", "Urgency", levels, value=typed.urgency),
        choice_input(
            "specialty", "Specialty", listed, value=typed.specialty, placeholder="Choose, or type below"
        ),
        text_input("topic", "Or another topic", value=typed.topic, longest=LONGEST_TOPIC),
        date_input("episode_date", "Episode date: it decides the edition", value=date_of(typed.episode_date)),
    ]


def date_of(typed: str) -> date | None:
    """The date as a date input sends it; None where it is none."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
