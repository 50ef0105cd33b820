"""The specialties to choose from: treatment functions by name. Others may be typed."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def names() -> tuple[str, ...]:
    """The names, in alphabetical order."""
    return tuple(sorted(_by_code().values()))


def named(typed: str) -> str:
    """The name of the list that is meant by a name or a treatment function code, else what was typed."""
    said = " ".join(typed.split())
    if said in _by_code():
        return _by_code()[said]
    return next((name for name in names() if name.casefold() == said.casefold()), said)


@cache
def _by_code() -> dict[str, str]:
    text = (files("casework") / "data" / "specialties.toml").read_text(encoding="utf-8")
    return {one["code"]: one["name"] for one in tomllib.loads(text)["specialty"]}
