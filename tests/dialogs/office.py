"""A department whose people are known, with a triage channel, for conversations of several people."""

import pytest

from casework import addresses
from casework.model.address import Address
from casework.model.person import Person
from tests.conversation import Conversation, presses, says
from tests.people import EVERYBODY, TRUST, Somebody, asha
from tests.world import World

CHANNEL = "the-team"


@pytest.fixture
def known(world: World) -> dict[str, Person]:
    """Everybody is on the list of people."""
    return {somebody.speaker.id: world.introduce(somebody) for somebody in EVERYBODY}


def bot_is_in_the_channel(world: World, who: Somebody = asha) -> Address:
    """Somebody has written in the channel, so that the bot knows it."""
    found = world.database.now(
        addresses.remember,
        tenant=TRUST,
        channel_id=who.speaker.id,
        kind="channel",
        conversation=CHANNEL,
        service_url="https://channel.example",
        bot="28:bot",
        member="29:member",
        now=world.clock(),
    )
    assert found is not None
    return found


async def handed_over(
    converse: Conversation, by: Somebody = asha, words: str = "NSTEMI", **typed: str
) -> None:
    """Somebody asks, presses “Ask the lead coder”, and sends the form."""
    await converse(
        by,
        [
            (words, says("CQ-")),
            (presses("Ask the lead coder"), says("Ask the lead coder about")),
            (presses("Send to the lead coder", **typed), says("is with the lead coders")),
        ],
    )
