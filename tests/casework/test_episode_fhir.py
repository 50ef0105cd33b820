"""FHIR bundles of Encounters: spells and their episodes, whoever attended, and nobody else."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from casework.episode_files.read import read_list
from casework.episode_files.rows import EpisodeState, ListRead
from knowledge.importers.rows import RefusedFile
from tests.casework import episode_writers as writers
from tests.casework.episode_lists import NOW, compact, uncoded
from tests.nhs_numbers import ONE


def encounter(ident: str, spell: str = "S1", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "id": ident,
        "identifier": [{"system": "https://pas.example/spell", "value": spell}],
        "status": "finished",
        "class": {"code": "IMP"},
        "serviceType": {
            "coding": [{"system": "http://snomed.info/sct", "code": "394609007"}, {"code": "100"}]
        },
        "period": {"start": "2026-02-01T10:00:00+00:00", "end": "2026-02-05T23:30:00Z"},
        **more,
    }


def read_bundle(folder: Path, *resources: dict[str, Any], **more: Any) -> ListRead:
    entries = [{"fullUrl": f"https://pas.example/{each.get('id')}", "resource": each} for each in resources]
    path = folder / "bundle.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": entries, **more}), encoding="utf-8")
    return read_list(path, now=NOW)


def test_an_encounter_is_an_uncoded_episode(tmp_path):
    (row,) = read_bundle(tmp_path, encounter("e1")).rows
    assert (row.reference, row.treatment_function, row.state) == ("S1-1", "100", EpisodeState.UNCODED)
    assert (row.admitted, row.discharged, row.line) == (date(2026, 2, 1), date(2026, 2, 5), 1)


def test_parts_of_a_spell_are_its_episodes_in_order(tmp_path):
    spell = encounter("s", period={"start": "2026-02-01", "end": "2026-02-09"})
    later = encounter(
        "b", "x", partOf={"reference": "Encounter/s"}, period={"start": "2026-02-04", "end": "2026-02-09"}
    )
    first = encounter("a", "y", partOf={"reference": "https://pas.example/s"}, period={"start": "2026-02-01"})
    read = read_bundle(tmp_path, spell, later, first)
    assert [(row.reference, row.episode_start, row.episode_end) for row in read.rows] == [
        ("S1-2", date(2026, 2, 4), date(2026, 2, 9)),
        ("S1-1", date(2026, 2, 1), None),
    ]
    assert {row.discharged for row in read.rows} == {date(2026, 2, 9)}
    assert read.notes == ("Passed over: spells (their episodes are read) 1.",)


def test_an_episode_says_its_own_number(tmp_path):
    part = encounter("a", partOf={"reference": "Encounter/s"})
    part["identifier"] = [{"system": "https://pas.example/episode-number", "value": "07"}]
    assert read_bundle(tmp_path, encounter("s"), part).rows[0].reference == "S1-7"


@pytest.mark.parametrize("more", [{"status": "cancelled"}, {"status": "planned"}, {"class": {"code": "AMB"}}])
def test_what_is_no_stay_is_passed_over(more, tmp_path):
    read = read_bundle(tmp_path, encounter("e1"), encounter("e2", "S2", **more))
    assert [row.spell for row in read.rows] == ["S1"]


def doctor(value: str) -> dict[str, Any]:
    return {"resourceType": "Practitioner", "id": "d", "identifier": [{"value": "local"}, {"value": value}]}


@pytest.mark.parametrize(
    ("individual", "others"),
    [
        ({"identifier": {"value": "C1000001"}}, []),
        ({"reference": "Practitioner/d"}, [doctor("C1000001")]),
        ({"reference": "https://pas.example/d"}, [doctor("1000001")]),
        ({"reference": "PractitionerRole/r"},
         [{"resourceType": "PractitionerRole", "id": "r", "practitioner": {"reference": "Practitioner/d"}},
          doctor("C1000001")]),
    ],
)  # fmt: skip
def test_the_consultant_is_found_wherever_the_code_stands(individual, others, tmp_path):
    nurse = {"individual": {"identifier": {"value": "C9000000"}}}
    attending = {"type": [{"coding": [{"code": "ATND"}]}], "individual": individual}
    read = read_bundle(tmp_path, encounter("e1", participant=[nurse, attending]), *others)
    assert read.rows[0].consultant_code == "C1000001"


def test_the_ward_is_the_last_place(tmp_path):
    places = [{"location": {"display": "AMU"}}, {"location": {"reference": "Location/w"}}]
    ward = {"resourceType": "Location", "id": "w", "name": "Ward 7"}
    assert read_bundle(tmp_path, encounter("e1", location=places), ward).rows[0].ward == "Ward 7"


@pytest.mark.parametrize(("code", "state"), [("I21.4", EpisodeState.CODED), ("R69X", EpisodeState.UNCODED)])
def test_a_condition_with_a_code_says_that_it_is_coded(code, state, tmp_path):
    coding = {"system": "http://hl7.org/fhir/sid/icd-10-uk", "code": code}
    condition = {"resourceType": "Condition", "id": "c", "code": {"coding": [coding]}}
    coded = encounter("e1", diagnosis=[{"condition": {"reference": "Condition/c"}}])
    assert read_bundle(tmp_path, coded, condition).rows[0].state is state


def test_an_nhs_number_is_never_taken_for_the_spell(tmp_path):
    only = encounter("e2")
    only["identifier"] = [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": ONE}]
    wrong = encounter("e3", ONE)
    read = read_bundle(tmp_path, encounter("e1"), only, wrong)
    assert [reject.line for reject in read.rejects] == [2, 3]
    assert ONE not in repr(read)


def test_one_page_of_several_is_refused(tmp_path):
    with pytest.raises(RefusedFile, match="one page of a bundle"):
        read_bundle(tmp_path, encounter("e1"), link=[{"relation": "next", "url": "https://pas.example/2"}])


def test_a_realistic_bundle_reconciles_with_the_truth(tmp_path):
    listed = uncoded(2_000, kinds="message", written=compact)
    read = read_list(writers.write_fhir(tmp_path / "bundle.json", listed), now=NOW)
    rows, rejects = listed.expected(writers.FIRST_LINE["fhir"])
    assert list(read.rows) == [replace(row, line=row.line) for row in rows]
    assert [(each.line, each.reason) for each in read.rejects] == [
        (each.line, each.reason) for each in rejects
    ]
    assert read.exported_at == datetime(2026, 3, 2, 6, 45, tzinfo=UTC)
