"""`codingbot import episodes`, `calendar`, `grouper` and `codingbot reminders` as somebody types them."""

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from bot.cli import import_deadlines, import_episodes, import_people, reminders
from bot.cli.main import main
from casework.model.episode import Episode
from casework.model.episode_list import EpisodeList
from casework.model.submission_date import SubmissionDate
from tests.nhs_numbers import ONE
from tests.world import World

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
LIST = EXAMPLES / "episodes.csv"
Command = Callable[..., tuple[int, str]]
HEADER = (
    "Spell number,FCE number,Admission date,Discharge date,Episode start date,Episode end date,"
    "Treatment function,Coding status"
)


@pytest.fixture
def codingbot(world: World, monkeypatch, capsys, own_logs) -> Command:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("CODINGBOT_LOCAL_MODE", "true")
    monkeypatch.setenv("CODINGBOT_DATA_DIR", str(world.folder))
    monkeypatch.setenv("CODINGBOT_DATABASE_URL", world.url)
    for module in (import_episodes, import_deadlines, import_people, reminders):
        monkeypatch.setattr(module, "the_clock", world.clock)

    def run(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["codingbot", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return int(ended.value.code or 0), printed.out + printed.err

    return run


def episodes(world: World) -> dict[str, str]:
    """The episodes that are kept, each with its state."""
    return world.database.now(lambda s: {one.reference: one.state for one in s.exec(select(Episode))})


def lists(world: World) -> list[EpisodeList]:
    return world.database.now(lambda s: list(s.exec(select(EpisodeList).order_by(EpisodeList.id))))


def listed(
    tmp_path: Path, *spells: int, name: str = "list.csv", state: str = "Uncoded", run: str = ""
) -> Path:
    """A list of episodes of general surgery."""
    file = tmp_path / name
    titles = [f"Report run: {run}"] if run else []
    rows = [f"S{one:03},1,16/02/2026,20/02/2026,16/02/2026,20/02/2026,100,{state}" for one in spells]
    file.write_text("\n".join([*titles, HEADER, *rows]) + "\n", encoding="utf-8")
    return file


class TestEpisodes:
    def test_the_example_as_the_readme_has_it(self, codingbot: Command, world: World, tmp_path: Path) -> None:
        assert codingbot("import", "people", EXAMPLES / "people.csv")[0] == 0
        rejects = tmp_path / "rejects.csv"
        code, said = codingbot(
            "import", "episodes", LIST, "--rules", EXAMPLES / "episodes.toml", "--rejects", rejects
        )
        assert code == 0, said
        for part in (
            "Spell no. -> spell (guessed)",
            "Episodes read: 6. Rows rejected: 1.",
            "rejected 1, first in line 10: Admission date: there is no such day",
            "New: 6 (S100231-1, S100232-1",
            "The list is in: 6 episodes; 6 new, 0 coded, 0 vanished, 1 rejected.",
        ):
            assert part in said
        assert episodes(world)["S100232-1"] == "blocked"
        [header, line] = rejects.read_text(encoding="utf-8-sig").splitlines()
        assert header == '"line","column","reason","episode"'
        assert line.startswith('"10","Admission date"')
        assert lists(world)[0].exported_at == datetime(2026, 3, 2, 6, 45, tzinfo=UTC)

    def test_the_same_file_twice_changes_nothing(self, codingbot: Command, world: World) -> None:
        assert codingbot("import", "episodes", LIST)[0] == 0
        before = episodes(world)
        code, said = codingbot("import", "episodes", LIST)
        assert (code, "This very list was imported last; nothing changes." in said) == (0, True)
        assert episodes(world) == before
        assert len(lists(world)) == 1

    def test_what_changes_is_shown_and_a_dry_run_changes_nothing(
        self, codingbot: Command, world: World, tmp_path: Path
    ) -> None:
        codingbot("import", "episodes", listed(tmp_path, 1, 2, 3, run="01/03/2026 06:00"))
        later = listed(tmp_path, 2, 3, 4, name="later.csv", run="02/03/2026 06:00")
        code, said = codingbot("import", "episodes", later, "--dry-run")
        assert code == 0
        for part in ("New: 1 (S004-1)", "Vanished without being coded: 1 (S001-1)", "Nothing was changed."):
            assert part in said
        assert set(episodes(world)) == {"S001-1", "S002-1", "S003-1"}
        assert codingbot("import", "episodes", later)[0] == 0
        assert episodes(world)["S001-1"] == "vanished"

    def test_whoever_is_asked_may_say_no(
        self, codingbot: Command, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
        monkeypatch.setattr("typer.confirm", lambda *_, **__: False)
        assert "Nothing was changed." in codingbot("import", "episodes", LIST)[1]
        assert episodes(world) == {}
        assert "The list is in" in codingbot("import", "episodes", LIST, "--yes")[1]

    def test_an_older_list_is_refused_unless_forced(
        self, codingbot: Command, world: World, tmp_path: Path
    ) -> None:
        codingbot("import", "episodes", listed(tmp_path, 1, 2, run="02/03/2026 06:00"))
        older = listed(tmp_path, 1, name="older.csv", run="01/03/2026 06:00")
        code, said = codingbot("import", "episodes", older)
        assert code == 2
        assert "older.csv was written on Sun 1 March 2026, 06:00, before the last list" in said
        assert "--force" in said
        assert set(episodes(world)) == {"S001-1", "S002-1"}
        assert codingbot("import", "episodes", older, "--force")[0] == 0

    def test_a_list_that_looks_cut_off_is_refused(
        self, codingbot: Command, world: World, tmp_path: Path
    ) -> None:
        codingbot("import", "episodes", listed(tmp_path, *range(1, 9), run="01/03/2026"))
        code, said = codingbot("import", "episodes", listed(tmp_path, 1, name="b.csv", run="02/03/2026"))
        assert (code, "cut off" in said) == (2, True)
        assert set(episodes(world).values()) == {"uncoded"}

    def test_when_it_was_written_is_told_or_the_files_own_time(
        self, codingbot: Command, world: World, tmp_path: Path
    ) -> None:
        file = listed(tmp_path, 1)
        moment = datetime(2026, 2, 28, 7, 30, tzinfo=UTC).timestamp()
        os.utime(file, (moment, moment))
        code, said = codingbot("import", "episodes", file)
        assert (code, "the file is of Sat 28 February 2026, 07:30" in said) == (0, True)
        other = listed(tmp_path, 1, 2, name="other.csv")
        code, said = codingbot("import", "episodes", other, "--exported-at", "2026-03-01 06:15")
        assert (code, "does not say" in said) == (0, False)
        assert [one.exported_at.hour for one in lists(world)] == [7, 6]
        code, said = codingbot("import", "episodes", other, "--exported-at", "yesterday")
        assert (code, "Write the time as 2026-03-03 06:45" in said) == (2, True)

    def test_columns_that_identify_patients(self, codingbot: Command, world: World, tmp_path: Path) -> None:
        file = tmp_path / "named.csv"
        row = f"{ONE},S001,1,16/02/2026,20/02/2026,16/02/2026,20/02/2026,100,Uncoded"
        file.write_text(f"NHS number,{HEADER}\n{row}\n", encoding="utf-8")
        code, said = codingbot("import", "episodes", file)
        assert (code, "may identify patients" in said, "--drop-columns" in said) == (2, True, True)
        assert ONE not in said
        assert episodes(world) == {}
        code, said = codingbot("import", "episodes", file, "--drop-columns", "NHS number, Address")
        assert (code, "Left unread, as told: NHS number." in said) == (0, True)
        assert "There is no column “Address” to leave unread." in said
        file.unlink()
        assert ONE.encode() not in world.bytes_on_disk()

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "the file is empty"),
            (b"%PDF-1.7 list", "this is a PDF"),
            (b"\x00\x01\x02" * 40, "list.csv"),
            (b"just some words\nand more of them\n", "list.csv"),
            (b'{"resourceType": "Patient"}', "list.csv"),
            (b"MSH|^~\\&|PAS\r", "list.csv"),
            (b"<html><body>Session expired</body></html>", "XML or a web page"),
        ],
    )
    def test_what_is_no_list_gets_a_sentence_and_nothing_is_lost(
        self, codingbot: Command, world: World, tmp_path: Path, content: bytes, words: str
    ) -> None:
        codingbot("import", "episodes", LIST)
        before = episodes(world)
        file = tmp_path / "list.csv"
        file.write_bytes(content)
        code, said = codingbot("import", "episodes", file)
        assert (code, words in said, "Traceback" in said) == (2, True, False), said
        assert episodes(world) == before

    def test_what_is_named_in_vain(self, codingbot: Command, world: World, tmp_path: Path) -> None:
        code, said = codingbot("import", "episodes", tmp_path / "nothing.csv")
        assert (code, "there is no such file" in said) == (2, True)
        for option in ("--columns", "--rules"):
            code, said = codingbot("import", "episodes", LIST, option, tmp_path / "nothing.toml")
            assert (code, "the settings file cannot be read" in said) == (2, True)
        code, said = codingbot("import", "episodes", LIST, "--rejects", tmp_path / "no" / "rejects.csv")
        assert (code, "cannot be written" in said, "Nothing was imported" in said) == (2, True, True)
        assert episodes(world) == {}

    def test_the_files_of_the_settings(
        self, codingbot: Command, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        codingbot("import", "people", EXAMPLES / "people.csv")
        monkeypatch.setenv("CODINGBOT_EPISODE_RULES", str(EXAMPLES / "episodes.toml"))
        monkeypatch.setenv("CODINGBOT_EPISODE_COLUMNS", str(EXAMPLES / "columns.toml"))
        monkeypatch.setenv("CODINGBOT_EVIDENCE_SOURCES", str(EXAMPLES / "sources.toml"))
        monkeypatch.setenv("CODINGBOT_NOTES_LADDER", str(EXAMPLES / "ladder.toml"))
        code, said = codingbot("import", "episodes", LIST)
        assert (code, "Spell no. -> spell (set)" in said) == (0, True), said
        coders = world.database.now(lambda s: [one.coder_id is not None for one in s.exec(select(Episode))])
        assert coders == [True] * 6
        monkeypatch.setenv("CODINGBOT_NOTES_LADDER", "nothing.toml")
        code, said = codingbot("import", "episodes", LIST)
        assert (code, "CODINGBOT_NOTES_LADDER: nothing.toml" in said) == (2, True)


class TestCalendar:
    def test_the_example_then_again_then_moved(
        self, codingbot: Command, world: World, tmp_path: Path
    ) -> None:
        example = EXAMPLES / "calendar.csv"
        assert "Nothing was changed." in codingbot("import", "calendar", example, "--dry-run")[1]
        code, said = codingbot("import", "calendar", example)
        assert (code, "New months: 3 (January 2026, February 2026, March 2026)" in said) == (0, True)
        assert codingbot("import", "calendar", example) == (0, "Unchanged: 3\n")
        moved = tmp_path / "moved.csv"
        moved.write_text(example.read_text().replace("19/03/2026,22/04/2026", "20/03/2026,22/04/2026"))
        assert "Months whose dates move: 1 (February 2026)" in codingbot("import", "calendar", moved)[1]
        kept = world.database.now(lambda s: {one.closes_at for one in s.exec(select(SubmissionDate))})
        assert datetime(2026, 3, 20, 17, tzinfo=UTC) in kept

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("Month,First\nApril 2026,1/1/2026\n", "the header needs exactly one column each"),
            ("Activity month,First,Post\nSmarch,20/05/2026,18/06/2026\n", "line 2"),
            ("Activity month,First,Post\nApril 2026,20/03/2026,18/06/2026\n", "line 2"),
            ("Activity month,First,Post\n", "calendar.csv"),
        ],
    )
    def test_what_is_no_calendar(
        self, codingbot: Command, world: World, tmp_path: Path, text: str, words: str
    ) -> None:
        file = tmp_path / "calendar.csv"
        file.write_text(text)
        code, said = codingbot("import", "calendar", file)
        assert (code, words in said) == (2, True), said
        assert world.database.now(lambda s: s.exec(select(SubmissionDate)).all()) == []


def test_a_groupers_output(codingbot: Command, world: World, tmp_path: Path) -> None:
    codingbot("import", "episodes", LIST)
    code, said = codingbot("import", "grouper", EXAMPLES / "grouper.csv")
    assert (code, "Episodes known: 3, not known: 0, changed: 3." in said) == (0, True)
    assert "Incomplete episodes that group to an error: 1." in said
    assert "changed: 0." in codingbot("import", "grouper", EXAMPLES / "grouper.csv")[1]
    other = tmp_path / "other.csv"
    other.write_text("Fall,Nr,Gruppe\nS100231,1,UZ01Z\n?,?,?\n")
    code, said = codingbot("import", "grouper", other)
    assert (code, "there is no column" in said) == (2, True)
    named = ("--spell", "Fall", "--episode-number", "Nr", "--hrg", "Gruppe")
    assert "Lines that could not be read: 1 (3)." in codingbot("import", "grouper", other, *named)[1]


class TestReminders:
    def test_who_would_get_what_and_why(self, codingbot: Command, world: World) -> None:
        codingbot("import", "people", EXAMPLES / "people.csv")
        codingbot("import", "episodes", LIST, "--rules", EXAMPLES / "episodes.toml")
        code, said = codingbot("reminders", "--dry-run", "--at", "2026-03-03 09:35")
        assert code == 0
        for part in ("Reminders at Tue 3 March 2026, 09:35", "Asha Patel", "lead backlog", "nothing to say"):
            assert part in said
        assert (
            "outside of working hours" in codingbot("reminders", "--dry-run", "--at", "2026-03-07 09:35")[1]
        )

    def test_for_programs_and_nothing_is_decided(self, codingbot: Command, world: World) -> None:
        codingbot("import", "people", EXAMPLES / "people.csv")
        codingbot("import", "episodes", LIST, "--rules", EXAMPLES / "episodes.toml")
        told = [
            json.loads(codingbot("reminders", "--dry-run", "--at", "2026-03-03 09:35", "--json")[1])
            for _ in range(2)
        ]
        assert told[0] == told[1]
        sent = {(one["name"], one["kind"]) for one in told[0]["reminders"] if one["sends"]}
        assert ("Asha Patel", "coder digest") in sent
        assert ("Dee Marsh", "lead backlog") in sent
        assert ("Dr Cole", "clinician digest") not in sent
        night = json.loads(codingbot("reminders", "--dry-run", "--at", "2026-03-03 23:00", "--json")[1])
        assert not any(one["sends"] for one in night["reminders"])

    def test_it_only_ever_shows(self, codingbot: Command) -> None:
        code, said = codingbot("reminders")
        assert (code, "--dry-run" in said) == (2, True)
        code, said = codingbot("reminders", "--dry-run", "--at", "soon")
        assert (code, "Write the time as" in said) == (2, True)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("REMIND_CODERS", "1:30", "nothing is sent at 01:30"),
        ("REMIND_CODERS", "half past", "write the time as 08:30"),
        ("REMIND_CLERKS", "25:00", "write the time as 08:30"),
        ("REMIND_LEADS", "09:00", "write the weekday and the time, as Mon 09:00"),
        ("REMIND_LEADS", "Someday 09:00", "write the weekday and the time, as Mon 09:00"),
        ("TIGHTEN_DAYS", "-1", "write a whole number of working days from 0 to 20"),
        ("EVIDENCE_SOURCES", "nothing.toml", "nothing.toml"),
        ("EPISODE_RULES", "nothing.toml", "nothing.toml"),
    ],
)
def test_settings_that_cannot_be_used(
    codingbot: Command, monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"CODINGBOT_{name}", value)
    code, said = codingbot("reminders", "--dry-run")
    assert (code, f"CODINGBOT_{name}: " in said, words in said) == (2, True, True), said


def test_settings_of_the_reminders(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.settings import Settings

    made = Settings(
        remind_coders="8:45", remind_leads="Wednesday 10:00", tighten_days="5"
    ).department.schedules
    assert (f"{made.coder:%H:%M}", made.lead_weekday, f"{made.lead:%H:%M}", made.tighten_days) == (
        "08:45",
        2,
        "10:00",
        5,
    )
