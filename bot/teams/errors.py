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
    `code`: the channel's own word for it, such as MessageWritesBlocked, where it gives one.
    """

    def __init__(
        self,
        phase: Phase,
        *,
        permanent: bool,
        status: int | None = None,
        retry_after: float | None = None,
        code: str = "",
    ) -> None:
        said = f"{phase}, {'permanent' if permanent else 'passing'}, status {status}"
        super().__init__(f"{said} {code}".rstrip())
        self.phase = phase
        self.permanent = permanent
        self.status = status
        self.retry_after = retry_after
        self.code = code
