"""An answer becomes precedent: proposed, agreed with or refused, found, outdated. Conversations as tables."""

import pytest

from casework import ruling
from casework.model.ruling import Ruling, RulingState
from casework.ruling_review import age
from dialogs.message import Reply
from tests.adaptive_card import elements
from tests.conversation import (
    Conversation,
    Doing,
    Expectation,
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
from tests.people import asha, ben, cole, dee, eve, finn, kit, mona
from tests.rulings import ANSWER, QUESTION, days
from tests.world import World

pytestmark = pytest.mark.usefixtures("known")
PROPOSED = {"ruled_question": QUESTION, "ruled_answer": ANSWER, "rests_on": "DGCS.1"}
Table = list[tuple[Doing, Expectation | tuple[Expectation, ...]]]


def is_not_offered(title: str) -> Expectation:
    """The card has no button of that title."""

    def expectation(reply: Reply | None) -> None:
        with pytest.raises(AssertionError):
            offers(title)(reply)

    return expectation


def holding(**values: str) -> Expectation:
    """The card's inputs hold these."""

    def expectation(reply: Reply | None) -> None:
        assert reply is not None
        assert reply.card is not None
        held = {one["id"]: one.get("value", "") for one in elements(reply.card) if "id" in one}
        assert held.items() >= values.items(), held

    return expectation


async def answered(converse: Conversation, words: str = "groin lump", codes: str = "K40.9") -> None:
    """Asha's query, answered by Dee, and read by Asha."""
    await handed_over(converse, words=words, title=words)
    await converse(
        dee,
        [
            (arrives(), shows(words)),
            (presses("Take"), says("Dee Marsh")),
            (presses("Send the answer", answer=ANSWER, codes=codes), says("is answered")),
        ],
    )
    await converse(asha, [(arrives(), says("has answered"))])


async def proposed(converse: Conversation, **typed: str) -> None:
    """Dee's proposal."""
    await answered(converse)
    await converse(
        dee,
        [
            ("CQ-1001", offers("Propose as ruling")),
            (presses("Propose as ruling"), shows("Put the question", "No ruling asks the same")),
            (presses("Propose it", **(PROPOSED | typed)), says("R-101 is proposed")),
        ],
    )


async def ratified(converse: Conversation, **typed: str) -> None:
    """Mona has agreed."""
    await proposed(converse, **typed)
    await converse(mona, [(arrives(), shows("R-101")), (presses("Ratify"), says("is ratified"))])


def kept(world: World, number: int = 1) -> Ruling:
    return world.database.now(lambda s: s.get_one(Ruling, number))


async def test_one_press_proposes_and_a_second_person_agrees(converse: Conversation, world: World) -> None:
    await answered(converse)
    await converse(
        dee,
        [
            ("CQ-1001", offers("Propose as ruling")),
            (
                presses("Propose as ruling"),
                (changes_the_card, shows("CQ-1001"), holding(ruled_answer=ANSWER, review_on="2027-03-03")),
            ),
            (presses("Propose it", **PROPOSED), (changes_the_card, says("R-101 is proposed"))),
            ("R-101", (shows(QUESTION, "DGCS.1", "3 March 2027", "Dee Marsh"), is_not_offered("Ratify"))),
        ],
    )
    await converse(
        mona,
        [
            (
                arrives(),
                (says("Dee Marsh proposes R-101"), shows(QUESTION, ANSWER), offers("Ratify", "Refuse it")),
            ),
            (presses("Ratify"), (changes_the_card, says("R-101 is ratified by Mona Reed"))),
        ],
    )
    await converse(dee, [(arrives(), (says("Mona Reed has ratified R-101"), shows(QUESTION)))])
    await converse(asha, [(arrives(), (says("your CQ-1001 is now ruling R-101"), shows(ANSWER)))])
    assert kept(world).state == RulingState.RATIFIED
    assert kept(world).codes == "icd10:K409"


async def test_a_refusal_gives_its_reason_to_the_proposer(converse: Conversation, world: World) -> None:
    await proposed(converse)
    refusal = "The surgeon has to say inguinal."
    await converse(
        mona,
        [
            (arrives(), offers("Refuse it")),
            (presses("Refuse it", refusal=" "), says("Please write why you refuse it")),
            (presses("Refuse it", refusal=f"not for {ONE}"), says("NHS number")),
            (presses("Refuse it", refusal=refusal), (changes_the_card, says("is refused"), shows(refusal))),
        ],
    )
    await converse(dee, [(arrives(), says("R-101 was refused", refusal))])
    await converse(asha, [(arrives(), silence), ("R-101", says("can't find"))])
    assert not holds(world.bytes_on_disk(), ONE)


async def test_nobody_ratifies_their_own(converse: Conversation, world: World) -> None:
    await handed_over(converse, words="groin lump", title="lump")
    steps: Table = [
        ("CQ-1001", offers("Take")),
        (presses("Take"), says("Mona Reed")),
        (presses("Send the answer", answer=ANSWER), says("is answered")),
        ("CQ-1001", offers("Propose as ruling")),
        (presses("Propose as ruling"), shows("CQ-1001")),
    ]
    await converse(mona, steps)
    refused = await converse(mona, [(presses("Propose it", **PROPOSED), says("Nobody could ratify it"))])
    assert refused.replaces
    assert world.database.now(lambda s: s.get(Ruling, 1)) is None


@pytest.mark.parametrize("who", [asha, ben, dee, finn, cole, kit, eve])
async def test_a_forged_press_ratifies_nothing(converse: Conversation, world: World, who) -> None:
    await proposed(converse)
    reply = await converse.send(forged(who, "ratify", {"ruling_id": 1, "version": 1}))
    assert reply is not None
    assert kept(world).state == RulingState.PROPOSED


async def test_what_cannot_be_used_is_said_above_the_form(converse: Conversation) -> None:
    await answered(converse)
    await converse(
        dee,
        [
            ("CQ-1001", offers("Propose as ruling")),
            (presses("Propose as ruling"), shows("CQ-1001")),
            (
                presses("Propose it", ruled_question=" "),
                (changes_the_card, says("Please write the question")),
            ),
            (presses("Propose it", ruled_codes="Z99.9"), says("Z99.9 is not a code")),
            (presses("Propose it", ruled_codes="K40.9", review_on="soon"), says("year-month-day")),
            (presses("Propose it", review_on="", supersedes="the old one"), says("the ruling's number")),
            (presses("Propose it", ruled_question=f"lump of {ONE}"), says("NHS number")),
            (presses("Propose it", **PROPOSED, supersedes=""), says("R-101 is proposed")),
        ],
    )


async def test_two_who_press_at_once_are_told_who_was_first(converse: Conversation, world: World) -> None:
    await proposed(converse)
    card = await converse(mona, [(arrives(), offers("Ratify"))])
    await converse(mona, [(presses("Ratify"), says("is ratified"))])
    assert card.card is not None
    converse.cards[mona.speaker.id] = card.card
    await converse(mona, [(presses("Ratify"), (says("R-101 has moved on", "Mona Reed"), changes_the_card))])
    assert kept(world).version == 2


async def test_a_newer_ruling_takes_the_place_of_the_older(converse: Conversation, world: World) -> None:
    await ratified(converse)
    await converse(
        dee,
        [
            (arrives(), offers("Supersede", "Withdraw it")),
            (presses("Supersede"), holding(supersedes="R-101", ruled_question=QUESTION)),
            (presses("Propose it", ruled_answer="No longer: ask the surgeon."), says("R-102 is proposed")),
        ],
    )
    await converse(
        mona,
        [(arrives(), shows("R-102", "Supersedes")), (presses("Ratify"), says("R-102 is ratified"))],
    )
    await converse(
        asha,
        [
            ("R-101", (says("R-101 is superseded by R-102"), offers("Open R-102"))),
            (presses("Open R-102"), shows("ask the surgeon")),
            ("rulings", (shows("R-102"), hides("R-101"))),
        ],
    )
    assert kept(world).state == RulingState.SUPERSEDED


async def test_a_withdrawn_ruling_stays_readable(converse: Conversation, world: World) -> None:
    await ratified(converse)
    await converse(
        dee,
        [
            ("R-101", offers("Withdraw it")),
            (presses("Withdraw it", because="The standard changed."), says("R-101 is withdrawn")),
        ],
    )
    await converse(mona, [(arrives(), (says("R-101 is withdrawn"), shows("The standard changed.")))])
    await converse(ben, [("show ruling 101", (shows(QUESTION, "withdrawn"), is_not_offered("Withdraw it")))])
    assert world.finder.now is not None
    assert not world.finder.now.rulings.rulings


async def test_a_ruling_nobody_keeps_expires_and_one_that_is_kept_does_not(
    converse: Conversation, world: World
) -> None:
    await ratified(converse, review_on=days(10).isoformat())
    aged = {"department": world.department, "now": world.clock()}
    world.database.now(age, **aged)
    await converse(
        dee, [(arrives(), says("has ratified")), (arrives(), says("R-101 is for review: its review"))]
    )
    later = days(100).isoformat()
    await converse(
        mona,
        [
            ("R-101", (shows("For review"), offers("Keep it"))),
            (presses("Keep it", until="whenever"), says("year-month-day")),
            (presses("Keep it", until=later), (says("is ratified"), hides("For review"))),
        ],
    )
    world.clock.move(days=101)
    for _ in range(2):
        world.database.now(age, department=world.department, now=world.clock())
    await converse(dee, [(arrives(), says("R-101 is expired"))])
    await converse(asha, [("R-101", says("R-101 is expired and does not answer"))])


async def test_rulings_that_wait_are_listed_for_who_may_agree(converse: Conversation) -> None:
    await converse(dee, [("rulings", says("There are no rulings yet"))])
    await proposed(converse)
    await converse(mona, [("rulings", (shows("Waiting for you to agree", "R-101"), offers("Open")))])
    await converse(mona, [(presses("Open"), offers("Ratify"))])
    await converse(ben, [("rulings", says("There are no rulings yet"))])
    await converse(eve, [("R-101", says("can't find"))])


async def test_a_likely_duplicate_is_shown_before_it_is_proposed(converse: Conversation) -> None:
    await ratified(converse)
    await handed_over(converse, by=ben, words="groin lump with bowel in it", title="lump")
    await converse(
        dee,
        [
            ("CQ-1002", offers("Take")),
            (presses("Take"), says("Dee Marsh")),
            (presses("Send the answer", answer="Yes", codes="K40.9"), says("is answered")),
            ("CQ-1002", offers("Propose as ruling")),
            (
                presses("Propose as ruling"),
                (shows("Possible duplicates", "R-101", "% alike"), offers("Open")),
            ),
        ],
    )


async def test_who_asks_the_same_in_other_words_gets_the_ruling(converse: Conversation) -> None:
    await ratified(converse)
    await converse(
        ben,
        [
            (
                "groin lump with bowel in it",
                (
                    says("CQ-1002", "R-101, from 3 March 2026"),
                    shows(
                        "R-101",
                        ANSWER,
                        "ICD-10 K40.9",
                        "Lead's ruling, ratified by Mona Reed",
                        "3 March 2026",
                    ),
                    offers("Open R-101", "Ask the lead coder"),
                ),
            ),
            (presses("Open R-101"), shows(QUESTION, "Mona Reed")),
            ("pneumonia", (says("CQ-1003"), hides("R-101"))),
        ],
    )


async def test_a_ruling_withdrawn_elsewhere_answers_no_more(converse: Conversation, world: World) -> None:
    """Another replica withdrew it: what this one holds in memory is older."""
    await ratified(converse)
    by = world.introduce(dee)
    facts = {"ruling_id": 1, "version": 2, "by": by, "words": "wrong", "now": world.clock()}
    world.database.now(ruling.withdraw, **facts)
    await converse(ben, [("groin lump with bowel in it", (says("CQ-1002"), hides("R-101")))])


async def test_an_outsider_never_gets_it(converse: Conversation) -> None:
    await ratified(converse)
    await converse(eve, [("groin lump with bowel in it", (says("CQ-"), hides("R-101", ANSWER)))])


async def test_what_governs_the_code_is_quoted_with_its_authority(converse: Conversation) -> None:
    await ratified(converse)
    reply = await converse(ben, [("hypertension", shows("I10.X", "National standard"))])
    assert reply.card is not None
    passages = [one for one in reply.card["body"] if one.get("style") == "emphasis"]
    assert 1 <= len(passages) <= 3


async def test_a_weightier_text_that_says_otherwise_is_shown_with_it(converse: Conversation) -> None:
    await answered(converse, words="NSTEMI and reinfarction", codes="I21.4")
    typed = {"ruled_question": "NSTEMI and then reinfarction?", "ruled_answer": "Code I21.4 and I23."}
    await converse(
        dee,
        [
            ("CQ-1001", offers("Propose as ruling")),
            (presses("Propose as ruling"), shows("Weightier texts", "DCS.IX.6")),
            (presses("Propose it", **typed), says("R-101 is proposed")),
            ("R-101", shows("Weightier texts", "national standard", "Do not code I23")),
        ],
    )
    await converse(mona, [(arrives(), shows("Do not code I23")), (presses("Ratify"), says("ratified"))])
    await converse(
        ben, [("reinfarction after NSTEMI", shows("R-101", "says otherwise of I21.4", "Do not code I23"))]
    )


async def test_what_was_asked_already_is_shown_before_it_is_asked_again(converse: Conversation) -> None:
    await ratified(converse)
    await converse(
        asha,
        [
            ("NSTEMI", says("CQ-1002")),
            (presses("This answers it"), says("answered")),
            ("myocardial infarction without ST elevation, NSTEMI", says("CQ-1003")),
            (presses("Ask the lead coder"), (shows("Already asked", "CQ-1002", "% alike"), hides("R-101"))),
            (presses("Open"), shows("CQ-1002")),
            ("groin lump with bowel in it", says("CQ-1004")),
            (presses("Ask the lead coder"), (shows("Already asked", "R-101", "% alike"), hides("CQ-1001"))),
            (presses("Open"), shows(QUESTION)),
        ],
    )


async def test_others_cases_are_not_shown_but_to_a_lead(converse: Conversation) -> None:
    await ratified(converse)
    await converse(asha, [("NSTEMI", says("CQ-1002")), (presses("This answers it"), says("answered"))])
    asked: Table = [("NSTEMI", says("CQ-"))]
    await converse(ben, [*asked, (presses("Ask the lead coder"), hides("Already asked", "CQ-1002"))])
    await converse(dee, [*asked, (presses("Ask the lead coder"), shows("Already asked", "CQ-1002"))])
    await converse(eve, [*asked, (presses("Ask the lead coder"), hides("Already asked", "CQ-1002"))])
