"""Sending to a channel that answers as real ones do: slowly, with refusals, or not at all."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
import pytest_asyncio
from botframework.connector.auth import PasswordServiceClientCredentialFactory

from bot.teams import sender
from bot.teams.address import Address
from bot.teams.errors import DeliveryError
from bot.teams.sender import Sender
from bot.teams.settings import MICROSOFT_HOSTS
from bot.teams.targets import Targets
from bot.teams.tokens import Bearer
from bot.teams.wire import Wire
from tests.fake_channel import FakeChannel, Says

HELLO = {"type": "message", "text": "hello", "channelData": {"kept": [1, {"as": "it is"}]}}


@dataclass
class Line:
    """A sender and the fake channel at its other end; waits are noted, not waited."""

    channel: FakeChannel
    sender: Sender
    waited: list[float] = field(default_factory=list)

    @property
    def address(self) -> Address:
        return Address(self.channel.url, "19:x@thread.tacv2;messageid=1/2", "28:bot", "29:asha")

    async def post(self) -> str:
        return await self.sender.post(self.address, HELLO, reply_to="m1")

    async def update(self) -> None:
        await self.sender.update(self.address, "card-1", HELLO)


@pytest_asyncio.fixture
async def line() -> AsyncIterator[Line]:
    wire = Wire(aiohttp.ClientTimeout(total=0.3))
    await wire.open()
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    async with FakeChannel() as channel:
        bearer = Bearer(PasswordServiceClientCredentialFactory(), "")
        sends = Sender(wire, Targets((), local=True), bearer, sleep=note, jitter=lambda: 0.5)
        yield Line(channel, sends, waited)
        await wire.close()


async def test_what_is_posted_arrives_whole_and_the_new_id_comes_back(line: Line) -> None:
    assert await line.post() == "sent-1"
    (post,) = line.channel.posts
    assert post.body == HELLO
    assert post.parts == ["19:x@thread.tacv2;messageid=1/2", "activities", "m1"]


async def test_an_update_names_the_message_that_it_changes(line: Line) -> None:
    await line.update()
    assert (line.channel.puts[0].parts[-1], line.channel.puts[0].body["id"]) == ("card-1", "card-1")


async def test_too_many_requests_are_waited_out_as_long_as_the_channel_asks(line: Line) -> None:
    line.channel.script(Says(429, retry_after=2), Says(429))
    assert await line.post() == "sent-3"
    assert line.waited == [2.25, 1.25]


async def test_after_three_tries_it_is_given_up(line: Line) -> None:
    line.channel.script(*[Says(429, retry_after=1)] * 5)
    with pytest.raises(DeliveryError) as caught:
        await line.post()
    assert (caught.value.phase, caught.value.permanent, caught.value.status) == ("rejected", False, 429)
    assert (len(line.channel.posts), caught.value.retry_after) == (3, 1.0)


async def test_a_wait_longer_than_teams_would_wait_for_us_is_left_to_the_caller(line: Line) -> None:
    line.channel.script(Says(429, retry_after=60))
    with pytest.raises(DeliveryError) as caught:
        await line.post()
    assert (caught.value.retry_after, line.waited) == (60.0, [])


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
async def test_a_post_that_may_have_been_taken_is_never_repeated(line: Line, status: int) -> None:
    line.channel.script(Says(status))
    with pytest.raises(DeliveryError) as caught:
        await line.post()
    assert (caught.value.phase, caught.value.permanent) == ("unclear", False)
    assert len(line.channel.posts) == 1


async def test_a_post_refused_by_a_precondition_is_rejected_and_not_repeated(line: Line) -> None:
    line.channel.script(Says(412))
    with pytest.raises(DeliveryError) as caught:
        await line.post()
    assert (caught.value.phase, len(line.channel.posts)) == ("rejected", 1)


@pytest.mark.parametrize("says", [Says(412), Says(502), Says(503), Says(504)])
async def test_an_update_is_repeated_freely(line: Line, says: Says) -> None:
    line.channel.script(says, says)
    await line.update()
    assert (len(line.channel.puts), line.waited) == (3, [0.75, 1.25])


async def test_an_update_outlives_a_lost_connection(line: Line) -> None:
    line.channel.script(Says(drops=True), Says(drops=True))
    await line.update()
    assert len(line.channel.puts) == 3


@pytest.mark.parametrize("says", [Says(hangs=True), Says(drops=True)])
async def test_a_channel_that_does_not_answer_leaves_it_unclear(line: Line, says: Says) -> None:
    line.channel.script(says)
    with pytest.raises(DeliveryError) as caught:
        await line.post()
    assert (caught.value.phase, len(line.channel.posts)) == ("unclear", 1)


async def test_all_tries_together_end_before_teams_repeats_its_message(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "WHOLE_SECONDS", 0.1)
    line.channel.script(Says(hangs=True))
    with pytest.raises(DeliveryError) as caught:
        await line.update()
    assert (caught.value.phase, len(line.channel.puts)) == ("unclear", 1)


@pytest.mark.parametrize("status", [400, 403, 404, 413])
async def test_a_refusal_is_for_good(line: Line, status: int) -> None:
    line.channel.script(Says(status))
    with pytest.raises(DeliveryError) as caught:
        await line.update()
    assert (caught.value.phase, caught.value.permanent, len(line.channel.puts)) == ("rejected", True, 1)


async def test_a_redirect_is_not_followed(line: Line) -> None:
    async with FakeChannel() as elsewhere:
        line.channel.script(Says(307, location=elsewhere.url))
        with pytest.raises(DeliveryError) as caught:
            await line.post()
        assert (caught.value.permanent, elsewhere.received) == (True, [])


async def test_a_channel_that_is_not_there_has_certainly_not_been_told(line: Line) -> None:
    await line.channel.stop()
    with pytest.raises(DeliveryError) as caught:
        await line.post()
    assert (caught.value.phase, caught.value.permanent) == ("rejected", False)
    await line.channel.start()


GOOD = [
    "https://smba.trafficmanager.net/uk/",
    "https://webchat.botframework.com",
    "https://SMBA.trafficmanager.net:443/emea",
]
BAD = [
    "",
    "http://smba.trafficmanager.net/uk/",
    "https://smba.trafficmanager.net.evil.example/",
    "https://evilsmba.trafficmanager.net/",
    "https://botframework.com/",
    "https://xbotframework.com/",
    "https://smba.trafficmanager.net./",
    "https://smba.trafficmanager.net:8443/",
    "https://smba.trafficmanager.net:99999/",
    "https://smba.trafficmanager.net@evil.example/",
    "https://user:pw@smba.trafficmanager.net/",
    "https://evil.example\\@smba.trafficmanager.net/",
    "https://evil.example#.botframework.com",
    "https://evil.example?.botframework.com",
    "https://evil.example/.botframework.com",
    "https://smba.trafficmanager.net/../x",
    "https://smba.trafficmanager.net/%2e%2e/x",
    "https://smba.trafficmanager.net\r\nX: y",
    "https://ѕmba.trafficmanager.net/",
    "https://127.0.0.1/",
    "https://169.254.169.254/",
    "https://[::1]/",
    "https://[smba.trafficmanager.net",
    "https:smba.trafficmanager.net",
    "//smba.trafficmanager.net/",
    "ftp://smba.trafficmanager.net/",
    "file:///etc/passwd",
    "smba.trafficmanager.net",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_microsofts_hosts_may_be_sent_to(url: str) -> None:
    assert Targets(MICROSOFT_HOSTS, local=False).check(url) == url.rstrip("/")


@pytest.mark.parametrize("url", BAD)
def test_nowhere_else_may_be_sent_to(url: str) -> None:
    with pytest.raises(DeliveryError) as caught:
        Targets(MICROSOFT_HOSTS, local=False).check(url)
    assert (caught.value.phase, caught.value.permanent) == ("refused target", True)


@pytest.mark.parametrize(
    "url", ["http://localhost:56150/_connector", "http://127.0.0.1:1/", "http://[::1]:2"]
)
def test_in_local_mode_this_machine_may_be_sent_to(url: str) -> None:
    assert Targets(MICROSOFT_HOSTS, local=True).check(url)


@pytest.mark.parametrize(
    "url", ["https://smba.trafficmanager.net/uk/", "http://10.0.0.1/", "http://localhost.evil"]
)
def test_in_local_mode_nothing_else_may(url: str) -> None:
    with pytest.raises(DeliveryError):
        Targets(MICROSOFT_HOSTS, local=True).check(url)


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_conversation_cannot_climb_out_of_its_path(name: str) -> None:
    with pytest.raises(DeliveryError):
        Targets(MICROSOFT_HOSTS, local=False).activities("https://smba.trafficmanager.net/uk", name)


@dataclass
class Credentials:
    """Gives tokens and counts them; `fault` is raised instead."""

    given: int = 0
    fault: Exception | None = None

    async def create_credentials(self, *_: object) -> "Credentials":
        return self

    def get_access_token(self) -> str:
        if self.fault is not None:
            raise self.fault
        self.given += 1
        return f"token-{self.given}"


@pytest_asyncio.fixture
async def bearer() -> AsyncIterator[tuple[Bearer, Credentials]]:
    credentials = Credentials()
    bearer = Bearer(credentials, "app")
    yield bearer, credentials
    bearer.close()


async def test_a_token_is_fetched_once_and_kept(bearer: tuple[Bearer, Credentials]) -> None:
    assert await bearer[0].headers() == {"Authorization": "Bearer token-1"}
    assert await bearer[0].headers() == {"Authorization": "Bearer token-1"}


async def test_a_token_that_was_not_accepted_is_fetched_anew(bearer: tuple[Bearer, Credentials]) -> None:
    await bearer[0].headers()
    bearer[0].forget()
    assert await bearer[0].headers() == {"Authorization": "Bearer token-2"}


@pytest.mark.parametrize(
    "fault", [PermissionError("AADSTS7000215 secret"), KeyError("access_token"), OSError()]
)
async def test_without_a_token_nothing_is_sent(bearer: tuple[Bearer, Credentials], fault: Exception) -> None:
    bearer[1].fault = fault
    with pytest.raises(DeliveryError) as caught:
        await bearer[0].headers()
    assert (caught.value.phase, caught.value.permanent) == ("rejected", False)
