"""Where evidence lives, by specialty: systems to look in before a clinician is asked, and the way there.

One settings file of names and link templates; docs/examples/sources.toml shows one. A link is https and holds
nothing of the episode but its local reference.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from knowledge.importers.rows import RefusedFile

LARGEST_FILE = 100_000
LONGEST_LINK = 500
LONGEST_NAME = 80
PLACE = "{episode}"
_KEYS = {"name", "link", "specialties", "holds"}


@dataclass(frozen=True, slots=True)
class Source:
    """A system that holds evidence. No `specialties`: it serves all of them."""

    name: str
    link: str = ""
    specialties: tuple[str, ...] = ()
    holds: str = ""

    def link_to(self, reference: str) -> str:
        """The link to that episode, by its local reference; empty where the system has none."""
        return self.link.replace(PLACE, quote(reference, safe=""))


@dataclass(frozen=True, slots=True)
class Sources:
    """All of a department's sources."""

    sources: tuple[Source, ...] = ()

    def of(self, treatment_function: str) -> tuple[Source, ...]:
        """Where to look first for an episode of that specialty: its own systems, then those of all."""
        own = [one for one in self.sources if treatment_function in one.specialties]
        return (*own, *(one for one in self.sources if not one.specialties))


def read_sources(file: Path) -> Sources:
    """The sources of a department's settings file.

    Raises:
        RefusedFile: it cannot be read, is not TOML, or a source of it cannot be used; it is named.
    """
    try:
        with file.open("rb") as opened:
            tables = tomllib.loads(opened.read(LARGEST_FILE).decode("utf-8-sig"))
    except OSError as error:
        raise RefusedFile(f"{file}: the settings file cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise RefusedFile(f"{file.name}: this is no settings file in TOML: {str(error)[:200]}.") from error
    held = tables.get("source", [])
    if set(tables) - {"source"} or not isinstance(held, list):
        raise RefusedFile(f"{file.name}: write [[source]] once for each system, and nothing else.")
    return Sources(tuple(_source(file.name, at, one) for at, one in enumerate(held, 1)))


def _source(name: str, at: int, held: Any) -> Source:
    where = f"{name}, source {at}"
    if not isinstance(held, dict) or set(held) - _KEYS or not isinstance(held.get("name"), str):
        raise RefusedFile(f"{where}: it has a name, and may have link, specialties and holds.")
    link, holds, specialties = held.get("link", ""), held.get("holds", ""), held.get("specialties", [])
    if not isinstance(link, str) or not isinstance(holds, str) or not isinstance(specialties, list):
        raise RefusedFile(f"{where}: link and holds are words, specialties is a list of treatment functions.")
    if not all(isinstance(one, str) and one for one in specialties):
        raise RefusedFile(f"{where}: specialties is a list of treatment functions in quotation marks.")
    if not held["name"].strip() or max(len(held["name"]), len(holds)) > LONGEST_NAME:
        raise RefusedFile(f"{where}: name and holds are 1 to {LONGEST_NAME} characters.")
    if link:
        _check_link(where, link)
    return Source(held["name"].strip(), link, tuple(specialties), holds.strip())


def _check_link(where: str, link: str) -> None:
    """A link goes to one host over https, and nothing is filled in but the episode, after the host."""
    try:
        parts = urlsplit(link)
        host, sound = parts.hostname or "", parts.port is None or parts.port > 0
    except ValueError:
        host, sound = "", False
    if not sound or parts.scheme != "https" or not host or "@" in parts.netloc or len(link) > LONGEST_LINK:
        raise RefusedFile(f"{where}: a link begins with https:// and a host, without a name or password.")
    rest = link.replace(PLACE, "")
    if "{" in rest or "}" in rest or "{" in parts.netloc:
        raise RefusedFile(f"{where}: only {PLACE} is filled in, and not in the host's name.")
    if not rest.isascii() or any(sign.isspace() or not sign.isprintable() for sign in rest):
        raise RefusedFile(f"{where}: a link holds no blanks and no letters beyond ASCII.")
