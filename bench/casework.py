"""The lead coders' work at full stretch: two replicas on one PostgreSQL, 200 people at once, 1,000 cases.

    python -m bench.casework DATA_DIR

    180 coders, 20 leads --POST--> replica 1, replica 2 --> one PostgreSQL
                                        |
                            fake channel here

Each case is asked, handed over, taken, answered by two leads at the same moment on different replicas, and
confirmed, with what its cards hold and nothing else. The echo then takes as many presses under the same
crowd: two processes too, the SDK's with its hot spot cured.
"""

import asyncio
import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import aiohttp
from sqlmodel import Session, col, func, select

from bench.rows import Figure, say
from bench.turn import MENDED, ROOT, Bot, free_port
from bench.workplace import COMMAND, Workplace
from casework.model.coding_query import CodingQuery, reference_of
from casework.model.status_change import StatusChange
from casework.store import Database
from dialogs.cards.as_text import actions_of
from tests.bot.edge import recorded
from tests.fake_channel import FakeChannel, Received
from tests.postgres import server

CASES, CODERS, LEADS = 1_000, 180, 20
TENANT = "bench"
SEED = 20261122
WORDS = ("inguinal hernia", "lap chole", "NSTEMI", "T2DM with foot ulcer", "community acquired pneumonia")
START_SECONDS = 90.0
TURN_SECONDS = 120.0


@dataclass
class Crowd:
    """People at two doors, what the bot posted to each of them, and how long each press took."""

    doors: list[str]
    session: aiohttp.ClientSession
    taken: list[float] = field(default_factory=list)
    waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    raised: list[int] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _dice: random.Random = field(default_factory=lambda: random.Random(SEED))

    def __post_init__(self) -> None:
        self.channel = FakeChannel(self.arrived)

    async def __aenter__(self) -> Self:
        await self.channel.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.channel.stop()

    def arrived(self, received: Received) -> None:
        """A post: whoever waits for the answer to that message has it; notices answer nothing."""
        one = self.waiting.pop(received.body.get("replyToId", ""), None)
        if one is not None and not one.done():
            one.set_result(received.card or {})

    async def ask(self, who: str, words: str) -> dict[str, Any]:
        """Write a message; the card that answers it."""
        activity = self._activity(who, words)
        answer = self.waiting[activity["id"]] = asyncio.get_running_loop().create_future()
        await self._send(activity)
        async with asyncio.timeout(TURN_SECONDS):
            card: dict[str, Any] = await answer
        return card

    async def say(self, who: str, words: str) -> None:
        """Write a message and wait for the door alone."""
        await self._send(self._activity(who, words))

    async def sets_triage(self, who: str) -> None:
        """Say in a channel that new cases are to be shown there."""
        place = {"id": "triage", "conversationType": "channel", "tenantId": TENANT}
        await self._send(self._activity(who, "triage here") | {"conversation": place})

    async def press(self, who: str, verb: str, data: dict[str, Any], *, door: int | None = None) -> Any:
        """Press a button; what stands in the card's place after it."""
        activity = self._activity(who, "") | {
            "type": "invoke",
            "name": "adaptiveCard/action",
            "value": {"action": {"type": "Action.Execute", "verb": verb, "data": data}},
        }
        began = time.perf_counter()
        answer = await self._send(activity, door=door)
        self.taken.append((time.perf_counter() - began) * 1000)
        return answer["value"]

    def _activity(self, who: str, words: str) -> dict[str, Any]:
        return recorded(self.channel.url, words) | {
            "id": f"bench-{next(self._numbers)}",
            "from": {"id": who, "name": who, "aadObjectId": who},
            "conversation": {"id": f"chat-{who}", "conversationType": "personal", "tenantId": TENANT},
            "channelData": {"tenant": {"id": TENANT}},
        }

    async def _send(self, activity: dict[str, Any], *, door: int | None = None) -> Any:
        chosen = self.doors[self._dice.randrange(len(self.doors)) if door is None else door]
        async with self.session.post(f"{chosen}/api/messages", json=activity) as response:
            if response.status >= 300:
                raise RuntimeError(f"{activity['type']} was answered {response.status}")
            return await response.json() if response.content_type == "application/json" else None


def button(card: dict[str, Any], verb: str) -> dict[str, Any]:
    """What the card's button of that verb carries."""
    found = next((one for one in actions_of(card) if one.get("verb") == verb), None)
    if found is None:
        raise RuntimeError(f"no “{verb}” among {[one.get('verb') for one in actions_of(card)]}")
    return dict(found["data"])


def measure(place: Workplace, cases: int = CASES) -> tuple[list[Figure], str]:
    """casework_lost, casework_doubled and card_action_p95_ratio_to_echo."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        postgres = stack.enter_context(server())
        url = stack.enter_context(postgres.database())
        place = place.copy(folder / "data")
        _import_people(place, url, folder)
        crowd = asyncio.run(_work(place, url, cases, stack))
        lost, doubled = _counted(url, crowd)
        with ExitStack() as echoes:
            peer = asyncio.run(_echoed(len(crowd.taken), echoes))
    ours, theirs = _p95(crowd.taken), _p95(peer)
    ratio = round(ours / theirs, 3)
    figures = [
        Figure("casework_lost", lost, "cases"),
        Figure("casework_doubled", doubled, "cases"),
        Figure("card_action_p95_ratio_to_echo", ratio, "ratio", MENDED.name),
    ]
    return figures, _section(crowd, cases, ours, theirs)


def _section(crowd: Crowd, cases: int, ours: float, theirs: float) -> str:
    won, told = crowd.outcomes["won"], crowd.outcomes["told"]
    return (
        f"## The lead coders' work: {cases:,} cases, {CODERS} coders and {LEADS} leads at once, two replicas"
        f"\n\n{len(crowd.taken):,} presses of buttons by a crowd that never pauses: p50 "
        f"{statistics.median(crowd.taken):,.0f} ms, p95 {ours:,.0f} ms; the echo's p95 under the same crowd "
        f"is {theirs:,.0f} ms. Two leads answered each case at the same moment on different replicas: "
        f"{won:,} times an answer stood, {told:,} times the other was told who was first."
    )


async def _work(place: Workplace, url: str, cases: int, stack: ExitStack) -> Crowd:
    replicas = [
        stack.enter_context(_replica(place.environment | {"CODINGBOT_DATABASE_URL": _plain(url)}))
        for _ in range(2)
    ]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, Crowd(replicas, session) as crowd:
        for door in replicas:
            await _ready(session, door)
        await crowd.sets_triage("lead-0")
        handed: asyncio.Queue[int | None] = asyncio.Queue()
        answered: dict[int, asyncio.Future[None]] = {}
        shares = [len(range(number, cases, CODERS)) for number in range(CODERS)]
        async with asyncio.TaskGroup() as work:
            for number in range(LEADS):
                work.create_task(_lead(crowd, number, handed, answered))
            for number, share in enumerate(shares):
                work.create_task(_coder(crowd, number, share, handed, answered))
            await _until(lambda: len(crowd.confirmed) == cases)
            for _ in range(LEADS):
                handed.put_nowait(None)
    return crowd


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - what is waited for happens in tasks of the same group
        await asyncio.sleep(0.2)


async def _coder(
    crowd: Crowd,
    number: int,
    share: int,
    handed: "asyncio.Queue[int | None]",
    answered: dict[int, "asyncio.Future[None]"],
) -> None:
    who = f"coder-{number}"
    for turn in range(share):
        card = await crowd.ask(who, WORDS[(number + turn) % len(WORDS)])
        form = await crowd.press(who, "escalate_form", button(card, "escalate_form"))
        told = button(form, "escalate")
        query_id = int(told["query_id"])
        crowd.raised.append(query_id)
        answered[query_id] = asyncio.get_running_loop().create_future()
        told |= {"title": f"case {query_id}", "urgency": "routine", "details": "as in the notes"}
        await crowd.press(who, "escalate", told)
        handed.put_nowait(query_id)
        await answered[query_id]
        case = await crowd.ask(who, reference_of(query_id))
        await crowd.press(who, "confirm", button(case, "confirm"))
        crowd.confirmed.append(query_id)


async def _lead(
    crowd: Crowd,
    number: int,
    handed: "asyncio.Queue[int | None]",
    answered: dict[int, "asyncio.Future[None]"],
) -> None:
    who, rival = f"lead-{number}", f"lead-{(number + 1) % LEADS}"
    while (query_id := await handed.get()) is not None:
        case = await crowd.ask(who, reference_of(query_id))
        case = await crowd.press(who, "take", button(case, "take"))
        said = button(case, "answer_case") | {"answer": "Code it as documented.", "codes": "ICD-10 K40.9"}
        both = await asyncio.gather(
            crowd.press(who, "answer_case", said, door=0), crowd.press(rival, "answer_case", said, door=1)
        )
        told = sum("has moved on" in str(one) for one in both)
        crowd.outcomes.update(won=2 - told, told=told)
        answered[query_id].set_result(None)


async def _echoed(presses: int, stack: ExitStack) -> list[float]:
    """The same crowd at two echoes, which answer each message with one post."""
    doors = [stack.enter_context(_echo(MENDED)) for _ in range(2)]
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, Crowd(doors, session) as crowd:
        for door in doors:
            await _ready(session, door)
        numbers = iter(range(presses))

        async def person(who: str) -> None:
            for _ in numbers:
                began = time.perf_counter()
                await crowd.say(who, "hello")
                crowd.taken.append((time.perf_counter() - began) * 1000)

        await asyncio.gather(*(person(f"person-{number}") for number in range(CODERS + LEADS)))
    return crowd.taken


@contextmanager
def _replica(environment: dict[str, str]) -> Iterator[str]:
    port = free_port()
    told = {"CODINGBOT_LOCAL_MODE": "true", "CODINGBOT_PORT": str(port), "CODINGBOT_LOG_LEVEL": "WARNING"}
    with _process([COMMAND, "serve"], environment | told):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _echo(bot: Bot) -> Iterator[str]:
    port = free_port()
    command = [word.replace("{port}", str(port)) for word in bot.command]
    with _process(command, {**os.environ, "PYTHONPATH": str(ROOT)}):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator[None]:
    running = subprocess.Popen(command, env=environment)
    try:
        yield
    finally:
        running.terminate()
        running.wait(timeout=30)


async def _ready(session: aiohttp.ClientSession, door: str) -> None:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                async with session.get(f"{door}/readyz") as response:
                    if response.status in (200, 404):
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.2)


def _import_people(place: Workplace, url: str, folder: Path) -> None:
    lines = ["object id,name,role"]
    lines += [f"coder-{number},Coder {number},coder" for number in range(CODERS)]
    lines += [f"lead-{number},Lead {number},lead coder" for number in range(LEADS)]
    file = folder / "people.csv"
    file.write_text("\n".join(lines) + "\n")
    environment = place.environment | {"CODINGBOT_DATABASE_URL": _plain(url), "CODINGBOT_LOCAL_MODE": "true"}
    for words in (["prepare"], ["import", "people", str(file), "--tenant", TENANT, "--yes"]):
        done = subprocess.run([COMMAND, *words], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"codingbot {words[0]}: {done.stderr[-2000:]}")


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _counted(url: str, crowd: Crowd) -> tuple[int, int]:
    """Cases that somebody was told of and that are not there or not closed; cases answered more than once."""
    database = Database(url)
    try:
        return database.now(_lost_and_doubled, crowd)
    finally:
        database.close()


def _lost_and_doubled(session: Session, crowd: Crowd) -> tuple[int, int]:
    closed = set(session.exec(select(CodingQuery.id).where(CodingQuery.state == "closed")))
    answers = (
        select(StatusChange.query_id)
        .where(StatusChange.after == "answered")
        .group_by(col(StatusChange.query_id))
        .having(func.count() > 1)
    )
    lost = len(set(crowd.raised) - closed) + abs(len(crowd.raised) - len(crowd.confirmed))
    return lost, len(session.exec(answers).all())


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[-1]


def main() -> None:
    """The figures, over a data folder that `codingbot prepare` has set up."""
    cases = int(sys.argv[2]) if len(sys.argv) > 2 else CASES
    figures, section = measure(Workplace(Path(sys.argv[1]), shared=False), cases)
    for one in figures:
        say(f"{one.name} {one.value:g} {one.unit}")
    say(section)


if __name__ == "__main__":
    main()
