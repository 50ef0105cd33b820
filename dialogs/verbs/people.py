"""The payloads of absence."""

from dataclasses import dataclass

from dialogs.verbs.base import Payload, Verb


@dataclass(frozen=True, slots=True)
class SetAbsence(Payload):
    """Somebody is away from one date until another, and somebody covers; both by their number."""

    verb = Verb.SET_ABSENCE
    person_id: int
    away_from: str = ""
    away_until: str = ""
    substitute: str = ""


@dataclass(frozen=True, slots=True)
class CancelAbsence(Payload):
    """They are not away after all."""

    verb = Verb.CANCEL_ABSENCE
    absence_id: int


PAYLOADS: tuple[type[Payload], ...] = (SetAbsence, CancelAbsence)
