"""What a lead coder does with a case: codes, referral, merging, urgency, closing, and the queue."""

from datetime import date
from types import SimpleNamespace

import pytest

from casework.errors import Unusable
from dialogs.cards.as_text import actions_of
from dialogs.escalation.codes import check_code, typed_codes
from knowledge.codes import Classification
from tests.conversation import (
    Conversation,
    arrives,
    changes_the_card,
    forged,
    hides,
    offers,
    presses,
    says,
    shows,
    silence,
)
from tests.dialogs.office import handed_over
from tests.nhs_numbers import ONE, holds
from tests.people import ada, asha, ben, cole, dee, finn, kit, mona
from tests.world import NEXT_EDITION, TODAY, World

ICD, OPCS = Classification.ICD10, Classification.OPCS4


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("", []),
        ("I21.4", [(ICD, "I21.4")]),
        ("i214, W85.1", [(ICD, "i214"), (OPCS, "W85.1")]),
        ("I21.4 K35.8 and W852", [(ICD, "I21.4"), (ICD, "K35.8"), (OPCS, "W852")]),
        ("I21.4\nI21.4; I21.4", [(ICD, "I21.4")]),
        ("ICD-10 K40.2", [(ICD, "K40.2")]),
        ("OPCS-4: K40.2, K40.1", [(OPCS, "K40.2"), (OPCS, "K40.1")]),
        ("icd K40.2 opcs4 K40.2", [(ICD, "K40.2"), (OPCS, "K40.2")]),
        ("I10", [(ICD, "I10")]),
    ],
)
def test_typed_codes_find_their_classification(world: World, typed: str, meant: list[object]) -> None:
    assert typed_codes(world.base, typed, on=TODAY) == meant


def test_a_code_of_both_is_meant_as_it_was_suggested(world: World) -> None:
    assert typed_codes(world.base, "K40.2", on=TODAY, suggested=[(OPCS, "K402")]) == [(OPCS, "K40.2")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("K40.2", "K40.2 is in both classifications"),
        ("Z99.9", "Z99.9 is not a code in ICD-10 tiny or OPCS-4 tiny, in force on 3 March 2026"),
        ("W85.3", "W85.3 is not a code in"),
        ("appendicitis", "“appendicitis” is not a code"),
        ("ICD-10 W85.1", "W85.1 is not a code in ICD-10 tiny, in force"),
        (" ".join(f"I21.{n}" for n in range(30)), "at most"),
    ],
)
def test_what_is_no_code_of_that_day_is_said_with_the_edition(
    world: World, typed: str, sentence: str
) -> None:
    with pytest.raises(Unusable, match=sentence):
        typed_codes(world.base, typed, on=TODAY)


def test_a_code_of_the_next_edition_is_one_from_its_first_day(world: World) -> None:
    assert typed_codes(world.base, "W85.3", on=NEXT_EDITION) == [(OPCS, "W85.3")]
    assert check_code(world.base)(OPCS, "W85.3", NEXT_EDITION) == "W853"


def test_a_category_is_not_enough_and_an_undivided_one_is(world: World) -> None:
    check = check_code(world.base)
    assert check(ICD, "i10", TODAY) == "I10X"
    with pytest.raises(Unusable, match="I21 is divided in ICD-10 tiny, in force on 3 March 2026"):
        check(ICD, "I21", TODAY)
    nothing = SimpleNamespace(in_force=lambda *_: None)
    with pytest.raises(Unusable, match="not loaded"):
        check_code(nothing)(ICD, "I10", date(2026, 1, 1))  # type: ignore[arg-type]


pytest_known = pytest.mark.usefixtures("known")


@pytest_known
async def test_the_answers_codes_are_checked_on_the_episodes_date(
    converse: Conversation, world: World
) -> None:
    await handed_over(converse, words="knee washout", episode_date="2026-03-20")
    refused = (says("W85.3 is not a code in", "20 March 2026"), hides("answered"))
    await converse(
        dee,
        [
            (arrives(), shows("20 March 2026")),
            (presses("Send the answer", answer="The new one", codes="W85.3"), refused),
            (presses("Send the answer", answer="The old one", codes="W85.2"), says("is answered")),
        ],
    )
    await handed_over(converse, words="knee washout again", episode_date="2026-04-02")
    await converse(
        dee,
        [
            (arrives(), shows("2 April 2026")),
            (presses("Send the answer", answer="The new one", codes="W85.3"), says("is answered")),
        ],
    )


@pytest_known
async def test_referred_to_the_helpdesk_and_back(converse: Conversation, world: World) -> None:
    await handed_over(converse, words="knee washout", details="two compartments")
    await converse(
        dee,
        [
            (arrives(), shows("CQ-1001")),
            (presses("Take"), says("Dee Marsh")),
            (
                presses("Refer to the helpdesk"),
                (says("knee washout"), hides("Asha"), offers("I have sent it")),
            ),
            (
                presses("I have sent it", number="HD-77"),
                (says("national helpdesk (HD-77)"), changes_the_card),
            ),
            (presses("Record the number", number="HD-78"), says("(HD-78)")),
            (presses("Record the resolution", resolution="Code W85.2"), says("is with Dee Marsh")),
            (presses("Open"), shows("case-specific recommendation, not a national standard", "Code W85.2")),
            (presses("Send the answer", answer="As above", codes="W85.2"), says("is answered")),
        ],
    )
    await converse(asha, [(arrives(), shows("As above", "case-specific recommendation", "Code W85.2"))])


@pytest_known
async def test_an_identifier_in_what_a_lead_types_is_refused(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    refused = (says("NHS number"), hides(ONE))
    await converse(
        dee,
        [
            (arrives(), shows("CQ-1001")),
            (presses("Send the answer", answer=f"see {ONE}"), refused),
            (presses("Send the answer", answer="see", codes=ONE), refused),
            (presses("Send the question", question=f"who is {ONE}?"), refused),
            (presses("Merge as a duplicate", original=ONE), refused),
            (presses("Pass to the coding manager", why=ONE), refused),
            (presses("Close it", why=ONE), refused),
            (f"queue {ONE}", refused),
            (f"triage here for {ONE}", refused),
        ],
    )
    assert not holds(world.bytes_on_disk(), ONE)
    assert world.queries()[0].version == 2


@pytest_known
async def test_a_duplicate_is_merged_and_both_askers_hear(converse: Conversation) -> None:
    await handed_over(converse, by=asha, words="NSTEMI")
    await handed_over(converse, by=ben, words="NSTEMI again")
    await converse(
        dee,
        [
            (arrives(), shows("CQ-1001")),
            (arrives(), shows("CQ-1002")),
            (presses("Merge as a duplicate", original="CQ-9999"), says("CQ-9999")),
            (presses("Merge as a duplicate", original="1001"), says("CQ-1002", "the same as CQ-1001")),
        ],
    )
    await converse(ben, [(arrives(), says("it asks the same as CQ-1001"))])
    await converse(asha, [(arrives(), says("CQ-1002 asks the same"))])
    await converse(dee, [("cq 1001", shows("Merged into it: CQ-1002"))])
    await converse(dee, [(presses("Send the answer", answer="I21.4", codes="I21.4"), says("is answered"))])
    await converse(ben, [(arrives(), (says("CQ-1001", "is answered"), shows("ICD-10 I21.4")))])


@pytest_known
async def test_urgency_assignment_release_and_passing_on(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    colleagues = {person.speaker.name: str(world.introduce(person).id) for person in (dee, finn, mona)}
    await converse(
        dee,
        [
            (arrives(), shows("CQ-1001")),
            (
                presses("Set the urgency", urgency="urgent"),
                (says("first response by today 13:00"), shows("urgent")),
            ),
            (presses("Set the urgency", urgency="whenever"), says("choose one of the list")),
            (presses("Assign it", colleague=""), says("choose one of the list")),
            (presses("Assign it", colleague=colleagues["Finn Hale"]), says("is with Finn Hale")),
        ],
    )
    await converse(
        finn,
        [
            (arrives(), says("CQ-1001")),
            ("CQ-1001", offers("Release it")),
            (presses("Release it"), says("is with the lead coders")),
            (presses("Pass to the coding manager", why=""), says("Please write")),
            (presses("Pass to the coding manager", why="Policy is missing"), says("with the coding manager")),
        ],
    )
    await converse(mona, [(arrives(), says("CQ-1001")), ("CQ-1001", shows("Policy is missing"))])
    reply = await converse(mona, [("CQ-1001", shows("coding manager"))])
    assert reply.card is not None
    assert "Pass to the coding manager" not in [one["title"] for one in actions_of(reply.card)]


@pytest_known
async def test_a_lead_closes_without_an_answer_and_says_why(converse: Conversation) -> None:
    await handed_over(converse)
    await converse(
        dee,
        [
            (arrives(), shows("CQ-1001")),
            (presses("Close it", outcome="no answer possible", why=""), says("Please write")),
            (presses("Close it", outcome="withdrawn", why="no"), hides("is closed")),
            (presses("Close it", outcome="no answer possible", why="Notes are lost"), says("is closed")),
            (presses("Reopen it", again="Notes were found"), says("is with")),
        ],
    )
    await converse(asha, [(arrives(), says("CQ-1001"))])


@pytest_known
async def test_the_queue_and_its_parts(converse: Conversation, world: World) -> None:
    for number in range(10):
        await handed_over(converse, by=asha if number % 2 else ben, words=f"NSTEMI case {number}")
    await converse(
        dee,
        [
            ("queue", (shows("Queue: all open (10)", "CQ-1001", "CQ-1008", "waiting on"), hides("CQ-1009"))),
            (presses("Newer"), (shows("CQ-1009", "CQ-1010"), hides("CQ-1008"), changes_the_card)),
            (presses("Older"), shows("CQ-1001")),
            (presses("Open", beside="CQ-1003"), shows("History")),
            (presses("Take"), says("is with Dee Marsh")),
            ("queue mine", (shows("Queue: mine (1)", "CQ-1003"), hides("CQ-1001"))),
            ("queue overdue", shows("Nothing here.")),
            ("queue case 7", (shows("CQ-1008", "(1)"), hides("CQ-1001"))),
            ("show queue Ben", shows("Queue: all (5)")),
            ("queue", shows("open")),
            (presses("Search", search="CQ-1005"), (shows("CQ-1005"), hides("CQ-1001"))),
            (presses("Waiting"), shows("Nothing here.")),
        ],
    )
    world.clock.move(days=2)
    await converse(dee, [("queue overdue", shows("Queue: overdue (10)", "was due"))])


@pytest_known
@pytest.mark.parametrize("who", [asha, cole, kit, ada])
async def test_the_queue_is_for_leads(converse: Conversation, who) -> None:
    await handed_over(converse, by=ben)
    await converse(who, [("queue", (says("role does not let you see the queue"), hides("CQ-1001")))])
    for payload in ({"page": 0}, {"page": 0, "view": "all"}, {"page": 10**6}, {"page": 0, "view": "others"}):
        reply = await converse.send(forged(who, "queue", payload))
        assert reply is not None
        assert "CQ-1001" not in reply.text


@pytest_known
async def test_lead_coders_of_the_specialty_are_told_first(converse: Conversation, world: World) -> None:
    def specialist(session) -> None:
        session.merge(world.introduce(finn)).specialties = "Cardiology"

    world.database.now(specialist)
    await handed_over(converse, specialty="Cardiology")
    await converse(dee, [(arrives(), silence)])
    await converse(finn, [(arrives(), says("CQ-1001"))])
