"""The cards of a coder who asks a clinician: the choice of a template, the form, the preview."""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.drafting import Written
from casework.fairness.draft import LONGEST, Format, Indicator, Part
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery
from casework.model.person import Person
from casework.questions import Question
from casework.sources import Source
from casework.templates import ADVICE, Template
from dialogs import clarification_phrases as say
from dialogs import phrases
from dialogs.cards.clarification_letter import letter
from dialogs.cards.elements import Element, action, buttons, card, container, heading, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS, choice_input, text_input
from dialogs.cards.sources import look_first
from dialogs.message import Card
from dialogs.verbs import (
    CancelClarification,
    CheckClarification,
    OpenClarification,
    SendClarification,
    UseTemplate,
)

BLANK = "blank"
FINDINGS, FINDINGS_AT_FIRST = 4, 3
MOST_CLINICIANS = 60
MOST_DRAFTS = 3
FORMATS = (
    ("Several answers to choose from", Format.CHOICE.value),
    ("Open: the clinician answers in their own words", Format.OPEN.value),
    ("Yes or no, to confirm what is documented", Format.YES_NO.value),
)


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What the form shows besides what was typed. `clinicians` are those to choose from, `named` what was
    typed to find them, `too_many` says that there are more. `mend` are the sentences of what is unfair.
    `look_in` may hold what the clinician would be asked for; `episode` is its local reference, if known."""

    query_reference: str
    query_words: str
    clinicians: Sequence[Person]
    too_many: bool = False
    named: str = ""
    template: Template | None = None
    mend: Sequence[str] = ()
    notice: str = ""
    look_in: Sequence[Source] = ()
    episode: str = ""


def chooser_card(
    query: CodingQuery,
    matched: Sequence[Template],
    others: Sequence[Template],
    drafts: Sequence[Clarification],
) -> Card:
    """Templates that match the query's words as buttons, the others as a list, and a blank form."""
    number = query.id or 0
    suggested = [action(one.topic, UseTemplate(number, one.key), **NO_INPUTS) for one in matched]
    suggested.append(action("Blank", UseTemplate(number, BLANK), **NO_INPUTS))
    body: list[Element] = [
        heading(f"{say.ASK_A_CLINICIAN} about {query.reference}"),
        quiet(f"“{plain(query.words, 160)}”"),
        text(say.CHOOSE_TEMPLATE),
        buttons(suggested),
        *(_draft(one) for one in drafts[:MOST_DRAFTS]),
        choice_input(
            "topic",
            "Another topic",
            [(one.topic, one.key) for one in others],
            searchable=True,
            placeholder="Choose",
        ),
    ]
    return card(body, [action("Use this topic", UseTemplate(number))])


def form_card(one: Clarification, written: Written, facts: FormFacts) -> Card:
    """The form with everything typed so far, and above it what is still to be mended."""
    return fitted(lambda longest: _form(one, written, facts, longest))


def preview_card(question: Question) -> Card:
    """What the clinician will see, with the way to send it or to change it."""
    one = question.one
    who = question.clinician.name if question.clinician else "the clinician"

    def draw(longest: int) -> Card:
        body: list[Element] = [
            heading(f"{one.reference} · {say.FAIR}"),
            text(f"This is what {plain(who, 60)} will see:"),
            container(letter(question, longest), style="emphasis"),
        ]
        return card(body, press)

    press = [
        action("Send", SendClarification(one.id or 0, one.version, as_kept="yes"), style="positive"),
        action("Change it", OpenClarification(one.id or 0)),
        action("Throw away", CancelClarification(one.id or 0, one.version)),
    ]
    return fitted(draw, (LONGEST[Part.QUESTION], 600, 300, 100, 40))


def _draft(one: Clarification) -> Element:
    name = f"Go on with {one.reference}: {one.title or 'no title yet'}"
    return buttons([action(name[:60], OpenClarification(one.id or 0), **NO_INPUTS)])


def _form(one: Clarification, written: Written, facts: FormFacts, longest: int) -> Card:
    body: list[Element] = [
        heading(f"{one.reference} · a question for a clinician"),
        quiet(f"About {facts.query_reference}: “{plain(facts.query_words, 160)}”"),
        *look_first(facts.look_in, facts.episode),
        *_told(facts, longest),
        *_clinician(written, facts, most=MOST_CLINICIANS if longest > 200 else 20),
        text_input(
            "reference",
            "The patient's local reference",
            value=written.patient_reference,
            longest=LONGEST[Part.REFERENCE],
            placeholder="Your department's own number, never a patient identifier",
        ),
        text_input("title", "Title", value=written.title, longest=LONGEST[Part.TITLE]),
        text("**What the record says**"),
        *(_hints(facts.template) if longest > 200 else ()),
        *_findings(written),
        *_asked(written, facts.template),
        quiet(phrases.NO_PATIENTS, spacing="Small"),
    ]
    facts_of = (one.id or 0, one.version)
    return card(
        body,
        [
            action("Check", CheckClarification(*facts_of), style="positive"),
            action("Send", SendClarification(*facts_of)),
            action("Throw away", CancelClarification(*facts_of), **NO_INPUTS),
        ],
    )


def _told(facts: FormFacts, longest: int) -> list[Element]:
    told = [text(facts.notice, color="Attention", weight="Bolder")] if facts.notice else []
    if facts.mend:
        sentences = [text(f"• {plain(one, longest)}", spacing="Small") for one in facts.mend[:12]]
        told.append(
            container([text(say.MEND, weight="Bolder", color="Attention"), *sentences], style="emphasis")
        )
    return told


def _clinician(written: Written, facts: FormFacts, most: int) -> list[Element]:
    shown = list(facts.clinicians[:most])
    made: list[Element] = []
    if facts.too_many:
        made.append(
            text_input("clinician_name", "A part of the clinician's name", value=facts.named, longest=60)
        )
    if not shown:
        return [*made, text(say.NO_CLINICIANS_KNOWN, color="Attention")] if not facts.too_many else made
    chosen = str(written.clinician_id) if written.clinician_id in {one.id for one in shown} else ""
    choices = [(_name(one), str(one.id)) for one in shown]
    return [*made, choice_input("clinician", "Clinician", choices, value=chosen, searchable=True)]


def _name(person: Person) -> str:
    name = f"{person.name} ({person.specialties})" if person.specialties else person.name
    return name[:70]


def _hints(template: Template | None) -> list[Element]:
    if template is None:
        return []
    return [quiet(f"Look for {plain(hint.look_for)}: {plain(hint.where)}") for hint in template.hints]


def _findings(written: Written) -> list[Element]:
    """Each finding with where it stands and when, and room for one more: an empty form has three."""
    given = list(written.indicators)
    found: list[Element] = []
    for number in range(1, min(max(len(given) + 1, FINDINGS_AT_FIRST), FINDINGS) + 1):
        one = given[number - 1] if number <= len(given) else Indicator("", "")
        found += [
            text_input(
                f"finding_{number}",
                f"{number}. The record says",
                value=one.finding,
                lines=True,
                longest=LONGEST[Part.INDICATOR],
            ),
            _beside(
                text_input(
                    f"source_{number}", f"{number}. Found in", value=one.source, longest=LONGEST[Part.SOURCE]
                ),
                text_input(f"on_{number}", f"{number}. When", value=one.on, longest=LONGEST[Part.DATE]),
            ),
        ]
    return found


def _beside(wide: Element, narrow: Element) -> Element:
    """Two inputs on one line: the form is long enough."""
    columns = [
        {"type": "Column", "width": width, "items": [one]} for width, one in (("2", wide), ("1", narrow))
    ]
    return {"type": "ColumnSet", "columns": columns, "spacing": "Small"}


def _asked(written: Written, template: Template | None) -> list[Element]:
    advice = [quiet(ADVICE, spacing="Small")] if template and template.options else []
    return [
        text_input(
            "question", "Question", value=written.question, lines=True, longest=LONGEST[Part.QUESTION]
        ),
        choice_input("format", "How it is answered", FORMATS, value=written.format.value),
        text_input(
            "options",
            "Answers to choose from, one a line",
            value="\n".join(written.options),
            lines=True,
            placeholder="“Other” and “Unable to determine” are added for you",
        ),
        *advice,
        text_input(
            "documented",
            "For yes or no: what is documented already",
            value=written.documented,
            lines=True,
            longest=LONGEST[Part.DOCUMENTED],
        ),
    ]
