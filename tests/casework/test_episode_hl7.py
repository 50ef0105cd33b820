"""Batches of ADT messages: what events leave of a stay, cancelled ones undone, names never read."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from casework.episode_files.read import read_list
from casework.episode_files.rows import EpisodeRow, EpisodeState, ListRead
from knowledge.importers.rows import RefusedFile
from tests.casework import episode_writers as writers
from tests.casework.episode_lists import NOW, compact, uncoded
from tests.casework.episode_writers import message
from tests.nhs_numbers import ONE

WARD = {"f3": "W1^BAY 1^BED 2", "f7": "C1000001^NVENTED^I", "f10": "100"}
ADMITTED = message("A01", "V1", when="20260201090000", **WARD)
LEFT = message("A03", "V1", when="20260205120000", **WARD)


def moved(
    ward: str, doctor: str = "C1000001", event: str = "A02", when: str = "20260203090000", **more: str
) -> str:
    return message(event, "V1", when=when, **{"f3": ward, "f7": doctor, "f10": "100", **more})


def read_messages(folder: Path, *messages: str) -> ListRead:
    path = folder / "batch.hl7"
    path.write_text("".join(messages), encoding="utf-8", newline="")
    return read_list(path, now=NOW)


def episodes(folder: Path, *messages: str) -> list[EpisodeRow]:
    return list(read_messages(folder, *messages).rows)


def test_an_admission_and_a_discharge_are_one_uncoded_episode(tmp_path):
    (row,) = episodes(tmp_path, ADMITTED, LEFT)
    assert (row.reference, row.ward, row.consultant_code, row.treatment_function) == (
        "V1-1",
        "W1",
        "C1000001",
        "100",
    )
    assert (row.admitted, row.episode_start) == (date(2026, 2, 1), date(2026, 2, 1))
    assert (row.discharged, row.episode_end) == (date(2026, 2, 5), date(2026, 2, 5))
    assert (row.state, row.line) == (EpisodeState.UNCODED, 6)


def test_pv1_says_the_dates_where_it_has_them(tmp_path):
    (row,) = episodes(tmp_path, message("A03", "V1", **WARD, f44="20260131235900", f45="202602041000"))
    assert (row.admitted, row.discharged) == (date(2026, 1, 31), date(2026, 2, 4))


def test_a_transfer_moves_the_ward_and_its_cancelling_moves_back(tmp_path):
    assert episodes(tmp_path, ADMITTED, moved("W2"))[0].ward == "W2"
    assert episodes(tmp_path, ADMITTED, moved("W2"), moved("W1", event="A12"))[0].ward == "W1"


@pytest.mark.parametrize("event", ["A02", "A54"])
def test_another_consultant_begins_another_episode(event, tmp_path):
    rows = episodes(
        tmp_path,
        ADMITTED,
        moved("W2", "C1000002", event),
        message("A03", "V1", f7="C1000002", when="20260205"),
    )
    assert [(row.reference, row.consultant_code) for row in rows] == [
        ("V1-1", "C1000001"),
        ("V1-2", "C1000002"),
    ]
    assert rows[0].episode_end == rows[1].episode_start == date(2026, 2, 3)
    assert rows[1].episode_end == date(2026, 2, 5)


@pytest.mark.parametrize(("event", "cancel"), [("A02", "A12"), ("A54", "A55")])
def test_its_cancelling_takes_that_episode_back(event, cancel, tmp_path):
    rows = episodes(tmp_path, ADMITTED, moved("W2", "C1000002", event), moved("W1", "C1000001", cancel))
    assert [(row.reference, row.ward, row.episode_end) for row in rows] == [("V1-1", "W1", None)]


def test_an_update_puts_right_and_begins_nothing(tmp_path):
    (row,) = episodes(tmp_path, ADMITTED, moved("W1", "C1000009", "A08", f10="300"))
    assert (row.consultant_code, row.treatment_function) == ("C1000009", "300")


def test_cancelled_admissions_and_discharges_are_undone(tmp_path):
    assert (
        episodes(tmp_path, ADMITTED, message("A11", "V1", **WARD), message("A01", "V2", **WARD))[0].spell
        == "V2"
    )
    (row,) = episodes(tmp_path, ADMITTED, LEFT, message("A13", "V1", when="20260205130000", **WARD))
    assert (row.discharged, row.episode_end) == (None, None)
    (row,) = episodes(
        tmp_path, ADMITTED, LEFT, message("A13", "V1", **WARD), LEFT.replace("20260205", "20260206")
    )
    assert row.discharged == date(2026, 2, 6)


def test_outpatients_become_inpatients_and_back(tmp_path):
    came = message("A04", "V1", f2="O", when="20260201", **WARD)
    stayed = message("A06", "V1", when="20260202", **WARD)
    other = message("A01", "V2", **WARD)
    assert [row.spell for row in episodes(tmp_path, came, other)] == ["V2"]
    (row,) = episodes(tmp_path, came, stayed)
    assert row.admitted == row.episode_start == date(2026, 2, 2)
    assert [row.spell for row in episodes(tmp_path, came, stayed, message("A07", "V1", f2="O"), other)] == [
        "V2"
    ]


def test_a_visit_that_gets_another_number_is_one_episode(tmp_path):
    renamed = message("A50", "V9", **WARD).replace("PV1|", "MRG|||||V1\rPV1|", 1)
    assert [
        row.spell
        for row in episodes(tmp_path, ADMITTED, renamed, LEFT.replace("V1", "V9").replace("PV9", "PV1"))
    ] == ["V9"]


def test_merged_patients_change_no_visit(tmp_path):
    read = read_messages(
        tmp_path, ADMITTED, message("A40", "V1").replace("PV1|", f"MRG|{ONE}\rPV1|", 1), LEFT
    )
    assert [row.reference for row in read.rows] == ["V1-1"]
    assert read.notes == ("Passed over, since they say nothing of an inpatient episode: A40 1.",)


def test_a_message_that_comes_again_does_nothing(tmp_path):
    admission = message("A01", "V1", control="77", **WARD)
    move = message("A02", "V1", control="78", f3="W2", f7="C1000002", f10="100")
    read = read_messages(tmp_path, admission, move, move)
    assert (len(read.rows), read.repeated) == (2, 1)


def test_the_code_is_found_among_several_numbers_of_the_doctor(tmp_path):
    doctors = "HB^BADGER^H^^^^^^CONS~C1111111^BADGER^H^^^^^^CDS~752^BADGER^H"
    assert (
        episodes(tmp_path, message("A01", "V1", f3="W1", f10="100", f7=doctors))[0].consultant_code
        == "C1111111"
    )


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("signs", ["|^~\\&", "#@%!$", "^|~\\&"])
def test_line_ends_and_separators_are_the_files_own(end, signs, tmp_path):
    admission = message("A01", "V1", signs=signs, **WARD)
    text = "\x0b" + admission.replace("\r", end) + "\x1c" + end
    (row,) = episodes(tmp_path, text)
    assert (row.reference, row.ward, row.consultant_code) == ("V1-1", "W1", "C1000001")


def test_escapes_stand_for_the_separators(tmp_path):
    assert (
        episodes(tmp_path, message("A01", "V1", **{**WARD, "f3": "A\\T\\E \\F\\ SDEC"}))[0].ward
        == "A&E | SDEC"
    )


def test_separators_that_cannot_be_make_the_message_a_reject(tmp_path):
    read = read_messages(tmp_path, ADMITTED, "MSH|||||||||\rPV1|1|I|W1\r")
    assert [(reject.line, reject.column) for reject in read.rejects] == [(6, "MSH")]


def test_an_event_without_a_visit_or_its_number_is_a_reject(tmp_path):
    without = ADMITTED.split("PV1")[0]
    read = read_messages(tmp_path, ADMITTED, without, message("A01", "", **WARD), message("A01", ONE, **WARD))
    assert [(reject.line, reject.column) for reject in read.rejects] == [
        (6, "PV1"),
        (10, "PV1-19"),
        (15, "PV1-19"),
    ]
    assert ONE not in repr(read)


def test_a_final_diagnosis_says_that_the_episode_is_coded(tmp_path):
    final = "DG1|1||I21.4^Infarction^I10|||F\r"
    working = "DG1|1||R07.4^Pain^I10|||W\r"
    assert episodes(tmp_path, ADMITTED, LEFT + final)[0].state is EpisodeState.CODED
    assert episodes(tmp_path, ADMITTED, LEFT + working)[0].state is EpisodeState.UNCODED


def test_a_realistic_batch_reconciles_with_the_truth(tmp_path):
    listed = uncoded(2_000, kinds="message", written=compact)
    read = read_list(writers.write_hl7(tmp_path / "batch.hl7", listed), now=NOW)
    rows, rejects = listed.expected(1)
    assert [replace(row, line=0) for row in read.rows] == [replace(row, line=0) for row in rows]
    named = {reject.reference for reject in rejects if reject.reference}
    assert {reject.reference for reject in read.rejects if reject.reference} == named
    assert len(read.rejects) >= len(rejects)
    assert read.exported_at == datetime(2026, 3, 2, 6, 45, tzinfo=UTC)


def test_a_batch_that_says_it_holds_more_is_refused(tmp_path):
    head = "BHS|^~\\&|PAS\r"
    assert episodes(tmp_path, head, ADMITTED, "BTS|1\r")
    with pytest.raises(RefusedFile, match="says it holds 9 messages, but there are 1"):
        read_messages(tmp_path, head, ADMITTED, "BTS|9\r")
