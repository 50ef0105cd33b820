"""Lists of uncoded episodes in each kind of table: what is read, from which columns, and what is not."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from casework.episode_files.mapping import of_department, shipped
from casework.episode_files.read import read_list
from casework.episode_files.rejects import write_rejects
from casework.episode_files.rows import EpisodeState, Incomplete, ListRead, Reject
from tests.casework import episode_writers as writers
from tests.casework.episode_lists import NOW, Listed, iso, named, uk, uncoded

SMALL = "Spell,Episode,Admitted,Episode end,Specialty,Consultant,Ward,Status,Reason\n"


def read_text(folder: Path, text: str, encoding: str = "utf-8", **how: object) -> ListRead:
    path = folder / "list.csv"
    path.write_bytes(text.encode(encoding))
    return read_list(path, now=NOW, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("written", [uk, iso, named])
def test_fifty_thousand_rows_with_two_in_a_hundred_broken_reconcile_exactly(written, tmp_path):
    listed = uncoded(50_000 if written is uk else 2_000, written=written)
    rows, rejects = listed.expected(writers.FIRST_LINE["csv"])
    steps: list[int] = []
    read = read_list(
        writers.write_csv(tmp_path / "list.csv", listed),
        None,
        lambda _, done, __: steps.append(done),
        now=NOW,
    )
    assert list(read.rows) == rows
    assert list(read.rejects) == rejects
    assert 0.01 < len(rejects) / len(listed.lines) < 0.03
    assert steps == sorted(steps)
    assert steps[-1] == len(listed.lines)


@pytest.mark.parametrize("kind", ["tsv", "xlsx"])
def test_the_other_tables_give_the_same_rows(kind, tmp_path):
    listed = uncoded(3_000, seed=2)
    write = {"tsv": writers.write_tsv, "xlsx": writers.write_xlsx}[kind]
    read = read_list(write(tmp_path / f"list.{kind}", listed), now=NOW)
    assert (list(read.rows), list(read.rejects)) == listed.expected(writers.FIRST_LINE[kind])


@pytest.mark.parametrize("separator", [";", "|", "\t", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_and_encodings_are_found(separator, encoding, tmp_path):
    listed = uncoded(40, seed=3, broken=0)
    read = read_text(tmp_path, writers.csv_text(listed, separator), encoding)
    assert list(read.rows) == listed.expected(writers.FIRST_LINE["csv"])[0]
    assert any(row.coder == "E. Ní Bhriain" for row in read.rows)


def test_a_workbooks_own_dates_and_numbers_are_read(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Spell", "Episode", "Admitted", "Episode end", "Specialty"])
    sheet.append([123456.0, 1, date(2026, 1, 5), 46029, 100])
    book.save(tmp_path / "list.xlsx")
    row = read_list(tmp_path / "list.xlsx", now=NOW).rows[0]
    assert (row.reference, row.admitted, row.episode_end) == ("123456-1", date(2026, 1, 5), date(2026, 1, 7))
    assert (row.treatment_function, row.line) == ("100", 2)


def test_headers_that_come_again_blank_lines_page_titles_and_totals_are_passed_over(tmp_path):
    row = "A1,1,01/01/2026,02/01/2026,100,C1234567,W1,,\n"
    page = "Page 2 of 2,,,,,,,,\nUncoded episodes,,,,,,,,\n"
    text = (
        "Uncoded episodes\n\n"
        + SMALL
        + row
        + ",,,,,,,,\n"
        + page
        + SMALL
        + row.replace("A1", "A2")
        + "Grand total,2\n"
    )
    read = read_text(tmp_path, text)
    assert [(each.reference, each.line) for each in read.rows] == [("A1-1", 4), ("A2-1", 9)]
    assert read.rejects == ()


def test_a_line_break_in_a_cell_keeps_the_count_of_lines(tmp_path):
    text = SMALL + 'A1,1,01/01/2026,,100,,W1,,"waiting\nfor Godot"\nA2,1,32/01/2026,,100,,,,\n'
    read = read_text(tmp_path, text)
    assert (read.rows[0].reason, read.rows[0].reason_words) == (Incomplete.OTHER, "waiting for Godot")
    assert read.rejects[0].line == 4


def test_rows_of_another_width_and_stray_quotation_marks_are_rejects_not_the_end(tmp_path):
    good = "A1,1,01/01/2026,,100,,W1,,\n"
    text = SMALL + "A2,1,01/01/2026,,100\n" + "A3,1,01/01/2026,,100,,W1,,,Smith\n" + 'A4,"1"x,,,,,,,\n' + good
    read = read_text(tmp_path, text)
    assert [row.reference for row in read.rows] == ["A1-1"]
    assert [reject.line for reject in read.rejects] == [2, 3, 4]


def test_a_last_column_without_a_heading_is_no_reason_to_reject(tmp_path):
    text = SMALL.replace("\n", ",\n") + "A1,1,01/01/2026,,100,,W1,,,seen\n"
    assert read_text(tmp_path, text).rows[0].ward == "W1"


def test_the_columns_are_told_with_how_they_were_found(tmp_path):
    text = "Spell no.,FCE No,Adm dt,Epi end dt,Spec,Clinician\n" + "".join(
        f"A{n},1,01/01/2026,02/01/2026,100,C100000{n}\n" for n in range(6)
    )
    found = [str(column) for column in read_text(tmp_path, text).columns]
    assert found == [
        "Spell no. -> spell (guessed)",
        "FCE No -> episode_number (guessed)",
        "Adm dt -> admitted (guessed)",
        "Epi end dt -> episode_end (guessed)",
        "Spec -> treatment_function (guessed)",
        "Clinician -> consultant_code (guessed)",
    ]


def test_the_names_of_the_commissioning_data_set_are_known(tmp_path):
    text = (
        "HospitalProviderSpellNumber,EpisodeNumber,StartDateHospitalProviderSpell,EndDateConsultantEpisode,"
        "TreatmentFunctionCode,ConsultantCode,WardCodeAtEpisodeEndDate\nA1,1,2026-01-01,2026-01-02,100,C1234567,W1\n"
    )
    assert {column.how for column in read_text(tmp_path, text).columns} == {"known"}


def test_a_department_names_its_own_headings_and_words(tmp_path):
    settings = tmp_path / "ours.toml"
    settings.write_text(
        '[columns]\nspell = ["Stay"]\n[states]\n"in progress" = ["halfway"]\n'
        '[reasons]\n"histology awaited" = ["slides"]\n'
    )
    text = (
        "Stay,Episode,Admitted,Episode end,Specialty,Status,Reason\nA1,1,01/01/2026,,100,Halfway,the slides\n"
    )
    read = read_text(tmp_path, text, mapping=of_department(settings))
    assert str(read.columns[0]) == "Stay -> spell (set)"
    assert (read.rows[0].state, read.rows[0].reason) == (
        EpisodeState.IN_PROGRESS,
        Incomplete.HISTOLOGY_AWAITED,
    )
    assert read.notes == ()
    assert shipped().columns["ward"] == of_department(settings).columns["ward"]


def test_a_heading_that_the_settings_name_in_vain_is_told(tmp_path):
    (tmp_path / "ours.toml").write_text('[columns]\nward = ["Place"]\n')
    read = read_text(
        tmp_path, SMALL + "A1,1,01/01/2026,,100,,W1,,\n", mapping=of_department(tmp_path / "ours.toml")
    )
    assert read.notes == ("None of the headings that the settings file names for the ward is in the list.",)
    assert read.rows[0].ward == ""


def test_spell_and_episode_in_one_column_are_parted(tmp_path):
    rows = "A1/01,01/01/2026,,100\nA1/02,03/01/2026,,300\nA1,03/01/2026,,300\n"
    text = "Episode ID,Admitted,Episode end,Specialty\n" + rows
    read = read_text(tmp_path, text)
    assert [row.reference for row in read.rows] == ["A1-1", "A1-2"]
    assert read.rejects[0].column == "Episode ID"


@pytest.mark.parametrize(
    ("status", "reason", "diagnosis", "state", "why"),
    [
        ("", "", "", EpisodeState.UNCODED, None),
        ("", "", "R69X", EpisodeState.UNCODED, None),
        ("", "", "-", EpisodeState.UNCODED, None),
        ("", "", "I21.4", EpisodeState.CODED, None),
        ("", "No notes", "", EpisodeState.BLOCKED, Incomplete.NOTES_MISSING),
        ("Awaiting histology", "", "", EpisodeState.BLOCKED, Incomplete.HISTOLOGY_AWAITED),
        ("Part coded", "", "I21.4", EpisodeState.IN_PROGRESS, None),
        ("On hold", "moon", "", EpisodeState.BLOCKED, Incomplete.OTHER),
    ],
)
def test_state_and_reason_are_told_from_what_there_is(status, reason, diagnosis, state, why, tmp_path):
    text = "Spell,Episode,Admitted,Episode end,Specialty,Status,Reason,Primary diagnosis\n"
    row = read_text(tmp_path, f"{text}A1,1,01/01/2026,,100,{status},{reason},{diagnosis}\n").rows[0]
    assert (row.state, row.reason, row.primary_diagnosis_present) == (state, why, diagnosis == "I21.4")


@pytest.mark.parametrize(
    ("cell", "code"),
    [("C1234567", "C1234567"), ("c1234567", "C1234567"), ("1234567", "C1234567"), ("M9999998", "M9999998"),
     ("CD123456", "CD123456"), ("Dr Who (C1234567)", "C1234567"), ("-", ""), ("", "")],
)  # fmt: skip
def test_consultant_codes_are_read_as_departments_write_them(cell, code, tmp_path):
    read = read_text(tmp_path, f"{SMALL}A1,1,01/01/2026,,100,{cell},W1,,\n")
    assert read.rows[0].consultant_code == code


def test_an_episode_twice_is_one_if_the_rows_are_equal_and_a_reject_each_if_not(tmp_path):
    row = "A1,1,01/01/2026,,100,,W1,,\n"
    other = "A2,01,01/01/2026,,100,,W1,,\nA2,1,01/01/2026,,100,,W2,,\n"
    read = read_text(tmp_path, SMALL + row + row + other)
    assert ([each.reference for each in read.rows], read.repeated) == (["A1-1"], 1)
    assert [(each.line, each.reference) for each in read.rejects] == [(4, "A2-1"), (5, "A2-1")]
    assert (
        read.rejects[0].reason == "the episode is in the file more than once, and the rows differ (also at 5)"
    )


def test_a_list_of_no_rows_is_told(tmp_path):
    read = read_text(tmp_path, SMALL)
    assert read.rows == read.rejects == ()
    assert read.notes == ("There is no row below the header: the list holds no episode.",)


def test_a_status_column_of_other_words_is_told_and_not_read(tmp_path):
    rows = "".join(f"A{n},1,01/01/2026,,100,,W1,Went home,\n" for n in range(9))
    read = read_text(tmp_path, SMALL + rows)
    assert read.notes == ("“Status” is not read as the state: most of its cells hold something else.",)
    assert {row.state for row in read.rows} == {EpisodeState.UNCODED}


def test_rejects_are_written_so_that_a_spreadsheet_only_shows_them(tmp_path):
    rejects = [Reject(7, "=HYPERLINK(1)", "there is no spell number"), Reject(9, "\t-Ward", "@x", "A1-1")]
    write_rejects(tmp_path / "rejects.csv", rejects)
    with (tmp_path / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["line", "column", "reason", "episode"]
    assert lines[1] == ["7", "'=HYPERLINK(1)", "there is no spell number", ""]
    assert lines[2] == ["9", "'\t-Ward", "'@x", "A1-1"]


def test_no_reject_repeats_what_stood_in_the_cell(tmp_path):
    listed = uncoded(3_000, seed=5)
    read = read_list(writers.write_csv(tmp_path / "list.csv", listed), now=NOW)
    wrong = {line.texts[line.wrong[0]] for line in listed.lines if not line.episode}
    said = " ".join(f"{reject.reason} {reject.column}" for reject in read.rejects)
    assert [text for text in wrong if len(text) > 1 and text in said] == []


def test_the_generator_makes_the_same_list_for_the_same_seed():
    assert uncoded(300, seed=9) == uncoded(300, seed=9) != uncoded(300, seed=8)
    assert replace(uncoded(5), headings={}) == Listed(uncoded(5).lines, {})
