"""An activity as the channel sends it -> a Message, or None for what needs no answer.

Reads the raw JSON, whose shapes `bot/body.py` has checked: the SDK's own model loses the tenant
and the mentions. Everything under `value` is the sender's to choose, so it is read defensively.
"""

import html
import re
from datetime import datetime
from typing import Any

from dialogs.message import Message, Place, PlaceKind, Speaker

Activity = dict[str, Any]

CARD_ACTION = "adaptiveCard/action"
PLACES: dict[str, PlaceKind] = {"personal": "personal", "groupChat": "group", "channel": "channel"}
LOCAL_TENANT = "local"

_AT_TAG = re.compile(r"</?at(?:\s[^>]*)?>", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\n]+")


def read(activity: Activity, *, at: datetime) -> Message | None:
    """The message in this activity; None for typing, reactions, other people's arrivals and the like."""
    if not activity.get("id") or _is_from_the_bot(activity):
        return None
    match activity["type"]:
        case "message":
            return _said(activity, at)
        case "invoke" if activity.get("name") == CARD_ACTION:
            return _executed(activity, at)
        case "installationUpdate" | "conversationUpdate" if _brings_the_bot_in(activity):
            return _message(activity, at, kind="joined")
    return None


def tenant_of(activity: Activity) -> str:
    """The tenant that this comes from, or "": the SDK's `conversation.tenant_id` is always empty."""
    tenant = (activity.get("channelData") or {}).get("tenant") or {}
    return tenant.get("id") or (activity.get("conversation") or {}).get("tenantId") or ""


def is_submit(activity: Activity) -> bool:
    """Whether this is a card's Action.Submit: a message that carries a value and no words."""
    return activity["type"] == "message" and activity.get("value") is not None and not activity.get("text")


def _said(activity: Activity, at: datetime) -> Message:
    if is_submit(activity):
        payload = _object(activity["value"])
        return _message(activity, at, kind="action", verb=_text(payload.pop("verb", "")), payload=payload)
    return _message(activity, at, kind="text", text=_plain(activity))


def _executed(activity: Activity, at: datetime) -> Message:
    """An Action.Execute. Where an input has the name of one of the card's own facts, the card wins."""
    value = _object(activity.get("value"))
    action = _object(value.get("action"))
    payload = _object(value.get("inputs")) | _object(action.get("data"))
    return _message(activity, at, kind="action", verb=_text(action.get("verb")), payload=payload)


def _message(activity: Activity, at: datetime, **content: Any) -> Message:
    speaker = activity.get("from") or {}
    return Message(
        id=activity["id"],
        speaker=Speaker(
            tenant=tenant_of(activity) or LOCAL_TENANT,
            id=speaker.get("aadObjectId") or speaker.get("id") or "",
            name=speaker.get("name") or "",
        ),
        place=_place(activity.get("conversation") or {}),
        at=at,
        **content,
    )


def _place(conversation: dict[str, Any]) -> Place:
    """A kind that we do not know is taken for a group: the careful guess about who is listening."""
    kind = conversation.get("conversationType") or ("group" if conversation.get("isGroup") else "personal")
    return Place(kind=PLACES.get(kind, "group"), conversation=conversation.get("id") or "")


def _is_from_the_bot(activity: Activity) -> bool:
    speaker = activity.get("from") or {}
    return bool(speaker.get("id")) and speaker["id"] == (activity.get("recipient") or {}).get("id")


def _brings_the_bot_in(activity: Activity) -> bool:
    """Whether this is the one activity that is answered with a greeting.

    Adding the bot sends both kinds. In a personal chat the installation is answered, because the
    member list comes again with every reinstallation; in a group or channel the member list is,
    because an installation for the whole team does not say which conversation to greet.
    """
    if not (activity.get("conversation") or {}).get("id") or not activity.get("serviceUrl"):
        return False
    personal = _place(activity["conversation"]).kind == "personal"
    if activity["type"] == "installationUpdate":
        return personal and activity.get("action") == "add"
    bot = (activity.get("recipient") or {}).get("id")
    return not personal and any(member["id"] == bot for member in activity.get("membersAdded") or [])


def _plain(activity: Activity) -> str:
    """The words alone: the bot's own @mention gone, other people's reduced to their names."""
    text = activity.get("text") or ""
    for mention in _mentions_of_the_bot(activity):
        text = text.replace(mention, " ")
    text = html.unescape(_AT_TAG.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(letter for letter in text if letter in "\n\t" or ord(letter) >= 32)
    return _SPACES.sub(" ", text).strip()


def _mentions_of_the_bot(activity: Activity) -> list[str]:
    bot = (activity.get("recipient") or {}).get("id")
    return [
        _text(entity.get("text")) or f"<at>{_text(_object(entity.get('mentioned')).get('name'))}</at>"
        for entity in activity.get("entities") or []
        if entity.get("type") == "mention" and bot and _object(entity.get("mentioned")).get("id") == bot
    ]


def _object(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
