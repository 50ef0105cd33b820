"""The payloads of asking a clinician and answering.

`version` is the question's when the card was drawn: a stale card moves nothing. Who presses, and what
they may do, is decided in casework.
"""

from dataclasses import dataclass

from dialogs.verbs.base import Payload, Verb


@dataclass(frozen=True, slots=True)
class Clarify(Payload):
    """“Ask a clinician”: offers the templates that match the query."""

    verb = Verb.CLARIFY
    query_id: int


@dataclass(frozen=True, slots=True)
class UseTemplate(Payload):
    """Begin a question; `template` is the button's, `topic` the one chosen from the list."""

    verb = Verb.USE_TEMPLATE
    query_id: int
    template: str = ""
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Form(Payload):
    """The fields of the form in which a question is written."""

    clarification_id: int
    version: int
    clinician: str = ""
    clinician_name: str = ""
    reference: str = ""
    title: str = ""
    finding_1: str = ""
    source_1: str = ""
    on_1: str = ""
    finding_2: str = ""
    source_2: str = ""
    on_2: str = ""
    finding_3: str = ""
    source_3: str = ""
    on_3: str = ""
    finding_4: str = ""
    source_4: str = ""
    on_4: str = ""
    question: str = ""
    format: str = ""
    options: str = ""
    documented: str = ""


@dataclass(frozen=True, slots=True)
class CheckClarification(Form):
    """“Check”: keeps what is typed, says what is unfair, or shows what the clinician will see."""

    verb = Verb.CHECK_CLARIFICATION


@dataclass(frozen=True, slots=True)
class SendClarification(Form):
    """“Send”: as “Check”, and sends it when it is fair. `as_kept` says that the card had no form."""

    verb = Verb.SEND_CLARIFICATION
    as_kept: str = ""


@dataclass(frozen=True, slots=True)
class OpenClarification(Payload):
    """One question, as it stands and as the presser may see it."""

    verb = Verb.OPEN_CLARIFICATION
    clarification_id: int


@dataclass(frozen=True, slots=True)
class AnswerClarification(Payload):
    """“Answer”, by the clinician."""

    verb = Verb.ANSWER_CLARIFICATION
    clarification_id: int
    version: int
    chosen: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class RecordWhere(Payload):
    """Where in the record the answer stands."""

    verb = Verb.RECORD_WHERE
    clarification_id: int
    version: int
    where: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Redirect(Payload):
    """“Not me”: `to` is the other clinician's number, `to_name` a name typed where the list is too long."""

    verb = Verb.REDIRECT
    clarification_id: int
    version: int
    to: str = ""
    to_name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CancelClarification(Payload):
    """Who asked takes the question back, or throws the draft away."""

    verb = Verb.CANCEL_CLARIFICATION
    clarification_id: int
    version: int
    not_needed: str = ""


@dataclass(frozen=True, slots=True)
class CloseClarification(Payload):
    """Who asked has used the answer, and says what they make of it."""

    verb = Verb.CLOSE_CLARIFICATION
    clarification_id: int
    version: int
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class MyQuestions(Payload):
    """The questions that the presser owes an answer to."""

    verb = Verb.MY_QUESTIONS


PAYLOADS: tuple[type[Payload], ...] = (
    Clarify,
    UseTemplate,
    CheckClarification,
    SendClarification,
    OpenClarification,
    AnswerClarification,
    RecordWhere,
    Redirect,
    CancelClarification,
    CloseClarification,
    MyQuestions,
)
