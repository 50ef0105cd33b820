"""Who is let in outside local mode. The channel's key server is one of ours on loopback: nothing is stubbed
but the network's edge, and the SDK's own checks run."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import jwt
import pytest
import pytest_asyncio
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

from bot.teams import keys as signing_keys
from bot.teams.channel import TeamsChannel
from dialogs.message import Message, Reply
from tests.bot.edge import NOON, TENANT, Edge, Router, Settings, executed, recorded, running

APP = "99999999-8888-7777-6666-555555555555"
TEAMS = "https://smba.trafficmanager.net/uk/"
CHANNEL = "https://api.botframework.com"
EMULATOR = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"

OURS = rsa.generate_private_key(public_exponent=65537, key_size=2048)
FORGERS = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class KeyServer:
    """Says which keys the channel signs with; `fails` answers 500, `hangs` not at all."""

    url: str = ""
    fetches: int = 0
    fails: bool = False
    junk: bool = False
    hangs: bool = False
    ids: list[str] = field(default_factory=lambda: ["key-1"])
    endorsed: list[str] = field(default_factory=lambda: ["msteams", "webchat"])
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def description(self, _: web.Request) -> web.Response:
        self.fetches += 1
        if self.hangs:
            await self.released.wait()
        if self.fails:
            return web.Response(status=500)
        return (
            web.Response(text="<html>") if self.junk else web.json_response({"jwks_uri": f"{self.url}/keys"})
        )

    async def keys(self, _: web.Request) -> web.Response:
        key = json.loads(RSAAlgorithm.to_jwk(OURS.public_key()))
        listed = [{**key, "kid": name, "kty": "RSA", "endorsements": self.endorsed} for name in self.ids]
        return web.json_response({"keys": listed})


@pytest_asyncio.fixture
async def server() -> AsyncIterator[KeyServer]:
    server, app = KeyServer(), web.Application()
    app.router.add_get("/openid", server.description)
    app.router.add_get("/keys", server.keys)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    server.released.set()
    await runner.cleanup()


def _settings(server: KeyServer, **changes: Any) -> Settings:
    facts = {"app_id": APP, "app_password": "pw", "tenant_id": TENANT, "local": False}
    return Settings(**{**facts, "channel_keys_url": f"{server.url}/openid", **changes})


@pytest_asyncio.fixture
async def guarded(server: KeyServer) -> AsyncIterator[Edge]:
    """An edge with the door shut. It answers invokes, whose answer needs no sending to Microsoft."""
    async with running(_settings(server)) as edge:
        edge.router.says = lambda _: Reply("let in")
        yield edge


def _token(
    key: Any = OURS, algorithm: str = "RS256", headers: dict[str, Any] | None = None, **claims: Any
) -> str:
    now = int(time.time())
    facts = {"iss": CHANNEL, "aud": APP, "exp": now + 3600, "nbf": now - 60, "serviceurl": TEAMS} | claims
    facts = {name: value for name, value in facts.items() if value is not None}
    return jwt.encode(facts, key, algorithm=algorithm, headers={"kid": "key-1"} | (headers or {}))


def _asks(**changes: Any) -> dict[str, Any]:
    return executed(recorded(TEAMS), "choose") | changes


async def _status(edge: Edge, token: str, **changes: Any) -> int:
    status, _ = await edge.send(_asks(**changes), Authorization=f"Bearer {token}")
    return status


async def test_teams_is_let_in(guarded: Edge) -> None:
    status, body = await guarded.send(_asks(), Authorization=f"Bearer {_token()}")
    assert (status, body["value"]) == (200, "let in")


def _public_pem_as_secret() -> str:
    """A token "signed" with the public key as though it were a shared secret."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"key-1"}').rstrip(b"=")
    claims = base64.urlsafe_b64encode(_token().split(".")[1].encode()).rstrip(b"=")
    pem = OURS.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    mac = hmac.digest(pem, head + b"." + claims, "sha256")
    return b".".join([head, claims, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()


def _tampered() -> str:
    head, _, signature = _token().split(".")
    claims = _token(aud=APP, sub="somebody else").split(".")[1]
    return f"{head}.{claims}.{signature}"


FORGERS_KEY = json.loads(RSAAlgorithm.to_jwk(FORGERS.public_key()))
PAST = int(time.time()) - 7200
REFUSED_TOKENS = {
    "garbage": "garbage",
    "three parts of garbage": "a.b.c",
    "expired": _token(exp=PAST),
    "not yet valid": _token(nbf=int(time.time()) + 7200),
    "valid for ever": _token(exp=None),
    "no issuer": _token(iss=None),
    "another issuer": _token(iss="https://evil.example"),
    "a list of issuers": _token(iss=None, other=[CHANNEL]),
    "the emulator's issuer": _token(iss=EMULATOR, ver="1.0", appid=APP),
    "another bot's": _token(aud="another"),
    "no audience": _token(aud=None),
    "a list of audiences": _token(aud=[APP]),
    "another service URL": _token(serviceurl="https://smba.trafficmanager.net/us/"),
    "no service URL": _token(serviceurl=None),
    "forged": _token(FORGERS),
    "an unknown key": _token(headers={"kid": "key-9"}),
    "a key id that is no string": _token(headers={"kid": ""}),
    "a shared secret": _token("x" * 64, "HS256"),
    "the public key as a secret": _public_pem_as_secret(),
    "no signature": _token(None, "none"),
    "its own key in the header": _token(FORGERS, headers={"jwk": FORGERS_KEY}),
    "its own key server": _token(FORGERS, headers={"jku": "https://evil.example/keys"}),
    "tampered with": _tampered(),
    "cut short": _token()[:-10],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED_TOKENS)
async def test_a_bad_token_is_refused(guarded: Edge, name: str) -> None:
    assert await _status(guarded, REFUSED_TOKENS[name]) == 401
    assert guarded.router.asked == []


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic dXNlcjpwdw==", f"bearer {_token()}", f"Bearer {_token()} x", _token()],
)
async def test_a_header_that_bears_no_token_is_refused(guarded: Edge, header: str) -> None:
    status, _ = await guarded.send(_asks(), Authorization=header)
    assert (status, guarded.router.asked) == (401, [])


async def test_no_header_is_refused_before_the_body_is_looked_at(guarded: Edge) -> None:
    status, text = await guarded.send_bytes(b"[" * 100_000)
    assert (status, text) == (401, "The request is not authorised.")


@pytest.mark.parametrize("missing", ["serviceUrl", "channelId"])
async def test_the_checks_cannot_be_skipped_by_leaving_out_what_they_need(
    guarded: Edge, missing: str
) -> None:
    assert await _status(guarded, _token(), **{missing: None}) in (400, 401)
    assert await _status(guarded, _token(), **{missing: None, "type": "typing"}) == 401


async def test_a_key_that_may_not_speak_for_teams_is_refused(guarded: Edge, server: KeyServer) -> None:
    server.endorsed = ["webchat"]
    assert await _status(guarded, _token()) == 401


@pytest.mark.parametrize("tenant", [{}, {"tenant": {"id": "another"}}, {"tenant": None}])
async def test_another_tenant_is_refused(guarded: Edge, tenant: dict[str, Any]) -> None:
    changes = {"channelData": tenant, "conversation": {"id": "a:1"}}
    assert await _status(guarded, _token(), **changes) == 403
    assert guarded.router.asked == []


async def test_a_service_url_that_is_not_microsofts_is_refused_though_signed(guarded: Edge) -> None:
    evil = "https://evil.example/"
    assert await _status(guarded, _token(serviceurl=evil), serviceUrl=evil) == 403


async def test_keys_are_fetched_once(guarded: Edge, server: KeyServer) -> None:
    for _ in range(3):
        assert await _status(guarded, _token()) == 200
    assert server.fetches == 1


async def test_a_new_key_is_taken_up_at_its_first_use(
    guarded: Edge, server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _status(guarded, _token()) == 200
    monkeypatch.setattr(signing_keys, "LEAST_PAUSE_SECONDS", 0.0)
    server.ids = ["key-1", "key-2"]
    assert await _status(guarded, _token(headers={"kid": "key-2"})) == 200


async def test_unknown_keys_do_not_make_us_fetch_more_than_once_a_minute(
    guarded: Edge, server: KeyServer
) -> None:
    for number in range(5):
        assert await _status(guarded, _token(headers={"kid": f"unknown-{number}"})) == 401
    assert server.fetches == 1


@pytest.mark.parametrize("fault", ["fails", "junk"])
async def test_without_keys_nobody_can_be_judged_and_the_answer_is_not_now(
    guarded: Edge, server: KeyServer, fault: str
) -> None:
    setattr(server, fault, True)
    assert await _status(guarded, _token()) == 503
    assert guarded.router.asked == []


async def test_the_last_good_keys_outlive_their_server(
    guarded: Edge, server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _status(guarded, _token()) == 200
    monkeypatch.setattr(signing_keys, "LEAST_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(signing_keys, "STALE_SECONDS", -1.0)
    server.fails = True
    assert await _status(guarded, _token()) == 200


async def test_a_key_server_that_hangs_does_not_hang_the_rest(
    guarded: Edge, server: KeyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_keys, "FETCH_SECONDS", 0.3)
    server.hangs = True
    waiting = asyncio.create_task(_status(guarded, _token()))
    assert (await guarded.get("/healthz"))[0] == 200
    assert not waiting.done()
    assert await waiting == 503


@pytest.mark.parametrize(
    "changes", [{"app_id": ""}, {"tenant_id": ""}, {"app_type": "MultiTenant"}, {"app_type": ""}]
)
def test_a_door_that_would_stand_open_is_not_built(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="app"):
        TeamsChannel(_settings(KeyServer(), **changes), Router(), lambda: NOON)


async def test_in_local_mode_a_token_is_neither_needed_nor_looked_at(edge: Edge) -> None:
    def says(message: Message) -> Reply:
        return Reply(message.text)

    edge.router.says = says
    assert (await edge.send(edge.says(), Authorization="Bearer garbage"))[0] == 201
