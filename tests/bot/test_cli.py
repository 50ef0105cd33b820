"""The command line: one question answered, and the conversation of Teams in a terminal."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from dialogs import phrases
from tests.bot.commands import Command, set_up
from tests.nhs_numbers import ONE, grouped
from tests.people import TRUST
from tests.world import Prepared, World

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SUGGESTION = {"for", "code", "title", "classification", "release", "because", "score"}
POLICY = {"reference", "authority", "title", "text", "source"}


@pytest.fixture
def codingbot(
    world: World, prepared: Prepared, monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> Iterator[Command]:
    yield from set_up(world, prepared.folder, monkeypatch)


def answer(codingbot: Command, *words: str) -> dict[str, Any]:
    result = codingbot("ask", *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_ask_json_is_one_object_of_the_agreed_shape(codingbot: Command) -> None:
    found = answer(codingbot, "hypertension zxqwv, NSTEMI")
    assert {"suggestions", "policies", "not_understood"} <= set(found)
    assert found["not_understood"] == ["zxqwv"]
    for one in found["suggestions"]:
        assert set(one) == SUGGESTION
        assert all(isinstance(one[name], str) for name in SUGGESTION - {"because", "score"})
        assert isinstance(one["score"], float)
        assert isinstance(one["because"], list)
        assert all(isinstance(why["word"], str) and isinstance(why["where"], str) for why in one["because"])
    for one in found["policies"]:
        assert set(one) == POLICY
        assert all(isinstance(value, str) for value in one.values())
    assert found["policies"][0]["authority"] == "national standard"


def test_suggestions_are_flat_and_best_first_within_each_condition(codingbot: Command) -> None:
    found = answer(codingbot, "NSTEMI, previous CABG")["suggestions"]
    assert [one["for"] for one in found] == sorted(
        (one["for"] for one in found), key=["NSTEMI", "previous CABG"].index
    )
    for condition in ("NSTEMI", "previous CABG"):
        scores = [one["score"] for one in found if one["for"] == condition]
        assert scores == sorted(scores, reverse=True)
        assert scores
    assert (found[0]["code"], found[0]["classification"], found[0]["release"]) == (
        "I21.4",
        "icd10",
        "ICD-10 tiny",
    )


def test_every_suggestion_has_a_reason(codingbot: Command) -> None:
    assert all(one["because"] for one in answer(codingbot, "NSTEMI, lap chole, I10")["suggestions"])


def test_codes_are_in_display_form_without_a_mark(codingbot: Command) -> None:
    codes = [one["code"] for one in answer(codingbot, "diabetic retinopathy; I10")["suggestions"]]
    assert "H36.0" in codes
    assert "I10.X" in codes


@pytest.mark.parametrize(("wanted", "others"), [("icd10", "opcs4"), ("opcs4", "icd10")])
def test_one_classification_alone(codingbot: Command, wanted: str, others: str) -> None:
    found = answer(codingbot, "K40", "--classification", wanted)["suggestions"]
    assert {one["classification"] for one in found} == {wanted}


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_limit_counts_for_each_condition(codingbot: Command, limit: int) -> None:
    found = answer(codingbot, "NSTEMI, K40", "--limit", str(limit))["suggestions"]
    for condition in {one["for"] for one in found}:
        assert len([one for one in found if one["for"] == condition]) <= limit
    assert len([one for one in found if one["for"] == "K40"]) == limit


def test_a_greater_limit_is_drawn_whole(codingbot: Command) -> None:
    assert codingbot("ask", "K40", "--limit", "8").stdout.count("you typed K40") == 5
    many = codingbot("ask", "acute unspecified", "--limit", "12")
    assert many.exit_code == 0


@pytest.mark.parametrize(
    ("on", "release"),
    [("2026-03-31", "OPCS-4 tiny"), ("2026-04-01", "OPCS-4 tiny next"), ("2020-01-01", "OPCS-4 tiny")],
)
def test_a_day_chooses_the_edition(codingbot: Command, on: str, release: str) -> None:
    found = answer(codingbot, "W85", "--on", on)["suggestions"]
    assert {one["release"] for one in found} == {release}
    assert any(one["code"] == "W85.3" for one in found) == release.endswith("next")


@pytest.mark.parametrize(
    "wrong",
    [("--on", "31/03/2026"), ("--limit", "0"), ("--limit", "51"), ("--classification", "icd11"), ("--loud",)],
)
def test_a_wrong_option_is_refused(codingbot: Command, wrong: tuple[str, ...]) -> None:
    assert codingbot("ask", "NSTEMI", *wrong).exit_code == 2


def test_as_text_it_reads_like_the_card_without_buttons(codingbot: Command) -> None:
    result = codingbot("ask", "NSTEMI")
    assert "I21.4 Acute subendocardial myocardial infarction" in result.stdout
    assert phrases.ADVICE in result.stdout
    assert "This answers it" not in result.stdout
    assert "CQ-" not in result.stdout


def test_ask_keeps_nothing(codingbot: Command) -> None:
    codingbot("ask", "NSTEMI")
    assert codingbot.world.queries() == []


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_ask_refuses_an_nhs_number(codingbot: Command, options: tuple[str, ...]) -> None:
    number = grouped(ONE, " ")
    result = codingbot("ask", f"NSTEMI {number}", *options)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "[NHS number removed]" in result.stderr
    assert number not in result.output


@pytest.mark.parametrize("text", ["", "  ", "\n"])
def test_ask_without_words_says_so(codingbot: Command, text: str) -> None:
    result = codingbot("ask", text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert phrases.EMPTY in result.stderr


def test_ask_with_a_very_long_text_says_so(codingbot: Command) -> None:
    result = codingbot("ask", "hernia " * 1_500)
    assert result.exit_code == 2
    assert "too long" in result.stderr


def test_ask_without_a_code_still_answers(codingbot: Command) -> None:
    assert answer(codingbot, "zxqwv")["suggestions"] == []
    assert phrases.NOTHING_FOUND in codingbot("ask", "zxqwv").stdout
    assert "Q99.9 is not a code in" in codingbot("ask", "Q99.9").stdout


def test_chat_is_the_conversation_of_teams(codingbot: Command) -> None:
    result = codingbot("chat", "--as", "Asha", typed="NSTEMI\n2\n1\nmy queries\nquit\n")
    assert result.exit_code == 0, result.output
    said = result.stdout
    for part in ("CQ-1001", "Block: I20-I25", "CQ-1001 answered: I21.4", "My queries", "Answered: I21.4"):
        assert part in said
    assert codingbot.world.queries()[0].chosen_code == "I214"


def test_chat_asks_for_the_words_of_an_input(codingbot: Command) -> None:
    typed = "zxqwv\n2\n1\nlap chole\n1\nquit\n"
    result = codingbot("chat", "--as", "Asha", typed=typed)
    assert "CQ-1001 answered: J18.3" in result.stdout
    assert codingbot.world.rounds() == ["zxqwv", "lap chole"]


def test_chat_is_with_somebody_of_the_list_of_people_by_name_or_object_id(codingbot: Command) -> None:
    codingbot("import", "people", str(EXAMPLES / "people.csv"))
    codingbot(
        "import", "episodes", str(EXAMPLES / "episodes.csv"), "--rules", str(EXAMPLES / "episodes.toml")
    )
    for name in ("Asha Patel", "asha patel", "6f1d0a52-0000-4000-8000-000000000004"):
        said = codingbot("chat", "--as", name, typed="episode S100231-1\nbacklog\nquit\n").stdout
        assert "You are Asha Patel, coder" in said
        assert "Episode S100231-1" in said
        assert "Your role does not let you see the backlog" in said
    assert "6 episodes" in codingbot("chat", "--as", "Dee Marsh", typed="backlog\nquit\n").stdout


def test_chat_on_a_hospitals_own_machine_is_with_nobody_of_the_list(
    codingbot: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CODINGBOT_TENANT_ID", TRUST)
    codingbot("import", "people", str(EXAMPLES / "people.csv"))
    said = codingbot("chat", "--as", "Dee Marsh", typed="backlog\nquit\n").stdout
    assert "You are" not in said
    assert "Your role does not let you see the backlog" in said


def test_chat_ends_with_its_input(codingbot: Command) -> None:
    assert codingbot("chat", "--as", "Asha", typed="hello\n").exit_code == 0


@pytest.mark.parametrize("typed", ["99\n", "0\n", "\n", "💥\n", "\x00\n"])
def test_chat_answers_whatever_is_typed(codingbot: Command, typed: str) -> None:
    result = codingbot("chat", "--as", "Asha", typed=f"NSTEMI\n{typed}quit\n")
    assert result.exit_code == 0
    assert len(codingbot.world.queries()) == 1


def test_chat_refuses_an_nhs_number_and_offers_the_rest(codingbot: Command) -> None:
    result = codingbot("chat", "--as", "Asha", typed=f"NSTEMI {ONE}\n1\nquit\n")
    assert "[NHS number removed]" in result.stdout
    assert "I21.4" in result.stdout
    assert ONE not in result.output


def test_prepare_says_what_is_loaded(codingbot: Command) -> None:
    result = codingbot("prepare")
    assert "ICD-10: ICD-10 tiny" in result.stdout
    assert "OPCS-4: OPCS-4 tiny" in result.stdout


def test_serve_does_not_open_the_door_without_a_registration(
    codingbot: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("APP_ID", "TENANT_ID", "APP_PASSWORD", "LOCAL_MODE"):
        monkeypatch.delenv(f"CODINGBOT_{name}", raising=False)
    monkeypatch.setattr("sys.argv", ["codingbot", "serve"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2
    assert "CODINGBOT_APP_ID" in capsys.readouterr().err


def test_help_names_every_command(codingbot: Command) -> None:
    said = codingbot("--help").stdout
    assert all(name in said for name in ("ask", "chat", "serve", "prepare"))
