"""The form with which a lead proposes the answer to a case as a ruling."""

from dataclasses import dataclass

from casework.considering import Considerations
from casework.proposing import LONGEST_QUESTION
from dialogs import phrases
from dialogs.cards.elements import Element, action, card, heading, plain, quiet, text
from dialogs.cards.escalate_form import date_of
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS, date_input, text_input
from dialogs.cards.ruling_parts import considered
from dialogs.message import Card
from dialogs.verbs import OpenQuery, Propose

GENERALISE = "Put the question so that it fits every such record: no patient, no episode, no names."


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form's inputs."""

    question: str = ""
    answer: str = ""
    codes: str = ""
    rests_on: str = ""
    valid_from: str = ""
    review_on: str = ""
    supersedes: str = ""


def ruling_form(query_id: int, case: str, typed: Typed, found: Considerations, *, says: str = "") -> Card:
    """The form, with what is alike and what clashes; `says` is what was wrong with it."""
    return fitted(lambda longest: _draw(query_id, case, typed, found, says, longest))


def _draw(query_id: int, case: str, typed: Typed, found: Considerations, says: str, longest: int) -> Card:
    body: list[Element] = [
        *([text(plain(says, 600), weight="Bolder", color="Attention")] if says else []),
        heading(f"{case}: propose the answer as a ruling"),
        quiet(GENERALISE),
        *_inputs(typed),
        *considered(found, longest),
        quiet(phrases.NO_PATIENTS, spacing="Small"),
    ]
    send = action("Propose it", Propose(query_id), style="positive")
    return card(body, [send, action("Back to the case", OpenQuery(query_id), **NO_INPUTS)])


def _inputs(typed: Typed) -> list[Element]:
    return [
        text_input(
            "ruled_question",
            "The question",
            value=typed.question,
            lines=True,
            longest=LONGEST_QUESTION,
            required="Please write the question.",
        ),
        text_input(
            "ruled_answer", "The answer", value=typed.answer, lines=True, required="Please write the answer."
        ),
        text_input("ruled_codes", "Its codes", value=typed.codes, longest=200),
        text_input("rests_on", "Rests on the standards", value=typed.rests_on, placeholder="DGCS.1, DCS.X.5"),
        date_input("valid_from", "Valid from", value=date_of(typed.valid_from)),
        date_input("review_on", "To be reviewed by", value=date_of(typed.review_on)),
        text_input(
            "supersedes",
            "Takes the place of ruling, if any",
            value=typed.supersedes,
            longest=20,
            placeholder="R-101",
        ),
    ]
