"""Nobody is answered before the department knows them: strangers, leavers, newcomers."""

from dataclasses import replace

import pytest
from sqlmodel import select

from casework.department import Department
from casework.errors import Stranger
from casework.model.person import Person, Role
from dialogs.verbs import Verb
from tests.conversation import Conversation, forged, hides, offers, presses, says, shows
from tests.dialogs.office import bot_is_in_the_channel
from tests.nhs_numbers import ONE, holds
from tests.people import ada, asha, ben, cole, dee, kit
from tests.world import World

REFUSAL = str(Stranger())


@pytest.fixture
def strict(world: World) -> World:
    """A department that takes no newcomers; only Dee is on its list."""
    world.department = Department(administrators=frozenset({ada.speaker.id}))
    world.restarted()
    world.introduce(dee)
    return world


def people(world: World) -> list[tuple[str, str]]:
    return world.database.now(lambda s: [(one.channel_id, one.role) for one in s.exec(select(Person))])


@pytest.mark.parametrize(
    "words", ["NSTEMI", "hello", "help", "my queries", "queue", "CQ-1001", "", f"lump {ONE}"]
)
async def test_a_stranger_gets_one_sentence_and_is_not_kept(
    converse: Conversation, strict: World, words: str
) -> None:
    await converse(asha, [(words, says(REFUSAL))])
    assert people(strict) == [(dee.speaker.id, Role.LEAD_CODER.value)]
    assert strict.queries() == []
    assert not holds(strict.bytes_on_disk(), ONE)


@pytest.mark.parametrize("verb", list(Verb), ids=lambda verb: verb.value)
async def test_a_strangers_press_gets_the_same(converse: Conversation, strict: World, verb: Verb) -> None:
    await converse(dee, [("NSTEMI", says("CQ-1001"))])
    reply = await converse.send(forged(asha, verb.value, {"query_id": 1, "version": 1, "words": "lump"}))
    assert reply is not None
    assert (reply.text, reply.card) == (REFUSAL, None)
    assert len(strict.history()) == 1


async def test_a_stranger_who_brings_the_bot_in_gets_the_same(converse: Conversation, strict: World) -> None:
    brought = replace(converse.message(asha, "hello"), kind="joined")
    reply = await converse.send(brought)
    assert reply is not None
    assert reply.text == REFUSAL


async def test_a_leaver_is_a_stranger(converse: Conversation, strict: World) -> None:
    await converse(dee, [("NSTEMI", says("CQ-1001"))])

    def leaves(session) -> None:
        session.exec(select(Person)).one().active = False

    strict.database.now(leaves)
    await converse(dee, [("NSTEMI", says(REFUSAL)), (presses("Details", beside="I21.4"), says(REFUSAL))])
    assert len(strict.queries()) == 1


async def test_newcomers_are_met_where_the_department_says_so(converse: Conversation, world: World) -> None:
    await converse(asha, [("hello", says("Hello"))])
    assert people(world) == [(asha.speaker.id, Role.CODER.value)]


async def test_the_first_administrator_is_met_and_asks_nothing(converse: Conversation, strict: World) -> None:
    await converse(
        ada,
        [
            ("hello", (says("You say who may"), shows("codingbot import people", "triage here"))),
            ("NSTEMI", (says("You say who may"), hides("CQ-"))),
            ("my queries", says("not asked anything")),
        ],
    )
    assert (ada.speaker.id, Role.ADMINISTRATOR.value) in people(strict)
    assert strict.queries() == []


async def test_a_clerk_gets_help_that_fits(converse: Conversation, world: World) -> None:
    world.introduce(kit)
    await converse(kit, [("NSTEMI", (says("when there is something for you"), hides("CQ-")))])
    assert world.queries() == []


async def test_help_fits_the_role(converse: Conversation, world: World) -> None:
    for somebody in (asha, cole, dee):
        world.introduce(somebody)
    await converse(asha, [("help", (shows("Ask the lead coder"), offers("My queries"), hides("queue")))])
    await converse(
        cole,
        [("help", (shows("questions about records"), offers("My queries", "My questions"), hides("queue")))],
    )
    await converse(dee, [("help", (shows("queue", "triage here"), offers("My queries", "Queue")))])


async def test_triage_here_is_for_leads_and_administrators(converse: Conversation, strict: World) -> None:
    strict.introduce(ben)
    bot_is_in_the_channel(strict, ben)
    here = "New cases will be shown here"
    await converse(ben, [("triage here", says("role does not let you"))], place="channel")
    await converse(dee, [("triage here", says(here))], place="channel")
    await converse(dee, [("triage here for cardiology", says("New cases of Cardiology"))], place="channel")
    await converse(ada, [("triage here", says(here))], place="channel")
    await converse(dee, [("triage here", says("in a channel or a group chat"))])
    await converse(asha, [("triage here", says(REFUSAL))], place="channel")
