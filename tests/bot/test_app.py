"""Whole turns over HTTP: through the application and the real adapter to the channel and back."""

import asyncio
import json
import logging

import pytest
from msrest.universal_http.requests import ClientRetryPolicy

from bot.app import NotReady
from dialogs.message import Message, Reply
from tests.bot.edge import CARD, NOON, TENANT, Edge, executed, running, submitted
from tests.fake_channel import Says


async def test_the_process_lives(edge: Edge) -> None:
    assert (await edge.get("/healthz"))[0] == 200


async def test_it_is_ready_and_says_what_it_knows(edge: Edge) -> None:
    status, text = await edge.get("/readyz")
    assert (status, json.loads(text)["knowledge"]) == (200, "ICD-10 2016, OPCS-4.10")


async def test_it_is_not_ready_without_its_database(edge: Edge) -> None:
    edge.ready.fault = NotReady({"database": "unreachable"})
    status, text = await edge.get("/readyz")
    assert (status, json.loads(text)) == (503, {"database": "unreachable"})


async def test_an_unforeseen_fault_is_not_ready_and_tells_nothing(edge: Edge) -> None:
    edge.ready.fault = RuntimeError("postgresql://user:secret@db")
    status, text = await edge.get("/readyz")
    assert status == 503
    assert "secret" not in text


async def test_a_question_is_answered_in_its_conversation(edge: Edge) -> None:
    status, _ = await edge.send(edge.says("knee washout"))
    assert status == 201
    (post,) = edge.channel.posts
    assert post.parts == ["a:1xyz;w@y", "activities", "1721000000001"]
    assert post.body["text"] == "you said knee washout"
    assert post.body["from"] == {"id": "28:bot"}


async def test_the_router_learns_who_where_and_when(edge: Edge) -> None:
    await edge.send(edge.says())
    (message,) = edge.router.asked
    assert (message.speaker.tenant, message.speaker.name) == (TENANT, "Asha")
    assert message.speaker.id == "aaaaaaaa-0000-0000-0000-000000000001"
    assert (message.place.kind, message.at) == ("personal", NOON)


async def test_a_reply_is_settled_once_the_channel_has_it(edge: Edge) -> None:
    edge.router.says = lambda _: Reply("W85.1", receipt=7)
    await edge.send(edge.says())
    assert edge.router.settled == [7]


async def test_a_reply_that_the_channel_refuses_is_not_settled(edge: Edge) -> None:
    edge.router.says = lambda _: Reply("W85.1", receipt=7)
    edge.channel.script(Says(403))
    status, _ = await edge.send(edge.says())
    assert (status, edge.router.settled) == (201, [])


async def test_a_failure_to_settle_does_not_turn_into_an_apology(edge: Edge) -> None:
    edge.router.says = lambda _: Reply("W85.1", receipt=7)

    async def fails(_: Reply) -> None:
        raise OSError("disk full")

    edge.router.settle = fails
    assert (await edge.send(edge.says()))[0] == 201
    assert [post.body["text"] for post in edge.channel.posts] == ["W85.1"]


async def test_nothing_to_say_sends_nothing(edge: Edge) -> None:
    edge.router.says = lambda _: None
    assert await edge.send(edge.says()) == (201, None)
    assert edge.channel.received == []


async def test_an_invoke_is_answered_with_the_card_that_replaces(edge: Edge) -> None:
    edge.router.says = lambda _: Reply("W85.1", card=CARD, replaces=True, receipt=3)
    status, body = await edge.send(executed(edge.says(), "choose", code="W85.1"))
    assert status == 200
    assert body == {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}
    assert (edge.router.asked[0].verb, edge.router.asked[0].payload) == ("choose", {"code": "W85.1"})
    assert (edge.router.settled, edge.channel.received) == ([3], [])


async def test_an_invoke_answered_in_words_shows_the_words(edge: Edge) -> None:
    edge.router.says = lambda _: Reply("Already answered.")
    status, body = await edge.send(executed(edge.says(), "choose"))
    assert (status, body["type"]) == (200, "application/vnd.microsoft.activity.message")
    assert body["value"] == "Already answered."


async def test_an_invoke_whose_card_replaces_nothing_is_posted_as_a_new_message(edge: Edge) -> None:
    edge.router.says = lambda _: Reply("W85.1", card=CARD)
    status, body = await edge.send(executed(edge.says(), "choose"))
    assert (status, body["statusCode"]) == (200, 200)
    assert [post.card for post in edge.channel.posts] == [CARD]


async def test_an_invoke_whose_new_card_cannot_be_posted_gives_its_words(edge: Edge) -> None:
    edge.router.says = lambda _: Reply("W85.1 it is", card=CARD)
    edge.channel.script(Says(403))
    _, body = await edge.send(executed(edge.says(), "choose"))
    assert body["value"] == "W85.1 it is"


async def test_an_invoke_that_nobody_knows_is_not_implemented(edge: Edge) -> None:
    unknown = executed(edge.says(), "choose") | {"name": "composeExtension/query"}
    assert await edge.send(unknown) == (501, {"statusCode": 501})


async def test_a_pressed_submit_changes_its_card_in_place(edge: Edge) -> None:
    edge.router.says = lambda _: Reply("W85.1", card=CARD, replaces=True)
    assert (await edge.send(submitted(edge.says(), verb="choose", code="W85.1")))[0] == 201
    (put,) = edge.channel.puts
    assert put.parts[-1] == "card-1"
    assert (put.card, edge.channel.posts) == (CARD, [])


async def test_a_card_that_can_no_longer_be_changed_comes_anew(edge: Edge) -> None:
    edge.router.says = lambda _: Reply("W85.1", card=CARD, replaces=True, receipt=9)
    edge.channel.script(Says(404))
    await edge.send(submitted(edge.says(), verb="choose"))
    assert [request.method for request in edge.channel.received] == ["PUT", "POST"]
    assert edge.router.settled == [9]


async def test_typing_reactions_and_farewells_are_accepted_in_silence(edge: Edge) -> None:
    for kind in ("typing", "messageReaction", "endOfConversation", "event", "invented"):
        assert (await edge.send(edge.says(type=kind)))[0] == 201
    assert (edge.router.asked, edge.channel.received) == ([], [])


def _fails_with_what_was_said(message: Message) -> Reply:
    try:
        raise KeyError(message.text)
    except KeyError as error:
        raise ValueError(f"cannot read {message.text!r}") from error


async def test_a_bug_is_apologised_for_with_a_reference_that_the_log_has(
    edge: Edge, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    edge.router.says = _fails_with_what_was_said
    status, _ = await edge.send(edge.says("patient Zebedee, NHS 999 123 4560"))
    assert status == 201
    (post,) = edge.channel.posts
    reference = post.body["text"].split("quote ")[1].rstrip(".")
    assert len(reference) == 6
    (record,) = [record for record in caplog.records if reference in record.getMessage()]
    assert "ValueError at test_app.py" in record.getMessage()
    assert "KeyError" in record.getMessage()


async def test_no_word_that_was_typed_reaches_a_log(edge: Edge, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    edge.router.says = _fails_with_what_was_said
    await edge.send(edge.says("patient Zebedee, NHS 999 123 4560"))
    edge.router.says = lambda _: Reply("about Zebedee")
    edge.channel.script(Says(500))
    await edge.send(edge.says("patient Zebedee, NHS 999 123 4560"))
    formatted = [logging.Formatter().format(record) for record in caplog.records]
    assert not [line for line in formatted if "Zebedee" in line or "999 123" in line]


async def test_a_bug_in_an_invoke_is_apologised_for_in_its_answer(edge: Edge) -> None:
    edge.router.says = _fails_with_what_was_said
    status, body = await edge.send(executed(edge.says(), "choose"))
    assert status == 200
    assert "quote" in body["value"]


async def test_a_turn_builds_none_of_the_sdks_http_clients(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They were 70% of an echo's time: each tests a thousand status codes against a list."""
    built: list[object] = []
    original = ClientRetryPolicy.__init__
    monkeypatch.setattr(ClientRetryPolicy, "__init__", lambda self: (built.append(self), original(self))[1])
    await edge.send(edge.says())
    assert (len(edge.channel.posts), built) == (1, [])


async def test_many_people_are_answered_at_once(edge: Edge) -> None:
    results = await asyncio.gather(*(edge.send(edge.says(f"q{n}", id=f"id-{n}")) for n in range(40)))
    assert {status for status, _ in results} == {201}
    assert {post.body["text"] for post in edge.channel.posts} == {f"you said q{n}" for n in range(40)}


async def test_stopping_lets_a_running_turn_finish() -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()
    async with running() as edge:

        async def slow(message: Message) -> Reply:
            begun.set()
            await may_end.wait()
            return Reply("done")

        edge.router.answer = slow
        turn = asyncio.create_task(edge.send(edge.says()))
        await begun.wait()
        asyncio.get_running_loop().call_later(0.05, may_end.set)
        posts = edge.channel.received
        stopping = asyncio.create_task(edge.stop())
        assert (await turn)[0] == 201
        await stopping
        assert [post.body["text"] for post in posts] == ["done"]


async def test_another_method_or_path_is_aiohttps_own_affair(edge: Edge) -> None:
    assert (await edge.get("/api/messages"))[0] == 405
    assert (await edge.get("/nowhere"))[0] == 404
