"""A message delivered again has one effect and one answer."""

import asyncio

from tests.conversation import Conversation, says, shows, silence
from tests.people import asha, ben
from tests.world import World


async def test_a_repeat_of_what_was_answered_is_left_alone(converse: Conversation, world: World) -> None:
    message = converse.message(asha, "NSTEMI")
    shows("I21.4")(await converse.send(message))
    silence(await converse.send(message))
    assert len(world.queries()) == len(world.receipts()) == 1


async def test_a_repeat_after_a_restart_is_left_alone(converse: Conversation, world: World) -> None:
    message = converse.message(asha, "NSTEMI")
    await converse.send(message)
    world.restarted()
    silence(await converse.send(message))
    assert len(world.queries()) == 1


async def test_a_repeat_while_the_first_is_at_work_is_left_alone(
    converse: Conversation, world: World
) -> None:
    message = converse.message(asha, "NSTEMI")
    assert await world.router.answer(message) is not None
    world.restarted()
    silence(await world.router.answer(message))


async def test_what_was_kept_but_never_sent_is_answered_again(converse: Conversation, world: World) -> None:
    message = converse.message(asha, "NSTEMI")
    lost = await world.router.answer(message)
    world.clock.move(minutes=1)
    world.restarted()
    again = await converse.send(message)
    assert (again, len(world.queries())) == (lost, 1)
    silence(await converse.send(message))


async def test_answered_again_without_a_restart(converse: Conversation, world: World) -> None:
    message = converse.message(asha, "NSTEMI")
    await world.router.answer(message)
    world.clock.move(minutes=1)
    shows("I21.4")(await converse.send(message))
    assert len(world.queries()) == 1


async def test_many_deliveries_at_once_give_one_query_and_one_answer(
    converse: Conversation, world: World
) -> None:
    message = converse.message(asha, "NSTEMI")
    replies = await asyncio.gather(*(world.router.answer(message) for _ in range(8)))
    assert len([reply for reply in replies if reply]) == 1
    assert len(world.queries()) == 1


async def test_many_replicas_at_once_give_one_query_and_one_answer(
    converse: Conversation, world: World
) -> None:
    message = converse.message(asha, "NSTEMI")
    routers = [world.restarted() for _ in range(6)]
    replies = await asyncio.gather(*(router.answer(message) for router in routers))
    assert len([reply for reply in replies if reply]) == 1
    assert len(world.queries()) == len(world.receipts()) == 1


async def test_small_talk_delivered_twice_is_answered_once(converse: Conversation) -> None:
    message = converse.message(asha, "hello")
    says("Hello")(await converse.send(message))
    silence(await converse.send(message))


async def test_the_same_words_in_another_message_are_another_query(
    converse: Conversation, world: World
) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001")), ("NSTEMI", says("CQ-1002"))])
    assert len(world.queries()) == 2


async def test_two_people_may_use_one_message_id(converse: Conversation, world: World) -> None:
    """Ids count within a chat."""
    for who in (asha, ben):
        shows("I21.4")(await converse.send(converse.message(who, "NSTEMI", id="1")))
    assert len(world.queries()) == 2


async def test_two_first_messages_of_one_person_are_both_answered(
    converse: Conversation, world: World
) -> None:
    messages = [converse.message(asha, words) for words in ("NSTEMI", "lap chole", "pneumonia")]
    replies = await asyncio.gather(*(world.router.answer(message) for message in messages))
    assert all(replies)
    assert len(world.queries()) == 3
