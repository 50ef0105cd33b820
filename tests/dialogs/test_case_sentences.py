"""What people read of a case says it whole: in a text without cards, in a list, in the history."""

import pytest

from casework.model.notice import Notice, NoticeKind, NoticeState
from dialogs import case_phrases
from tests.clarifications import Ward
from tests.conversation import Conversation, arrives, hides, presses, says, shows
from tests.dialogs.office import handed_over
from tests.people import asha, ben, cole, dee, finn, mona
from tests.world import World

pytestmark = pytest.mark.usefixtures("known")


async def test_an_answer_without_its_card_names_the_codes(converse: Conversation) -> None:
    await handed_over(converse)
    await converse(
        dee,
        [
            (arrives(), shows("CQ-1001")),
            (presses("Send the answer", answer="Anterior wall", codes="I21.0"), says("is answered")),
        ],
    )
    await converse(asha, [(arrives(), says("has answered CQ-1001", "ICD-10 I21.0", "Anterior wall"))])


async def test_whose_case_was_merged_reads_the_answer_and_who_gave_it(converse: Conversation) -> None:
    await handed_over(converse)
    await handed_over(converse, by=ben)
    await converse(
        dee,
        [
            ("CQ-1002", shows("CQ-1002")),
            (presses("Merge as a duplicate", original="CQ-1001"), says("asks the same as CQ-1001")),
        ],
    )
    await converse(ben, [(arrives(), says("asks the same as CQ-1001"))])
    await converse(
        finn,
        [
            ("CQ-1001", shows("Merged into it: CQ-1002")),
            (presses("Send the answer", answer="Anterior wall", codes="I21.0"), says("is answered")),
        ],
    )
    whole = ("Answer · Finn Hale", "ICD-10 I21.0", "Anterior wall")
    await converse(
        ben,
        [
            (arrives(), (says("CQ-1001, which asks the same", "I21.0", "Anterior wall"), shows(*whole))),
            ("CQ-1002", shows("Asks the same as: CQ-1001", *whole)),
        ],
    )


async def test_who_opens_a_case_again_reads_why_on_the_receipt(converse: Conversation) -> None:
    await handed_over(converse)
    await converse(
        asha,
        [
            (presses("Yes, withdraw it"), says("withdrawn")),
            (
                presses("Reopen it", again="The note differs"),
                shows("The note differs", "Reason · Asha Patel"),
            ),
        ],
    )


async def test_a_manager_reads_who_passed_a_case_on_and_why(converse: Conversation) -> None:
    await handed_over(converse)
    await converse(mona, [(arrives(), says("New from Asha Patel"))])
    await converse(
        dee,
        [
            (arrives(), shows("CQ-1001")),
            (presses("Take"), says("Dee Marsh")),
            (presses("Pass to the coding manager", why="A question of policy"), says("coding manager")),
        ],
    )
    told = says("Passed to the coding manager by Dee Marsh: CQ-1001, NSTEMI", "A question of policy")
    await converse(mona, [(arrives(), told)])


async def test_my_queries_say_that_a_reply_is_waited_for(converse: Conversation) -> None:
    await handed_over(converse)
    await converse(
        dee,
        [(arrives(), shows("CQ-1001")), (presses("Send the question", question="Which?"), says("waits"))],
    )
    await converse(asha, [("my queries", (says("CQ-1001 Waiting for your reply"), hides("the asker")))])


async def test_my_queries_say_until_when_a_clinician_is_waited_for(
    converse: Conversation, world: World
) -> None:
    Ward(world).sent(to=cole)
    await converse(asha, [("my queries", says("Waiting for a clinician · due Fri 12:00"))])


async def test_a_time_says_what_is_due_then_in_one_word_everywhere(
    converse: Conversation, world: World
) -> None:
    await handed_over(converse, urgency="urgent")
    await converse(
        dee,
        [
            (arrives(), shows("Due: first response, today 13:00")),
            (presses("Take"), (says("answer by Wed 12:00"), shows("Due: next word, today 16:00"))),
            (presses("Open"), shows("First response: done", "Next word: due", "Answer: due Wed 12:00")),
        ],
    )


async def test_the_helpdesks_number_stays_with_the_case(converse: Conversation) -> None:
    await handed_over(converse)
    await converse(
        dee,
        [
            (arrives(), shows("CQ-1001")),
            (presses("Take"), says("Dee Marsh")),
            (presses("Refer to the helpdesk"), says("Our reference: CQ-1001")),
            (presses("I have sent it", number="HD-77"), shows("Helpdesk's number: HD-77")),
            (presses("Record the resolution", resolution="Code I21.4"), says("is with Dee Marsh")),
            ("CQ-1001", shows("Helpdesk's number: HD-77", "not a national standard")),
        ],
    )


async def test_a_lead_reads_who_could_not_be_reached_and_with_what(
    converse: Conversation, world: World
) -> None:
    await handed_over(converse)
    for notice in world.owed(finn):
        world.settle(notice, NoticeState.UNREACHABLE)
    for notice in world.owed(dee):
        world.settle(notice, NoticeState.UNKNOWN)
    await converse(
        dee,
        [
            (
                "CQ-1001",
                shows(
                    "Finn Hale could not be reached: the new case was not delivered.",
                    "It is not known whether the new case reached Dee Marsh.",
                ),
            )
        ],
    )


def test_every_message_about_a_case_has_words_for_what_it_was() -> None:
    of_cases = [kind for kind in NoticeKind if kind.value.split()[0] in ("case", "clarification", "question")]
    for kind in of_cases:
        said = case_phrases.message(Notice(kind=kind.value))
        assert "“" not in said
