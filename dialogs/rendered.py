"""A notice, drawn: what is sent, and whether the card is to be remembered so that it can be changed later."""

from dataclasses import dataclass
from datetime import datetime

from dialogs.message import Reply


@dataclass(frozen=True, slots=True)
class Rendered:
    """`keeps` is the kind under which the posted card is kept; empty where it stays as it is sent."""

    reply: Reply
    keeps: str = ""


class NotBefore(Exception):
    """There is something to say, but not now: a reminder that is late does not come at night."""

    def __init__(self, until: datetime) -> None:
        super().__init__(f"not before {until.isoformat()}")
        self.until = until
