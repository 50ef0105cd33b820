"""Case notes that are missing: asked for, looked for, found; and the ladder where they are not."""

import pytest

from casework.model.episode import EpisodeState
from casework.model.notice import NoticeKind
from tests.conversation import (
    Conversation,
    arrives,
    changes_the_card,
    hides,
    presses,
    says,
    shows,
    silence,
)
from tests.episodes import Records, row
from tests.people import asha, ben, cole, dee, finn, kit
from tests.world import World


@pytest.fixture
def records(world: World) -> Records:
    records = Records(world)
    records.load_calendar()
    return records


async def test_asked_for_found_in_one_press_and_the_coder_goes_on(
    converse: Conversation, records: Records
) -> None:
    records.take(row("A-1", notes_location="Ward 4"), row("A-2"), row("A-3"))
    for reference in ("A-1", "A-2", "A-3"):
        await converse(
            asha, [(f"episode {reference}", shows("uncoded")), (presses("Request notes"), shows("asked"))]
        )
    await converse(
        kit,
        [
            (
                "notes to find",
                (says("Notes to find: 3"), shows("A-1", "last at Ward 4", "asked for by Asha Patel")),
            ),
            (
                presses("Found", beside="A-1"),
                (says("Noted: found.", "Notes to find: 2"), changes_the_card),
            ),
            (presses("On its way", beside="A-2"), (says("Noted: on its way."), shows("on its way"))),
            (
                presses("Not found", beside="A-3"),
                (says("Noted: not found.", "Notes to find: 1. Not found yet: 1"), shows("A-2", "A-3")),
            ),
        ],
    )
    await converse(asha, [(arrives(), says("You can go on with A-1: the notes are here."))])
    assert records["A-1"].state == EpisodeState.UNCODED


async def test_the_clerk_is_told_each_working_morning(converse: Conversation, records: Records) -> None:
    records.take(row("A-1"))
    records.tick()
    assert records.told(NoticeKind.CLERK_LIST) == []
    await converse(asha, [("episode A-1", shows("A-1")), (presses("Request notes"), shows("asked"))])
    records.world.clock.move(days=1)
    records.tick()
    await converse(kit, [(arrives(), says("Notes to find: 1")), (arrives(), silence)])


async def test_what_was_not_found_can_still_be_found_but_is_no_reminder(
    converse: Conversation, records: Records
) -> None:
    records.take(row("A-1"))
    await converse(asha, [("episode A-1", shows("A-1")), (presses("Request notes"), shows("asked"))])
    records.world.clock.move(days=1)
    records.tick()
    await converse(kit, [("notes to find", shows("A-1")), (presses("Not found"), says("Noted: not found."))])
    await converse(kit, [(arrives(), silence)])
    await converse(kit, [("notes to find", (says("Not found yet: 1"), shows("A-1")))])
    await converse(kit, [(presses("Found"), says("Noted: found.", "No notes are asked for."))])
    assert records["A-1"].state == EpisodeState.UNCODED


async def test_pressed_twice_it_says_who_was_first(converse: Conversation, records: Records) -> None:
    records.take(row("A-1"))
    await converse(asha, [("episode A-1", shows("A-1")), (presses("Request notes"), shows("asked"))])
    await converse(dee, [("notes to find", shows("A-1"))])
    await converse(kit, [("notes to find", shows("A-1"))])
    late = converse.message(dee, presses("Not found"))
    await converse(kit, [(presses("Found"), says("Noted: found.", "No notes are asked for."))])
    says("Those notes are found already (Kit Lowe")(await converse.send(late))


async def test_not_found_climbs_the_ladder(converse: Conversation, records: Records) -> None:
    records.take(row("A-1"))
    await converse(asha, [("episode A-1", shows("A-1")), (presses("Request notes"), shows("asked"))])
    await converse(kit, [("notes to find", shows("A-1")), (presses("Not found"), says("Noted"))])
    records.tick()
    for _ in range(3):
        reply = await converse(dee, [(arrives(), says(""))])
        if "still missing" in reply.text:
            break
    says("The notes of A-1 are still missing.")(reply)
    await converse(dee, [(presses("Found"), says("Noted: found."))])
    await converse(finn, [(arrives(), hides("still missing"))])


async def test_a_step_of_the_ladder_that_is_late_waits_for_the_morning(
    converse: Conversation, records: Records
) -> None:
    records.take(row("A-1"))
    await converse(asha, [("episode A-1", shows("A-1")), (presses("Request notes"), shows("asked"))])
    await converse(kit, [("notes to find", shows("A-1")), (presses("Not found"), says("Noted"))])
    records.office.forget()
    records.tick()
    records.world.clock.move(hours=12)
    await converse(finn, [(arrives(), silence)])
    records.world.clock.move(hours=12)
    told = [await converse(finn, [(arrives(), says(""))]) for _ in range(2)]
    assert [reply.text for reply in told if "A-1" in reply.text] == ["The notes of A-1 are still missing."]


async def test_the_list_of_notes_is_not_sent_after_the_day(converse: Conversation, records: Records) -> None:
    records.take(row("A-1"))
    await converse(asha, [("episode A-1", shows("A-1")), (presses("Request notes"), shows("asked"))])
    records.world.clock.move(days=1)
    records.tick()
    assert records.told(NoticeKind.CLERK_LIST) == ["Kit Lowe"]
    records.world.clock.move(hours=12)
    await converse(kit, [(arrives(), silence)])


@pytest.mark.parametrize("who", [ben, cole], ids=lambda who: who.speaker.name)
async def test_nobody_else_has_that_list(converse: Conversation, records: Records, who) -> None:  # type: ignore[no-untyped-def]
    records.take(row("A-1"))
    await converse(who, [("notes to find", says("Your role does not let you"))])
