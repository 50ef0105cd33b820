"""What a request body must be before anything else looks at it: small, shallow, JSON, of the right shapes.

The SDK parses first and asks afterwards, and answers a third of bad input with 500. Here every
refusal is a 4xx with one sentence, and what is let through can be read without further care.
"""

import asyncio
import json
import re
from typing import Any

from aiohttp import web

LARGEST_BYTES = 256 * 1024
DEEPEST = 32
READ_SECONDS = 10.0
LONGEST_ID = 1024

STRINGS = ("id", "channelId", "serviceUrl", "text", "locale", "timestamp", "name", "replyToId", "action")
LISTS_OF_OBJECTS = ("entities", "attachments", "membersAdded")
ACCOUNTS = ("from", "recipient", "conversation")
ACCOUNT_STRINGS = ("name", "aadObjectId", "role", "tenantId", "conversationType")

# Strings are swallowed whole, an unfinished one to the end: brackets inside do not count, and
# no input makes this look at a byte twice.
_STRING_OR_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


class RefusedBody(Exception):
    """The HTTP status and the one sentence that the sender is told."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


async def read(request: web.Request) -> dict[str, Any]:
    """The request's activity, checked; RefusedBody."""
    if request.content_type != "application/json":
        raise RefusedBody(415, "The body must be application/json.")
    if (request.content_length or 0) > LARGEST_BYTES:
        raise RefusedBody(413, "The body is too large.")
    return checked(await _bytes(request))


def checked(body: bytes) -> dict[str, Any]:
    """The activity in these bytes; RefusedBody."""
    if len(body) > LARGEST_BYTES:
        raise RefusedBody(413, "The body is too large.")
    if _is_deeper_than(DEEPEST, body):
        raise RefusedBody(400, "The body is nested too deeply.")
    activity = _parsed(body)
    if not isinstance(activity, dict):
        raise RefusedBody(400, "The body must be one JSON object.")
    _check_shape(activity)
    return activity


async def _bytes(request: web.Request) -> bytes:
    try:
        async with asyncio.timeout(READ_SECONDS):
            return await request.read()
    except TimeoutError as error:
        raise RefusedBody(408, "The body did not arrive in time.") from error
    except web.HTTPRequestEntityTooLarge as error:
        raise RefusedBody(413, "The body is too large.") from error
    except (web.RequestPayloadError, ConnectionError) as error:
        raise RefusedBody(400, "The body could not be read.") from error


def _is_deeper_than(limit: int, body: bytes) -> bool:
    """Counted on the raw bytes: the parser itself is what deep nesting would break."""
    if body.count(b"[") + body.count(b"{") <= limit:
        return False
    depth = 0
    for found in _STRING_OR_BRACKET.finditer(body):
        token = found[0]
        if token in (b"[", b"{"):
            depth += 1
        elif token in (b"]", b"}"):
            depth -= 1
        if depth > limit:
            return True
    return False


def _parsed(body: bytes) -> object:
    try:
        parsed: object = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise RefusedBody(400, "The body is not JSON in UTF-8.") from error
    return _without_lone_surrogates(parsed) if rb"\ud" in body.lower() else parsed


def _without_lone_surrogates(parsed: object) -> object:
    """Half an emoji is legal JSON, and no text that could be stored or sent on: it becomes "?"."""
    mended: object = json.loads(json.dumps(parsed, ensure_ascii=False).encode("utf-8", "replace"))
    return mended


def _check_shape(activity: dict[str, Any]) -> None:
    """Absent and null are the same; anything else has the type that the channel's protocol gives it."""
    _need(isinstance(activity.get("type"), str) and activity["type"] != "", "type")
    for name in STRINGS:
        _need(isinstance(activity.get(name), str | None), name)
    for name in ACCOUNTS:
        if activity.get(name) is not None:
            _check_account(activity[name], name)
    for name in LISTS_OF_OBJECTS:
        _need(_is_list_of_objects(activity.get(name) or []), name)
    for member in activity.get("membersAdded") or []:
        _check_account(member, "membersAdded")
    _check_channel_data(activity.get("channelData"))
    _check_ids(activity)


def _check_account(account: object, name: str) -> None:
    account = _object(account, name)
    _need(isinstance(account.get("id"), str), name)
    _need(all(isinstance(account.get(field), str | None) for field in ACCOUNT_STRINGS), name)
    _need(_is_id(account["id"]), name)


def _check_channel_data(data: object) -> None:
    tenant = _object(_object(data, "channelData").get("tenant"), "channelData.tenant")
    _need(isinstance(tenant.get("id"), str | None), "channelData.tenant")


def _check_ids(activity: dict[str, Any]) -> None:
    """A message and an invoke are answered, so there must be somebody to answer and a place to do it."""
    for name in ("id", "replyToId", "serviceUrl", "channelId"):
        _need(_is_id(activity.get(name) or ""), name)
    if activity["type"] in ("message", "invoke"):
        for name in ("id", "serviceUrl"):
            _need(bool(activity.get(name)), name)
        for name in ("from", "conversation"):
            _need(bool((activity.get(name) or {}).get("id")), name)


def _is_id(text: str) -> bool:
    """Ids go into addresses, logs and the database: of sane length and without control characters."""
    return len(text) <= LONGEST_ID and text.isprintable()


def _object(value: object, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RefusedBody(400, f"The activity's {name} is not of the right type.")
    return value


def _is_list_of_objects(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _need(holds: bool, name: str) -> None:
    """`name` is always one of ours, never the sender's."""
    if not holds:
        raise RefusedBody(400, f"The activity's {name} is missing or not of the right type.")
