"""A department that owes notices, and its courier under a clock that moves when told.

owing = Owing(world)
chat = owing.chat(asha)                       # she has written: "chat-id-asha"
owing.owe(NoticeKind.CASE_ANSWERED, asha)
await owing.deliver()                         # everything that may go now
await owing.passes(minutes=30)                # the courier looks every second of it
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlmodel import select

from bot.courier import Courier
from bot.pace import Pace
from casework import addresses, asking, outbox
from casework.asking import Delivered
from casework.model.address import Address
from casework.model.coding_query import CodingQuery
from casework.model.notice import DeliveryAttempt, Notice, NoticeKind, NoticeState, PostedCard
from casework.model.person import Person
from dialogs.message import Reply
from dialogs.rendered import Rendered
from tests.fake_post import FakePost
from tests.people import TRUST, Somebody
from tests.world import World

SERVICE = "https://smba.trafficmanager.net/uk/"
BOT = "28:bot"


def plainly(notice: Notice) -> Rendered | None:
    """Draws a notice as its kind and number."""
    return Rendered(Reply(f"{notice.kind} {notice.id}"))


@dataclass
class Owing:
    """`draw` draws notices; a test may put another in its place."""

    world: World
    draw: Callable[[Notice], Rendered | None] = plainly
    unreachable: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.post = FakePost(self.world.clock)
        self._numbers = count(1)
        self.courier = self.another_courier()

    def another_courier(self, owner: str = "") -> Courier:
        """A courier of a process that was just started."""

        async def render(notice: Notice) -> Rendered | None:
            return self.draw(notice)

        def seconds() -> float:
            return self.world.clock().timestamp()

        return Courier(
            self.world.database,
            self.post,
            render,
            Pace(seconds),
            self.world.clock,
            owner=owner,
            ahead=0,
            seconds=seconds,
            jitter=lambda: 0.5,
            found_unreachable=lambda *who: self.unreachable.append(who),
        )

    def chat(self, somebody: Somebody) -> Address:
        """Somebody has written to the bot in their own chat."""
        self.world.introduce(somebody)
        return self._remember(somebody, f"chat-{somebody.speaker.id}", "personal")

    def place(self, somebody: Somebody, conversation: str = "19:coding@thread.tacv2") -> Address:
        """Somebody has written to the bot in a channel."""
        self.world.introduce(somebody)
        return self._remember(somebody, conversation, "channel")

    def _remember(self, somebody: Somebody, conversation: str, kind: str) -> Address:
        address = self.world.database.now(
            addresses.remember,
            tenant=somebody.speaker.tenant,
            channel_id=somebody.speaker.id,
            kind=kind,
            conversation=conversation,
            service_url=SERVICE,
            bot=BOT,
            member=f"29:{somebody.speaker.id}",
            now=self.world.clock(),
        )
        assert address is not None
        return address

    def query(self, somebody: Somebody) -> CodingQuery:
        """A query that somebody has asked."""
        query, _ = self.world.database.now(
            asking.raise_query,
            by=self.world.introduce(somebody),
            words="NSTEMI",
            offered=[],
            delivered=Delivered(TRUST, f"chat-{somebody.speaker.id}", f"m{next(self._numbers)}", "personal"),
            now=self.world.clock(),
        )
        return query

    def owe(self, kind: NoticeKind, to: Somebody | None = None, **facts: Any) -> Notice:
        """Owe a notice, to a person or (`address_id`) a place; now unless `due_at` says otherwise."""
        if to is not None:
            facts["person_id"] = self.world.introduce(to).id
        notice = self.world.database.now(
            outbox.owe, kind, key=f"key {next(self._numbers)}", now=self.world.clock(), **facts
        )
        assert notice is not None
        return notice

    async def deliver(self) -> None:
        """Rounds of the courier until one finds nothing; the clock stands still."""
        if not self.courier._leads:
            await self.courier.round()  # takes the lease and claims nothing yet
        while await self.courier.round():
            await self.courier.idle()

    async def passes(self, *, step: float = 1.0, **by: float) -> None:
        """Time passes, in steps of some seconds, with a round of the courier at each."""
        end = self.world.clock.at
        self.world.clock.move(**by)
        self.world.clock.at, end = end, self.world.clock.at
        while self.world.clock() < end:
            await self.deliver()
            self.world.clock.move(seconds=step)
        await self.deliver()

    def notices(self, *kinds: NoticeKind) -> list[Notice]:
        """Every notice, or those of some kinds, the oldest first."""
        found = self.world.database.now(lambda s: list(s.exec(select(Notice).order_by(Notice.id))))
        return [notice for notice in found if not kinds or notice.kind in kinds]

    def states(self, *kinds: NoticeKind) -> list[NoticeState]:
        return [NoticeState(notice.state) for notice in self.notices(*kinds)]

    def attempts(self) -> list[DeliveryAttempt]:
        return self.world.database.now(
            lambda s: list(s.exec(select(DeliveryAttempt).order_by(DeliveryAttempt.id)))
        )

    def cards(self) -> list[PostedCard]:
        return self.world.database.now(lambda s: list(s.exec(select(PostedCard).order_by(PostedCard.id))))

    def person(self, somebody: Somebody) -> Person:
        """The person as they are now."""
        return self.world.introduce(somebody)
