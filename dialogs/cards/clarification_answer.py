"""What those who asked a clinician see: the question on its way, the answer, the end; a case's list."""

from collections.abc import Iterable, Mapping

from casework.clarification_answers import ways
from casework.fairness.draft import LONGEST, Part
from casework.model.clarification import Agreement, Clarification, ClarificationState
from casework.questions import Question
from dialogs import clarification_phrases as say
from dialogs import phrases
from dialogs.cards.clarification_letter import LENGTHS, letter
from dialogs.cards.elements import (
    Element,
    action,
    buttons,
    card,
    container,
    facts,
    heading,
    plain,
    quiet,
    text,
)
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import show_card, text_input
from dialogs.message import Card
from dialogs.verbs import CancelClarification, CloseClarification, OpenClarification, OpenQuery

MOST_LINES = 8


def asked_card(question: Question, *, says: str = "") -> Card:
    """It is with the clinician: the letter as sent, when it is due, and the way to take it back."""
    one = question.one
    reason = text_input("not_needed", "Why is it not needed any more?", longest=300)
    back = action("Take it back", CancelClarification(one.id or 0, one.version))

    def draw(longest: int) -> Card:
        body = [*_head(question, says), container(letter(question, longest), style="emphasis")]
        return card(body, [show_card("Take back …", [reason], [back]), _case(one)])

    return fitted(draw, LENGTHS)


def answered_card(question: Question, *, says: str = "") -> Card:
    """The answer, where it stands in the record, and the ways to close it."""
    one = question.one
    body: list[Element] = [
        *_head(question, says),
        text("**Answer**", spacing="Medium"),
        text(plain(say.answer(one), 2_200), spacing="Small"),
        facts([("In the record", plain(say.recorded(one), 600))]),
        text("**Question**", spacing="Medium"),
        text(plain(one.question, LONGEST[Part.QUESTION]), spacing="Small"),
    ]
    if offered := ways(one):
        body.append(quiet(f"Offered: {plain('; '.join(offered), 600)}"))
    if one.state != ClarificationState.ANSWERED:
        return card(body, [_case(one)])
    close = [_close(one, agreement) for agreement in Agreement]
    return card(body, [*close, _case(one)])


def ended_card(question: Question, *, says: str = "") -> Card:
    """It was taken back or sent on."""
    one = question.one
    body = [*_head(question, says), text(plain(say.ended(question), 900))]
    onward = [action("See the new one", OpenClarification(one.redirected_to))] if one.redirected_to else []
    return card(body, [*onward, _case(one)])


def clarification_lines(
    clarifications: Iterable[Clarification], names: Mapping[int, str] | None = None
) -> list[Element]:
    """A case's questions to clinicians, each as it stands, with the way to open it; no drafts."""
    sent = [one for one in clarifications if one.state != ClarificationState.DRAFT]
    if not sent:
        return []
    shown = [_line(one, names or {}) for one in sent[-MOST_LINES:]]
    left = [quiet(f"and {len(sent) - MOST_LINES} earlier")] if len(sent) > MOST_LINES else []
    return [text("**Asked of clinicians**", spacing="Medium"), *shown, *left]


def _line(one: Clarification, names: Mapping[int, str]) -> Element:
    who = names.get(one.clinician_id or 0, "")
    to = f" to {who}" if who else ""
    items = [
        text(f"**{one.reference}**{plain(to, 60)}: {plain(one.title, 90)}", spacing="None"),
        quiet(plain(say.standing(one), 120)),
    ]
    if one.chosen or one.answer:
        items.append(text(f"“{plain(say.answer(one), 160)}”", spacing="None", size="Small"))
        items.append(quiet(f"In the record: {plain(say.recorded(one), 120)}"))
    items.append(buttons([action(f"Open {one.reference}", OpenClarification(one.id or 0))]))
    return container(items, spacing="Small")


def _head(question: Question, says: str) -> list[Element]:
    one = question.one
    said = [text(plain(says, 600), weight="Bolder", color="Accent")] if says else []
    pairs = [
        ("About", f"{question.query_reference}, patient {plain(one.patient_reference)}"),
        ("Asked of", plain(question.clinician.name) if question.clinician else "nobody yet"),
    ]
    if one.due_at and one.is_open():
        pairs.append(("Due", phrases.moment(one.due_at)))
    if question.answered_by and one.answered_at:
        pairs.append(
            ("Answered by", f"{plain(question.answered_by.name)}, {phrases.moment(one.answered_at)}")
        )
    if one.agreement:
        pairs.append(("Closed", say.CLOSED_AS[Agreement(one.agreement)]))
    return [
        *said,
        heading(f"{one.reference} · {say.STATES[ClarificationState(one.state)]}"),
        text(plain(one.title, LONGEST[Part.TITLE]) or "No title", spacing="None"),
        facts(pairs),
    ]


def _close(one: Clarification, agreement: Agreement) -> Element:
    return action(say.OPINIONS[agreement], CloseClarification(one.id or 0, one.version, agreement.value))


def _case(one: Clarification) -> Element:
    return action("Open the case", OpenQuery(one.query_id))
