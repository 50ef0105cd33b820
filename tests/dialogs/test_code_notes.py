"""Notes on a code: one's own, the department's, shown with its details."""

import pytest

from tests.conversation import Conversation, changes_the_card, hides, presses, says, shows
from tests.nhs_numbers import ONE, holds
from tests.people import asha, ben, dee, eve
from tests.world import World

pytestmark = pytest.mark.usefixtures("known")
MINE, OURS = "Check the troponin first.", "Ask Dee before I21.4 on day cases."
OPENED = [("NSTEMI", says("CQ-")), (presses("Details", beside="I21.4"), shows("Chapter"))]


async def test_a_note_of_ones_own_is_shown_to_oneself_alone(converse: Conversation) -> None:
    await converse(
        asha,
        [
            *OPENED,
            (
                presses("Keep the note", code_note=MINE),
                (changes_the_card, shows("Your note", MINE, "Chapter")),
            ),
        ],
    )
    await converse(asha, [("NSTEMI", says("CQ-")), (presses("Details", beside="I21.4"), shows(MINE))])
    for other in (ben, dee, eve):
        await converse(
            other, [("NSTEMI", says("CQ-")), (presses("Details", beside="I21.4"), hides(MINE, "Your note"))]
        )


async def test_the_departments_note_is_shown_to_the_department(converse: Conversation) -> None:
    kept = presses("Keep the note", code_note=OURS, whose="department")
    await converse(dee, [*OPENED, (kept, shows("The department's note", OURS))])
    await converse(ben, [("NSTEMI", says("CQ-")), (presses("Details", beside="I21.4"), shows(OURS))])
    await converse(eve, [("NSTEMI", says("CQ-")), (presses("Details", beside="I21.4"), hides(OURS))])


async def test_what_may_not_be_kept_is_refused(converse: Conversation, world: World) -> None:
    await converse(
        ben,
        [
            *OPENED,
            (presses("Keep the note", code_note=f"for {ONE}"), says("NHS number")),
            (presses("Keep the note", code_note=OURS, whose="department"), hides("The department's note")),
        ],
    )
    assert not holds(world.bytes_on_disk(), ONE)
    await converse(dee, [("NSTEMI", says("CQ-")), (presses("Details", beside="I21.4"), hides(OURS))])
