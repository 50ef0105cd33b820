"""What can go wrong at the channel: a request that is not let in, a message that is not delivered."""

from typing import Literal

Phase = Literal["refused target", "rejected", "unclear"]


class Refused(Exception):
    """A request that is not let in, with the HTTP status and the one sentence its sender is told."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


class DeliveryError(Exception):
    """A message that did not, or perhaps did, reach the channel.

    `phase`: "refused target" nothing was sent, the address is not one we send to; "rejected" it was
    certainly not delivered; "unclear" it may have been, and posting it again may show it twice.
    `permanent`: trying again as it stands is useless. `retry_after`: seconds the channel asked for.
    """

    def __init__(
        self, phase: Phase, *, permanent: bool, status: int | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(f"{phase}, {'permanent' if permanent else 'passing'}, status {status}")
        self.phase = phase
        self.permanent = permanent
        self.status = status
        self.retry_after = retry_after
