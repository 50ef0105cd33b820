"""The payload of notes on codes."""

from dataclasses import dataclass

from dialogs.verbs.base import Payload, Verb


@dataclass(frozen=True, slots=True)
class WriteCodeNote(Payload):
    """A note on the code whose details are shown. `whose` is the presser's own, or the department's."""

    verb = Verb.WRITE_CODE_NOTE
    query_id: int
    classification: str
    code: str
    edition_id: int
    code_note: str = ""
    whose: str = ""


PAYLOADS: tuple[type[Payload], ...] = (WriteCodeNote,)
