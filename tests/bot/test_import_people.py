"""`codingbot import people` as somebody types it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

from bot.cli import import_people
from bot.cli.main import main
from casework.model.person import Person
from tests.people import TRUST
from tests.world import World

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "people.csv"
Command = Callable[..., tuple[int, str]]


@pytest.fixture
def codingbot(world: World, monkeypatch, capsys, own_logs) -> Command:
    monkeypatch.setenv("CODINGBOT_LOCAL_MODE", "true")
    monkeypatch.setenv("CODINGBOT_DATA_DIR", str(world.folder))
    monkeypatch.setenv("CODINGBOT_DATABASE_URL", world.url)
    monkeypatch.setattr(import_people, "the_clock", world.clock)

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["codingbot", "import", "people", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run


def tenants(world: World) -> list[str]:
    return world.database.now(lambda s: [one.tenant for one in s.exec(select(Person))])


def test_the_example_is_shown_and_imported(codingbot: Command, world: World) -> None:
    code, said = codingbot(EXAMPLE)
    assert (code, "Added: 9" in said, "Dee Marsh" in said, "are in" in said) == (0, True, True, True)
    assert tenants(world) == ["local"] * 9
    code, said = codingbot(EXAMPLE)
    assert (code, said) == (0, "Unchanged: 9\n")


def test_a_dry_run_and_a_no_change_nothing(codingbot: Command, world: World, monkeypatch) -> None:
    assert "Nothing was changed" in codingbot(EXAMPLE, "--dry-run")[1]
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(import_people.typer, "confirm", lambda *_, **__: False)
    assert "Nothing was changed" in codingbot(EXAMPLE)[1]
    assert tenants(world) == []
    assert "are in" in codingbot(EXAMPLE, "--yes")[1]


def test_the_tenant_is_that_of_the_settings_or_the_one_said(codingbot, world: World, monkeypatch) -> None:
    codingbot(EXAMPLE, "--tenant", TRUST)
    assert set(tenants(world)) == {TRUST}
    for name, value in (
        ("APP_ID", "a"),
        ("TENANT_ID", "ours"),
        ("APP_PASSWORD", "p"),
        ("LOCAL_MODE", "false"),
    ):
        monkeypatch.setenv(f"CODINGBOT_{name}", value)
    monkeypatch.setenv("CODINGBOT_AUDIT_KEY", "k" * 64)
    code, said = codingbot(EXAMPLE)
    assert code == 0, said
    assert set(tenants(world)) == {TRUST, "ours"}


def test_leavers_are_named_before_and_after(codingbot: Command, world: World, tmp_path: Path) -> None:
    codingbot(EXAMPLE)
    short = tmp_path / "people.csv"
    short.write_text("\n".join(EXAMPLE.read_text(encoding="utf-8").splitlines()[:4]) + "\n", encoding="utf-8")
    assert "Not in the file, and kept (say --leavers if they have left): 6" in codingbot(short)[1]
    assert "Left: 6" in codingbot(short, "--leavers")[1]
    gone = world.database.now(lambda s: [one.active for one in s.exec(select(Person))]).count(False)
    assert gone == 6


def test_a_bad_list_ends_with_its_lines_and_nothing_is_kept(codingbot, world: World, tmp_path: Path) -> None:
    bad = tmp_path / "people.csv"
    bad.write_text("Object ID,Name,Role,Cover\nid-a,A A,coder,\nid-b,B B,king,\n", encoding="utf-8")
    code, said = codingbot(bad)
    assert (code, "line 3: the role is none of these" in said) == (2, True)
    bad.write_text("Object ID,Name,Role,Cover\nid-a,A A,coder,Nobody\n", encoding="utf-8")
    code, said = codingbot(bad)
    assert (code, "line 2: the cover “Nobody”" in said) == (2, True)
    assert tenants(world) == []
