"""`codingbot import` as somebody types it."""

import sys

import pytest

from bot.cli import import_
from bot.cli.main import main
from knowledge.codes import Classification
from knowledge.library import load_base
from tests.knowledge import import_files as files
from tests.world import TODAY

ROWS = [
    ("code", "title"),
    ("W85.2", "Wash [knee]"),
    ("W85.3", "New"),
    ("J18.3", "Removal"),
    ("K40.1", "Graft"),
]


@pytest.fixture
def codingbot(world, monkeypatch, capsys, own_logs):
    monkeypatch.setenv("CODINGBOT_DATA_DIR", str(world.folder))
    monkeypatch.setenv("CODINGBOT_DATABASE_URL", world.url)
    monkeypatch.setattr(import_, "the_clock", world.clock)

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["codingbot", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run


@pytest.fixture
def table(tmp_path):
    return files.table(tmp_path / "table.tsv", ROWS)


def names(world) -> set[str]:
    return {one.edition.name for one in load_base(world.database.engine, world.folder / "cache").editions}


NEW = ("--edition", "OPCS-4 new", "--valid-from", "2026-01-01")


def test_an_edition_is_shown_kept_and_answers(codingbot, world, table):
    code, said = codingbot("import", "opcs4", table, *NEW)
    assert code == 0
    assert "4 codes for OPCS-4 new, valid from 2026-01-01" in said
    assert "W85.3 New" in said
    assert "Wash [knee]" in said
    assert "OPCS-4 new is in" in said
    held = load_base(world.database.engine, world.folder / "cache").in_force(Classification.OPCS4, TODAY)
    assert held.edition.name == "OPCS-4 new"


def test_the_second_time_it_is_there_already(codingbot, table):
    codingbot("import", "opcs4", table, *NEW)
    code, said = codingbot("import", "opcs4", table, *NEW)
    assert (code, "there already under that name and date; nothing changes" in said) == (0, True)


def test_a_dry_run_changes_nothing(codingbot, world, table):
    code, said = codingbot("import", "opcs4", table, *NEW, "--dry-run")
    assert (code, "Reworded" in said, "OPCS-4 new" in names(world)) == (0, True, False)


@pytest.mark.parametrize(("answer", "is_in"), [(True, True), (False, False)])
def test_at_a_terminal_somebody_is_asked(answer, is_in, codingbot, world, table, monkeypatch):
    monkeypatch.setattr(import_.sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(import_.typer, "confirm", lambda *_, **__: answer)
    _, said = codingbot("import", "opcs4", table, *NEW)
    assert ("OPCS-4 new" in names(world)) is is_in
    assert ("Nothing was changed." in said) is not is_in


def test_what_the_file_does_not_say_is_asked_for(codingbot, table, tmp_path):
    code, said = codingbot("import", "opcs4", table)
    assert code == 2
    assert "add --edition NAME and --valid-from YYYY-MM-DD" in said
    release = files.trud_opcs4(tmp_path / "OPCS411 CodesAndTitles Nov 2025 V1.0.txt")
    code, said = codingbot("import", "opcs4", release)
    assert (code, "--edition" in said, "add --valid-from" in said) == (2, False, True)


def test_a_refusal_is_one_line_without_a_trace(codingbot, world, tmp_path):
    code, said = codingbot("import", "icd10", files.write(tmp_path / "t.tsv", "code\ttitle\n"), *NEW)
    assert code == 2
    assert said.strip().count("\n") == 0
    assert "Traceback" not in said
    assert "OPCS-4 new" not in names(world)


def test_usage_says_what_it_did(codingbot, world, tmp_path):
    rows = [("code", "title", "fce"), ("J18.3", "Total cholecystectomy NEC", 77), ("J18.9", "Unknown", 5)]
    path = files.table(tmp_path / "u", rows)
    code, said = codingbot("import", "usage", path)
    assert code == 0
    assert "Codes of OPCS-4 tiny that have their counts: 1. Codes of the file that are not in it: 1." in said
    code, said = codingbot("import", "usage", path)
    assert (code, "has these counts already; nothing changes" in said) == (0, True)
