"""Looking into JSON that anybody may have written: what is not of the kind that is expected is empty."""

from typing import Any

LONGEST_TEXT = 1_000


def held(value: dict[str, Any], key: str) -> dict[str, Any]:
    """The object under a key."""
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def dicts(value: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of the list under a key."""
    found = value.get(key)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def text_at(value: dict[str, Any], key: str) -> str:
    """The text under a key; a number as text."""
    found = value.get(key)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)[:LONGEST_TEXT] if abs(found) < 10**30 else ""
    return found.strip()[:LONGEST_TEXT] if isinstance(found, str) else ""
