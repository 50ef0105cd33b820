"""What asks nothing gets a short useful reply: one, and no query."""

import pytest

from dialogs import phrases
from dialogs.message import Message, Place
from tests.conversation import Conversation, offers, says
from tests.people import asha
from tests.world import NOON, World


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("Hi", phrases.GREETING),
        ("hello!", phrases.GREETING),
        ("Good morning", phrases.GREETING),
        ("hey there", phrases.GREETING),
        ("Hello, bot.", phrases.GREETING),
        ("help", phrases.HELP),
        ("HELP!", phrases.HELP),
        ("?", phrases.HELP),
        ("what can you do", phrases.HELP),
        ("how does this work", phrases.HELP),
        ("", phrases.EMPTY),
        ("   ", phrases.EMPTY),
        ("\n\t", phrases.EMPTY),
        ("\u200b", phrases.NOT_WORDS),
        ("thanks", phrases.THANKS),
        ("Thank you!", phrases.THANKS),
        ("ok thanks", phrases.THANKS),
        ("cheers", phrases.THANKS),
        ("ok", phrases.THANKS),
        ("...", phrases.NOT_WORDS),
        ("!?!", phrases.HELP),
        ("👍", phrases.NOT_WORDS),
        ("🤷🏽‍♀️🩺", phrases.NOT_WORDS),
        ("12345", phrases.NOT_WORDS),
        ("a", phrases.NOT_WORDS),
        ("сердечный приступ", phrases.NOT_WORDS),
        ("心筋梗塞", phrases.NOT_WORDS),
        ("\x00\x01", phrases.EMPTY),
    ],
)
async def test_small_talk_is_answered_and_not_kept(
    converse: Conversation, world: World, said: str, reply: str
) -> None:
    await converse(asha, [(said, says(reply))])
    assert world.queries() == []


async def test_help_leads_to_ones_own_queries(converse: Conversation) -> None:
    await converse(asha, [("help", offers("My queries"))])


@pytest.mark.parametrize(
    "said", ["hi, what is NSTEMI", "thanks, and pneumonia?", "help with inguinal hernia"]
)
async def test_a_question_in_polite_words_is_a_question(
    converse: Conversation, world: World, said: str
) -> None:
    await converse(asha, [(said, says("CQ-1001"))])
    assert len(world.queries()) == 1


@pytest.mark.parametrize("place", ["personal", "group", "channel"])
async def test_brought_in_it_says_what_it_does(converse: Conversation, place) -> None:
    joined = Message("j1", "joined", asha.speaker, Place(place, "chat"), NOON)
    reply = await converse.send(joined)
    assert reply is not None
    assert phrases.HELP in reply.text


@pytest.mark.parametrize(
    "said",
    [
        "infarto agudo de miocardio",
        "'; DROP TABLE coding_query; --",
        "**bold** [link](http://evil.example) <b>x</b>",
        "hernia\x00\x07\x1b[31m",
        "{{DATE(2017-02-14T06:08:39Z, SHORT)}} hernia",
        "\u202ehernia\u202c",
        "hernia " + "🩺" * 50,
        "e\u0301" * 300,
        "SELECT * FROM person",
        "\ud83d hernia",
    ],
)
async def test_strange_words_get_one_reply_too(converse: Conversation, world: World, said: str) -> None:
    await converse(
        asha, [(said, says("CQ-1001")), ("my queries", says("CQ-1001")), ("CQ-1001", says("Open"))]
    )


@pytest.mark.parametrize("said", ["hernia " * 1_500, "x" * 10_000, "🩺" * 10_000, "hernia, " * 4_000])
async def test_a_very_long_message_is_declined_and_not_kept(
    converse: Conversation, world: World, said: str
) -> None:
    await converse(asha, [(said, says("too long" if said[0] != "🩺" else phrases.NOT_WORDS[:20]))])
    assert world.queries() == []
