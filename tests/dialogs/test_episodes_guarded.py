"""What nobody may see, forge, press too late or have kept, of incomplete episodes."""

import pytest

from casework.model.episode import EpisodeState
from tests.conversation import (
    Conversation,
    changes_the_card,
    forged,
    hides,
    presses,
    says,
    shows,
)
from tests.dialogs.overdue import overdue
from tests.episodes import Records
from tests.people import ada, asha, ben, cole, dee, eve, kit
from tests.world import World


@pytest.fixture
def records(world: World) -> Records:
    """The department with its calendar loaded; everything is Asha's."""
    records = Records(world)
    records.load_calendar()
    return records


EPISODE_VERBS = [
    "open_episode", "start_episode", "episode_done", "take_back_episode", "unblock_episode", "block_episode",
    "snooze_episode", "ask_about_episode", "request_notes", "assign_episode", "settle_vanished",
    "answer_notes",
]  # fmt: skip


@pytest.mark.parametrize("who", [ben, cole, kit, ada, eve], ids=lambda who: who.speaker.name)
async def test_a_forged_press_on_anothers_episode_moves_nothing(
    converse: Conversation, records: Records, who
) -> None:  # type: ignore[no-untyped-def]
    records.take(overdue("J-1", hrg="UZ01Z"))
    before = records["J-1"]
    for number in (before.id, 4_711, 0):
        payload = {
            "episode_id": number, "request_id": number, "version": before.version, "shown": "", "row": 0,
            "reason_0": "histology awaited", "until_0": "2026-03-10", "coder": "1", "was": "coded",
            "said": "found",
        }  # fmt: skip
        for verb in EPISODE_VERBS:
            reply = await converse.send(forged(who, verb, payload, id=f"{verb}-{number}"))
            assert reply is not None
            hides("J-1", "UZ01Z")(reply)
    assert records["J-1"] == before
    assert records.world.queries() == []
    await converse(who, [("episode J-1", hides("UZ01Z", "uncoded"))])


@pytest.mark.parametrize(
    ("verb", "payload"),
    [
        ("block_episode", {"row": 8, "reason_0": "other"}),
        ("block_episode", {"row": 0, "reason_0": "no reason"}),
        ("snooze_episode", {"row": 99}),
        ("episode_done", {"shown": "nowhere 0"}),
        ("episode_done", {"shown": "due x"}),
        ("assign_episode", {"coder": "½"}),
        ("my_episodes", {"start": 99_999}),
        ("my_episodes", {"start": 0, "place": "overdue"}),
    ],
)
async def test_what_no_card_sends_gets_a_sentence(
    converse: Conversation, records: Records, verb: str, payload: dict[str, object]
) -> None:
    records.take(overdue("J-1"))
    before = records["J-1"]
    which = {"episode_id": before.id, "version": before.version}
    reply = await converse.send(forged(asha, verb, which | payload))
    assert reply is not None
    assert reply.text
    assert records["J-1"] == before


async def test_a_stale_card_says_who_was_first(converse: Conversation, records: Records) -> None:
    records.take(overdue("J-1"), overdue("J-2"))
    await converse(asha, [("my episodes", shows("J-1"))])
    stale = [converse.message(asha, presses("Done", beside="J-1")) for _ in range(2)]
    await converse.send(stale[0])
    again = await converse.send(stale[1])
    assert again is not None
    says("J-1 has moved on. Asha Patel was first (marked done", "1 overdue")(again)
    changes_the_card(again)
    await converse(asha, [("episode J-2", shows("J-2"))])
    old = converse.message(asha, presses("Done"))
    await converse(dee, [("episode J-2", shows("J-2")), (presses("I'm coding it"), says("being coded"))])
    told = await converse.send(old)
    shows("J-2 has moved on. Dee Marsh was first (started", "in progress")(told)
    changes_the_card(told)


async def test_words_that_may_identify_a_patient_are_not_kept(
    converse: Conversation, records: Records
) -> None:
    records.take(overdue("J-1"))
    await converse(
        asha,
        [
            ("episode J-1", shows("J-1")),
            (
                presses("Save", reason_0="other", why_0="letter for Jane Doe, born 03/04/1961"),
                says("may identify a patient"),
            ),
        ],
    )
    assert records["J-1"].state == EpisodeState.UNCODED
    assert b"1961" not in records.world.bytes_on_disk()


async def test_a_group_sees_no_hrg(converse: Conversation, records: Records) -> None:
    records.take(overdue("J-1", hrg="UZ01Z"))
    await converse(asha, [("episode J-1", shows("UZ01Z: groups to an error"))])
    await converse(asha, [("episode J-1", hides("UZ01Z", "HRG"))], place="channel")
    await converse(asha, [(presses("Ask the clinician"), says("own chat"))], place="channel")


async def test_who_codes_nothing_has_no_episodes(converse: Conversation, records: Records) -> None:
    for who in (cole, kit, ada):
        await converse(who, [("my episodes", says("Your role does not let you"))])
    for who in (cole, kit, ada, asha):
        await converse(who, [("backlog", says("Your role does not let you"))])


async def test_a_question_about_episodes_of_an_illness_is_a_question(
    converse: Conversation, records: Records
) -> None:
    for words in ("depressive episode", "episode of asthma", "episode 2 bipolar", "manic episodes"):
        await converse(asha, [(words, says("CQ-"))])
