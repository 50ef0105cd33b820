"""A coder hands a query over, the lead coder works it, the coder confirms: conversations as tables."""

import pytest
from sqlmodel import select

from casework.model.case_entry import CaseEntry
from casework.model.escalation import Escalation
from dialogs import phrases
from dialogs.cards.as_text import actions_of, as_text
from dialogs.message import Reply
from tests.adaptive_card import elements
from tests.clarifications import Ward
from tests.conversation import (
    Conversation,
    arrives,
    changes_the_card,
    hides,
    offers,
    presses,
    says,
    shows,
    silence,
)
from tests.dialogs.office import handed_over
from tests.nhs_numbers import ONE, holds
from tests.people import asha, ben, cole, dee
from tests.world import World

pytestmark = pytest.mark.usefixtures("known")
SEND = "Send to the lead coder"


def filled_in(name: str, value: str):
    """The card's input of that name holds that value."""

    def expectation(reply: Reply | None) -> None:
        assert reply is not None
        assert reply.card is not None
        held = {one["id"]: one.get("value", "") for one in elements(reply.card) if "id" in one}
        assert held[name] == value, held

    return expectation


def escalation(world: World) -> Escalation:
    return world.database.now(lambda s: s.exec(select(Escalation)).one())


def entries(world: World) -> list[tuple[str, str]]:
    rows = world.database.now(lambda s: list(s.exec(select(CaseEntry).order_by(CaseEntry.id))))
    return [(row.kind, row.words) for row in rows]


async def test_three_messages_from_question_to_confirmation(converse: Conversation, world: World) -> None:
    await converse(
        asha,
        [
            ("NSTEMI", offers("Ask the lead coder")),
            (
                presses("Ask the lead coder"),
                (shows("I21.4", "This goes along"), filled_in("title", "NSTEMI")),
            ),
            (
                presses(SEND, title="Which infarct?", details="troponin up", urgency="soon"),
                (says("CQ-1001 is with the lead coders, first response by today 16:00."), changes_the_card),
            ),
        ],
    )
    await converse(
        dee,
        [
            (
                arrives(),
                (says("New from Asha Patel: CQ-1001, Which infarct?"), shows("troponin up", "I21.4")),
            ),
            (presses("Take"), (says("CQ-1001 is with Dee Marsh"), changes_the_card)),
            (presses("Send the question", question="Which wall?"), says("waits for Asha Patel")),
        ],
    )
    await converse(
        asha,
        [
            (arrives(), says("Dee Marsh has CQ-1001 now.")),
            (arrives(), (says("Dee Marsh asks you about CQ-1001.", "Which wall?"), shows("Which wall?"))),
            (presses("Send the reply", reply="anterior"), (says("is with Dee Marsh"), changes_the_card)),
        ],
    )
    await converse(
        dee,
        [
            (arrives(), (says("Asha Patel has replied about CQ-1001."), shows("anterior"))),
            (presses("Send the answer", answer="Anterior wall", codes="I21.0"), says("CQ-1001 is answered.")),
        ],
    )
    await converse(
        asha,
        [
            (arrives(), (says("Dee Marsh has answered CQ-1001."), shows("Anterior wall", "ICD-10 I21.0"))),
            (presses("This answers it"), (says("CQ-1001 is closed"), changes_the_card)),
            ("CQ-1001", shows("Which wall?", "anterior", "Anterior wall", "First response: done")),
        ],
    )
    assert world.queries()[0].outcome == "resolved"
    assert escalation(world).answer_codes == "icd10:I210"


async def test_what_was_taken_and_answered_before_the_courier_came_is_told_once(
    converse: Conversation,
) -> None:
    await handed_over(converse)
    await converse(
        dee,
        [
            (arrives(), shows("CQ-1001")),
            (presses("Take"), says("Dee Marsh")),
            (presses("Send the answer", answer="I21.4 it is"), says("is answered")),
        ],
    )
    await converse(asha, [(arrives(), says("has answered CQ-1001")), (arrives(), silence)])


async def test_not_yet_brings_it_back_to_the_lead(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    await converse(
        dee, [(arrives(), shows("CQ-1001")), (presses("Send the answer", answer="See DCS"), says("answered"))]
    )
    await converse(
        asha,
        [
            (arrives(), offers("This answers it", "Send it back")),
            (presses("Send it back", missing=""), says("Please write")),
            (presses("Send it back", missing="Which one?"), says("is with Dee Marsh")),
        ],
    )
    await converse(
        dee,
        [
            (arrives(), (says("Asha Patel needs CQ-1001 again.", "Which one?"), shows("Which one?"))),
            (presses("Send the answer", answer="DCS.IX.6"), says("answered")),
        ],
    )
    await converse(asha, [(arrives(), shows("DCS.IX.6")), (presses("This answers it"), says("is closed"))])
    assert world.queries()[0].reopened == 1


async def test_every_answer_has_the_way_to_the_lead_and_where_nothing_was_found_it_comes_first(
    converse: Conversation,
) -> None:
    for words, first in (("NSTEMI", False), ("zxqwv", True), ("NSTEMI zxqwv", False), ("I21.4", False)):
        reply = await converse(asha, [(words, offers(phrases.ASK_THE_LEAD))])
        assert reply.card is not None
        press = next(one for one in actions_of(reply.card) if one["title"] == phrases.ASK_THE_LEAD)
        assert (reply.card["actions"][0] is press) is first, words
        assert (press.get("style") == "positive") is ("zxqwv" in words), words


async def test_the_way_is_on_details_not_meant_and_the_open_query(converse: Conversation) -> None:
    await converse(
        asha,
        [
            ("NSTEMI", says("CQ-1001")),
            (presses("Details", beside="I21.4"), offers(phrases.ASK_THE_LEAD)),
            (presses("Back"), says("CQ-1001")),
            (presses("Not what I meant"), offers(phrases.ASK_THE_LEAD)),
            ("CQ-1001", offers(phrases.ASK_THE_LEAD)),
            (presses(phrases.ASK_THE_LEAD), shows("ask the lead coder")),
            (presses("Back"), offers("This answers it")),
        ],
    )


async def test_words_not_understood_go_along(converse: Conversation, world: World) -> None:
    await converse(
        asha,
        [
            ("NSTEMI zxqwv", says("CQ-1001")),
            (presses("Ask the lead coder"), shows("Not understood: “zxqwv”")),
            (presses(SEND, details=""), says("is with the lead coders")),
        ],
    )
    await converse(dee, [(arrives(), shows("zxqwv"))])
    assert entries(world) == [("details", "Not understood: “zxqwv”")]


async def test_an_identifier_in_the_form_is_refused_and_the_rest_stays(
    converse: Conversation, world: World
) -> None:
    await converse(
        asha,
        [
            ("NSTEMI", says("CQ-1001")),
            (presses("Ask the lead coder"), shows("CQ-1001")),
            (
                presses(SEND, title="Which?", details=f"troponin up, {ONE}", topic="cardiac"),
                (
                    says("NHS number"),
                    hides(ONE),
                    filled_in("details", "troponin up, [NHS number removed]"),
                    filled_in("title", "Which?"),
                    filled_in("topic", "cardiac"),
                    changes_the_card,
                ),
            ),
            (presses(SEND), says("is with the lead coders")),
        ],
    )
    assert not holds(world.bytes_on_disk(), ONE)
    assert escalation(world).specialty == "cardiac"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "shorten"),
        ({"details": "x" * 2001}, "shorten"),
        ({"urgency": "yesterday"}, "urgent"),
        ({"episode_date": "3 March"}, "2026-03-03"),
        ({"topic": "x" * 300}, "shorten"),
    ],
)
async def test_what_the_form_cannot_take_is_said_above_it(
    converse: Conversation, world: World, typed: dict[str, str], sentence: str
) -> None:
    form = [("NSTEMI", says("CQ-1001")), (presses("Ask the lead coder"), shows("CQ-1001"))]
    await converse(asha, [*form, (presses(SEND, **typed), (says(sentence), offers(SEND)))])
    assert world.queries()[0].is_open()
    assert world.owed(dee) == []


async def test_a_form_sent_twice_is_one_case(converse: Conversation, world: World) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001")), (presses("Ask the lead coder"), shows("CQ-1001"))])
    sent = converse.message(asha, presses(SEND, title="Which?"))
    first, second = await converse.send(sent), await converse.send(sent)
    assert first is not None
    assert second is not None
    assert "moved on" in second.text
    assert second.card is not None
    assert "With the lead coder" in as_text(second.card)
    assert len(world.owed(dee)) == 1


async def test_the_form_of_a_query_that_is_handed_over_shows_it(converse: Conversation) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001"))])
    old = converse.message(asha, presses("Ask the lead coder"))
    await converse(
        asha,
        [
            (presses("Ask the lead coder"), shows("CQ-1001")),
            (presses(SEND), says("is with the lead coders")),
        ],
    )
    again = await converse.send(old)
    assert again is not None
    assert "is with the lead coders" in again.text


async def test_notes_reach_the_other_and_are_kept_once(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    await converse(dee, [(arrives(), shows("CQ-1001")), (presses("Take"), says("Dee Marsh"))])
    await converse(asha, [(arrives(), says("Dee Marsh has CQ-1001")), ("my queries", shows("CQ-1001"))])
    await converse(asha, [(presses("Open"), offers("Add the note"))])
    note = converse.message(asha, presses("Add the note", note="second troponin 900"))
    for _ in range(2):
        assert await converse.send(note) is not None
    assert entries(world) == [("note", "second troponin 900")]
    await converse(dee, [(arrives(), says("Asha Patel has written in CQ-1001", "second troponin 900"))])
    await converse(dee, [("CQ-1001", shows("second troponin 900")), (arrives(), silence)])


async def test_an_identifier_in_a_note_is_refused(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    await converse(
        asha, [(presses("Add the note", note=f"see {ONE}"), (says("NHS number", "see [NHS"), hides(ONE)))]
    )
    assert entries(world) == []


async def test_withdrawn_it_is_closed_and_the_lead_is_told(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    await converse(dee, [(arrives(), shows("CQ-1001")), (presses("Take"), says("Dee Marsh"))])
    await converse(
        asha,
        [
            (arrives(), offers("Yes, withdraw it")),
            (presses("Yes, withdraw it"), (says("is closed: withdrawn"), changes_the_card)),
        ],
    )
    await converse(dee, [(arrives(), says("CQ-1001 is closed: withdrawn"))])


async def test_reopened_within_the_time_and_not_after(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    await converse(asha, [(presses("Yes, withdraw it"), offers("Reopen it"))])
    old = converse.message(asha, presses("Reopen it", again="needed after all"))
    world.clock.move(days=29)
    late = await converse.send(old)
    assert late is not None
    assert "is with" not in late.text
    reply = await converse(asha, [("CQ-1001", shows("Withdrawn"))])
    assert reply.card is not None
    assert "Reopen it" not in [one["title"] for one in actions_of(reply.card)]
    world.clock.move(days=-2)
    await converse(
        asha,
        [
            ("CQ-1001", offers("Reopen it")),
            (presses("Reopen it", again="needed after all"), says("CQ-1001 is with the lead coders")),
        ],
    )


async def test_my_queries_say_state_and_due_time(converse: Conversation) -> None:
    await handed_over(converse, urgency="urgent")
    await converse(
        asha,
        [
            ("lap chole", says("CQ-1002")),
            ("my queries", (shows("With the lead coder · due today 13:00", "Open"), says("due today 13:00"))),
        ],
    )


async def test_a_clinician_who_asks_may_hand_over_too(converse: Conversation) -> None:
    await handed_over(converse, by=cole)
    await converse(dee, [(arrives(), says("New from Dr Cole"))])


async def test_a_query_about_which_a_clinician_is_asked_may_go_to_the_leads_too(
    converse: Conversation, world: World
) -> None:
    query = Ward(world).sent().query_id
    await converse(
        asha,
        [
            (f"CQ-{1000 + query}", (shows("Waiting for a clinician"), offers("Ask the lead coder"))),
            (presses("Ask the lead coder"), offers(SEND)),
            (presses(SEND, title="Which?"), (says(f"CQ-{1000 + query}"), offers("Add the note"))),
        ],
    )
    await converse(dee, [(arrives(), (shows("Which?"), offers("Send the answer")))])


async def test_in_a_channel_only_the_asker_may_hand_over(converse: Conversation, world: World) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001"))], place="channel")
    converse.cards[ben.speaker.id] = converse.cards[asha.speaker.id]
    await converse(ben, [(presses("Ask the lead coder"), says("can't find CQ-1001"))], place="channel")
    converse.cards[dee.speaker.id] = converse.cards[asha.speaker.id]
    await converse(dee, [(presses("Ask the lead coder"), says("Only the person who asked"))], place="channel")
    assert world.queries()[0].is_open()
