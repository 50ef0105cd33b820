"""A notice, drawn: what is sent, and whether the card is to be remembered so that it can be changed later."""

from dataclasses import dataclass

from dialogs.message import Reply


@dataclass(frozen=True, slots=True)
class Rendered:
    """`keeps` is the kind under which the posted card is kept; empty where it stays as it is sent."""

    reply: Reply
    keeps: str = ""
