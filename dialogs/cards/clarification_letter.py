"""What a clinician sees: a letter with its question, the receipt, and the list where several wait."""

from collections.abc import Sequence

from casework.clarification_answers import NOT_YET, OTHER, PLACES, ways
from casework.fairness.draft import LONGEST, Part
from casework.model.person import Person
from casework.questions import Question
from dialogs import clarification_phrases as say
from dialogs import phrases
from dialogs.cards.case_parts import lines
from dialogs.cards.elements import Element, action, buttons, card, container, heading, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS, choice_input, show_card, text_input
from dialogs.message import Card
from dialogs.verbs import AnswerClarification, MyQuestions, OpenClarification, RecordWhere, Redirect

MOST_LISTED = 15
MOST_CLINICIANS = 60
LENGTHS = (LONGEST[Part.QUESTION], 600, 300, 100, 40)
ALL_QUESTIONS = "All my questions"


def letter(question: Question, longest: int) -> list[Element]:
    """Who asks, what the record says and where, and the question: to be read, not worked."""
    one = question.one
    body: list[Element] = [heading(plain(one.title, longest)), text(plain(say.who_asks(question), 400))]
    if one.indicators:
        body.append(text("**What the record says**", spacing="Medium"))
    for row in one.indicators:
        body.append(text(lines(row["finding"], longest), spacing="Small"))
        if where := say.found(row):
            body.append(quiet(plain(where, longest)))
    if one.documented:
        body.append(text(f"Documented: {lines(one.documented, longest)}", spacing="Small"))
    body += [
        text("**Question**", spacing="Medium"),
        text(lines(one.question, longest), spacing="Small"),
        *(quiet(f"• {plain(way, longest)}") for way in ways(one)),
    ]
    return body


def question_card(
    question: Question, others: Sequence[Person], *, too_many: bool, says: str = "", more: int = 0
) -> Card:
    """The letter with its answer, and the way to send it on to one of the `others`."""
    return fitted(lambda longest: _question(question, others, too_many, says, more, longest), LENGTHS)


def receipt_card(question: Question, *, says: str = "", more: int = 0) -> Card:
    """The answer is in: thanks, and where in the record it stands, or the short end of it all."""
    one = question.one
    body: list[Element] = [
        *_said(says),
        heading(plain(one.title, LONGEST[Part.TITLE])),
        quiet(f"Patient {plain(one.patient_reference)} · {one.reference}"),
        text(plain(say.thanks(one), 900)),
    ]
    if one.recorded_at is not None:
        body.append(text(f"In the record: {plain(one.recorded_where, 600)}"))
        return card(body, _more(more))
    if one.recorded_where == NOT_YET:
        body.append(text(say.PLACE_REMINDER, color="Attention"))
    places = [(place, place) for place in (*PLACES, NOT_YET, OTHER)]
    body += [
        choice_input("where", say.WHERE_RECORDED, places, expanded=True),
        text_input("place", "If other: where? You may also add to the above.", longest=300),
    ]
    save = action("Save", RecordWhere(one.id or 0, one.version), style="positive")
    return card(body, [save, *_more(more)])


def digest_card(questions: Sequence[Question], *, says: str = "") -> Card:
    """Several questions in one message, each to be opened in its place."""
    body: list[Element] = [*_said(says), heading(say.FROM_CODING)]
    body += [_listed(question) for question in questions[:MOST_LISTED]]
    if len(questions) > MOST_LISTED:
        body.append(quiet(f"and {len(questions) - MOST_LISTED} more, once these are answered."))
    return card(body)


def over_card(question: Question, *, says: str = "", more: int = 0) -> Card:
    """Nothing is expected of the clinician any more."""
    one = question.one
    body: list[Element] = [
        *_said(says),
        heading(plain(one.title, LONGEST[Part.TITLE])),
        quiet(f"Patient {plain(one.patient_reference)} · {one.reference}"),
        text(plain(_over(question), 900)),
    ]
    return card(body, _more(more))


def _over(question: Question) -> str:
    one = question.one
    if one.chosen or one.answer:
        return f"{say.thanks(one)}. {say.recorded(one)}. It is complete."
    return say.ended(question)


def _question(
    question: Question, others: Sequence[Person], too_many: bool, says: str, more: int, longest: int
) -> Card:
    one = question.one
    body = [*_said(says), *_for_another(question), *_without_ways(letter(question, longest), question)]
    offered = [(way, way) for way in ways(one)]
    if offered:
        body.append(choice_input("chosen", "Your answer", offered, expanded=True))
    label = "If other: which? You may also add to your answer." if offered else "Your answer"
    body += [
        text_input("answer", label, lines=True),
        quiet(f"{plain(say.due(one))} {one.reference}", spacing="Small"),
        quiet(phrases.NO_PATIENTS),
    ]
    answering = action("Answer", AnswerClarification(one.id or 0, one.version), style="positive")
    passing = _not_me(question, others, too_many, most=MOST_CLINICIANS if longest > 200 else 20)
    return card(body, [answering, passing, *_more(more)])


def _for_another(question: Question) -> list[Element]:
    if not (question.for_another and question.clinician):
        return []
    return [quiet(f"For {plain(question.clinician.name, 60)}, for whom you stand in.")]


def _without_ways(body: list[Element], question: Question) -> list[Element]:
    """The letter without its list of answers, which stand below to be chosen."""
    return body[: len(body) - len(ways(question.one))]


def _not_me(question: Question, others: Sequence[Person], too_many: bool, most: int) -> Element:
    one = question.one
    fields: list[Element] = []
    if others:
        choices = [(other.name[:70], str(other.id)) for other in others[:most]]
        fields.append(choice_input("to", "Who can answer it?", choices, searchable=True))
    if too_many or not others:
        fields.append(text_input("to_name", "Their name, if it is not in the list", longest=60))
    fields.append(text_input("reason", "Why them?", longest=300))
    return show_card("Not me: send to …", fields, [action("Send on", Redirect(one.id or 0, one.version))])


def _listed(question: Question) -> Element:
    one = question.one
    words = [
        text(f"**{plain(one.title, LONGEST[Part.TITLE])}**", spacing="None"),
        quiet(f"Patient {plain(one.patient_reference)} · {plain(say.due(one))} {one.reference}"),
        buttons([action("Open", OpenClarification(one.id or 0))]),
    ]
    return container(words, separator=True, spacing="Medium")


def _said(says: str) -> list[Element]:
    return [text(plain(says, 600), weight="Bolder", color="Accent")] if says else []


def _more(more: int) -> list[Element]:
    """The way back to the list, where other questions wait."""
    return [action(ALL_QUESTIONS, MyQuestions(), **NO_INPUTS)] if more else []
