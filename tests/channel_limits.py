"""The channel's published limits, enforced as it does: the request over a limit is refused and must wait.

It also keeps score of who does not wait: a request that comes while its conversation, or its tenant, was
told to keep silent. What was on its way when the refusal was given is not held against its sender.
"""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

CONVERSATION = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
TENANT = ((30, 1.0),)
# A request that was sent before the refusal could be read arrives at most so much later.
ON_ITS_WAY_SECONDS = 0.25


@dataclass
class Line:
    """What one conversation, or the tenant, was allowed lately, and until when it keeps silent."""

    limits: tuple[tuple[int, float], ...]
    allowed: deque[float] = field(default_factory=deque)
    told_at: float = math.inf
    silent_until: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until one more is allowed; 0 where it is now."""
        waits = [self.silent_until - now]
        for most, window in self.limits:
            if len(self.allowed) >= most:
                waits.append(self.allowed[-most] + window - now)
        return max(0.0, *waits)


@dataclass
class ChannelLimits:
    """One tenant's. `refused` counts 429s, `during_silence` requests that should have waited."""

    refused: int = 0
    during_silence: int = 0
    tenant: Line = field(default_factory=lambda: Line(TENANT))
    conversations: dict[str, Line] = field(default_factory=lambda: defaultdict(lambda: Line(CONVERSATION)))

    def retry_after(self, conversation: str, now: float) -> int | None:
        """The seconds that the sender of this request is told to wait; None where it is let in."""
        lines = (self.conversations[conversation], self.tenant)
        if any(line.told_at + ON_ITS_WAY_SECONDS < now < line.silent_until for line in lines):
            self.during_silence += 1
        over = [line for line in lines if line.wait(now) > 0]
        if not over:
            for line in lines:
                line.allowed.append(now)
            return None
        self.refused += 1
        seconds = math.ceil(max(line.wait(now) for line in over))
        self.silence(seconds, now, *over)
        for line in over:
            line.told_at = min(line.told_at, now)
        return seconds

    def silence(self, seconds: float, now: float, *lines: Line) -> None:
        """Ask for silence: for the tenant unless told for which lines."""
        for line in lines or (self.tenant,):
            if line.silent_until <= now:
                line.told_at = math.inf
            line.silent_until = max(line.silent_until, now + seconds)
