"""An answer that the channel did not take is owed to its asker, and the courier brings it later."""

from collections.abc import Callable
from datetime import datetime

from bot.teams.errors import DeliveryError
from casework import receiving
from casework.store import Database
from dialogs.message import Reply


class AnswersOwed:
    """Written before the request is acknowledged: after that nobody else would know of it."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def owe(self, reply: Reply, fault: DeliveryError) -> None:
        """Owe the reply again, where it is the answer to a kept question."""
        if reply.receipt is not None:
            await self._database.run(
                receiving.owe_answer,
                receipt_id=reply.receipt,
                perhaps_arrived=fault.phase == "unclear",
                now=self._clock(),
            )
