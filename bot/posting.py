"""The port through which the courier reaches a channel; `bot/teams/post.py` is the real one."""

from typing import Protocol

from casework.claiming import Target
from dialogs.message import Reply


class Post(Protocol):
    """Sends. Every failure is a DeliveryError, which says whether it may have arrived all the same."""

    async def send(self, target: Target, reply: Reply, *, activity: str = "") -> str:
        """Post a new message and return its id; or, with `activity`, change that one."""
        ...

    async def open_chat(self, target: Target) -> str:
        """Open the personal chat with the target's member; its conversation id. Harmless twice."""
        ...
