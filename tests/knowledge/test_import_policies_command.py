"""`codingbot import policies` as somebody types it."""

import shutil
import sys

import pytest

from bot.cli import import_policies
from bot.cli.main import main
from bot.knowledge_holder import KnowledgeHolder
from knowledge.policy_library import ready_books, ready_sections
from tests.data import policy_book
from tests.knowledge.document_files import write
from tests.nhs_numbers import ONE

LOCAL = ("--authority", "local")
DAY = ("--valid-from", "2026-04-01")


@pytest.fixture
def codingbot(world, monkeypatch, capsys, own_logs):
    monkeypatch.setenv("CODINGBOT_DATA_DIR", str(world.folder))
    monkeypatch.setenv("CODINGBOT_DATABASE_URL", world.url)
    monkeypatch.setattr(import_policies, "the_clock", world.clock)

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["codingbot", "import", "policies", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run


def names(world) -> list[tuple[str, str]]:
    return [(one.name, one.version) for one in world.database.now(ready_books)]


def test_a_book_is_shown_kept_and_taken_up(codingbot, world):
    holder = KnowledgeHolder(world.database, world.folder / "cache", world.clock)
    code, said = codingbot(policy_book.PDF, *LOCAL)
    assert code == 0
    assert "policy_book.pdf: PDF, 40 pages, 183 sections" in said
    assert "Clinical Coding Policy Book version 4.2, local policy, valid from 2026-04-01." in said
    assert "Ratified by Clinical Coding Steering Committee on 2026-03-12. Review on 2028-03-31." in said
    assert "Clinical Coding Policy Book is in" in said
    assert len(world.database.now(ready_sections)) == 183
    assert holder.refresh()
    assert not holder.refresh()


def test_the_second_time_it_is_there_already(codingbot, world):
    codingbot(policy_book.PDF, *LOCAL)
    code, said = codingbot(policy_book.PDF, *LOCAL)
    assert (code, "there already; nothing changes" in said, len(names(world))) == (0, True, 1)


def test_a_dry_run_changes_nothing(codingbot, world):
    code, said = codingbot(policy_book.PDF, *LOCAL, "--dry-run")
    assert (code, "Nothing was changed." in said, names(world)) == (0, True, [])


@pytest.mark.parametrize(("answer", "is_in"), [(True, True), (False, False)])
def test_at_a_terminal_somebody_is_asked(answer, is_in, codingbot, world, monkeypatch):
    monkeypatch.setattr(import_policies.sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(import_policies.typer, "confirm", lambda *_, **__: answer)
    codingbot(policy_book.PDF, *LOCAL)
    assert bool(names(world)) is is_in


def test_a_new_version_shows_what_changed(codingbot, world, tmp_path):
    text = policy_book.MARKDOWN.read_text(encoding="utf-8")
    codingbot(write(tmp_path / "one.md", text), *LOCAL)
    after = text.replace("| Version | 4.2 |", "| Version | 4.3 |").replace(
        "### 17.7 Long-term drugs", "### 17.7 Drugs"
    )
    after = after.replace("Frailty is R54.X when", "Frailty is R54.X only when")
    code, said = codingbot(write(tmp_path / "two.md", after), *LOCAL, "--valid-from", "2026-10-01")
    assert code == 0
    assert "Against version 4.2, valid from 2026-04-01:" in said
    assert "17.5 Frailty" in said
    assert "17.7 Drugs" in said
    assert sorted(names(world)) == [
        ("Clinical Coding Policy Book", "4.2"),
        ("Clinical Coding Policy Book", "4.3"),
    ]


def test_of_a_folder_one_refused_file_does_not_stop_the_others(codingbot, world, tmp_path):
    folder = tmp_path / "policies"
    (folder / "more").mkdir(parents=True)
    shutil.copy(policy_book.WORD, folder / "more" / "book.docx")
    write(folder / "stroke.md", "# Stroke policy\n\n## 1 Scope\n\nAll.\n")
    write(folder / "bad.html", "<html><script></script></html>")
    write(folder / "notes.txt", "no policy")
    write(folder / "~$open.docx", "Word's own mark")
    code, said = codingbot(folder, *LOCAL, *DAY, "--link", "https://intranet.example/policies")
    assert code == 1
    assert "bad.html, line 1: the page carries <script>" in said
    assert "3 files: 2 imported, 0 there already, 0 left as they were, 1 refused." in said
    assert sorted(name for name, _ in names(world)) == ["Clinical Coding Policy Book", "Stroke policy"]
    links = {one.book.link for one in world.database.now(ready_sections)}
    assert "https://intranet.example/policies/stroke.md" in links


@pytest.mark.parametrize("number", [ONE, f"{ONE[:3]} {ONE[3:6]} {ONE[6:]}"])
def test_a_patient_in_an_example_is_refused_and_not_shown(number, codingbot, world, tmp_path):
    code, said = codingbot(
        write(tmp_path / "a.md", f"# Policy\n\n## 3 Sepsis\n\nAs in {number}.\n"), *LOCAL, *DAY
    )
    assert code == 2
    assert "the section “3” seems to hold a patient's NHS number" in said
    assert number not in said
    assert names(world) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("missing.pdf", *LOCAL), "there is no such file"),
        ((policy_book.MARKDOWN, "--authority", "gossip"), "gossip"),
        ((policy_book.MARKDOWN.parent / "nothing", *LOCAL), "no such file"),
        ((policy_book.MARKDOWN.parent, *LOCAL, "--name", "x"), "one by one"),
    ],
)
def test_what_cannot_be_imported(words, why, codingbot, world):
    code, said = codingbot(*words)
    assert code == 2
    assert why in said
    assert names(world) == []
