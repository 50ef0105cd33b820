"""The settings file of an import: which headings mean which field, which words which state and reason."""

import re
import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from casework.episode_files.rows import EpisodeState, Incomplete
from knowledge.importers.rows import RefusedFile

DATES = ("admitted", "discharged", "episode_start", "episode_end", "notes_since")
FIELDS = ("spell", "episode_number", "reference", *DATES[:4], "treatment_function", "main_specialty",
          "consultant_code", "ward", "coder", "state", "reason", "notes_location", "notes_since",
          "primary_diagnosis", "hrg")  # fmt: skip
LARGEST_FILE = 200_000
_SHAPE = {
    "columns": frozenset(FIELDS),
    "states": frozenset(state.value for state in EpisodeState),
    "reasons": frozenset(reason.value for reason in Incomplete),
    "primary_diagnosis": frozenset({"not_coded"}),
}

Words = Table[str, tuple[str, ...]]


@dataclass(frozen=True)
class Mapping:
    """What a department calls things. `set_fields` are those that its own file names."""

    columns: Words
    states: Words
    reasons: Words
    not_coded: tuple[str, ...]
    set_fields: frozenset[str] = frozenset()

    @cached_property
    def state_of(self) -> Table[str, EpisodeState]:
        """Each word of a status column, plain, and its state."""
        return {plain(word): EpisodeState(state) for state, words in self.states.items() for word in words}

    @cached_property
    def reason_phrases(self) -> tuple[tuple[str, Incomplete], ...]:
        """Each phrase of a reason column, plain, longest first: the longer says more."""
        pairs = [
            (plain(word), Incomplete(reason)) for reason, words in self.reasons.items() for word in words
        ]
        return tuple(sorted((pair for pair in pairs if pair[0]), key=lambda pair: -len(pair[0])))


def plain(words: str) -> str:
    """Words for comparing: small letters and digits, one blank between."""
    return " ".join(re.findall(r"[^\W_]+", words.casefold()))


def shipped() -> Mapping:
    """The names of the Commissioning Data Set and the usual headings of PAS reports."""
    file = resources.files("casework") / "data" / "episode_columns.toml"
    tables = _checked("episode_columns.toml", tomllib.loads(file.read_text(encoding="utf-8")))
    return Mapping(
        tables["columns"], tables["states"], tables["reasons"], tables["primary_diagnosis"]["not_coded"]
    )


def of_department(file: Path) -> Mapping:
    """The shipped mapping with each list that the department's own file names in its place.

    Raises:
        RefusedFile: the file is not there, is not TOML, or has a name or a value that means nothing.
    """
    try:
        with file.open("rb") as opened:
            text = opened.read(LARGEST_FILE + 1)
        own = _checked(file.name, tomllib.loads(text[:LARGEST_FILE].decode("utf-8-sig")))
    except OSError as error:
        raise RefusedFile(f"{file}: the settings file cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        if isinstance(error, RefusedFile):
            raise
        raise RefusedFile(f"{file.name}: this is no settings file in TOML: {str(error)[:200]}.") from error
    base = shipped()
    return replace(
        base,
        columns={**base.columns, **own["columns"]},
        states={**base.states, **own["states"]},
        reasons={**base.reasons, **own["reasons"]},
        not_coded=own["primary_diagnosis"].get("not_coded", base.not_coded),
        set_fields=frozenset(own["columns"]),
    )


def _checked(name: str, tables: Table[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    unknown = [f"[{table}]" for table in tables if table not in _SHAPE]
    read: dict[str, dict[str, tuple[str, ...]]] = {}
    for table, keys in _SHAPE.items():
        held = tables.get(table, {})
        if not isinstance(held, dict):
            raise RefusedFile(f"{name}: [{table}] must be a table with lists of words.")
        unknown += [f"{table}.{key}" for key in held if key not in keys]
        read[table] = {key: _words(name, f"{table}.{key}", words) for key, words in held.items()}
    if unknown:
        known = ", ".join(f"[{table}] {', '.join(sorted(keys))}" for table, keys in _SHAPE.items())
        raise RefusedFile(f"{name}: {', '.join(unknown)[:200]} means nothing here. Known: {known}.")
    return read


def _words(name: str, key: str, words: object) -> tuple[str, ...]:
    if isinstance(words, str):
        return (words,)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise RefusedFile(f"{name}: {key} must be a list of words in quotation marks.")
    return tuple(words)
