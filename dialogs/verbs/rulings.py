"""The payloads of rulings: propose, ratify, refuse, keep, supersede, withdraw.

`version` is the ruling's when the card was drawn: a stale card moves nothing.
"""

from dataclasses import dataclass

from dialogs.verbs.base import Payload, Verb


@dataclass(frozen=True, slots=True)
class ProposeForm(Payload):
    """“Propose as ruling” and “Supersede”: opens the form. `instead_of` is the ruling superseded, or 0."""

    verb = Verb.PROPOSE_FORM
    query_id: int
    instead_of: int


@dataclass(frozen=True, slots=True)
class Propose(Payload):
    """“Propose it”. `codes` as they are typed, `supersedes` the number of a ruling, or empty."""

    verb = Verb.PROPOSE
    query_id: int
    ruled_question: str = ""
    ruled_answer: str = ""
    ruled_codes: str = ""
    rests_on: str = ""
    valid_from: str = ""
    review_on: str = ""
    supersedes: str = ""


@dataclass(frozen=True, slots=True)
class OpenRuling(Payload):
    """One ruling with its history."""

    verb = Verb.OPEN_RULING
    ruling_id: int


@dataclass(frozen=True, slots=True)
class ShowRulings(Payload):
    """“rulings”: those that answer, and those that wait for the presser."""

    verb = Verb.RULINGS


@dataclass(frozen=True, slots=True)
class Ratify(Payload):
    """The second person agrees."""

    verb = Verb.RATIFY
    ruling_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RefuseRuling(Payload):
    """The second person does not agree, and says why."""

    verb = Verb.REFUSE_RULING
    ruling_id: int
    version: int
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class KeepRuling(Payload):
    """The second person looked again: it stands until the new review date."""

    verb = Verb.KEEP_RULING
    ruling_id: int
    version: int
    until: str = ""


@dataclass(frozen=True, slots=True)
class WithdrawRuling(Payload):
    """A lead takes it back, and says why."""

    verb = Verb.WITHDRAW_RULING
    ruling_id: int
    version: int
    because: str = ""


PAYLOADS: tuple[type[Payload], ...] = (
    ProposeForm,
    Propose,
    OpenRuling,
    ShowRulings,
    Ratify,
    RefuseRuling,
    KeepRuling,
    WithdrawRuling,
)
