"""The courier's port with a recording fake behind it, which does what it is told to.

post = FakePost(clock)
post.meets["chat-asha"] = [busy(retry_after=5), went_through_perhaps()]     # then everything arrives
"""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.teams.errors import DeliveryError
from casework.claiming import Target
from dialogs.message import Reply


@dataclass(frozen=True)
class Sent:
    """One message that reached the channel, whatever its sender was told."""

    conversation: str
    text: str
    at: datetime
    activity: str = ""


@dataclass(frozen=True)
class Meets:
    """What a send meets: an error for its sender, and whether it arrived all the same."""

    error: DeliveryError
    arrives: bool = False


def busy(retry_after: float | None = None) -> Meets:
    return Meets(DeliveryError("rejected", permanent=False, status=429, retry_after=retry_after))


def no_connection() -> Meets:
    return Meets(DeliveryError("rejected", permanent=False))


def perhaps(*, arrives: bool = False, status: int | None = 502) -> Meets:
    return Meets(DeliveryError("unclear", permanent=False, status=status), arrives)


def refused(status: int, code: str = "") -> Meets:
    return Meets(DeliveryError("rejected", permanent=True, status=status, code=code))


@dataclass
class FakePost:
    """`meets` scripts conversations one by one; `always`, where it returns something, stands before it."""

    clock: Callable[[], datetime]
    arrived: list[Sent] = field(default_factory=list)
    tried: list[Sent] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    meets: dict[str, deque[Meets]] = field(default_factory=lambda: defaultdict(deque))
    always: Callable[[str], Meets | None] = lambda _: None

    async def send(self, target: Target, reply: Reply, *, activity: str = "") -> str:
        sent = Sent(target.conversation, reply.text, self.clock(), activity)
        self.tried.append(sent)
        met = self._met(target.conversation)
        if met is None or met.arrives:
            self.arrived.append(sent)
        if met is not None:
            raise met.error
        return activity or f"activity-{len(self.arrived)}"

    async def open_chat(self, target: Target) -> str:
        self.opened.append(target.member)
        met = self._met(f"opens {target.member}")
        if met is not None:
            raise met.error
        return f"opened-{target.member}"

    def texts(self, conversation: str = "") -> list[str]:
        """What arrived, in order; in one conversation where it is named."""
        return [one.text for one in self.arrived if conversation in ("", one.conversation)]

    def _met(self, conversation: str) -> Meets | None:
        script = self.meets[conversation]
        return self.always(conversation) or (script.popleft() if script else None)
