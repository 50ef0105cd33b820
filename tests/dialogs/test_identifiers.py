"""A patient identifier is refused, veiled, and the words without it are one press away."""

import pytest

from dialogs import phrases
from tests.conversation import Conversation, changes_the_card, hides, offers, presses, says, shows, silence
from tests.nhs_numbers import ONE, grouped
from tests.people import asha, ben
from tests.world import World

SPACED = grouped(ONE, " ")


async def test_it_is_refused_veiled_and_not_kept(converse: Conversation, world: World) -> None:
    await converse(
        asha,
        [
            (
                f"NSTEMI {SPACED}",
                (
                    shows(
                        phrases.IDENTIFIER_FOUND, "NHS number: ••• ••• ••••", "NSTEMI [NHS number removed]"
                    ),
                    says("NSTEMI [NHS number removed]"),
                    hides(SPACED, ONE),
                    offers(phrases.ASK_CLEAN),
                ),
            )
        ],
    )
    assert (world.queries(), world.receipts()) == ([], [])


async def test_a_number_alone_is_refused_too(converse: Conversation, world: World) -> None:
    await converse(asha, [(SPACED, (shows(phrases.IDENTIFIER_FOUND), hides(SPACED)))])
    assert world.queries() == []


async def test_ask_without_it_asks_the_rest(converse: Conversation, world: World) -> None:
    await converse(
        asha,
        [
            (f"NSTEMI {SPACED}", offers(phrases.ASK_CLEAN)),
            (presses(phrases.ASK_CLEAN), (shows("CQ-1001", "I21.4"), hides("Not understood"))),
            (presses("This answers it"), says("CQ-1001 answered: I21.4")),
        ],
    )
    assert world.queries()[0].words == "NSTEMI [NHS number removed]"


async def test_ask_without_it_pressed_twice_asks_once(converse: Conversation, world: World) -> None:
    await converse(asha, [(f"NSTEMI {SPACED}", offers(phrases.ASK_CLEAN))])
    press = presses(phrases.ASK_CLEAN)
    first, second = converse.message(asha, press), converse.message(asha, press)
    await converse.send(first)
    again = await converse.send(second)
    assert again is not None
    assert again.text == phrases.ALREADY_ASKED
    assert len(world.queries()) == 1


async def test_ask_without_it_with_nothing_left_asks_nothing(converse: Conversation, world: World) -> None:
    await converse(
        asha, [(SPACED, offers(phrases.ASK_CLEAN)), (presses(phrases.ASK_CLEAN), says(phrases.EMPTY))]
    )
    assert world.queries() == []


async def test_a_forged_clean_text_is_looked_at_again(converse: Conversation, world: World) -> None:
    await converse(
        asha,
        [
            (f"NSTEMI {SPACED}", offers(phrases.ASK_CLEAN)),
            (
                presses(phrases.ASK_CLEAN, words=f"NSTEMI {SPACED}"),
                (shows(phrases.IDENTIFIER_FOUND), hides(SPACED)),
            ),
        ],
    )
    assert world.queries() == []


async def test_in_other_words_it_is_refused_and_the_query_goes_on(
    converse: Conversation, world: World
) -> None:
    await converse(
        asha,
        [
            ("lump", says("CQ-1001")),
            (presses("Not what I meant"), says("still open")),
            (
                presses("Ask again", words=f"NSTEMI {SPACED}"),
                (shows(phrases.IDENTIFIER_FOUND), hides(SPACED)),
            ),
            (presses(phrases.ASK_CLEAN), (shows("CQ-1001", "I21.4"), changes_the_card)),
        ],
    )
    assert world.rounds() == ["lump", "NSTEMI [NHS number removed]"]
    assert len(world.queries()) == 1


async def test_a_date_of_birth_and_a_name_are_refused_together(converse: Conversation) -> None:
    await converse(
        asha,
        [
            (
                "Mr John Smith DOB 12/03/1950 NSTEMI",
                (shows("Name: ", "Date of birth: ••/••/••••"), hides("Smith", "1950")),
            )
        ],
    )


@pytest.mark.parametrize("text", [f"{SPACED} " * 30, f"NSTEMI {SPACED} " * 60])
async def test_many_identifiers_fit_a_card(converse: Conversation, text: str) -> None:
    await converse(asha, [(text, (shows(phrases.IDENTIFIER_FOUND), hides(SPACED)))])


async def test_a_refused_message_delivered_again_gets_no_second_reply(converse: Conversation) -> None:
    message = converse.message(asha, f"NSTEMI {SPACED}")
    assert await converse.send(message) is not None
    silence(await converse.send(message))


async def test_two_people_may_press_in_two_chats(converse: Conversation, world: World) -> None:
    for who in (asha, ben):
        await converse(
            who, [(f"NSTEMI {SPACED}", offers(phrases.ASK_CLEAN)), (presses(phrases.ASK_CLEAN), says("CQ"))]
        )
    assert len(world.queries()) == 2
