"""Keeps under the channel's limits, counting everything that this process sends.

The lower of the published ones: 7 messages in 1 s, 8 in 2 s, 60 in 30 s and 1,800 in an hour to one
conversation; 30 requests in 1 s within one tenant. A send counts from its start until the window's length
after its end: whenever in between the channel counted it, its own count then stays within the limit.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

CONVERSATION: tuple[tuple[int, float], ...] = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
PUBLISHED_FOR_TENANT = 30
# The courier leaves so many of them to the answers inside turns, which do not wait for it.
LEFT_TO_TURNS = 1
TENANT: tuple[tuple[int, float], ...] = ((PUBLISHED_FOR_TENANT - LEFT_TO_TURNS, 1.0),)
# Nobody knows when a send that is under way will end; look again soon.
SOON = 0.05
# Longer than this the channel does not really ask; a nonsensical answer must not silence the bot for days.
LONGEST_HOLD = 3600.0
# From this share of a conversation's limit on, a refusal is taken for the conversation's own.
NEARLY_FULL = 0.6
TRACKED = 5_000


@dataclass(slots=True)
class Track:
    """What was sent to one conversation or tenant: how much is under way, and when the rest ended."""

    limits: tuple[tuple[int, float], ...]
    flying: int = 0
    ended: deque[float] = field(default_factory=deque)
    held_until: float = 0.0

    def pause(self, now: float) -> float:
        """Seconds until one more may go."""
        waits = [self.held_until - now]
        for most, window in self.limits:
            room = most - self.flying
            if room <= 0:
                waits.append(SOON)
            elif len(self.ended) >= room:
                waits.append(self.ended[-room] + window - now)
        return max(0.0, *waits)

    def share(self, now: float) -> float:
        """How full the fullest window is, from 0 to 1."""
        counts = [(most, sum(1 for end in self.ended if end + window > now)) for most, window in self.limits]
        return max((count + self.flying) / most for most, count in counts)

    def room(self, now: float) -> int:
        """How many more may go at once, by the shortest window."""
        most, window = self.limits[0]
        recent = 0
        for end in reversed(self.ended):
            if end + window <= now:
                break
            recent += 1
        return 0 if self.held_until > now else max(0, most - self.flying - recent)

    def forget(self, now: float) -> None:
        """Drop what no window reaches any more."""
        longest = self.limits[-1][1]
        while self.ended and self.ended[0] + longest <= now:
            self.ended.popleft()

    def is_idle(self, now: float) -> bool:
        """Whether it limits nothing any more."""
        return not self.flying and not self.ended and self.held_until <= now


class Flight:
    """One send that is under way."""

    def __init__(self, tracks: Iterable[Track], clock: Callable[[], float]) -> None:
        self._tracks = list(tracks)
        self._clock = clock
        for track in self._tracks:
            track.flying += 1

    def end(self) -> None:
        """It has ended, well or not; a second end counts no more."""
        for track in self._landed():
            track.ended.append(self._clock())

    def drop(self) -> None:
        """Nothing was sent after all."""
        self._landed()

    def _landed(self) -> list[Track]:
        tracks, self._tracks = self._tracks, []
        for track in tracks:
            track.flying -= 1
        return tracks


class Room:
    """Who may be sent to at this moment: a copy, so that it can be asked in another thread."""

    def __init__(self, tenants: dict[str, int], full: Iterable[str]) -> None:
        self._tenants = tenants
        self._full = frozenset(full)

    def most(self) -> int:
        """How many more may go at once to the tenant with the most room."""
        return max(self._tenants.values(), default=TENANT[0][0])

    def admits(self, tenant: str, conversation: str) -> bool:
        """Whether one more may go there now; if so it is reckoned with."""
        left = self._tenants.get(tenant, TENANT[0][0])
        if left <= 0 or conversation in self._full:
            return False
        self._tenants[tenant] = left - 1
        return True


class Pace:
    """`clock` gives seconds that only grow."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._conversations: dict[str, Track] = {}
        self._tenants: dict[str, Track] = {}

    def pause(self, tenant: str, conversation: str) -> float:
        """Seconds until a message may go there."""
        now = self._clock()
        return max(track.pause(now) for track in self._tracks(tenant, conversation))

    def soonest(self) -> float:
        """Seconds until any limit that stands in the way now gives way; 0 where none does."""
        now = self._clock()
        waits = [track.pause(now) for track in self._tenants.values()]
        return min((wait for wait in waits if wait > 0), default=0.0)

    def room(self, *, ahead: int = 0, waiting: Iterable[tuple[str, str]] = ()) -> Room:
        """Who may be sent to now, and `ahead` messages of each tenant more than that, which will wait.

        `waiting` are the tenant and conversation of messages that are not on their way yet.
        """
        now = self._clock()
        self._forget(now)
        full = {name for name, track in self._conversations.items() if track.flying or track.pause(now) > 0}
        left = Counter({name: track.room(now) for name, track in self._tenants.items()})
        for tenant, conversation in waiting:
            left[tenant] -= 1
            full.add(conversation)
        held = {name for name, track in self._tenants.items() if track.held_until > now}
        return Room({name: 0 if name in held else left[name] + ahead for name in left}, full)

    def begin(self, tenant: str, conversation: str) -> "Flight":
        """Count one send from now on."""
        return Flight(self._tracks(tenant, conversation), self._clock)

    @contextmanager
    def counted(self, tenant: str, conversation: str) -> Iterator[None]:
        """Count one send, from its start to its end, however it ends."""
        flight = self.begin(tenant, conversation)
        try:
            yield
        finally:
            flight.end()

    def held(self, tenant: str, conversation: str) -> float:
        """Seconds for which the channel has asked for silence there."""
        now = self._clock()
        return max(0.0, *(track.held_until - now for track in self._tracks(tenant, conversation)))

    def refused(self, tenant: str, conversation: str, retry_after: float) -> None:
        """The channel asks for silence. Whose limit it was it does not say: our own count decides.

        A conversation that is far from its limits cannot have been over it: then the tenant was, and
        all of it keeps silent.
        """
        now = self._clock()
        until = now + min(retry_after, LONGEST_HOLD)
        for_conversation, for_tenant = self._tracks(tenant, conversation)
        for_conversation.held_until = max(for_conversation.held_until, until)
        if for_conversation.share(now) < NEARLY_FULL:
            for_tenant.held_until = max(for_tenant.held_until, until)

    def recall(self, sends: Iterable[tuple[str, str, float]]) -> None:
        """What another process sent before us: (tenant, conversation, seconds ago), the oldest first."""
        now = self._clock()
        for tenant, conversation, ago in sends:
            for track in self._tracks(tenant, conversation):
                track.ended = deque(sorted([*track.ended, now - ago]))

    def _tracks(self, tenant: str, conversation: str) -> tuple[Track, Track]:
        return (
            self._conversations.setdefault(conversation, Track(CONVERSATION)),
            self._tenants.setdefault(tenant, Track(TENANT)),
        )

    def _forget(self, now: float) -> None:
        for tracks in (self._conversations, self._tenants):
            for track in tracks.values():
                track.forget(now)
        if len(self._conversations) > TRACKED:
            idle = [name for name, track in self._conversations.items() if track.is_idle(now)]
            for name in idle:
                del self._conversations[name]
