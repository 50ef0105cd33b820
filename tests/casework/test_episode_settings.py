"""The department's own files: who codes what, where evidence lives, the ladder, a grouper's output; times."""

from datetime import date, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import grouper, reminder_times
from casework.assigning import Rules, read_rules
from casework.errors import Unusable
from casework.grouper import Flagged, Grouped, read_grouper
from casework.ladder import read_ladder, shipped_ladder
from casework.sources import Source, read_sources
from knowledge.importers.rows import RefusedFile
from tests.episodes import Records, row
from tests.people import TRUST, asha
from tests.world import World

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


def written(tmp_path: Path, text: str, name: str = "settings.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_of_assigning_is_read() -> None:
    rules = read_rules(EXAMPLES / "episodes.toml")
    assert rules.coders_of("100") == ("Asha Patel", "Ben Okoro")
    assert rules.coders_of("501") == ("Ben Okoro",)
    assert rules.coders_of("999") == ("Asha Patel",)
    assert (rules.aliases["AP"], rules.gone_means_coded, rules.confirm_after) == ("Asha Patel", False, 2)


def test_an_empty_file_has_no_rules(tmp_path: Path) -> None:
    assert read_rules(written(tmp_path, "")) == Rules()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[rules]", r"\[rules\] means nothing"),
        ("[[rule]]\ncoders = ['a']", "treatment_functions and coders"),
        ("[[rule]]\ncoders = 'a'\ntreatment_functions = ['100']", "lists of words"),
        ("[[rule]]\ncoders = []\ntreatment_functions = ['100']", "lists of words"),
        ("[list]\nconfirm_after = 0", "confirm_after = 1 to 30"),
        ("[list]\ngone_means_coded = 1", "true or false"),
        ("[coders]\nAP = 3", "how the list writes them"),
        ("rule = 3", r"write \[coders\]"),
        ("=", "no settings file in TOML"),
    ],
)
def test_wrong_rules_are_refused_with_the_remedy(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason):
        read_rules(written(tmp_path, text))


def test_the_example_of_sources_offers_a_specialtys_own_first() -> None:
    sources = read_sources(EXAMPLES / "sources.toml")
    assert [one.name for one in sources.of("501")] == ["Maternity system", "Encoder", "Theatre log (paper)"]
    assert [one.name for one in sources.of("300")] == ["Encoder", "Theatre log (paper)"]
    assert sources.of("501")[0].link_to("S1/2-1") == "https://maternity.example.nhs.uk/episodes/S1%2F2-1"
    assert sources.of("300")[1].link_to("S1-1") == ""


@pytest.mark.parametrize(
    "link",
    [
        "http://a.example/{episode}",
        "javascript:alert(1)",
        "https://{episode}.example/",
        "https://a.example/{patient}",
        "https://a.example/{episode",
        "https://user@a.example/",
        "https://user:word@a.example/",
        "https:///path",
        "https://a.example/a b",
        "https://a.example/\u202e",
        "https://a.example:99999/",
        "https://[::1/",
        "https://a.example/" + "x" * 600,
        "//a.example/",
        "file:///etc/passwd",
    ],
)
def test_a_link_that_goes_anywhere_else_is_refused(tmp_path: Path, link: str) -> None:
    text = f'[[source]]\nname = "A"\nlink = "{link}"'
    with pytest.raises(RefusedFile, match=r"source 1|TOML"):
        read_sources(written(tmp_path, text))


@given(st.text(max_size=30))
def test_whatever_a_reference_is_it_stays_within_the_link(reference: str) -> None:
    link = Source("A", "https://a.example/e/{episode}").link_to(reference.replace("\ud800", ""))
    assert link.startswith("https://a.example/e/")
    assert not set(link.removeprefix("https://a.example/e/")) & set('/?#<>" ')


def test_the_ladder_that_is_shipped_goes_by_role() -> None:
    steps = shipped_ladder().steps
    assert [step.after for step in steps] == [timedelta(hours=48)] * 2
    assert [step.to for step in steps] == [("lead coder",), ("coding manager",)]


@pytest.mark.parametrize(
    "text",
    ["", "x", "[[step]]\nto = 'a'", "[[step]]\nto = []\nafter_working_hours = 4", "[step]\nto = 'a'"]
    + [f"[[step]]\nto = 'a'\nafter_working_hours = {hours}" for hours in ("0", "-1", "1001", "true", "2.5")],
)
def test_a_wrong_ladder_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(RefusedFile, match=r"settings\.toml"):
        read_ladder(written(tmp_path, text))


def test_a_groupers_output_flags_episodes_that_are_known(world: World, tmp_path: Path) -> None:
    records = Records(world)
    records.take(row("S1-1"), row("S1-2"))
    text = (
        "PROVSPNO,EPIORDER,NHSNO,FCE_HRG\nS1,1,x,UZ01Z\ns1,02,x,EB10A\nS9,1,x,EB10A\nS1,1\n,,,\nS2,1,x,??\n"
    )
    grouped = read_grouper(written(tmp_path, text.replace("S1,1\n", "S1,1,,\n"), "out.csv"))
    assert grouped == Grouped({"S1-1": "UZ01Z", "S1-2": "EB10A", "S9-1": "EB10A"}, (5, 7))
    flag = records.world.database.now
    assert flag(grouper.flag, grouped, tenant=TRUST) == Flagged(known=2, unknown=1, changed=2, errors=1)
    assert flag(grouper.flag, grouped, tenant=TRUST).changed == 0
    assert (records["S1-1"].hrg, grouper.is_error(records["S1-1"].hrg)) == ("UZ01Z", True)
    records.take(row("S1-1", ward="AMU"), row("S1-2"))
    assert records["S1-1"].hrg == "UZ01Z"


def test_a_groupers_columns_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path, "Sp,No,Group\nS1,1,UZ01Z\n", "out.csv")
    with pytest.raises(RefusedFile, match="there is no column PROVSPNO or"):
        read_grouper(path)
    with pytest.raises(RefusedFile, match="colour is no column"):
        read_grouper(path, {"colour": "red"})
    named = read_grouper(path, {"spell": "Sp", "episode_number": "No", "hrg": "Group"})
    assert named.hrg_of == {"S1-1": "UZ01Z"}


@pytest.mark.parametrize("words", ["8:15", "08:15", " 8.15 "])
def test_a_time_is_read(words: str) -> None:
    assert reminder_times.parsed(words) == time(8, 15)


@pytest.mark.parametrize("words", ["", "8", "25:00", "8:60", "morning", "01:30", "00:59", "02:01"])
def test_what_is_no_time_to_be_reminded_at_is_refused(words: str) -> None:
    with pytest.raises(Unusable, match=r"remind you then|Write the time"):
        reminder_times.parsed(words)


def test_a_time_outside_the_hours_becomes_the_nearest_within(world: World) -> None:
    records = Records(world)
    facts = {"by": records.office.who(asha), "department": records.department, "now": world.clock()}
    assert world.database.now(reminder_times.set_time, words="07:00", **facts) == time(9)
    assert world.database.now(reminder_times.set_time, words="23:00", **facts) == time(16, 30)
    assert world.database.now(reminder_times.set_time, words="", **facts) == time(9)


@pytest.mark.parametrize("away", [0, -1, 93])
def test_a_pause_is_for_one_day_to_three_months(world: World, away: int) -> None:
    records = Records(world)
    until = date(2026, 3, 3) + timedelta(days=away)
    with pytest.raises(Unusable, match="three months"):
        world.database.now(reminder_times.pause, by=records.office.who(asha), until=until, now=world.clock())
