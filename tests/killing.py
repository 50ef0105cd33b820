"""A bot that dies where it is told to, started in no time: a process with everything imported that forks.

    python -m tests.killing DATABASE_URL      reads one order a line, answers each with how its child ended

The first order is lived through here, to its natural end, so that the children find everything warm.
A child keeps a change that owes notices, then delivers what is owed, and kills itself with SIGKILL when it
comes to the ordered point for the n-th time. It is the product's own courier, sender and database; the
points are around what the database, the drawing and the sending are called with.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from botframework.connector.auth import PasswordServiceClientCredentialFactory
from sqlmodel import Session, select

from bot.courier import Courier
from bot.pace import Pace
from bot.teams.post import TeamsPost
from bot.teams.sender import Sender
from bot.teams.targets import Targets
from bot.teams.tokens import Bearer
from bot.teams.wire import Wire
from casework import asking, moving, outbox
from casework.asking import Delivered
from casework.claiming import Target
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.notice import Notice, NoticeKind
from casework.model.person import Person
from casework.model.receipt import Receipt
from casework.store import WORKERS, Database
from dialogs.message import Reply
from dialogs.rendered import Rendered

CHANGE = ("before the change's commit", "after the change's commit")
CLAIM = ("before the claim's commit", "after the claim's commit")
SEND = ("before the send", "after the send")
SETTLEMENT = ("before settling", "before the settlement's commit", "after the settlement's commit")
POINTS = CHANGE + CLAIM + SEND + SETTLEMENT
STAGES = {"change": "change", "look": "claim", "settle_sent": "settlement"}


@dataclass
class Order:
    """Keep change number `change` at the moment `now`, deliver, and die at `point` the `nth` time."""

    change: int
    point: str
    nth: int
    now: str

    def at(self, point: str) -> None:
        """Die here, if it is here."""
        if point == self.point:
            self.nth -= 1
            if self.nth == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalDatabase(Database):
    """Dies before and after the commits that matter."""

    order: Order

    def now(self, work: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        stage = STAGES.get(getattr(work, "__name__", ""), "")
        if stage == "settlement":
            self.order.at("before settling")

        def watched(session: Session, *args: Any, **facts: Any) -> Any:
            done = work(session, *args, **facts)
            if _matters(stage, done):
                session.flush()
                self.order.at(f"before the {stage}'s commit")
            return done

        done = super().now(watched, *args, **facts)
        if _matters(stage, done):
            self.order.at(f"after the {stage}'s commit")
        return done


def _matters(stage: str, done: Any) -> bool:
    return bool(stage) and (stage != "claim" or bool(done.claimed))


class MortalPost(TeamsPost):
    """Dies before a message leaves, or when the channel has taken it and nobody has written that down."""

    order: Order

    async def send(self, target: Target, reply: Reply, *, activity: str = "") -> str:
        self.order.at("before the send")
        sent = await super().send(target, reply, activity=activity)
        self.order.at("after the send")
        return sent


def change(session: Session, number: int, now: datetime) -> bool:
    """Somebody asks; somebody is reminded and somebody told of it; the query before is withdrawn.

    Its message may come again after a crash: then nothing is left to do.
    """
    people = session.exec(select(Person).order_by(Person.id)).all()
    message, asker = f"m{number}", people[number % len(people)]
    if session.exec(select(Receipt.id).where(Receipt.message == message)).first() is not None:
        return False
    delivered = Delivered(asker.tenant, "chat", message, "personal")
    query, _ = asking.raise_query(session, by=asker, words="NSTEMI", offered=[], delivered=delivered, now=now)
    for kind, to in ((NoticeKind.DUE_SOON, number + 1), (NoticeKind.CASE_ANSWERED, number + 2)):
        person = people[to % len(people)]
        key = f"{kind} {query.reference}"
        outbox.owe(session, kind, key=key, now=now, person_id=person.id, query_id=query.id)
    before = session.get(CodingQuery, (query.id or 0) - 1)
    if before is not None:
        by = session.get_one(Person, before.asked_by)
        moving.move(session, before, to=QueryState.CLOSED, by=by, now=now, why="withdrawn")
    return True


async def drawn(notice: Notice) -> Rendered:
    return Rendered(Reply(notice.key), keeps="case" if notice.kind == NoticeKind.CASE_ANSWERED else "")


async def live(database: MortalDatabase, order: Order) -> None:
    """One life of the bot."""
    database.order = order
    now = datetime.fromisoformat(order.now)
    database.now(change, order.change, now)
    wire = Wire()
    await wire.open()
    bearer = Bearer(PasswordServiceClientCredentialFactory(), "")
    post = MortalPost(Sender(wire, Targets((), local=True), bearer, tries=1))
    post.order = order
    loop = asyncio.get_running_loop()
    courier = Courier(database, post, drawn, Pace(loop.time), lambda: now, owner=f"life {order.now}")
    await courier.round()
    while await courier.round():
        await courier.idle()
    await wire.close()


def main(url: str) -> None:
    """Fork a child for each order but the first; say with which signal, or status, it ended."""
    database = MortalDatabase(url)
    asyncio.run(live(database, Order(**json.loads(sys.stdin.readline()))))
    database.close()
    _tell(killed=False, status=0)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            database._workers = ThreadPoolExecutor(WORKERS)
            asyncio.run(live(database, Order(**json.loads(line))))
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL
        _tell(killed=killed, status=os.waitstatus_to_exitcode(ended))


def _tell(**ended: int) -> None:
    sys.stdout.write(json.dumps(ended) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
