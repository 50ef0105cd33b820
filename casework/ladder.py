"""What happens when case notes stay missing: a ladder of named people or roles, one step after the other.

The steps are one file; casework/data/ladder.toml is the one that is shipped.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from casework.model.person import Role
from knowledge.importers.rows import RefusedFile

LARGEST_FILE = 50_000
LONGEST_STEP = 1_000
ROLES = {role.value for role in Role}


@dataclass(frozen=True, slots=True)
class LadderStep:
    """After so much working time without the notes, these are told: roles, names or directory ids."""

    after: timedelta
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps in order; each counts from the one before, the first from the request."""

    steps: tuple[LadderStep, ...]


def read_ladder(file: Path) -> Ladder:
    """The ladder of a department's own file.

    Raises:
        RefusedFile: it cannot be read, is not TOML, or holds something that means nothing here.
    """
    try:
        with file.open("rb") as opened:
            text = opened.read(LARGEST_FILE).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise RefusedFile(f"{file}: the ladder's file cannot be read.") from error
    return _ladder(file.name, text)


@cache
def shipped_ladder() -> Ladder:
    """By role: the lead coder, then the coding manager."""
    file = resources.files("casework") / "data" / "ladder.toml"
    return _ladder("ladder.toml", file.read_text(encoding="utf-8"))


def _ladder(name: str, text: str) -> Ladder:
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise RefusedFile(f"{name}: this is no settings file in TOML: {str(error)[:200]}.") from error
    held = tables.get("step")
    if set(tables) != {"step"} or not isinstance(held, list) or not held:
        raise RefusedFile(f"{name}: write [[step]] once for each step, and nothing else.")
    return Ladder(tuple(_step(name, at, one) for at, one in enumerate(held, 1)))


def _step(name: str, at: int, held: Mapping[str, Any]) -> LadderStep:
    if not isinstance(held, dict) or set(held) != {"after_working_hours", "to"}:
        raise RefusedFile(f"{name}, step {at}: it has after_working_hours and to, and nothing else.")
    hours, to = held["after_working_hours"], held["to"]
    named = [to] if isinstance(to, str) else to
    if type(hours) is not int or not 1 <= hours <= LONGEST_STEP:
        raise RefusedFile(
            f"{name}, step {at}: after_working_hours is a whole number from 1 to {LONGEST_STEP}."
        )
    if not isinstance(named, list) or not named or not all(isinstance(it, str) and it for it in named):
        raise RefusedFile(f"{name}, step {at}: to names a role or a person, or a list of them.")
    return LadderStep(timedelta(hours=hours), tuple(named))
