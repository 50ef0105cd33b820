"""The payloads of handing a query to the lead coders and working it.

`version` is the case's when the card was drawn: a stale card moves nothing. What is typed has a name of
its own on each form, because all inputs of one card share their names.
"""

from dataclasses import dataclass

from dialogs.verbs.base import Payload, Verb


@dataclass(frozen=True, slots=True)
class EscalateForm(Payload):
    """“Ask the lead coder”: opens the form."""

    verb = Verb.ESCALATE_FORM
    query_id: int


@dataclass(frozen=True, slots=True)
class Escalate(Payload):
    """“Send to the lead coder”. `specialty` is one of the list, `topic` what was typed instead."""

    verb = Verb.ESCALATE
    query_id: int
    version: int
    title: str = ""
    details: str = ""
    urgency: str = ""
    specialty: str = ""
    topic: str = ""
    episode_date: str = ""


@dataclass(frozen=True, slots=True)
class ReplyToLead(Payload):
    """The asker answers the lead coder's question."""

    verb = Verb.REPLY
    query_id: int
    version: int
    reply: str = ""


@dataclass(frozen=True, slots=True)
class AddNote(Payload):
    """A note for the case. `nonce` is the card's mark, so that a double press is one note."""

    verb = Verb.ADD_NOTE
    query_id: int
    nonce: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw(Payload):
    """The asker needs no answer any more."""

    verb = Verb.WITHDRAW
    query_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Confirm(Payload):
    """“This answers it”, of the lead coder's answer."""

    verb = Verb.CONFIRM
    query_id: int
    version: int


@dataclass(frozen=True, slots=True)
class NotAnswered(Payload):
    """“Not yet”: what the lead coder's answer leaves open."""

    verb = Verb.NOT_ANSWERED
    query_id: int
    version: int
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Reopen(Payload):
    """A closed case is needed again."""

    verb = Verb.REOPEN
    query_id: int
    version: int
    again: str = ""


@dataclass(frozen=True, slots=True)
class Take(Payload):
    """The presser takes the case."""

    verb = Verb.TAKE
    query_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Release(Payload):
    """The case is nobody's again."""

    verb = Verb.RELEASE
    query_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Assign(Payload):
    """The case is given to a colleague, by their number."""

    verb = Verb.ASSIGN
    query_id: int
    version: int
    colleague: str = ""


@dataclass(frozen=True, slots=True)
class SetUrgency(Payload):
    """How soon the answer is needed, as the lead coder sees it."""

    verb = Verb.SET_URGENCY
    query_id: int
    version: int
    urgency: str = ""


@dataclass(frozen=True, slots=True)
class AskBack(Payload):
    """A question to the asker."""

    verb = Verb.ASK_BACK
    query_id: int
    version: int
    question: str = ""


@dataclass(frozen=True, slots=True)
class AnswerCase(Payload):
    """The lead coder's answer: words, and codes as they are typed."""

    verb = Verb.ANSWER_CASE
    query_id: int
    version: int
    answer: str = ""
    codes: str = ""


@dataclass(frozen=True, slots=True)
class ReferForm(Payload):
    """Composes the text for the national helpdesk."""

    verb = Verb.REFER_FORM
    query_id: int


@dataclass(frozen=True, slots=True)
class Refer(Payload):
    """The text went to the national helpdesk; `number` is theirs, where they gave one at once."""

    verb = Verb.REFER
    query_id: int
    version: int
    referral: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class HelpdeskReference(Payload):
    """The helpdesk's own number for it."""

    verb = Verb.HELPDESK_REFERENCE
    query_id: int
    version: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class ResolveReferral(Payload):
    """What the helpdesk answered."""

    verb = Verb.RESOLVE_REFERRAL
    query_id: int
    version: int
    resolution: str = ""


@dataclass(frozen=True, slots=True)
class PassOn(Payload):
    """To the coding manager."""

    verb = Verb.PASS_ON
    query_id: int
    version: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Merge(Payload):
    """The case asks what another asks already; `original` is that one's number."""

    verb = Verb.MERGE
    query_id: int
    version: int
    original: str = ""


@dataclass(frozen=True, slots=True)
class CloseCase(Payload):
    """The lead coder closes the case, with how it ended."""

    verb = Verb.CLOSE_CASE
    query_id: int
    version: int
    outcome: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class ShowQueue(Payload):
    """The leads' worklist; `view` is which part, `page` counts from 0."""

    verb = Verb.QUEUE
    page: int
    view: str = ""
    search: str = ""


PAYLOADS: tuple[type[Payload], ...] = (
    EscalateForm,
    Escalate,
    ReplyToLead,
    AddNote,
    Withdraw,
    Confirm,
    NotAnswered,
    Reopen,
    Take,
    Release,
    Assign,
    SetUrgency,
    AskBack,
    AnswerCase,
    ReferForm,
    Refer,
    HelpdeskReference,
    ResolveReferral,
    PassOn,
    Merge,
    CloseCase,
    ShowQueue,
)
