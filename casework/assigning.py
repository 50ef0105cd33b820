"""Who codes a new episode: whom the list names, else whose turn it is by the specialty's rule.

The rules are one settings file (docs/examples/episodes.toml shows one).
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heapreplace
from pathlib import Path
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from casework.episode_files.rows import EpisodeRow
from casework.model.episode import INCOMPLETE, Episode
from casework.model.person import Person, Role
from knowledge.importers.rows import RefusedFile

CODERS = (Role.CODER.value, Role.LEAD_CODER.value, Role.CODING_MANAGER.value)
EVERY_SPECIALTY = "*"
LARGEST_FILE = 200_000
_TABLES = {"coders", "rule", "list"}


@dataclass(frozen=True, slots=True)
class Rule:
    """Episodes of these treatment functions go to these coders; `*` is all that no rule names."""

    treatment_functions: tuple[str, ...]
    coders: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """How lists of episodes are taken.

    `aliases`: how the list writes a coder, and the name or directory id of the person. `gone_means_coded`
    is for a hospital whose report leaves coded episodes out: what is no longer listed is then coded.
    `confirm_after` is how many later lists may still show an episode uncoded that its coder marked done.
    """

    rules: tuple[Rule, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    gone_means_coded: bool = False
    confirm_after: int = 2

    def coders_of(self, treatment_function: str) -> tuple[str, ...]:
        """The coders of the first rule that names the specialty, else of the one for all others."""
        for wanted in (treatment_function, EVERY_SPECIALTY):
            for rule in self.rules:
                if wanted in rule.treatment_functions:
                    return rule.coders
        return ()


def read_rules(file: Path) -> Rules:
    """The rules of a department's settings file.

    Raises:
        RefusedFile: it cannot be read, is not TOML, or holds something that means nothing here.
    """
    try:
        with file.open("rb") as opened:
            tables = tomllib.loads(opened.read(LARGEST_FILE).decode("utf-8-sig"))
    except OSError as error:
        raise RefusedFile(f"{file}: the settings file cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise RefusedFile(f"{file.name}: this is no settings file in TOML: {str(error)[:200]}.") from error
    if unknown := sorted(set(tables) - _TABLES):
        raise RefusedFile(f"{file.name}: [{unknown[0]}] means nothing here. Known: coders, rule, list.")
    return _rules(file.name, tables)


def _rules(name: str, tables: Mapping[str, Any]) -> Rules:
    held, aliases, of_list = tables.get("rule", []), tables.get("coders", {}), tables.get("list", {})
    if not isinstance(held, list) or not isinstance(aliases, dict) or not isinstance(of_list, dict):
        raise RefusedFile(f"{name}: write [coders], [[rule]] and [list], each with its own lines.")
    gone, after = of_list.get("gone_means_coded", False), of_list.get("confirm_after", 2)
    if not isinstance(gone, bool) or type(after) is not int or not 1 <= after <= 30:
        raise RefusedFile(
            f"{name}: [list] takes gone_means_coded = true or false, and confirm_after = 1 to 30."
        )
    if not all(isinstance(value, str) for value in aliases.values()):
        raise RefusedFile(f'{name}: each line of [coders] is "how the list writes them" = "their name".')
    return Rules(tuple(_rule(name, one) for one in held), dict(aliases), gone, after)


def _rule(name: str, held: object) -> Rule:
    if not isinstance(held, dict) or set(held) != {"treatment_functions", "coders"}:
        raise RefusedFile(f"{name}: each [[rule]] has treatment_functions and coders, and nothing else.")
    lists = [held["treatment_functions"], held["coders"]]
    if not all(isinstance(one, list) and one and all(isinstance(it, str) for it in one) for one in lists):
        raise RefusedFile(f"{name}: treatment_functions and coders are lists of words in quotation marks.")
    return Rule(tuple(held["treatment_functions"]), tuple(held["coders"]))


class Assigner:
    """Gives each new episode to a coder; of several in a rule, to the one with the fewest open episodes."""

    def __init__(self, session: Session, *, tenant: str, rules: Rules) -> None:
        self._rules = rules
        self._people = _people(session, tenant)
        self._load = _load(session, tenant)
        self._groups: dict[tuple[str, ...], list[tuple[int, int, int]]] = {}
        self.unknown: Counter[str] = Counter()

    def of_list(self, words: str) -> int | None:
        """The person whom the list names, when the department knows exactly one of that name."""
        if not words:
            return None
        found = self._people.get(_plain(self._rules.aliases.get(words, words)), ())
        if len(found) != 1:
            self.unknown[words] += 1
            return None
        return found[0]

    def coder_of(self, row: EpisodeRow) -> int | None:
        """Who codes it: whom the list names, else by the rule; None where neither says."""
        chosen = self.of_list(row.coder)
        if chosen is None:
            chosen = self._least_loaded(self._group(row.treatment_function))
        if chosen is not None:
            self._load[chosen] += 1
        return chosen

    def _least_loaded(self, group: list[tuple[int, int, int]]) -> int | None:
        """The first of the heap (load, place, coder), once what the loads were is what they are."""
        while group:
            load, place, coder = group[0]
            if load == self._load[coder]:
                return coder
            heapreplace(group, (self._load[coder], place, coder))
        return None

    def _group(self, treatment_function: str) -> list[tuple[int, int, int]]:
        named = self._rules.coders_of(treatment_function)
        if named not in self._groups:
            coders = dict.fromkeys(self._known(named))
            self._groups[named] = [(self._load[one], place, one) for place, one in enumerate(coders)]
            heapify(self._groups[named])
        return self._groups[named]

    def _known(self, named: Sequence[str]) -> Iterable[int]:
        for words in named:
            found = self._people.get(_plain(words), ())
            if len(found) == 1:
                yield found[0]
            else:
                self.unknown[words] += 1


def _people(session: Session, tenant: str) -> dict[str, tuple[int, ...]]:
    rows = select(Person.id, Person.name, Person.channel_id).where(
        Person.tenant == tenant, col(Person.active), col(Person.role).in_(CODERS)
    )
    found: dict[str, tuple[int, ...]] = {}
    for person_id, name, channel_id in session.exec(rows):
        for words in {_plain(name), _plain(channel_id)}:
            found[words] = (*found.get(words, ()), person_id or 0)
    return found


def _load(session: Session, tenant: str) -> Counter[int]:
    rows = (
        select(Episode.coder_id, func.count())
        .where(Episode.tenant == tenant, col(Episode.missing_from).is_(None))
        .where(col(Episode.state).in_(sorted(INCOMPLETE)), col(Episode.coder_id).is_not(None))
        .group_by(col(Episode.coder_id))
    )
    return Counter({coder or 0: count for coder, count in session.exec(rows)})


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
