"""Sends what nobody asked for at this moment: the courier's way to the channel."""

from typing import Any

from bot.teams import outbound
from bot.teams.address import Address
from bot.teams.sender import Sender
from casework.claiming import Target
from dialogs.message import Reply


class TeamsPost:
    """Over a sender that tries once: when to try again is the courier's to decide, and it counts each try."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    async def send(self, target: Target, reply: Reply, *, activity: str = "") -> str:
        """A new message, or another content for the one named; DeliveryError."""
        address = Address(target.service_url, target.conversation, target.bot, target.member, target.tenant)
        content = _content(reply, address)
        if activity:
            await self._sender.update(address, activity, content)
            return activity
        return await self._sender.post(address, content)

    async def open_chat(self, target: Target) -> str:
        """The conversation id of the personal chat with the target's member; DeliveryError."""
        return await self._sender.create_conversation(
            target.service_url, tenant=target.tenant, bot=target.bot, member_object_id=target.member
        )


def _content(reply: Reply, address: Address) -> dict[str, Any]:
    """A channel, and somebody who has never written, has no recipient with an id of the channel's own."""
    content = outbound.message(reply, address)
    if not address.person:
        del content["recipient"]
    return content
