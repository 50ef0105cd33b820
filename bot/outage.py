"""Notices when it is the channel that fails, not a notice, and then leaves the notices alone.

While the channel is away the courier does not spend the notices' tries on it, nor lets a reminder's
outcome become unclear: it asks now and then with a request that is harmless twice, and goes on where it stood
as soon as one is answered.
"""

from collections.abc import Callable

from casework.settling import Fault

# So many failures in a row, with nothing answered in between, are the channel's.
SUSPECT_AFTER = 3
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
_NOT_FOUND_OUT = frozenset({401, 408})


class Outage:
    """`clock` gives seconds that only grow; `jitter` in [0, 1) spreads the probes."""

    def __init__(self, clock: Callable[[], float], jitter: Callable[[], float]) -> None:
        self._clock = clock
        self._jitter = jitter
        self._failures = 0
        self._probes = 0
        self._next = 0.0

    def is_suspected(self) -> bool:
        """Whether the channel seems to be away."""
        return self._failures >= SUSPECT_AFTER

    def pause(self) -> float:
        """Seconds until it may be asked again."""
        return max(0.0, self._next - self._clock())

    def answered(self) -> None:
        """It gave an answer, be it a refusal: it is there."""
        self._failures = self._probes = 0

    def failed(self, fault: Fault) -> None:
        """A try failed; only those count that say nothing about the notice."""
        if not is_the_channels(fault):
            self.answered()
            return
        self._failures += 1
        if self._failures == SUSPECT_AFTER:
            self._wait()

    def probe_failed(self) -> None:
        """It is still away."""
        self._wait()

    def _wait(self) -> None:
        seconds = min(FIRST_PAUSE * 2**self._probes, LONGEST_PAUSE)
        self._probes = min(self._probes + 1, 10)
        self._next = self._clock() + seconds * (0.8 + 0.2 * self._jitter())


def is_the_channels(fault: Fault) -> bool:
    """Whether a try failed for want of a channel: no connection, no token, no answer, a fault of its own."""
    if fault.phase not in ("rejected", "unclear") or fault.permanent:
        return False
    return fault.status is None or fault.status in _NOT_FOUND_OUT or fault.status >= 500
