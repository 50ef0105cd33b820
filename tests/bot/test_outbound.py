"""What a reply becomes on its way to Teams."""

import json
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.teams import outbound
from bot.teams.address import Address, address_of
from dialogs.message import Reply
from tests.bot.edge import CARD, recorded

LIMIT = 28 * 1024
HERE = Address("https://smba.trafficmanager.net/uk/", "a:1", "28:bot", "29:asha")


def _bytes(content: Any) -> int:
    return len(json.dumps(content, ensure_ascii=False).encode())


def test_words_alone_are_plain_text() -> None:
    sent = outbound.message(Reply("one * two"), HERE)
    assert (sent["text"], sent["textFormat"]) == ("one * two", "plain")
    assert "attachments" not in sent


def test_a_card_comes_without_its_words_which_teams_would_show_twice() -> None:
    sent = outbound.message(Reply("W85.1 first line\nand more", card=CARD), HERE)
    assert sent["attachments"] == [{"contentType": outbound.CARD_TYPE, "content": CARD}]
    assert (sent["summary"], "text" in sent) == ("W85.1 first line", False)


def test_a_long_first_line_is_shortened_for_the_notification() -> None:
    summary = outbound.message(Reply("word " * 100, card=CARD), HERE)["summary"]
    assert len(summary) <= 120
    assert summary.endswith("…")


def test_it_is_addressed_to_the_person_from_the_bot() -> None:
    sent = outbound.message(Reply("hello"), address_of(recorded("https://x/")), reply_to="m1")
    assert (sent["from"], sent["recipient"]) == ({"id": "28:bot"}, {"id": "29:asha"})
    assert (sent["conversation"], sent["replyToId"]) == ({"id": "a:1xyz;w@y"}, "m1")


def test_a_card_too_big_for_teams_gives_way_to_its_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    card = CARD | {"body": [{"type": "TextBlock", "text": "secret " * 5000}]}
    sent = outbound.message(Reply("in words", card=card, receipt=12), HERE)
    assert sent["text"] == "in words"
    assert "12" in caplog.text
    assert "secret" not in caplog.text


def test_words_too_long_for_teams_are_cut_and_say_so() -> None:
    sent = outbound.message(Reply("x" * 100_000), HERE)
    assert sent["text"].endswith(outbound.CUT)
    assert _bytes(sent) <= LIMIT


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40), st.integers(1, 4000))
def test_nothing_leaves_larger_than_teams_takes(text: str, times: int) -> None:
    assert _bytes(outbound.message(Reply(text * times), HERE)) <= LIMIT
    assert _bytes(outbound.invoke_words(text * times).body) <= LIMIT


def test_an_invoke_takes_a_card_or_words() -> None:
    assert outbound.invoke_card(CARD).body == {"statusCode": 200, "type": outbound.CARD_TYPE, "value": CARD}
    assert outbound.invoke_words("done").body == {
        "statusCode": 200,
        "type": outbound.MESSAGE_TYPE,
        "value": "done",
    }
