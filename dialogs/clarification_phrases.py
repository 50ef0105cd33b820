"""The sentences of asking a clinician. What a clinician reads has no words of the coding department."""

from datetime import datetime

from casework.clarification_answers import NOT_YET, OTHER
from casework.model.clarification import Agreement, Clarification, ClarificationState
from casework.questions import Question
from dialogs import phrases

ASK_A_CLINICIAN = "Ask a clinician"
CHOOSE_TEMPLATE = "Choose what it is about: you get the beginning of a fair question, to be filled in."
MEND = "Please mend this before it can be sent:"
FAIR = "Nothing unfair found."
NO_CLINICIAN = "Choose the clinician who is to answer."
NO_CLINICIANS_KNOWN = (
    "I know no clinician with that name yet. Ask your lead coder to have them added to my list of people."
)
REPLACED = (
    "I have not kept that, because it may identify a patient. Below it is replaced: look through it and "
    "press “Check” again."
)
OWN_CHAT = "I do this in our own chat, where only you see it."
SENT_TO_OWN_CHAT = "I'll send the form to our own chat, where only you see what you type."
NO_QUESTIONS = "No questions are waiting for you. Thank you."
FROM_CODING = "Questions for you from clinical coding"
WHERE_RECORDED = (
    "Where in the record does this stand, or where will you write it? Clinical coding may only use what the "
    "record says."
)
PLACE_REMINDER = "Your answer helps only once it is in the record."
OPINIONS = {
    Agreement.AGREE: "Agree and close",
    Agreement.DISAGREE: "Disagree and close",
    Agreement.NO_OPINION: "Close without an opinion",
}
CLOSED_AS = {
    Agreement.AGREE: "in agreement",
    Agreement.DISAGREE: "in disagreement",
    Agreement.NO_OPINION: "without an opinion",
}
STATES = {
    ClarificationState.DRAFT: "not sent yet",
    ClarificationState.OPEN: "waits for an answer",
    ClarificationState.ANSWERED: "answered",
    ClarificationState.CLOSED: "answered and closed",
    ClarificationState.CANCELLED: "taken back",
    ClarificationState.REDIRECTED: "sent on to another clinician",
}


def answer(one: Clarification) -> str:
    """What was answered, in one line."""
    if one.chosen == OTHER:
        return one.answer
    return ": ".join(part for part in (one.chosen, one.answer) if part)


def recorded(one: Clarification) -> str:
    """Where the answer stands in the record, as far as it is known."""
    if one.recorded_at is None:
        return "Not yet recorded" if one.recorded_where == NOT_YET else "Not said yet"
    return one.recorded_where


def due(one: Clarification) -> str:
    """By when an answer is needed."""
    return f"Please answer by {phrases.moment(one.due_at)}." if one.due_at else ""


def who_asks(question: Question) -> str:
    """The letter's first sentence."""
    about = f"patient {question.one.patient_reference} (clinical coding's own reference)"
    return f"{question.asker.name} from clinical coding asks for your help with {about}."


def found(row: dict[str, str]) -> str:
    """Where something was found in the record, and when."""
    return ", ".join(part for part in (row.get("source", ""), row.get("on", "")) if part)


def sent(question: Question) -> str:
    """That it is on its way."""
    who = question.clinician.name if question.clinician else "The clinician"
    return f"{question.one.reference} is on its way to {who}. I'll tell you when it is answered."


def answered(question: Question) -> str:
    """Who answered what, for a notification."""
    who = question.answered_by.name if question.answered_by else "A clinician"
    said = f"{who} answered {question.one.reference}: {answer(question.one)}"
    return (
        f"{said.rstrip('. ')}. In the record: {recorded(question.one)}" if question.one.recorded_at else said
    )


def ended(question: Question) -> str:
    """Why nobody waits for an answer any more, for whoever reads it."""
    one = question.one
    because = f" Reason: {one.ended_because}" if one.ended_because else ""
    who = question.clinician.name if question.clinician else "The clinician"
    if one.state == ClarificationState.REDIRECTED and question.mine_to_answer:
        return f"{one.reference} goes to another clinician.{because}"
    if one.state == ClarificationState.REDIRECTED:
        return f"{who} sent {one.reference} on to another clinician.{because}"
    if question.mine_to_answer:
        return f"You need not answer {one.reference} any more.{because}"
    return f"{one.reference} was taken back.{because}"


def thanks(one: Clarification) -> str:
    """To the clinician who answered."""
    return f"Thank you. You answered: {answer(one)}"


def waiting(questions: list[Question]) -> str:
    """How many questions wait, for a notification."""
    if len(questions) == 1:
        one = questions[0].one
        return f"A question from clinical coding about patient {one.patient_reference}: {one.title}"
    return f"{len(questions)} questions from clinical coding wait for you."


def standing(one: Clarification, when: datetime | None = None) -> str:
    """Where a question stands, in a few words, with the moment that matters."""
    words = STATES[ClarificationState(one.state)]
    at = when or (one.due_at if one.is_open() else one.answered_at)
    if at is None:
        return words
    return f"{words}, due {phrases.moment(at)}" if one.is_open() else f"{words} {phrases.moment(at)}"
