"""Lists that are refused: what may identify a patient, what is missing or could be two things."""

from pathlib import Path

import pytest

from casework.episode_files.mapping import of_department
from casework.episode_files.read import read_list
from casework.episode_files.rows import IdentifyingColumns, ListRead
from knowledge.importers.rows import RefusedFile
from tests.casework import episode_writers as writers
from tests.casework.episode_lists import NOW, uncoded
from tests.nhs_numbers import NUMBERS, ONE, grouped, with_check_digit

HEADER = "Spell,Episode,Admitted,Episode end,Specialty"


def listed(*extra: str, header: str = "", rows: int = 0) -> str:
    """A small list with one more column: its heading and a cell a row."""
    cells = extra or ("",) * (rows or 1)
    lines = (f"A{n},1,01/01/2026,02/01/2026,100,{cell}" for n, cell in enumerate(cells, start=1))
    return "\n".join([f"{HEADER},{header}", *lines]) + "\n"


def read_text(folder: Path, text: str, **how: object) -> ListRead:
    path = folder / "list.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return read_list(path, now=NOW, **how)  # type: ignore[arg-type]


def refusal(folder: Path, text: str, **how: object) -> str:
    with pytest.raises(RefusedFile) as raised:
        read_text(folder, text, **how)
    return str(raised.value)


def test_a_list_with_such_columns_is_refused_whole_naming_them_and_the_way_out(tmp_path):
    said = refusal(
        tmp_path, listed("Ida Invented", header="Patient Name").replace("Spell,", "Spell,NHS No,", 1)
    )
    assert (
        "these columns may identify patients by their names: “NHS No” (NHS number), “Patient Name” (name)"
        in said
    )
    assert "--drop-column" in said
    assert "Ida" not in said


def test_named_columns_are_left_unread(tmp_path):
    read = read_text(tmp_path, listed(ONE, header="NHS No."), drop_columns=("nhs no", "DOB"))
    assert (len(read.rows), read.refused_columns) == (1, ("NHS No.",))
    assert read.notes == ("There is no column “DOB” to leave unread.",)
    assert ONE not in repr(read)


def many(*cells: str) -> tuple[str, ...]:
    return tuple(cells[n % len(cells)] for n in range(20))


NAMES = tuple(f"INVENTED{chr(65 + n)}, Ida" .replace("INVENTED", "Inv") for n in range(20))  # fmt: skip
OLD = tuple(f"{n + 1:02d}/06/{1930 + 3 * n}" for n in range(20))


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (many(*NUMBERS), "NHS number"),
        (many(*(grouped(number, " ") for number in NUMBERS)), "NHS number"),
        (many(NUMBERS[0], NUMBERS[1], "", "H123"), "NHS number"),
        (many("M1 1AE", "SW1A 1AA", "b33 8th"), "postcode"),
        (OLD, "date of birth"),
        (many("ida@example.org"), "e-mail address"),
        (many("0161 496 0000", "07700 900123"), "phone number"),
        (many("12 High Street", "3a Mill Lane, Ham"), "address"),
        (tuple(f'"{name}"' for name in NAMES), "name"),
        (tuple(f"Mrs I Invented{chr(97 + n)}" for n in range(20)), "name"),
    ],
)
def test_a_column_of_any_name_is_refused_by_what_all_its_cells_hold(cells, kind, tmp_path):
    said = refusal(tmp_path, listed(*cells, header="Column7"))
    assert f"may identify patients by what they hold: “Column7” ({kind})" in said
    assert read_text(tmp_path, listed(*cells, header="Column7"), drop_columns=("Column7",)).rows


@pytest.mark.parametrize("heading", ["", "Ward"])
def test_a_column_without_a_heading_or_with_a_wards_is_looked_at_too(heading, tmp_path):
    with pytest.raises(IdentifyingColumns):
        read_text(tmp_path, listed(*many(*NUMBERS), header=heading))


def test_ten_digit_spell_numbers_are_not_taken_for_nhs_numbers(tmp_path):
    """One in eleven passes the check by chance."""
    spells = [f"{7_000_000_000 + 37 * n}" for n in range(400)]
    rows = "".join(f"{spell},1,01/01/2026,02/01/2026,100\n" for spell in spells)
    read = read_text(tmp_path, f"{HEADER}\n{rows}")
    assert (len(read.rows), read.rejects) == (400, ())


def test_nhs_numbers_as_spell_numbers_are_refused(tmp_path):
    numbers = [number for n in range(999_000_000, 999_000_050) if (number := with_check_digit(str(n)))]
    rows = "".join(f"{number},1,01/01/2026,02/01/2026,100\n" for number in numbers)
    assert "“Spell” (NHS number)" in refusal(tmp_path, f"{HEADER}\n{rows}")


def test_one_stray_number_makes_its_row_a_reject_without_a_word_of_it(tmp_path):
    cells = ("Library", f"with {grouped(ONE, ' ')}", "dob 01/02/1950", "Office 12", "at M1 1AE")
    read = read_text(tmp_path, listed(*cells, header="Notes location"))
    assert [row.reference for row in read.rows] == ["A1-1", "A4-1"]
    assert [reject.reason for reject in read.rejects] == [
        "it may hold a patient's NHS number",
        "it may hold a patient's date of birth",
        "it may hold a patient's postcode",
    ]


def test_names_of_coders_come_again_and_stay(tmp_path):
    cells = many('"Patel, Asha"', '"Okafor, Ben"', "Cole Lindqvist")
    assert read_text(tmp_path, listed(*cells, header="Coder")).rows[0].coder == "Patel, Asha"


def test_what_is_missing_is_named_with_the_headings_and_what_to_do(tmp_path):
    said = refusal(tmp_path, "Episode,Admitted,Discharged,Specialty\n1,01/01/2026,,100\n")
    assert said.startswith("list.csv: no column with the spell or the reference is found.")
    assert "The headings are: Episode, Admitted, Discharged, Specialty." in said
    assert '[columns] spell = ["its heading"]' in said


def test_a_heading_over_other_things_is_said_so(tmp_path):
    rows = "".join(f"A{n},1,01/01/2026,02/01/2026,Surgery\n" for n in range(9))
    said = refusal(tmp_path, f"{HEADER}\n{rows}")
    assert "“Specialty” is called so, but most of its cells hold something else" in said


@pytest.mark.parametrize(("first", "second"), [("Spell", "Spell"), ("Spell no", "Spell num")])
def test_two_columns_that_could_be_one_field_are_ambiguous(first, second, tmp_path):
    text = f"{first},{second},Episode,Admitted,Discharged,Specialty\nA1,B1,1,01/01/2026,,100\n"
    said = refusal(tmp_path, text)
    assert f"“{first}” (column 1) and “{second}” (column 2) could each be the spell" in said


def test_the_spell_is_not_guessed_from_its_cells(tmp_path):
    text = "Thing,Episode,Admitted,Discharged,Specialty\nS1234,1,01/01/2026,,100\n"
    assert "no column with the spell" in refusal(tmp_path, text)


def test_a_list_without_a_header_is_refused_without_showing_a_line(tmp_path):
    said = refusal(tmp_path, f"A1,Ida Invented,{ONE},01/01/2026\n")
    assert "no header is found" in said
    assert "Ida" not in said
    assert ONE not in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns]\nspeel = ['x']", "columns.speel means nothing here"),
        ("[colums]\nspell = ['x']", "[colums] means nothing here"),
        ("[columns]\nspell = 3", "columns.spell must be a list of words"),
        ("columns = 3", "[columns] must be a table"),
        ("[columns", "this is no settings file in TOML"),
    ],
)
def test_settings_that_mean_nothing_are_refused(text, said, tmp_path):
    (tmp_path / "ours.toml").write_text(text)
    with pytest.raises(RefusedFile) as raised:
        of_department(tmp_path / "ours.toml")
    assert said in str(raised.value)


def test_settings_that_are_not_there_are_said_so(tmp_path):
    with pytest.raises(RefusedFile, match="cannot be read"):
        of_department(tmp_path / "none.toml")


def test_a_settings_file_cannot_let_a_hospital_number_in(tmp_path):
    (tmp_path / "ours.toml").write_text('[columns]\nspell = ["Hospital number"]')
    text = listed("", header="x").replace("Spell", "Hospital number", 1)
    with pytest.raises(IdentifyingColumns):
        read_text(tmp_path, text, mapping=of_department(tmp_path / "ours.toml"))


def test_a_list_of_which_no_row_can_be_read_is_refused_with_the_first_reason(tmp_path):
    said = refusal(tmp_path, f"{HEADER}\nA1,1,32/01/2026,,100\n")
    assert "none of its 1 rows can be read. The first is 2, Admitted: there is no such day" in said


def test_no_identifier_of_a_realistic_file_is_returned(tmp_path):
    messages = uncoded(200, kinds="message")
    for write in (writers.write_fhir, writers.write_hl7):
        read = read_list(write(tmp_path / "list", messages), now=NOW)
        assert len(read.rows) > 150
        assert ONE not in repr(read)
        assert "INVENTED" not in repr(read).upper()
