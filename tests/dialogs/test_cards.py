"""Cards: what Teams draws, small enough, with nothing live in what people typed."""

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework.model.coding_query import CodingQuery
from dialogs import phrases
from dialogs.cards.as_text import actions_of, as_text, unescaped
from dialogs.cards.elements import LONGEST_SHOWN, action, card, plain, text
from dialogs.cards.suggestion import suggestion_card, suggestion_text
from dialogs.verbs import Answers, MyQueries, Reword
from knowledge.answers import Answer, ConditionAnswer, Edition, Suggestion
from knowledge.codes import Classification
from knowledge.concepts import Concept, ConceptKind
from knowledge.policies import starter_policies
from knowledge.search.matches import Because, Where
from tests.adaptive_card import MOST_BYTES, check, size
from tests.conversation import Conversation, says
from tests.people import asha

LONG_TITLE = (
    "Multiple injuries of blood vessels of the lower leg, not elsewhere classified, with complications; " * 2
)
EDITION = Edition(1, Classification.ICD10, "ICD-10 5th edition, from WHO 2019 titles", date(2016, 4, 1), True)


def suggestion(number: int) -> Suggestion:
    concept = Concept(Classification.ICD10, f"S8{number % 10}{number % 7}", ConceptKind.CODE, LONG_TITLE)
    because = tuple(Because(f"word{n}", Where.SYNONYM, LONG_TITLE[:90]) for n in range(4))
    return Suggestion(concept, EDITION, 0.9, because)


def an_answer(conditions: int, codes: int = 10) -> Answer:
    words = "multiple injuries of several blood vessels at the lower leg level"
    longest = sorted(starter_policies(), key=lambda policy: -len(policy.text))[:4]
    one = ConditionAnswer(
        words, tuple(suggestion(n) for n in range(codes)), ("zxqwv", "blurgh"), ("A note.",)
    )
    return Answer((one,) * conditions, tuple(longest), (Classification.OPCS4,))


@pytest.mark.parametrize("further", [False, True])
@pytest.mark.parametrize("conditions", range(9))
def test_an_answer_of_any_size_fits_a_message(conditions: int, further: bool) -> None:
    made = suggestion_card("CQ-1234567", 234567, an_answer(conditions), further=further)
    check(made)
    assert size(made) <= MOST_BYTES


@pytest.mark.parametrize("conditions", range(1, 9))
def test_more_codes_show_what_the_first_card_did_not(conditions: int) -> None:
    def codes(further: bool) -> set[str]:
        made = suggestion_card("CQ-1", 1, an_answer(conditions), further=further)
        return {one["data"]["code"] for one in actions_of(made) if one["title"] == "This answers it"}

    assert codes(further=True) - codes(further=False)


def test_an_answer_without_codes_says_so_on_card_and_text() -> None:
    nothing = Answer((), ())
    assert phrases.NOTHING_FOUND in as_text(suggestion_card("CQ-1", 1, nothing))
    assert phrases.NOTHING_FOUND in suggestion_text("CQ-1", nothing)


def test_a_condition_with_nothing_but_a_note_says_its_note() -> None:
    answer = Answer((ConditionAnswer("Q99.9", (), notes=("Q99.9 is not a code.",)),))
    assert "Q99.9 is not a code." in suggestion_text("CQ-1", answer)
    assert "Q99.9 is not a code." in as_text(suggestion_card("CQ-1", 1, answer))


def test_what_is_not_loaded_is_said() -> None:
    assert phrases.PROCEDURES_NOT_LOADED in as_text(suggestion_card("CQ-1", 1, an_answer(1)))


def test_the_text_says_the_first_code_of_each_condition() -> None:
    said = suggestion_text("CQ-1", an_answer(2))
    assert said.startswith("CQ-1 · multiple injuries")
    assert said.count("S80.0") == 2


def test_a_policy_shows_its_reference_authority_and_link() -> None:
    drawn = as_text(suggestion_card("CQ-1", 1, an_answer(1)))
    assert "National standard · our summary" in drawn
    assert "<https://classbrowser.nhs.uk/" in drawn


HOSTILE = st.lists(
    st.sampled_from(
        [
            *[
                "http://evil.example",
                "HTTPS://x",
                "www.x.example",
                "mailto:a@b",
                "ftp://x",
                "[a](b)",
                "![i](u)",
            ],
            *[
                "**b**",
                "_i_",
                "`c`",
                "# h",
                "> q",
                "- l",
                "+ l",
                "1. n",
                "1) n",
                "~~s~~",
                "<b>",
                "\\",
                "\n",
                "\r",
                " ",
            ],
            *["{{DATE(x)}}", "|", "\u202e", "\u200b"],
        ]
    )
    | st.text(max_size=5),
    max_size=10,
).map("".join)


@given(HOSTILE)
@example("\\[a](http://x)")
@example("- hernia")
@example("1. hernia")
@example("hhttp://ttp://x")
def test_nothing_typed_is_live_in_a_card(typed: str) -> None:
    shown = plain(typed)
    assert not re.search(r"(?i)(https?|ftp|mailto):|www\.", shown)
    assert not re.search(r"(?<!\\)(\\\\)*[`*_{}\[\]()#+!|~<>]", shown), shown
    assert not re.search(r"(?m)^\s*(\d+\.|-)\s", shown)
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]", shown)


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=LONGEST_SHOWN))
@example("- hernia")
@example("1. hernia\n2. varices")
@example("+ 5 \\ 6 ** 7")
@example("[NHS number removed]")
def test_what_people_read_is_what_was_typed(typed: str) -> None:
    if not re.search(
        r"(?i)https?|ftp|mailto|www|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\*\*", typed
    ):
        assert unescaped(plain(typed)) == typed


@given(st.text(min_size=LONGEST_SHOWN + 1))
def test_long_words_are_cut_and_say_so(typed: str) -> None:
    assert plain(typed).endswith("…") or len(typed) > LONGEST_SHOWN


def test_buttons_are_numbered_as_they_are_pressed() -> None:
    made = card([text("x")], [action("One", MyQueries()), action("Two", Answers(1, "icd10", "I214"))])
    assert "[1] One  [2] Two" in as_text(made, numbered=True)
    assert [one["title"] for one in actions_of(made)] == ["One", "Two"]


def test_a_button_leaves_its_input_to_the_person() -> None:
    assert action("Ask again", Reword(7))["data"] == {"query_id": 7}


async def test_every_card_has_the_same_in_words(converse: Conversation) -> None:
    from tests.conversation import presses

    await converse(
        asha,
        [
            ("K40", says("K40.9")),
            (presses("Details"), says("K40.9 Unilateral")),
            (presses("Back"), says("K40.9")),
            (presses("More codes"), says("K40.9")),
            (presses("Not what I meant"), says("CQ-1001 is still open")),
            ("my queries", says("CQ-1001 Open")),
            ("CQ-1001", says("CQ-1001: Open")),
            ("help", says("Tell me what is in the notes")),
        ],
    )


@pytest.mark.parametrize(
    ("at", "read"),
    [
        (datetime(2026, 3, 3, 17, 5, tzinfo=UTC), "Tue 3 March 2026, 17:05"),
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "Thu 2 July 2026, 00:30"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sun 25 October 2026, 01:30"),
    ],
)
def test_moments_are_read_in_london(at: datetime, read: str) -> None:
    assert phrases.moment(at) == read


def test_a_state_names_the_code_once_there_is_one() -> None:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    query = CodingQuery(id=1, asked_by=1, asked_at=at, place="personal", conversation="c", words="x")
    assert phrases.state(query) == "Open"
    query.state, query.outcome, query.chosen_code = "closed", "code chosen", "I10X"
    assert phrases.state(query) == "Answered: I10.X"


@pytest.mark.parametrize("where", list(Where))
def test_every_reason_can_be_said(where: Where) -> None:
    said = phrases.reason((Because("i214", where, "myocardial"),))
    assert said
    assert "None" not in said
