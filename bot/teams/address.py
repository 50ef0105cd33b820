"""Where a message can be sent: what must be kept of a conversation to write into it later."""

from dataclasses import dataclass
from typing import Any

from bot.teams.inbound import tenant_of


@dataclass(frozen=True, slots=True)
class Address:
    """A conversation at the channel, with the ids of the bot and of the person in it, and its tenant."""

    service_url: str
    conversation: str
    bot: str
    person: str
    tenant: str = ""


def address_of(activity: dict[str, Any]) -> Address:
    """The address that answers this activity."""
    return Address(
        service_url=activity.get("serviceUrl") or "",
        conversation=_id(activity, "conversation"),
        bot=_id(activity, "recipient"),
        person=_id(activity, "from"),
        tenant=tenant_of(activity),
    )


def _id(activity: dict[str, Any], party: str) -> str:
    return (activity.get(party) or {}).get("id") or ""
