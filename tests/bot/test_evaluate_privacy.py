"""The evaluate-privacy command: figures per kind, the department's own numbers, and no word of the texts."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.evaluate_privacy import texts_of
from casework import privacy
from knowledge.importers.rows import RefusedFile
from tests.bot.commands import Command, set_up
from tests.nhs_numbers import ONE
from tests.world import Prepared, World

LINES = f"NSTEMI {ONE}\tnhs_number:7:17\nlap chole K123456\thospital_number:10:17\nI21.4 Crohn's disease\t\n"


@pytest.fixture
def codingbot(
    world: World, prepared: Prepared, monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> Iterator[Command]:
    yield from set_up(world, prepared.folder, monkeypatch)
    privacy.know_hospital_numbers([])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.tsv"
    path.write_bytes(LINES.encode())
    return path


def test_the_figures_of_a_file(codingbot: Command, file: Path) -> None:
    told = json.loads(codingbot("evaluate-privacy", str(file), "--json").stdout)
    assert (told["lines"], told["clean_lines"], told["clean_lines_with_false_hits"]) == (3, 1, 0)
    nhs, hospital = told["kinds"]["nhs_number"], told["kinds"]["hospital_number"]
    assert (nhs["expected"], nhs["found"], nhs["recall"], nhs["precision"]) == (1, 1, 1.0, 1.0)
    assert (hospital["expected"], hospital["found"], hospital["missed_lines"]) == (1, 0, [2])


def test_the_departments_own_numbers_count(
    codingbot: Command, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODINGBOT_HOSPITAL_NUMBERS", "A999999, 99/99999")
    told = json.loads(codingbot("evaluate-privacy", str(file), "--json").stdout)
    assert told["kinds"]["hospital_number"]["recall"] == 1.0


def test_the_departments_own_numbers_are_refused_by_ask(
    codingbot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODINGBOT_HOSPITAL_NUMBERS", "A999999")
    result = codingbot("ask", "NSTEMI K123456")
    assert (result.exit_code, "hospital number" in result.stderr) == (2, True)


def test_the_table_names_lines_and_no_words(codingbot: Command, file: Path) -> None:
    shown = codingbot("evaluate-privacy", str(file)).stdout
    assert "hospital number, missed in lines 2" in shown
    assert "3 lines, 1 clean, 0 of them with a false hit" in shown
    assert "chole" not in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "holds no text"), (b"a\t\nb\n", "line 2: there is no TAB"), (b"\xff\xfe", "UTF-8")],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "labelled.tsv"
    path.write_bytes(content)
    with pytest.raises(RefusedFile, match=said):
        texts_of(path)
