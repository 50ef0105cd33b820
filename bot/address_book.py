"""Keeps where people write from, without a transaction for what is known already."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from bot.teams.address import Address
from casework import addresses
from casework.store import Database
from dialogs.message import Message

log = logging.getLogger(__name__)

REMEMBERED = 5_000
# Another replica may have found somebody unreachable meanwhile: who writes is looked at again after this.
KNOWN_FOR = timedelta(minutes=10)


class AddressBook:
    """One for the process. Strangers are not remembered, here or in the database."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._known: dict[tuple[str, str, str], tuple[Address, datetime]] = {}

    async def remember(self, message: Message, address: Address) -> None:
        """Keep the address of a message from somebody known."""
        speaker, now = message.speaker, self._clock()
        key = (speaker.tenant, address.conversation, speaker.id)
        known, since = self._known.get(key, (None, now))
        if (known == address and now - since < KNOWN_FOR) or not address.service_url:
            return
        try:
            kept = await self._database.run(_remember, message, address, now)
        except IntegrityError:  # two messages from one new conversation met; the other one has kept it
            kept = False
        if kept:
            self._known[key] = (address, now)
        if len(self._known) > REMEMBERED:
            self._known.pop(next(iter(self._known)))

    def forget(self, tenant: str, channel_id: str) -> None:
        """They have become unreachable: their next message is news."""
        for key in [key for key in self._known if (key[0], key[2]) == (tenant, channel_id)]:
            del self._known[key]


def _remember(session: Session, message: Message, address: Address, now: datetime) -> bool:
    kept = addresses.remember(
        session,
        tenant=message.speaker.tenant,
        channel_id=message.speaker.id,
        kind=message.place.kind,
        conversation=address.conversation,
        service_url=address.service_url,
        bot=address.bot,
        member=address.person,
        now=now,
    )
    return kept is not None
