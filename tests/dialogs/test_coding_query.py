"""A coder asks in a chat and is answered: every question form, every button."""

from datetime import UTC, datetime

import pytest

from dialogs import phrases
from dialogs.cards.as_text import actions_of, as_text
from tests.conversation import Conversation, changes_the_card, hides, offers, presses, says, shows
from tests.people import asha, ben, cole, dee, eve
from tests.world import World

ANSWER, OPENED = "This answers it", "Details"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("NSTEMI", "I21.4"),
        ("nstemi", "I21.4"),
        ("hypertension", "I10.X"),
        ("high blood pressure", "I10.X"),
        ("lap chole", "J18.3"),
        ("knee washout left", "W85.2"),
        ("T2DM with foot ulcer", "E11.5"),
        ("diabetic retinopathy", "H36.0*"),
        ("previous CABG", "Z95.1"),
        ("bilateral inguinal hernia", "K40.2"),
        ("Pnuemonia", "J18.9"),
    ],
)
async def test_what_is_in_the_notes_is_answered_with_codes(
    converse: Conversation, words: str, code: str
) -> None:
    await converse(
        asha, [(words, (shows("CQ-1001", code), says("CQ-1001"), offers(ANSWER, OPENED, "Not what I meant")))]
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("I21.4", "I21.4"),
        ("i214", "I21.4"),
        ("i21.4", "I21.4"),
        ("I214?", "I21.4"),
        (" I21.4 ", "I21.4"),
        ("I10X", "I10.X"),
        ("I10.X", "I10.X"),
        ("I10", "I10.X"),
        ("i10", "I10.X"),
        ("w85.2", "W85.2"),
        ("W852", "W85.2"),
        ("what is I21.4", "I21.4"),
        ("is T2DM with foot ulcer E11.5?", "E11.5"),
        ("K40", "K40.9"),
        ("k40.", "K40.9"),
        ("H36.0*", "H36.0*"),
    ],
)
async def test_a_code_typed_in_any_usual_form_is_looked_up(
    converse: Conversation, typed: str, code: str
) -> None:
    await converse(asha, [(typed, shows(f"\n{code}"))])


async def test_a_category_of_both_classifications_shows_the_codes_of_both(converse: Conversation) -> None:
    await converse(asha, [("K40", shows("Bilateral inguinal hernia", "Saphenous vein graft", "OPCS-4 tiny"))])


@pytest.mark.parametrize("typed", ["I21.7", "I219.9", "Q99.9", "X99.9"])
async def test_a_code_that_is_not_one_is_answered_too(converse: Conversation, typed: str) -> None:
    reply = await converse(asha, [(typed, says("CQ-1001"))])
    assert len(as_text(reply.card).splitlines()) > 1, "an empty card"


async def test_a_code_of_a_known_category_shows_what_is_there_instead(converse: Conversation) -> None:
    await converse(asha, [("I21.7", shows("I21.7 is not a code in", "I21.4"))])


async def test_several_conditions_are_answered_one_by_one(converse: Conversation) -> None:
    await converse(
        asha,
        [
            ("NSTEMI, previous CABG", shows("\nNSTEMI\n", "I21.4", "\nprevious CABG\n", "Z95.1")),
            ("NSTEMI; hypertension; lap chole", shows("I21.4", "I10.X", "J18.3")),
            ("pneumonia\nappendicitis", shows("J18.9", "K35.")),
        ],
    )


async def test_the_answer_says_why_from_which_release_and_what_governs_it(converse: Conversation) -> None:
    await converse(
        asha, [("hypertension", shows("hypertension” in", "ICD-10 tiny", "DCS.IX.1", "National standard"))]
    )


async def test_the_date_of_the_question_chooses_the_edition(converse: Conversation, world: World) -> None:
    await converse(asha, [("W85", (shows("OPCS-4 tiny"), hides("OPCS-4 tiny next", "W85.3")))])
    world.clock.at = datetime(2026, 3, 31, 22, 59, tzinfo=UTC)
    await converse(asha, [("W85", hides("OPCS-4 tiny next"))])
    world.clock.move(minutes=1)  # midnight in London, an hour before it is in Greenwich
    await converse(asha, [("W85", shows("OPCS-4 tiny next", "W85.3"))])


async def test_words_that_nothing_is_found_under_are_named(converse: Conversation) -> None:
    await converse(asha, [("hypertension zxqwv", shows("I10.X", "Not understood: “zxqwv”"))])


async def test_words_without_a_code_are_kept_and_answered(converse: Conversation, world: World) -> None:
    await converse(asha, [("zxqwv blurgh", (shows(phrases.NOTHING_FOUND), offers("Not what I meant")))])
    assert (world.queries()[0].words, world.suggested()) == ("zxqwv blurgh", [])


async def test_this_answers_it_closes_the_query(converse: Conversation, world: World) -> None:
    await converse(
        asha,
        [
            ("NSTEMI", shows("I21.4")),
            (
                presses(ANSWER, beside="I21.4"),
                (
                    shows(
                        "CQ-1001 answered: I21.4",
                        "Acute subendocardial",
                        "“NSTEMI”",
                        "Tue 3 March 2026, 12:00",
                    ),
                    says("CQ-1001 answered: I21.4"),
                    changes_the_card,
                    offers("History", "My queries"),
                ),
            ),
            (
                presses("History"),
                shows("Answered: I21.4", "Asha Patel", "answered with I21.4", "personal chat"),
            ),
            (presses("My queries"), shows("CQ-1001 NSTEMI", "Answered: I21.4")),
        ],
    )
    assert world.queries()[0].chosen_classification == "icd10"


async def test_the_same_code_of_the_other_classification_is_told_apart(
    converse: Conversation, world: World
) -> None:
    await converse(
        asha,
        [
            ("K40", shows("K40.2")),
            (
                presses(ANSWER, beside="two coronary arteries"),
                shows("Saphenous vein graft replacement of two"),
            ),
        ],
    )
    assert world.queries()[0].chosen_classification == "opcs4"


async def test_pressing_twice_closes_once_and_says_so(converse: Conversation, world: World) -> None:
    await converse(asha, [("NSTEMI", shows("I21.4"))])
    press = presses(ANSWER, beside="I21.4")
    first, second = (converse.message(asha, press) for _ in range(2))
    await converse.send(first)
    told = await converse.send(second)
    assert told is not None
    assert "already closed with I21.4" in told.text
    assert len(world.history()) == 2


@pytest.mark.parametrize("title", [ANSWER, "More codes", "Not what I meant"])
async def test_a_stale_button_of_a_closed_query_is_told(
    converse: Conversation, world: World, title: str
) -> None:
    await converse(asha, [("NSTEMI", shows("I21.4"))])
    stale = converse.message(asha, presses(title))
    await converse(asha, [(presses(ANSWER), says("answered"))])
    told = await converse.send(stale)
    assert told is not None
    assert "CQ-1001 is already closed" in told.text
    assert len(world.history()) == 2


async def test_back_to_a_closed_query_shows_its_close(converse: Conversation) -> None:
    await converse(asha, [("NSTEMI", shows("I21.4")), (presses(OPENED, beside="I21.4"), shows("Chapter"))])
    stale = converse.message(asha, presses("Back"))
    await converse(asha, [(presses(ANSWER), says("answered"))])
    told = await converse.send(stale)
    assert told is not None
    assert told.text == "CQ-1001 answered: I21.4"


async def test_details_show_where_a_code_stands(converse: Conversation) -> None:
    await converse(
        asha,
        [
            ("NSTEMI", shows("I21.4")),
            (
                presses(OPENED, beside="I21.4"),
                (
                    shows("I21.4 Acute subendocardial", "Chapter: IX", "Block: I20-I25", "Category: I21"),
                    shows("In the same category", "I21.0", "I21.9"),
                    changes_the_card,
                    offers(ANSWER, "Back"),
                ),
            ),
            (presses("Back"), (shows("CQ-1001", "I21.4"), changes_the_card, offers("More codes"))),
            (presses(OPENED, beside="I21.4"), shows("Chapter")),
            (presses(ANSWER), says("CQ-1001 answered: I21.4")),
        ],
    )


async def test_details_show_dagger_and_asterisk(converse: Conversation) -> None:
    await converse(
        asha,
        [
            ("diabetic retinopathy", shows("H36.0*")),
            (presses(OPENED, beside="H36.0"), shows("asterisk", "Goes with: E11.3†")),
            (presses("Back"), shows("E11.3†")),
            (presses(OPENED, beside="E11.3"), shows("dagger", "Goes with: H36.0*")),
        ],
    )


async def test_details_of_an_undivided_code_have_no_neighbours(converse: Conversation) -> None:
    await converse(
        asha, [("I10X", shows("I10.X")), (presses(OPENED), shows("I10.X Essential", "Block: I10-I15"))]
    )


async def test_more_codes_show_more_that_can_be_chosen(converse: Conversation, world: World) -> None:
    first = await converse(asha, [("inguinal hernia gangrene obstruction acute", says("CQ-1001"))])
    more = await converse(
        asha, [(presses("More codes"), (changes_the_card, offers("Back", "Not what I meant")))]
    )
    assert titles(more).count(ANSWER) >= titles(first).count(ANSWER)
    last = [one for one in actions_of(more.card) if one["title"] == ANSWER][-1]
    kept = {(row.classification, row.code) for row in world.suggested()}
    assert (last["data"]["classification"], last["data"]["code"]) in kept
    await converse(asha, [(presses("Back"), (shows("CQ-1001"), offers("More codes")))])


async def test_more_codes_of_several_conditions_are_others(converse: Conversation) -> None:
    """Three conditions fill a card: there “More codes” shows the next ones, and “Back” the first."""
    words = "inguinal hernia; acute myocardial infarction; acute appendicitis"
    first = await converse(asha, [(words, says("CQ-1001"))])
    more = await converse(asha, [(presses("More codes"), shows("CQ-1001"))])
    again = await converse(asha, [(presses("Back"), shows("CQ-1001"))])
    assert chosen(first) == chosen(again)
    assert chosen(more) != chosen(first)


async def test_not_what_i_meant_asks_for_words_and_keeps_it_open(
    converse: Conversation, world: World
) -> None:
    await converse(
        asha,
        [
            ("lump", says("CQ-1001")),
            (
                presses("Not what I meant"),
                (
                    shows("CQ-1001 is still open", phrases.NOT_MEANT),
                    changes_the_card,
                    offers("Ask again", "Back"),
                ),
            ),
            (presses("Ask again", words="inguinal hernia"), (shows("CQ-1001", "K40.9"), changes_the_card)),
            (presses(ANSWER, beside="K40.9"), says("CQ-1001 answered: K40.9")),
        ],
    )
    assert world.rounds() == ["lump", "inguinal hernia"]
    assert [step.why for step in world.history()] == [
        "asked",
        "not what I meant",
        "asked in other words",
        "answered with K40.9",
    ]


async def test_ask_again_pressed_twice_is_one_round(converse: Conversation, world: World) -> None:
    await converse(asha, [("lump", says("CQ")), (presses("Not what I meant"), says("still open"))])
    press = presses("Ask again", words="inguinal hernia")
    for message in [converse.message(asha, press), converse.message(asha, press)]:
        await converse.send(message)
    assert world.rounds() == ["lump", "inguinal hernia"]


@pytest.mark.parametrize("words", ["", "   ", "\n"])
async def test_ask_again_without_words_says_so(converse: Conversation, world: World, words: str) -> None:
    await converse(
        asha,
        [
            ("lump", says("CQ")),
            (presses("Not what I meant"), says("still open")),
            (presses("Ask again", words=words), says(phrases.EMPTY)),
        ],
    )
    assert world.rounds() == ["lump"]


async def test_ask_again_with_a_long_text_says_so(converse: Conversation, world: World) -> None:
    await converse(
        asha,
        [
            ("lump", says("CQ")),
            (presses("Not what I meant"), says("still open")),
            (presses("Ask again", words="hernia " * 400), says("too long")),
        ],
    )
    assert world.rounds() == ["lump"]


async def test_my_queries_are_ones_own(converse: Conversation) -> None:
    await converse(asha, [("my queries", says(phrases.NO_QUERIES))])
    await converse(asha, [("NSTEMI", shows("CQ-1001")), ("lap chole", shows("CQ-1002"))])
    await converse(ben, [("pneumonia", shows("CQ-1003"))])
    await converse(
        asha,
        [
            (presses(ANSWER), says("CQ-1002 answered")),
            (
                "My queries",
                (shows("CQ-1001 NSTEMI", "Open", "CQ-1002 lap chole", "Answered: J18.3"), hides("1003")),
            ),
            (presses("Open", beside="CQ-1001"), shows("CQ-1001 · Open", "Suggested", "I21.4", "History")),
            (presses("Choose a code"), shows("I21.4")),
            (presses(ANSWER, beside="I21.4"), says("CQ-1001 answered: I21.4")),
        ],
    )


async def test_a_long_list_shows_the_newest_and_how_to_reach_the_rest(converse: Conversation) -> None:
    for number in range(13):
        await converse(asha, [(f"hernia {'I' * (number + 2)}", says("CQ"))])
    await converse(asha, [("my queries", (shows("CQ-1013", "CQ-1004", "and 3 more"), hides("CQ-1003 ")))])


@pytest.mark.parametrize("said", ["CQ-1001", "cq1001", "open CQ 1001", "show cq-1001?", "see CQ-1001."])
async def test_a_reference_said_aloud_opens_its_query(converse: Conversation, said: str) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001")), (said, shows("CQ-1001 · Open", "NSTEMI"))])


@pytest.mark.parametrize("who", [ben, cole, eve], ids=lambda who: who.speaker.name)
async def test_nobody_opens_anothers_query(converse: Conversation, who) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001"))])
    await converse(
        who,
        [
            ("CQ-1001", (says("I can't find CQ-1001"), hides("NSTEMI"))),
            ("CQ-1777", says("I can't find CQ-1777")),
            ("CQ-5", says("I can't find CQ-5 ")),
        ],
    )


async def test_the_lead_opens_everybodys_but_closes_none(converse: Conversation, world: World) -> None:
    world.introduce(dee)
    await converse(asha, [("NSTEMI", says("CQ-1001"))])
    await converse(dee, [("CQ-1001", shows("Asha Patel", "NSTEMI"))])
    converse.cards["id-dee"] = converse.cards["id-asha"]
    await converse(dee, [(presses(ANSWER), says("Only the person who asked CQ-1001"))])
    assert world.queries()[0].is_open()


@pytest.mark.parametrize("title", [ANSWER, OPENED, "More codes", "Not what I meant"])
async def test_pressing_somebody_elses_card_changes_nothing(
    converse: Conversation, world: World, title: str
) -> None:
    """In a group chat everybody sees the card and can press it."""
    await converse(asha, [("NSTEMI", shows("I21.4"))], place="group")
    converse.cards["id-ben"] = converse.cards["id-asha"]
    await converse(ben, [(presses(title), says("I can't find CQ-1001"))], place="group")
    assert (len(world.history()), world.queries()[0].state) == (1, "open")


@pytest.mark.parametrize("place", ["personal", "group", "channel", "terminal"])
async def test_where_it_was_asked_is_kept(converse: Conversation, world: World, place) -> None:
    await converse(asha, [("NSTEMI", shows("I21.4")), ("CQ-1001", shows("Where: " + place))], place=place)
    assert world.queries()[0].place == place


async def test_a_restart_in_the_middle_loses_nothing(converse: Conversation, world: World) -> None:
    await converse(asha, [("lump", says("CQ-1001"))])
    for doing, expected in [
        (presses("Not what I meant"), says("still open")),
        (presses("Ask again", words="NSTEMI"), shows("I21.4")),
        (presses(OPENED, beside="I21.4"), shows("Chapter")),
        (presses("Back"), shows("I21.4")),
        (presses("More codes"), shows("I21.4")),
        (presses(ANSWER, beside="I21.4"), says("answered: I21.4")),
        (presses("History"), shows("answered with I21.4")),
    ]:
        world.restarted()
        await converse(asha, [(doing, expected)])


def titles(reply) -> list[str]:
    return [one["title"] for one in actions_of(reply.card)]


def chosen(reply) -> set[tuple[str, str]]:
    return {
        (one["data"]["classification"], one["data"]["code"])
        for one in actions_of(reply.card)
        if one["title"] == ANSWER
    }
