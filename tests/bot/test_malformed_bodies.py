"""Whatever is thrown at the door: a 4xx of one sentence or a polite reply, never a 5xx, never a trace."""

import io
import json
import time
import zlib
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import body
from bot.teams import inbound
from tests.bot.edge import NOON, Edge, recorded, submitted

HERE = "http://127.0.0.1:9/"
TELLTALES = ("Traceback", 'File "', "site-packages", "Error(", "/work", "json.decoder")

NOT_ACTIVITIES = {
    "nothing": b"",
    "not JSON": b"hello",
    "half an object": b'{"type": "message"',
    "bad UTF-8": b'{"type": "\xff\xfe"}',
    "UTF-16": '{"type": "message"}'.encode("utf-16"),
    "a mark at the start": b'\xef\xbb\xbf{"type": "message"}',
    "null": b"null",
    "a number": b"5",
    "a string": b'"message"',
    "an array": b'[{"type": "message"}]',
    "an empty object": b"{}",
    "arrays 100,000 deep": b"[" * 100_000,
    "objects 50,000 deep": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    "33 deep": b'{"type":"message","value":' + b"[" * 32 + b"]" * 32 + b"}",
    "a number of 10,000 digits": b'{"type": "message", "value": ' + b"9" * 10_000 + b"}",
    "a type that is no string": b'{"type": 5}',
    "an empty type": b'{"type": ""}',
    "two objects": b"{}{}",
    "a bare NaN": b"NaN",
}


def _is_polite(status: int, text: str) -> bool:
    return 400 <= status < 500 and not any(telltale in text for telltale in TELLTALES) and len(text) < 200


@pytest.mark.parametrize("name", NOT_ACTIVITIES)
async def test_what_is_no_activity_is_refused(edge: Edge, name: str) -> None:
    status, text = await edge.send_bytes(NOT_ACTIVITIES[name])
    assert _is_polite(status, text), (status, text)
    assert edge.router.asked == []


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", ""])
async def test_another_content_type_is_refused(edge: Edge, kind: str) -> None:
    status, text = await edge.send_bytes(json.dumps(edge.says()).encode(), kind)
    assert status == 415
    assert _is_polite(status, text)


async def test_five_megabytes_are_refused(edge: Edge) -> None:
    large = io.BytesIO(b'{"type": "message", "text": "' + b"x" * 5_000_000 + b'"}')
    headers = {"Content-Type": "application/json"}
    async with edge.session.post(f"{edge.url}/api/messages", data=large, headers=headers) as response:
        assert response.status == 413
        assert _is_polite(response.status, await response.text())


async def test_a_small_body_that_unpacks_to_a_large_one_is_refused(edge: Edge) -> None:
    packed = zlib.compress(b'{"type": "message", "text": "' + b"x" * 20_000_000 + b'"}')
    headers = {"Content-Type": "application/json", "Content-Encoding": "deflate"}
    async with edge.session.post(f"{edge.url}/api/messages", data=packed, headers=headers) as response:
        assert _is_polite(response.status, await response.text())


async def test_a_body_that_does_not_say_how_long_it_is_is_counted(edge: Edge) -> None:
    async def endless() -> Any:
        for _ in range(1000):
            yield b"x" * 1000

    headers = {"Content-Type": "application/json"}
    async with edge.session.post(f"{edge.url}/api/messages", data=endless(), headers=headers) as response:
        assert response.status == 413


WRONG: list[Any] = [5, 1.5, True, [], [5], {}, {"id": 5}, {"x": "y"}, "words", "", "\x00", "x" * 3000]
FIELDS = [
    *("type", "id", "channelId", "serviceUrl", "text", "locale", "timestamp", "name", "replyToId", "action"),
    *("from", "recipient", "conversation", "entities", "attachments", "membersAdded", "channelData", "value"),
    *("localTimestamp", "channelData.tenant", "from.id", "from.name", "from.aadObjectId", "conversation.id"),
    *("conversation.conversationType", "conversation.isGroup", "recipient.id", "entities.1.mentioned"),
    *("entities.1.text", "entities.1.type", "channelData.tenant.id", "attachments.0.content"),
]


def _with(activity: Any, path: str, value: Any) -> Any:
    """A deep copy of the activity with another value at this path."""
    changed = json.loads(json.dumps(activity))
    *way, last = path.split(".")
    place = changed
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    place[int(last) if isinstance(place, list) else last] = value
    return changed


@pytest.mark.parametrize("path", FIELDS)
async def test_a_wrong_type_anywhere_is_refused_or_answered(edge: Edge, path: str) -> None:
    for wrong in [*WRONG, None]:
        for activity in (edge.says(), submitted(edge.says(), verb="choose")):
            body = json.dumps(_with(activity, path, wrong)).encode()
            status, text = await edge.send_bytes(body)
            assert status in (201, 501) or _is_polite(status, text), (wrong, status, text)


@pytest.mark.parametrize("missing", ["id", "serviceUrl", "from", "conversation"])
@pytest.mark.parametrize("kind", ["message", "invoke"])
async def test_what_is_needed_to_answer_must_be_there(edge: Edge, missing: str, kind: str) -> None:
    activity = edge.says(type=kind)
    del activity[missing]
    status, _ = await edge.send(activity)
    assert (status, edge.router.asked) == (400, [])


async def test_a_service_url_of_some_other_machine_is_not_sent_to(edge: Edge) -> None:
    status, _ = await edge.send(edge.says(serviceUrl="http://169.254.169.254/latest/"))
    assert (status, edge.router.asked) == (403, [])


async def test_half_an_emoji_becomes_a_question_mark(edge: Edge) -> None:
    assert (await edge.send(edge.says("knee \ud83d washout")))[0] == 201
    assert edge.channel.posts[0].body["text"] == "you said knee ? washout"


async def test_a_whole_emoji_and_deep_brackets_inside_a_string_pass(edge: Edge) -> None:
    text = "😀 " + "[" * 500 + '\\"{'
    assert (await edge.send(edge.says(text)))[0] == 201
    assert edge.channel.posts[0].body["text"] == f"you said {text}"


async def test_repeated_names_and_nan_are_tolerated(edge: Edge) -> None:
    body = json.dumps(edge.says()).encode()[:-1] + b', "text": "the last one", "importance": NaN}'
    assert (await edge.send_bytes(body))[0] == 201
    assert edge.router.asked[0].text == "the last one"


@pytest.mark.parametrize("unit", [b'"\\', b'"\\"', b"[]", b'{"', b"\\", b'"'])
def test_measuring_the_depth_takes_time_in_proportion(unit: bytes) -> None:
    """Checked on the largest body: quadratic would be minutes."""
    worst = (b"[" * 20 + b"{" * 12 + b"[]" + unit * body.LARGEST_BYTES)[: body.LARGEST_BYTES]
    began = time.process_time()
    with pytest.raises(body.RefusedBody):
        body.checked(worst)
    assert time.process_time() - began < 1.0


async def test_a_request_that_stops_halfway_holds_nobody_else_up(edge: Edge) -> None:
    async with aiohttp.ClientSession() as session:

        async def stuck() -> Any:
            yield b'{"type": '
            assert (await edge.get("/healthz"))[0] == 200
            raise ConnectionResetError

        headers = {"Content-Type": "application/json"}
        with pytest.raises((aiohttp.ClientError, ConnectionResetError)):
            await session.post(f"{edge.url}/api/messages", data=stuck(), headers=headers)


# -- mutations -----------------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A recorded activity in which up to four values were replaced or taken away, or bytes flipped."""
    activity = draw(st.sampled_from([recorded(HERE), submitted(recorded(HERE), verb="choose", code="W85.1")]))
    for _ in range(draw(st.integers(1, 4))):
        place: Any = activity
        while True:
            key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
            if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
                place = place[key]
                continue
            break
        if isinstance(place, dict) and len(place) > 1 and draw(st.booleans()):
            del place[key]
        else:
            place[key] = draw(anything)
    encoded = bytearray(json.dumps(activity).encode())
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 3]))):
        encoded[draw(st.integers(0, len(encoded) - 1))] = draw(st.integers(0, 255))
    return bytes(encoded)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_a_mutated_activity_is_refused_or_read(sent: bytes) -> None:
    try:
        activity = body.checked(sent)
    except body.RefusedBody:
        return
    message = inbound.read(activity, at=NOON)
    assert message is None or message.text.encode() is not None


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sent=mutated())
async def test_a_mutated_activity_over_http_is_never_a_5xx(edge: Edge, sent: bytes) -> None:
    status, text = await edge.send_bytes(sent.replace(HERE.encode(), edge.channel.url.encode()))
    assert status == 201 or _is_polite(status, text), (status, text)
