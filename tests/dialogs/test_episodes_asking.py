"""An episode waits for a clinician's or the lead coder's answer, and goes on with it."""

import pytest

from casework.model.episode import EpisodeState
from casework.sources import Source, Sources
from tests.conversation import (
    Conversation,
    arrives,
    hides,
    offers,
    presses,
    says,
    shows,
)
from tests.dialogs.overdue import overdue
from tests.episodes import Records, row
from tests.people import asha, cole, dee
from tests.world import World


@pytest.fixture
def records(world: World) -> Records:
    """The department with its calendar loaded; everything is Asha's."""
    records = Records(world)
    records.load_calendar()
    return records


FAIR = {
    "title": "Rise in creatinine",
    "finding_1": "Creatinine 82 on admission, 214 on day 2",
    "source_1": "laboratory results",
    "on_1": "2 March",
    "question": "What condition, if any, explains the change in kidney function?",
    "format": "choice",
    "options": "Acute kidney injury\nChronic kidney disease without an acute change",
}


async def asked(converse: Conversation, records: Records) -> None:
    """Asha asks Dr Cole about J-1, from its row to the letter."""
    doctor = str(records.office.id(cole))
    await converse(
        asha,
        [
            ("my episodes", shows("J-1")),
            (
                presses("Ask the clinician", beside="J-1"),
                shows("Ask a clinician about CQ-1001", "episode J-1"),
            ),
            (presses("Blank"), shows("CL-1001")),
            (presses("Check", **FAIR, clinician=doctor), shows("patient J-1", "Dr Cole will see")),
            (presses("Send"), shows("on its way to Dr Cole")),
        ],
    )


async def test_the_clinician_is_asked_answers_and_the_coder_goes_on(
    converse: Conversation, records: Records
) -> None:
    records.take(overdue("J-1", hrg="UZ01Z"))
    await asked(converse, records)
    assert records["J-1"].block_reason == "awaiting clarification"
    await converse(
        asha,
        [
            ("episode J-1", shows("awaiting clarification", "Case: CL-1001")),
            (presses("Open CL-1001"), shows("CL-1001")),
        ],
    )
    records.world.clock.move(minutes=11)
    await converse(
        cole,
        [
            (arrives(), (shows("patient J-1"), hides("HRG", "UZ01Z", "episode"))),
            (presses("Answer", chosen="Acute kidney injury"), hides("HRG", "UZ01Z")),
        ],
    )
    assert records["J-1"].state == EpisodeState.UNCODED
    told = [await converse(asha, [(arrives(), says(""))]) for _ in range(2)]
    freed = next(reply for reply in told if "You can go on" in reply.text)
    says("You can go on with J-1: CL-1001 has ended.")(freed)
    offers("My episodes", "Open J-1")(freed)


async def test_asking_twice_is_one_case(converse: Conversation, records: Records) -> None:
    records.take(overdue("J-1"))
    await converse(
        asha,
        [
            ("episode J-1", shows("J-1")),
            (presses("Ask the clinician"), shows("CQ-1001")),
            ("episode J-1", shows("J-1")),
            (presses("Ask the clinician"), shows("CQ-1001")),
            ("my queries", (shows("CQ-1001", "closes before Thu 19 March 2026, 17:00"), hides("CQ-1002"))),
        ],
    )
    assert [receipt.settled_at is not None for receipt in records.world.receipts()] == [True]


async def test_what_a_clinician_is_asked_is_looked_for_first(converse: Conversation, world: World) -> None:
    maternity = Source("Maternity system", "https://m.example/{episode}", ("100",), "delivery details")
    world.sources = Sources((maternity, Source("Theatre log (paper)")))
    world.restarted()
    records = Records(world)
    records.take(row("A-1"))
    look = "Look first in: Maternity system <https://m.example/A-1> (delivery details), Theatre log (paper)"
    await converse(
        asha,
        [
            ("episode A-1", shows(look)),
            (presses("Ask the clinician"), shows("CQ-1001")),
            (presses("Blank"), shows("CL-1001", look)),
        ],
    )


async def test_an_episode_waits_for_the_lead_coders_answer(converse: Conversation, records: Records) -> None:
    records.take(overdue("J-1"))
    query = records.office.taken()
    await converse(
        asha,
        [
            ("episode J-1", shows("J-1")),
            (presses("Save", reason_0="awaiting ruling"), says("Name the query")),
            (
                presses("Save", reason_0="awaiting ruling", why_0="cq-1001"),
                shows("awaiting ruling", "CQ-1001"),
            ),
        ],
    )
    await converse(
        dee,
        [
            ("CQ-1001", shows(query.reference)),
            (presses("Send the answer", answer="K40.9"), says("is answered")),
        ],
    )
    told = [await converse(asha, [(arrives(), says(""))]) for _ in range(5) if records.world.owed(asha)]
    assert any("You can go on with J-1: CQ-1001 has its answer." in reply.text for reply in told)
