"""The terminal asks for each input of the pressed button's own form, by its label."""

from typing import Any

import pytest

from bot.cli.prompts import inputs_for, prompt, value
from dialogs.cards.as_text import actions_of, as_text, inputs_of
from dialogs.cards.elements import action, buttons, card, container, text
from dialogs.cards.forms import choice_input, date_input, show_card, text_input
from dialogs.verbs import AddNote, AnswerCase, Escalate, Take
from tests.adaptive_card import check
from tests.bot.commands import Command, set_up
from tests.world import World

URGENCY = choice_input("urgency", "Urgency", [("Routine", "routine"), ("Soon", "soon")], value="routine")
FORM = card(
    [
        text("A case"),
        text_input("title", "In a few words", value="NSTEMI"),
        container([URGENCY]),
        date_input("episode_date", "Episode date"),
        text_input("unrelated", "Something else"),
        buttons([action("Send", Escalate(1, 1))]),
    ],
    [
        action("Take", Take(1, 1)),
        action("Back", Escalate(1, 1), associatedInputs="none"),
        show_card(
            "Answer…",
            [text("Codes are checked."), text_input("answer", "Your answer")],
            [action("Answer", AnswerCase(1, 1))],
        ),
        show_card("Note…", [text_input("note", "Your note")], [action("Keep", AddNote(1, "n"))]),
    ],
)


def pressed(title: str) -> dict[str, Any]:
    return next(one for one in actions_of(FORM) if one["title"] == title)


def asked(title: str) -> list[str]:
    return [one["id"] for one in inputs_for(FORM, pressed(title))]


def test_the_card_is_one_that_teams_draws() -> None:
    check(FORM)


def test_each_button_is_numbered_and_those_of_a_form_stand_behind_its_name() -> None:
    drawn = as_text(FORM, numbered=True)
    assert "[1] Send" in drawn
    assert "[2] Take  [3] Back  Answer… [4] Answer  Note… [5] Keep" in drawn
    assert [one["title"] for one in actions_of(FORM)] == ["Send", "Take", "Back", "Answer", "Keep"]


def test_unnumbered_the_words_of_the_forms_are_there_too() -> None:
    assert "Codes are checked." in as_text(FORM)
    assert "Your answer" in as_text(FORM)


def test_a_button_asks_for_what_its_own_form_and_its_verb_hold() -> None:
    assert asked("Send") == ["title", "urgency", "episode_date"]
    assert asked("Answer") == ["answer"]
    assert asked("Keep") == ["note"]
    assert asked("Take") == []
    assert asked("Back") == []
    assert inputs_of(FORM, {"type": "Action.Submit"}) == []


def test_a_prompt_says_the_choices_and_what_an_empty_line_keeps() -> None:
    title, urgency, date, _ = inputs_of(FORM, pressed("Send"))
    assert prompt(title) == "In a few words (Enter keeps “NSTEMI”): "
    assert prompt(urgency) == "Urgency (1 Routine; 2 Soon; Enter keeps “Routine”): "
    assert prompt(date) == "Episode date (year-month-day): "


def test_of_many_choices_one_is_named() -> None:
    many = choice_input("specialty", "Specialty", [(f"Ward {n}", str(n)) for n in range(30)])
    assert prompt(many) == "Specialty (one of 30, such as Ward 0): "
    assert value(many, "ward 7") == "7"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [("2", "soon"), ("soon", "soon"), ("SOON ", "soon"), ("", "routine"), ("later", "later")],
)
def test_a_choice_is_made_by_number_or_by_its_words(typed: str, sent: str) -> None:
    assert value(URGENCY, typed) == sent


@pytest.fixture
def codingbot(world: World, prepared: Any, monkeypatch: pytest.MonkeyPatch, own_logs: None):
    yield from set_up(world, prepared.folder, monkeypatch)


def test_a_query_is_handed_over_in_the_terminal(codingbot: Command, world: World) -> None:
    typed = [
        "zxqwv",
        "1",
        "1",
        "Which code?",
        "Seen once",
        "2",
        "cardiology",
        "",
        "2026-02-01",
        "my queries",
        "quit",
    ]
    said = codingbot("chat", "--as", "Asha", typed="\n".join(typed) + "\n").output
    assert "CQ-1001 is with the lead coders" in said or "With the lead coder" in said
    [query] = world.queries()
    assert query.state == "new"


def test_who_stops_in_the_middle_of_a_form_leaves(codingbot: Command, world: World) -> None:
    result = codingbot("chat", "--as", "Asha", typed="zxqwv\n1\n1\nWhich code?\n")
    assert result.exit_code == 0
    assert world.queries()[0].state == "open"
