"""What is owed arrives: once, in order, whatever the channel answers, as its delivery class allows."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot import courier, delivery
from casework.model.notice import Notice, NoticeKind, NoticeState
from casework.outbox import DELIVERY, DeliveryClass
from casework.store import Database
from dialogs.message import Reply
from dialogs.rendered import NotBefore, Rendered
from tests.fake_post import busy, no_connection, perhaps, refused
from tests.owing import Owing
from tests.people import asha, ben, cole, dee
from tests.world import World

ONCE, REPEATS = NoticeKind.DUE_SOON, NoticeKind.CASE_ANSWERED
S = NoticeState


@pytest.fixture
def owing(world: World) -> Owing:
    made = Owing(world)
    for somebody in (asha, ben, dee):
        made.chat(somebody)
    return made


async def test_what_is_owed_arrives_in_the_persons_own_chat(owing: Owing) -> None:
    owing.owe(REPEATS, asha)
    await owing.deliver()
    assert [(sent.conversation, sent.text) for sent in owing.post.arrived] == [
        ("chat-id-asha", "case answered 1")
    ]
    assert owing.states() == [S.SENT]
    (attempt,) = owing.attempts()
    assert (attempt.outcome, attempt.conversation) == ("sent", "chat-id-asha")


async def test_nothing_is_sent_before_it_is_due(owing: Owing) -> None:
    owing.owe(REPEATS, asha, due_at=owing.world.clock.at.replace(hour=13))
    await owing.deliver()
    assert owing.post.tried == []
    await owing.passes(hours=1, step=600)
    assert owing.states() == [S.SENT]


async def test_a_notice_that_has_nothing_to_say_any_more_is_not_sent(owing: Owing) -> None:
    owing.draw = lambda _: None
    owing.owe(REPEATS, asha)
    await owing.deliver()
    assert (owing.post.tried, owing.states()) == ([], [S.NOT_NEEDED])


async def test_what_is_not_to_be_said_now_is_sent_later_and_holds_nothing_up(owing: Owing) -> None:
    drawn, late = owing.draw, owing.owe(REPEATS, asha)
    nine = owing.world.clock.at.replace(hour=21)

    def draw(notice: Notice) -> Rendered | None:
        if notice.id == late.id and owing.world.clock.at < nine:
            raise NotBefore(nine)
        return drawn(notice)

    owing.draw = draw
    other = owing.owe(REPEATS, asha)
    await owing.deliver()
    assert (owing.post.texts(), owing.states()) == ([f"case answered {other.id}"], [S.OWED, S.SENT])
    await owing.passes(hours=12, step=1800)
    assert owing.post.texts()[1:] == [f"case answered {late.id}"]
    assert len(owing.attempts()) == 2


async def test_notices_to_one_person_arrive_in_the_order_in_which_they_were_due(owing: Owing) -> None:
    later = owing.owe(REPEATS, asha, due_at=owing.world.clock.at)
    first = owing.owe(REPEATS, asha, due_at=owing.world.clock.at.replace(hour=11))
    await owing.deliver()
    assert owing.post.texts() == [f"case answered {first.id}", f"case answered {later.id}"]


# The class of a notice, what its sending met, whether it arrived: how it ends and how often it shows.
OUTCOMES = [
    (ONCE, None, S.SENT, 1),
    (REPEATS, None, S.SENT, 1),
    (ONCE, busy(retry_after=5), S.SENT, 1),
    (REPEATS, busy(), S.SENT, 1),
    (ONCE, no_connection(), S.SENT, 1),
    (REPEATS, no_connection(), S.SENT, 1),
    (ONCE, perhaps(), S.UNKNOWN, 0),
    (ONCE, perhaps(arrives=True), S.UNKNOWN, 1),
    (ONCE, perhaps(arrives=True, status=None), S.UNKNOWN, 1),
    (REPEATS, perhaps(), S.SENT, 1),
    (REPEATS, perhaps(arrives=True), S.SENT, 2),
    (ONCE, refused(403, "MessageWritesBlocked"), S.UNREACHABLE, 0),
    (REPEATS, refused(403, "BotNotInConversationRoster"), S.UNREACHABLE, 0),
    (REPEATS, refused(404), S.UNREACHABLE, 0),
    (ONCE, refused(413), S.SET_ASIDE, 0),
    (REPEATS, refused(400, "BadSyntax"), S.SET_ASIDE, 0),
]


@pytest.mark.parametrize(("kind", "met", "ends", "shows"), OUTCOMES)
async def test_each_class_with_each_outcome(owing: Owing, kind, met, ends, shows) -> None:
    if met is not None:
        owing.post.meets["chat-id-asha"].append(met)
    owing.owe(kind, asha)
    await owing.passes(minutes=1)
    assert owing.states(kind) == [ends]
    assert len(owing.post.texts("chat-id-asha")) == shows


@pytest.mark.parametrize("met", [busy(), no_connection(), perhaps(), perhaps(arrives=True)])
async def test_an_update_of_a_card_is_repeated_freely(owing: Owing, met) -> None:
    await a_card_stands(owing)
    owing.post.meets["chat-id-asha"].append(met)
    owing.owe(NoticeKind.CARD_UPDATE, address_id=1, posted_card_id=1, query_id=1)
    await owing.passes(minutes=1)
    assert owing.states(NoticeKind.CARD_UPDATE) == [S.SENT]
    assert {sent.activity for sent in owing.post.tried[1:]} == {"activity-1"}


async def a_card_stands(owing: Owing) -> None:
    """A card of CQ-1001 in Asha's chat that is to change with its case."""
    query = owing.query(asha)
    owing.draw = lambda notice: Rendered(Reply(f"card {notice.id}"), keeps="case")
    owing.owe(REPEATS, asha, query_id=query.id)
    await owing.deliver()
    assert [(card.kind, card.activity, card.query_id) for card in owing.cards()] == [
        ("case", "activity-1", query.id)
    ]


async def test_a_card_that_was_deleted_is_forgotten(owing: Owing) -> None:
    await a_card_stands(owing)
    owing.post.meets["chat-id-asha"].append(refused(404))
    owing.owe(NoticeKind.CARD_UPDATE, address_id=1, posted_card_id=1, query_id=1)
    await owing.deliver()
    assert (owing.states(NoticeKind.CARD_UPDATE), owing.cards()) == ([S.NOT_NEEDED], [])
    assert owing.notices(NoticeKind.UNREACHABLE) == []


@pytest.mark.parametrize("met", [busy(retry_after=20), no_connection(), perhaps()])
async def test_a_pause_keeps_the_conversations_order(owing: Owing, met) -> None:
    owing.post.meets["chat-id-asha"].append(met)
    for _ in range(3):
        owing.owe(REPEATS, asha)
    await owing.passes(minutes=1)
    assert owing.post.texts() == ["case answered 1", "case answered 2", "case answered 3"]


async def test_nothing_goes_to_a_conversation_that_asked_for_silence(owing: Owing) -> None:
    began = owing.world.clock()
    owing.post.meets["chat-id-asha"].append(busy(retry_after=20))
    for _ in range(2):
        owing.owe(REPEATS, asha)
    await owing.passes(seconds=40)
    tries = [(sent.at - began).total_seconds() for sent in owing.post.tried]
    assert tries[0] == 0
    assert min(tries[1:]) >= 20


async def test_a_refusal_that_no_limit_of_the_conversation_explains_silences_the_tenant(owing: Owing) -> None:
    """The channel does not say whose limit it was; a conversation with one message is far from its own."""
    began = owing.world.clock()
    owing.post.meets["chat-id-asha"].append(busy(retry_after=20))
    owing.owe(REPEATS, asha)
    await owing.deliver()
    owing.owe(REPEATS, ben)
    await owing.passes(seconds=40)
    (to_ben,) = [sent for sent in owing.post.tried if sent.conversation == "chat-id-ben"]
    assert (to_ben.at - began).total_seconds() >= 20


async def test_a_notice_that_cannot_be_drawn_is_set_aside_and_delays_nobody(owing: Owing) -> None:
    def draw(notice):
        if notice.id == 1:
            raise KeyError("typed words")
        return Rendered(Reply(f"{notice.id}"))

    owing.draw = draw
    owing.owe(REPEATS, asha)
    owing.owe(REPEATS, asha)
    owing.owe(REPEATS, ben)
    await owing.deliver()
    assert sorted(owing.post.texts()) == ["2", "3"]
    await owing.passes(hours=2, step=60)
    first = owing.notices()[0]
    assert (first.state, first.tries) == (S.SET_ASIDE, 12)
    (told,) = owing.notices(NoticeKind.SET_ASIDE)
    assert (told.person_id, told.facts) == (owing.person(dee).id, {"notice_id": 1})


async def test_a_poisonous_notice_that_makes_the_channel_fail_delays_nobody_for_long(owing: Owing) -> None:
    owing.draw = lambda notice: Rendered(Reply(str(notice.id)))
    poison = owing.owe(REPEATS, asha)
    fine = [owing.owe(REPEATS, somebody) for somebody in (asha, asha, ben, ben)]
    send = owing.post.send

    async def chokes(target, reply, *, activity=""):
        if reply.text == str(poison.id):
            raise perhaps(status=500).error
        return await send(target, reply, activity=activity)

    owing.post.send = chokes
    await owing.passes(seconds=30)
    assert {notice.state for notice in owing.notices() if notice.id != poison.id} == {S.SENT}
    await owing.passes(hours=2, step=60)
    assert (owing.notices()[0].state, owing.notices()[0].tries) == (S.SET_ASIDE, 12)
    assert sorted(owing.post.texts()) == sorted([*(str(one.id) for one in fine), str(fine[-1].id + 1)])


async def test_an_outage_of_half_an_hour_loses_nothing_and_keeps_every_conversations_order(
    owing: Owing,
) -> None:
    owing.chat(cole)
    for number in range(40):
        owing.owe(REPEATS if number % 2 else ONCE, (asha, ben, cole, dee)[number % 4])
    owing.post.always = lambda _: no_connection()
    await owing.passes(minutes=30)
    assert owing.post.arrived == []
    back = owing.world.clock()
    owing.post.always = lambda _: None
    await owing.passes(minutes=1)
    assert set(owing.states()) == {S.SENT}
    assert max(sent.at for sent in owing.post.arrived) <= back.replace(minute=back.minute + 1)
    for somebody in (asha, ben, cole, dee):
        numbers = [int(text.split()[-1]) for text in owing.post.texts(f"chat-{somebody.speaker.id}")]
        assert numbers == sorted(numbers)
        assert len(numbers) == 10


async def test_an_outage_with_unclear_answers_costs_few_notices_their_certainty(owing: Owing) -> None:
    """While the channel seems away only requests that are harmless twice are made."""
    for _ in range(20):
        owing.owe(ONCE, asha)
        owing.owe(ONCE, ben)
    owing.post.always = lambda _: perhaps(status=503)
    await owing.passes(minutes=30)
    owing.post.always = lambda _: None
    await owing.passes(minutes=2)
    states = owing.states(ONCE)
    assert states.count(S.UNKNOWN) <= 4
    assert states.count(S.SENT) == 40 - states.count(S.UNKNOWN)


async def test_tries_that_are_certainly_refused_go_on_for_days(owing: Owing) -> None:
    owing.post.always = lambda conversation: None if conversation.startswith("opens") else no_connection()
    owing.owe(REPEATS, asha)
    await owing.passes(hours=70, step=900)
    assert owing.states(REPEATS) == [S.OWED]
    await owing.passes(hours=4, step=900)
    assert owing.states(REPEATS) == [S.SET_ASIDE]


def failing(times: int) -> Callable[..., Any]:
    """As `Database.run`, but it fails so many times first where something is to be settled."""
    run, left = Database.run, [times]

    async def fails(self, work, *args, **facts):
        if work.__name__ == "settle_sent" and left[0]:
            left[0] -= 1
            raise OperationalError("update", {}, Exception("the disk is full"))
        return await run(self, work, *args, **facts)

    return fails


async def test_what_became_of_a_try_is_written_down_even_if_not_at_once(owing: Owing, monkeypatch) -> None:
    monkeypatch.setattr(delivery, "SETTLE_AGAIN_SECONDS", (0, 0, 0))
    monkeypatch.setattr(Database, "run", failing(3))
    owing.owe(ONCE, asha)
    await owing.deliver()
    assert owing.states() == [S.SENT]


async def test_what_cannot_be_written_down_is_unknown_in_the_end(owing: Owing, monkeypatch, caplog) -> None:
    monkeypatch.setattr(delivery, "SETTLE_AGAIN_SECONDS", (0, 0, 0))
    monkeypatch.setattr(Database, "run", failing(4))
    owing.owe(ONCE, asha)
    await owing.deliver()
    assert owing.states() == [S.SENDING]
    await owing.passes(minutes=1)
    assert owing.states() == [S.UNKNOWN]
    assert len(owing.post.arrived) == 1
    assert "delivery broke: notice 1" in caplog.text
    assert "disk is full" not in caplog.text


async def test_a_round_that_fails_does_not_end_the_courier(owing: Owing, monkeypatch, caplog) -> None:
    rounds = []

    async def fails() -> int:
        rounds.append(1)
        if len(rounds) == 2:
            owing.courier.stop()
        owing.courier.wake()
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(owing.courier, "round", fails)
    await owing.courier.run()
    assert len(rounds) == 2
    assert "the courier's round failed" in caplog.text


async def test_a_wake_from_another_thread_is_heard(owing: Owing, monkeypatch) -> None:
    monkeypatch.setattr(courier, "POLL_SECONDS", 3600.0)
    owing.world.database.on_owed = owing.courier.wake
    running = asyncio.create_task(owing.courier.run())
    await asyncio.to_thread(owing.owe, REPEATS, asha)
    async with asyncio.timeout(10):
        while owing.states() != [S.SENT]:
            await owing.courier._awake.wait()
            await asyncio.sleep(0)
    owing.courier.stop()
    await running


async def test_every_kind_has_a_delivery_class() -> None:
    assert set(DELIVERY) == set(NoticeKind)
    assert {DELIVERY[ONCE], DELIVERY[REPEATS], DELIVERY[NoticeKind.CARD_UPDATE]} == set(DeliveryClass)
