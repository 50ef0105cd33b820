"""Whatever is typed or forged: the router never raises and gives exactly one reply that leaks nothing."""

from dataclasses import fields
from itertools import count
from typing import Any, get_type_hints

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialogs.cards.as_text import as_text
from dialogs.message import Message, Place, Reply, tidy
from dialogs.verbs import PAYLOADS, BadPayload, Verb, read_payload
from tests.adaptive_card import check, links
from tests.conversation import Conversation, forged, says
from tests.nhs_numbers import grouped, holds, numbers
from tests.people import asha, ben
from tests.world import NOON, World

ids = count(1)
anything = st.text(st.characters(exclude_categories=()), max_size=60)
fragments = st.sampled_from(
    [
        *[
            "NSTEMI",
            "K40",
            "I21.4",
            ", ",
            "; ",
            "and",
            "\n",
            "cq-",
            "my queries",
            "help",
            "?",
            "1. ",
            "- ",
            "**",
        ],
        *[
            "[x](http://evil.example)",
            "www.evil.example",
            "<at>",
            "{{",
            "\x00",
            "\u202e",
            "Ⅳ",
            "²",
            "٣",
            "ß",
            "İ",
        ],
    ]
)
words = st.lists(fragments | anything, max_size=10).map("".join)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | anything
json = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(anything, inner), max_leaves=8)
values = json | st.sampled_from(
    ["1", "²", "٣", "-1", "1e3", 2**31, 2**53, -1, 1.0, True, "I214", "icd10", "x" * 5_000]
)
payloads = st.dictionaries(
    st.sampled_from(["query_id", "classification", "code", "edition_id", "words", "instead_of", "verb"])
    | anything,
    values,
    max_size=6,
)
verbs = st.sampled_from([verb.value for verb in Verb]) | anything


def checked(reply: Reply | None) -> Reply:
    assert isinstance(reply, Reply)
    assert reply.text.strip()
    if reply.card is not None:
        check(reply.card)
        assert all(link.startswith("https://classbrowser.nhs.uk/") for link in links(reply.card))
    return reply


def text_message(said: str) -> Message:
    return Message(f"any-{next(ids)}", "text", asha.speaker, Place("personal", "chat"), NOON, text=said)


@settings(max_examples=40)
@given(said=words)
@example(said="²" * 10)
@example(said="cq-٣")
@example(said="K٤٠")
@example(said="\ud800")
@example(said="I10\x00X")
async def test_whatever_is_said_gets_one_reply(world: World, said: str) -> None:
    checked(await world.router.answer(text_message(said)))


@given(said=words, number=numbers)
async def test_whatever_stands_around_a_number_it_goes_no_further(
    world: World, said: str, number: str
) -> None:
    reply = checked(await world.router.answer(text_message(f"{said} {grouped(number, ' ')} hernia")))
    shown = reply.text + (as_text(reply.card) if reply.card else "")
    assert not holds(shown.encode(errors="replace"), number)


@given(verb=verbs, payload=payloads)
@example(verb="more", payload={"query_id": "²"})
@example(verb="more", payload={"query_id": 2**31})
@example(verb="more", payload={"query_id": True})
@example(verb="open_query", payload={"query_id": 2**53 - 1})
@example(verb="ask_clean", payload={"words": "\ud800"})
async def test_whatever_is_forged_gets_one_reply(world: World, verb: str, payload: dict[str, Any]) -> None:
    checked(await world.router.answer(forged(asha, verb, payload, id=f"forged-{next(ids)}")))


@settings(max_examples=30)
@given(payload=payloads, verb=st.sampled_from([verb.value for verb in Verb]))
async def test_no_forgery_moves_anothers_query(world: World, verb: str, payload: dict[str, Any]) -> None:
    if not world.queries():
        await world.router.answer(text_message("NSTEMI"))
    forged_payload = {"classification": "icd10", "code": "I214", "edition_id": 1, **payload, "query_id": 1}
    checked(await world.router.answer(forged(ben, verb, forged_payload, id=f"forged-{next(ids)}")))
    first = world.queries()[0]
    assert (first.is_open(), first.words, len(world.history())) == (True, "NSTEMI", 1)


@given(verb=verbs, payload=payloads)
def test_a_payload_is_read_or_refused(verb: str, payload: dict[str, Any]) -> None:
    try:
        read = read_payload(verb, payload)
    except BadPayload:
        return
    assert type(read) is PAYLOADS[Verb(verb)]
    assert all(type(value) in (str, int) for value in read.data().values())


@pytest.mark.parametrize("kind", PAYLOADS.values(), ids=lambda kind: kind.__name__)
def test_what_a_card_sends_is_read_back_the_same(kind) -> None:
    hints = get_type_hints(kind)
    sent = kind(**{one.name: 7 if hints[one.name] is int else f"a {one.name}" for one in fields(kind)})
    assert read_payload(kind.verb.value, sent.data()) == sent


def test_numbers_that_a_client_sends_as_text_are_read() -> None:
    assert read_payload("more", {"query_id": "12"}) == read_payload("more", {"query_id": 12})


@pytest.mark.parametrize("value", [None, "", "x", "²", "-1", -1, 1.5, True, [], {}, 2**31, "9" * 400])
def test_what_is_no_id_is_refused(value: object) -> None:
    with pytest.raises(BadPayload):
        read_payload("more", {"query_id": value})


@given(st.text(st.characters(exclude_categories=())))
def test_tidy_words_can_be_written_anywhere(said: str) -> None:
    tidied = tidy(said)
    assert "\x00" not in tidied
    assert tidied.encode("utf-8").decode() == tidied
    assert tidy(tidied) == tidied


async def test_an_unknown_edition_or_code_is_a_button_out_of_date(converse: Conversation) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001"))])
    for wrong in (
        {"edition_id": 99},
        {"code": "Z999"},
        {"classification": "icd11"},
        {"classification": "opcs4"},
    ):
        payload = {"query_id": 1, "classification": "icd10", "code": "I214", "edition_id": 1} | wrong
        reply = await converse.send(forged(asha, "details", payload))
        assert reply is not None
        assert "out of date" in reply.text, wrong
