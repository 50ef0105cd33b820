"""Stale cards, two leads at once, forged verbs, somebody else's ids: nothing moves, nothing leaks."""

from typing import Any

import pytest

from casework.model.coding_query import QueryState
from dialogs.cards.as_text import as_text
from dialogs.verbs import PAYLOADS
from dialogs.verbs.escalation import PAYLOADS as ESCALATION
from tests.conversation import (
    Conversation,
    arrives,
    changes_the_card,
    forged,
    hides,
    presses,
    says,
    shows,
)
from tests.dialogs.office import handed_over
from tests.people import Somebody, ada, asha, ben, cole, dee, eve, finn, kit
from tests.world import World

pytestmark = pytest.mark.usefixtures("known")
TYPED = {
    "answer": "This",
    "codes": "I21.4",
    "question": "What?",
    "reply": "That",
    "note": "A note",
    "missing": "More",
    "again": "Again",
    "why": "Because",
    "urgency": "urgent",
    "outcome": "resolved",
    "original": "CQ-1001",
    "referral": "A text",
    "resolution": "A resolution",
    "number": "HD-1",
    "title": "A title",
    "nonce": "n",
    "colleague": "1",
}
CASE_VERBS = [kind for kind in ESCALATION if "query_id" in kind.__dataclass_fields__]


def payload(kind: type, query_id: int, version: int) -> dict[str, Any]:
    return {"query_id": query_id, "version": version, **TYPED}


async def test_the_second_of_two_leads_is_told_who_was_first_and_sees_the_case(
    converse: Conversation, world: World
) -> None:
    await handed_over(converse)
    await converse(dee, [(arrives(), shows("CQ-1001"))])
    await converse(finn, [(arrives(), shows("CQ-1001"))])
    await converse(dee, [(presses("Take"), says("is with Dee Marsh"))])
    await converse(
        finn,
        [
            (
                presses("Take"),
                (
                    says("CQ-1001 has moved on. Dee Marsh was first (taken"),
                    shows("Dee Marsh was first", "With: Dee Marsh"),
                    changes_the_card,
                ),
            ),
            # The card that stands there now works.
            (presses("Send the answer", answer="I21.4"), says("is answered")),
        ],
    )
    assert len(world.history()) == 4


async def test_a_stale_answer_is_not_kept(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    await converse(dee, [(arrives(), shows("CQ-1001"))])
    await converse(finn, [(arrives(), shows("CQ-1001"))])
    await converse(dee, [(presses("Send the answer", answer="I21.4"), says("is answered"))])
    await converse(finn, [(presses("Send the answer", answer="I21.9"), says("Dee Marsh was first"))])
    await converse(asha, [(arrives(), (shows("I21.4"), hides("I21.9 it")))])
    assert b"I21.9" not in [row.why.encode() for row in world.history()]


async def test_an_action_on_a_closed_case_shows_its_end(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    await converse(dee, [(arrives(), shows("CQ-1001"))])
    await converse(asha, [(presses("Yes, withdraw it"), says("withdrawn"))])
    for title, typed in (
        ("Take", {}),
        ("Send the answer", {"answer": "Late"}),
        ("Send the question", {"question": "Late"}),
        ("Pass to the coding manager", {"why": "Late"}),
    ):
        old = dict(converse.cards)
        await converse(
            dee, [(presses(title, **typed), (says("moved on", "Asha Patel was first"), shows("Withdrawn")))]
        )
        converse.cards = old
    assert world.queries()[0].state == QueryState.CLOSED
    assert len(world.history()) == 3


@pytest.mark.parametrize(
    ("title", "typed"),
    [("This answers it", {}), ("More codes", {}), ("Not what I meant", {}), ("Ask the lead coder", {})],
)
async def test_the_first_answer_card_is_out_of_date_once_the_leads_have_the_query(
    converse: Conversation, world: World, title: str, typed: dict[str, str]
) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001"))])
    old = converse.cards[asha.speaker.id]
    await converse(
        asha,
        [
            (presses("Ask the lead coder"), shows("CQ-1001")),
            (presses("Send to the lead coder"), says("lead coders")),
        ],
    )
    converse.cards[asha.speaker.id] = old
    reply = await converse(
        asha, [(presses(title, **typed), (says("CQ-1001"), shows("With the lead coder"), changes_the_card))]
    )
    assert "closed" not in reply.text
    assert world.queries()[0].state == QueryState.NEW


@pytest.mark.parametrize("kind", CASE_VERBS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("who", [ben, cole, kit, ada, eve], ids=lambda who: who.speaker.id)
async def test_who_may_not_see_a_case_moves_nothing_and_learns_nothing(
    converse: Conversation, world: World, who: Somebody, kind: type
) -> None:
    await handed_over(converse, title="Secret title")
    before = len(world.history())
    reply = await converse.send(forged(who, kind.verb.value, payload(kind, 1, 2)))
    missing = await converse.send(forged(who, kind.verb.value, payload(kind, 77, 2), id="missing"))
    assert reply is not None
    assert missing is not None
    drawn = reply.text + (as_text(reply.card) if reply.card else "")
    assert "Secret" not in drawn
    assert "Asha" not in drawn
    # What is not theirs reads as if it did not exist.
    assert reply.text.replace("CQ-1001", "CQ-1077") == missing.text
    assert len(world.history()) == before


ASKERS_OWN = {
    "escalate_form",
    "escalate",
    "reply",
    "add_note",
    "withdraw",
    "confirm",
    "not_answered",
    "reopen",
}
LEADS_ONLY = [kind for kind in CASE_VERBS if kind.verb.value not in ASKERS_OWN]


@pytest.mark.parametrize("kind", LEADS_ONLY, ids=lambda kind: kind.__name__)
async def test_the_asker_does_not_work_their_own_case(
    converse: Conversation, world: World, kind: type
) -> None:
    await handed_over(converse)
    before = len(world.history())
    reply = await converse.send(forged(asha, kind.verb.value, payload(kind, 1, 2)))
    assert reply is not None
    assert "role does not let you" in reply.text or "choose" in reply.text
    assert len(world.history()) == before


@pytest.mark.parametrize("version", [0, 1, 3, 99])
@pytest.mark.parametrize("kind", CASE_VERBS, ids=lambda kind: kind.__name__)
async def test_a_version_that_never_was_or_is_over_moves_nothing(
    converse: Conversation, world: World, kind: type, version: int
) -> None:
    await handed_over(converse)
    before = world.queries()[0]
    if "version" in kind.__dataclass_fields__:
        for number, who in enumerate((asha, dee)):
            sent = forged(who, kind.verb.value, payload(kind, 1, version), id=f"forged-{number}")
            assert await converse.send(sent) is not None
    assert world.queries()[0].version == before.version
    assert world.queries()[0].state == before.state


def test_every_verb_that_moves_a_case_carries_its_version() -> None:
    free = {"escalate_form", "add_note", "refer_form"}
    assert {kind.verb.value for kind in CASE_VERBS if "version" not in kind.__dataclass_fields__} == free
    assert set(ESCALATION) <= set(PAYLOADS.values())
