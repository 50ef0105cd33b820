"""A list of `episode_lists` written as each kind of file that is read."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl

from tests.casework.episode_lists import Line, Listed
from tests.casework.episode_words import BESIDE
from tests.nhs_numbers import ONE

TITLES = (
    ("Uncoded episodes by specialty",),
    ("Report run: 02/03/2026 06:45",),
    ("Discharged from 01/12/2025 to 01/03/2026",),
    (),
)
# The line on which the first row stands; the header is above it.
FIRST_LINE = {"csv": len(TITLES) + 2, "tsv": 2, "xlsx": len(TITLES) + 2, "fhir": 3}


def _header(listed: Listed) -> list[str]:
    return [*listed.headings.values(), *BESIDE]


def _cells(listed: Listed, line: Line) -> list[str]:
    return [line.texts[name] for name in (*listed.headings, *BESIDE)]


def csv_text(listed: Listed, separator: str = ",", *, titles: bool = True, total: bool = True) -> str:
    """The text of a report with its titles above and its total below."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    if titles:
        writer.writerows(TITLES)
    writer.writerow(_header(listed))
    writer.writerows(_cells(listed, line) for line in listed.lines)
    if total:
        writer.writerow([])
        writer.writerow(["Total", len(listed.lines)] + [""] * (len(_header(listed)) - 2))
    return text.getvalue()


def write_csv(path: Path, listed: Listed, encoding: str = "cp1252") -> Path:
    """As an older PAS writes it: titles, CRLF, the Windows encoding, a total."""
    path.write_bytes(csv_text(listed).encode(encoding))
    return path


def write_tsv(path: Path, listed: Listed) -> Path:
    """As a warehouse writes it: tabs, no titles, UTF-8 with its mark."""
    path.write_bytes(csv_text(listed, "\t", titles=False, total=False).encode("utf-8-sig"))
    return path


def write_xlsx(path: Path, listed: Listed) -> Path:
    """A workbook with an empty first sheet of notes."""
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("Notes").append(["What this report is for"])
    sheet = book.create_sheet("Uncoded")
    for title in TITLES:
        sheet.append(title)
    sheet.append(_header(listed))
    for line in listed.lines:
        sheet.append([cell or None for cell in _cells(listed, line)])
    book.save(path)
    return path


def _day(text: str) -> str:
    """A compact date as FHIR has it, at noon; anything else as it is."""
    return (
        f"{text[:4]}-{text[4:6]}-{text[6:8]}T12:00:00+00:00" if len(text) == 8 and text.isdecimal() else text
    )


def _encounter(line: Line, number: str) -> dict[str, Any]:
    texts = line.texts
    return {
        "resourceType": "Encounter",
        "id": f"e-{number}",
        "identifier": [
            {"system": "https://fhir.nhs.uk/Id/nhs-number", "value": ONE},
            {"system": "https://pas.example/spell-number", "value": texts["spell"]},
        ],
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"},
        "serviceType": {"coding": [{"code": texts["treatment_function"]}]},
        "subject": {"reference": "urn:uuid:patient", "display": "Ida INVENTED"},
        "participant": [
            {
                "type": [{"coding": [{"code": "ATND"}]}],
                "individual": {"identifier": {"value": texts["consultant_code"]}, "display": "Dr I Nvented"},
            }
        ],
        "period": {
            key: _day(texts[field])
            for key, field in (("start", "admitted"), ("end", "episode_end"))
            if texts[field]
        },
        "location": [{"location": {"display": texts["ward"]}}],
    }


def write_fhir(path: Path, listed: Listed) -> Path:
    """A bundle of one Encounter a row, with a patient in it whom nobody must see."""
    patient = {
        "resourceType": "Patient",
        "id": "patient",
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": ONE}],
        "name": [{"family": "INVENTED", "given": ["Ida"]}],
    }
    entries = [
        {"fullUrl": "urn:uuid:patient", "resource": patient},
        {"resource": {"resourceType": "Organization"}},
    ]
    entries += [{"resource": _encounter(line, str(at))} for at, line in enumerate(listed.lines)]
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": "2026-03-02T06:45:00+00:00",
        "entry": entries,
    }
    path.write_text(json.dumps(bundle), encoding="utf-8")
    return path


def message(
    event: str,
    visit: str,
    *,
    when: str = "20260301101500",
    control: str = "",
    signs: str = "|^~\\&",
    **pv1: str,
) -> str:
    """One ADT message. `pv1`: field numbers as f7="C1234567"; the separators are those given."""
    bar, hat, tilde = signs[0], signs[1], signs[2]
    fields = [""] * 46
    fields[0], fields[1], fields[2], fields[19] = "PV1", "1", pv1.pop("f2", "I"), visit
    for name, value in pv1.items():
        fields[int(name[1:])] = value.replace("^", hat).replace("~", tilde)
    return "\r".join(
        [
            f"MSH{signs}{bar}PAS{bar}RXX{bar}BOT{bar}RXX{bar}{when}{bar}{bar}ADT{hat}{event}{bar}{control}{bar}P{bar}2.4",
            f"EVN{bar}{event}{bar}{when}{bar * 4}{when}",
            f"PID{bar}1{bar}{bar}{ONE}{hat}{hat}{hat}NHS{bar}{bar}INVENTED{hat}Ida{bar}{bar}19500101{bar}F",
            f"NK1{bar}1{bar}INVENTED{hat}Ivo",
            bar.join(fields),
            "",
        ]
    )


def write_hl7(path: Path, listed: Listed) -> Path:
    """A batch with an admission, and mostly a discharge, for each row."""
    messages = []
    for at, line in enumerate(listed.lines):
        texts = line.texts
        facts = {
            "f3": f"{texts['ward']}^BAY 1^BED 2",
            "f7": f"{texts['consultant_code']}^NVENTED^I^^^DR",
            "f10": texts["treatment_function"],
            "f44": texts["admitted"],
        }
        messages.append(message("A01", texts["spell"], control=f"A{at}", **facts))
        if texts["episode_end"]:
            messages.append(
                message("A03", texts["spell"], control=f"D{at}", **facts, f45=texts["episode_end"])
            )
    head = "FHS|^~\\&|PAS|RXX|BOT|RXX|20260302064500\rBHS|^~\\&|PAS|RXX|BOT|RXX|20260302064500\r"
    path.write_text(head + "".join(messages) + f"BTS|{len(messages)}\rFTS|1\r", encoding="utf-8", newline="")
    return path
