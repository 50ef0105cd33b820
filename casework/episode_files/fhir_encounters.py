"""The Encounters of a bundle as episodes: who attended, which specialty, where, from when to when.

An Encounter that is part of another is a consultant episode of that spell; one with no parts is the only
episode of its own. Planned, cancelled and outpatient ones are passed over.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from casework.episode_files.assemble import Texts
from casework.episode_files.bad import Bad
from casework.episode_files.cells import Remembering
from casework.episode_files.fhir_json import dicts, held, text_at
from casework.episode_files.mapping import FIELDS

_REFERRED_TO = ("Encounter", "Practitioner", "PractitionerRole", "Location", "Condition")
_NOT_HELD = ("planned", "cancelled", "entered-in-error")
_NOT_ADMITTED = ("AMB", "EMER", "VR", "HH", "PRENC", "FLD")
_OF_CONSULTANT = ("ATND", "PPRF", "CON")

Resource = dict[str, Any]


class Encounters:
    """The Encounters of a bundle, and what they refer to."""

    def __init__(self, entries: list[Resource], by_field: dict[str, Remembering]) -> None:
        self._readers = by_field
        self._passed: Counter[str] = Counter()
        self._at: dict[str, Resource] = {}
        self._encounters: list[tuple[int, Resource]] = []
        for number, entry in enumerate(entries, start=1):
            self._keep(number, entry, held(entry, "resource"))
        self._parts = self._by_parent()

    def _keep(self, number: int, entry: Resource, resource: Resource) -> None:
        kind = text_at(resource, "resourceType")
        if kind not in _REFERRED_TO:
            return
        self._at[f"{kind}/{text_at(resource, 'id')}"] = resource
        if url := text_at(entry, "fullUrl"):
            self._at[url] = resource
        if kind == "Encounter":
            self._encounters.append((number, resource))

    def _by_parent(self) -> dict[int, list[Resource]]:
        """The parts of each spell in the order of their beginnings."""
        parts: dict[int, list[Resource]] = {}
        for _, encounter in self._encounters:
            parent = self._resolved(encounter, held(encounter, "partOf"))
            if parent and parent is not encounter and not _is_passed(encounter):
                parts.setdefault(id(parent), []).append(encounter)
        for held_parts in parts.values():
            held_parts.sort(key=lambda part: text_at(held(part, "period"), "start"))
        return parts

    def _resolved(self, within: Resource, reference: Resource) -> Resource:
        """What a reference points to, in the resource or the bundle; empty where it is not there."""
        target = text_at(reference, "reference")
        if target.startswith("#"):
            return next(
                (each for each in dicts(within, "contained") if f"#{text_at(each, 'id')}" == target), {}
            )
        return self._at.get(target) or self._at.get("/".join(target.split("/")[-2:]), {})

    def rows(self) -> Iterator[tuple[int, Texts]]:
        """The texts of each episode, in the order of the fields."""
        for number, encounter in self._encounters:
            why = _is_passed(encounter)
            if why or id(encounter) in self._parts:
                self._passed[why or "spells (their episodes are read)"] += 1
            else:
                values = self._values(encounter)
                yield number, [values.get(field, "") for field in FIELDS]

    def _values(self, encounter: Resource) -> dict[str, str]:
        parent = self._resolved(encounter, held(encounter, "partOf"))
        spell = parent or encounter
        period, stay = held(encounter, "period"), held(spell, "period")
        return {
            "spell": _identifier(spell, ("spell", "visit", "VN")),
            "episode_number": self._episode_number(encounter, parent),
            "admitted": text_at(stay, "start"),
            "discharged": text_at(stay, "end"),
            "episode_start": text_at(period, "start"),
            "episode_end": text_at(period, "end"),
            "treatment_function": _code(held(encounter, "serviceType")) or _code(held(spell, "serviceType")),
            "consultant_code": self._consultant(encounter),
            "ward": self._ward(encounter),
            "primary_diagnosis": "coded" if self._is_coded(encounter) else "",
        }

    def _episode_number(self, encounter: Resource, parent: Resource) -> str:
        if not parent:
            return "1"
        said = _identifier(encounter, ("episode",), only=True)
        if said.isdecimal():
            return said
        at = next((n for n, part in enumerate(self._parts.get(id(parent), []), 1) if part is encounter), 0)
        return str(at or "")

    def _consultant(self, encounter: Resource) -> str:
        """The first code of a consultant among the participants, attending ones first."""
        read = self._readers["consultant_code"]
        participants = sorted(dicts(encounter, "participant"), key=lambda one: not _is_attending(one))
        numbers = [
            number
            for one in participants
            for number in self._numbers(encounter, held(one, "individual"))
            if number
        ]
        return next((number for number in numbers if not isinstance(read[number], Bad)), "".join(numbers[:1]))

    def _numbers(self, encounter: Resource, individual: Resource) -> list[str]:
        person = self._resolved(encounter, individual)
        if text_at(person, "resourceType") == "PractitionerRole":
            role = held(person, "practitioner")
            return [text_at(held(role, "identifier"), "value"), *self._of(self._resolved(person, role))]
        return [text_at(held(individual, "identifier"), "value"), *self._of(person)]

    def _of(self, practitioner: Resource) -> list[str]:
        return [text_at(each, "value") for each in dicts(practitioner, "identifier")]

    def _ward(self, encounter: Resource) -> str:
        """The last place, by the name that the reference shows or that the place has."""
        for place in reversed(dicts(encounter, "location")):
            location = held(place, "location")
            name = text_at(location, "display") or text_at(self._resolved(encounter, location), "name")
            if name:
                return name
        return ""

    def _is_coded(self, encounter: Resource) -> bool:
        """Whether one of its diagnoses is a condition in the bundle with a code of ICD-10."""
        is_coded = self._readers["primary_diagnosis"]
        conditions = (
            self._resolved(encounter, held(each, "condition")) for each in dicts(encounter, "diagnosis")
        )
        codings = (coding for condition in conditions for coding in dicts(held(condition, "code"), "coding"))
        return any(
            "icd-10" in text_at(each, "system") and is_coded[text_at(each, "code")] for each in codings
        )

    def notes(self) -> Iterator[str]:
        """A sentence on what was passed over."""
        passed = ", ".join(f"{why} {times:,}" for why, times in sorted(self._passed.items()))
        if passed:
            yield f"Passed over: {passed}."


def _is_passed(encounter: Resource) -> str:
    status, kind = text_at(encounter, "status"), text_at(held(encounter, "class"), "code").upper()
    return status if status in _NOT_HELD else "not admitted" if kind in _NOT_ADMITTED else ""


def _is_attending(participant: Resource) -> bool:
    return any(
        text_at(coding, "code") in _OF_CONSULTANT
        for kind in dicts(participant, "type")
        for coding in dicts(kind, "coding")
    )


def _identifier(resource: Resource, named: tuple[str, ...], *, only: bool = False) -> str:
    """The identifier whose system or type is named so; unless `only` that, the first. Never an NHS number."""
    first = ""
    for each in dicts(resource, "identifier"):
        system, value = text_at(each, "system"), text_at(each, "value")
        if "nhs-number" in system:
            continue
        types = [text_at(coding, "code") for coding in dicts(held(each, "type"), "coding")]
        if any(name.casefold() in f"{system} {' '.join(types)}".casefold() for name in named):
            return value
        first = first or value
    return "" if only else first


def _code(concept: Resource) -> str:
    """The three digits of a treatment function among the codings."""
    codes = [text_at(coding, "code") for coding in dicts(concept, "coding")]
    return next((code for code in codes if len(code) == 3 and code.isdecimal()), "".join(codes[:1]))
