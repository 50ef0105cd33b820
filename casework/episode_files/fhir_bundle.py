"""A FHIR R4 bundle of Encounters, in JSON. Patients and everything else about a person is passed over.

Read as plain JSON with checks: the package fhir.resources took 34 s and 1.4 GB for 50,000
Encounters that json reads in 1.4 s and 0.3 GB, and it would construct the patients too.
"""

import json
from datetime import datetime
from typing import Any

from casework.episode_files.assemble import Assembler, assembled
from casework.episode_files.bad import Bad
from casework.episode_files.cells import readers
from casework.episode_files.dates import Dates, in_utc
from casework.episode_files.fhir_encounters import Encounters
from casework.episode_files.fhir_json import dicts, held, text_at
from casework.episode_files.mapping import Mapping
from casework.episode_files.rows import ListRead
from casework.london import london_date
from knowledge.importers.rows import RefusedFile
from knowledge.progress import Progress

MOST_ENTRIES = 200_000
# Brackets and commas: what is counted before anything is built of them. 50,000 Encounters have two million.
MOST_SIGNS = 12_000_000
_FIELDS = {
    "spell": "Encounter.identifier", "episode_number": "Encounter.identifier", "admitted": "Encounter.period",
    "discharged": "Encounter.period", "episode_start": "Encounter.period", "episode_end": "Encounter.period",
    "treatment_function": "Encounter.serviceType", "consultant_code": "Encounter.participant",
    "ward": "Encounter.location",
}  # fmt: skip
Resource = dict[str, Any]


def read_bundle(name: str, text: str, settings: Mapping, *, now: datetime, progress: Progress) -> ListRead:
    """The episodes of a bundle.

    Raises:
        RefusedFile: it is no whole bundle, or larger than any.
    """
    entries, bundle = _entries(name, text)
    dates = Dates(london_date(now))
    by_field = readers(settings, dates)
    reader = Encounters(entries, by_field)
    result = assembled(
        reader.rows(),
        Assembler(by_field, _FIELDS),
        lambda done: progress("Reading encounters", done, len(entries)),
    )
    return ListRead(
        tuple(result.rows),
        tuple(result.rejects),
        exported_at=_moment(
            text_at(bundle, "timestamp") or text_at(held(bundle, "meta"), "lastUpdated"), dates
        ),
        repeated=result.repeated,
        notes=tuple(reader.notes()),
    )


def _entries(name: str, text: str) -> tuple[list[Resource], Resource]:
    if sum(map(text.count, "{[,")) > MOST_SIGNS:
        raise RefusedFile(
            f"{name}: it has far more parts than a bundle of Encounters. Narrow the export down."
        )
    try:
        bundle = json.loads(text)
    except RecursionError as error:
        raise RefusedFile(f"{name}: its parts stand too deep in each other for a bundle.") from error
    except json.JSONDecodeError as error:
        raise RefusedFile(
            f"{name}, line {error.lineno}: this is no whole JSON ({error.msg}). Write the bundle anew."
        ) from error
    except ValueError as error:
        raise RefusedFile(f"{name}: it holds a number that is too long. Write the bundle anew.") from error
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise RefusedFile(f"{name}: this is JSON, but not a FHIR bundle. Export a Bundle of Encounters.")
    if any(text_at(link, "relation") == "next" for link in dicts(bundle, "link")):
        raise RefusedFile(f"{name}: this is one page of a bundle, and more follow. Export it in one file.")
    entries = dicts(bundle, "entry")
    if len(entries) > MOST_ENTRIES:
        raise RefusedFile(f"{name}: more than {MOST_ENTRIES:,} entries. Narrow the export down.")
    if not any(text_at(held(entry, "resource"), "resourceType") == "Encounter" for entry in entries):
        raise RefusedFile(f"{name}: there is no Encounter in the bundle.")
    return entries, bundle


def _moment(written: str, dates: Dates) -> datetime | None:
    at = dates.moment(written)
    return None if isinstance(at, Bad) or isinstance(dates.read(written), Bad) else in_utc(at)
