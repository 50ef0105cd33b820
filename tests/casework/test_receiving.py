"""A message that is delivered again: answered, at work, or never answered."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from casework import receiving
from casework.model.receipt import Receipt
from casework.receiving import STILL_AT_WORK, Repeat
from tests.people import ELSEWHERE, TRUST
from tests.world import NOON, World


def received(world: World, tenant: str = TRUST, conversation: str = "chat", message: str = "m1") -> Receipt:
    return world.database.now(
        receiving.receive, tenant=tenant, conversation=conversation, message=message, now=world.clock()
    )


@pytest.mark.parametrize(
    ("later", "state"),
    [
        (timedelta(0), Repeat.AT_WORK),
        (STILL_AT_WORK - timedelta(microseconds=1), Repeat.AT_WORK),
        (STILL_AT_WORK, Repeat.UNANSWERED),
        (timedelta(days=30), Repeat.UNANSWERED),
    ],
)
def test_what_is_not_settled_is_at_work_and_then_unanswered(
    world: World, later: timedelta, state: Repeat
) -> None:
    assert receiving.state_of(received(world), NOON + later) is state


def test_what_is_settled_is_answered_for_good(world: World) -> None:
    receipt = received(world)
    world.database.now(receiving.settle, receipt_id=receipt.id, now=NOON)
    (settled,) = world.receipts()
    assert receiving.state_of(settled, NOON + timedelta(days=30)) is Repeat.ANSWERED


def test_settled_twice_it_keeps_its_first_moment(world: World) -> None:
    receipt = received(world)
    for hours in (1, 2):
        world.database.now(receiving.settle, receipt_id=receipt.id, now=NOON + timedelta(hours=hours))
    assert world.receipts()[0].settled_at == NOON + timedelta(hours=1)


def test_a_second_receipt_of_one_message_is_refused(world: World) -> None:
    received(world)
    with pytest.raises(IntegrityError) as refused:
        received(world)
    assert "m1" not in str(refused.value)


@pytest.mark.parametrize(
    "other", [{"tenant": ELSEWHERE}, {"conversation": "another"}, {"message": "m2"}], ids=str
)
def test_another_tenant_chat_or_message_is_another_receipt(world: World, other: dict[str, str]) -> None:
    received(world)
    received(world, **other)
    assert len(world.receipts()) == 2


def test_a_receipt_is_found_again_by_all_three(world: World) -> None:
    received(world)
    found = world.database.now(receiving.earlier_receipt, tenant=TRUST, conversation="chat", message="m1")
    elsewhere = world.database.now(
        receiving.earlier_receipt, tenant=ELSEWHERE, conversation="chat", message="m1"
    )
    assert (found is None, elsewhere) == (False, None)
