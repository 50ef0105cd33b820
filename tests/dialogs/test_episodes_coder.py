"""A coder's incomplete episodes: what is due in words and each morning, and every step from a row."""

from datetime import date

import pytest

from casework.episode_files.rows import EpisodeState as Listed
from casework.model.episode import EpisodeState
from casework.model.notice import NoticeKind
from casework.sources import Source, Sources
from dialogs.cards.as_text import actions_of
from dialogs.verbs import Verb
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
from tests.episodes import Records, row
from tests.people import ada, asha, ben, cole, dee, eve, kit
from tests.world import World

JANUARY, DECEMBER = date(2026, 1, 20), date(2025, 12, 20)


@pytest.fixture
def records(world: World) -> Records:
    """Asha's episodes: overdue, due later, blocked; the calendar is loaded."""
    records = Records(world)
    records.load_calendar()
    return records


def overdue(reference: str, **changes: object):  # type: ignore[no-untyped-def]
    """An episode of January: its first reconciliation has passed."""
    return row(reference, discharged=JANUARY, episode_end=JANUARY, **changes)


async def test_my_episodes_section_by_section(converse: Conversation, records: Records) -> None:
    records.take(row("A-1"), overdue("J-1", ward="AMU"), overdue("B-1", state=Listed.BLOCKED))
    await converse(
        asha,
        [
            (
                "my episodes",
                (
                    says("Your episodes: 1 overdue, 1 new"),
                    shows("Overdue", "J-1", "General surgery", "ended Tue 20 January 2026", "New", "A-1"),
                    shows("closes before Thu 19 March 2026, 17:00 (post reconciliation)"),
                    hides("B-1"),
                    offers("Done", "Ask the clinician", "Snooze", "Save", "Blocked (1)"),
                ),
            ),
            (presses("Blocked (1)"), (shows("B-1", "blocked"), hides("J-1"), changes_the_card)),
            (presses("What is due"), (shows("J-1"), changes_the_card)),
            (presses("Open J-1"), (shows("Episode J-1", "Ward: AMU", "first listed"), says("J-1"))),
        ],
    )
    await converse(ben, [("my episodes", says("Nothing of yours"))])


async def test_a_row_is_done_blocked_and_snoozed_and_the_list_follows(
    converse: Conversation, records: Records
) -> None:
    records.take(overdue("J-1"), overdue("J-2"), overdue("J-3"), overdue("J-4"))
    await converse(
        asha,
        [
            ("my episodes", says("4 overdue")),
            (
                presses("Done", beside="J-1"),
                (says("J-1 is done. Thank you.", "3 overdue"), changes_the_card),
            ),
            (presses("Save", beside="J-2"), says("Please choose why")),
            (
                presses("Save", beside="J-2", reason_0="histology awaited", why_0="sent to Leeds"),
                (says("J-2 is blocked: histology awaited.", "2 overdue"), offers("Blocked (1)")),
            ),
            (presses("Snooze", beside="J-3", until_0="2026-03-02"), says("Choose a day from tomorrow")),
            (presses("Snooze", beside="J-3", until_0="soon"), says("Please choose a day.")),
            (
                presses("Snooze", beside="J-3", until_0="2026-03-10"),
                (says("J-3 is not said before Tue 10 March 2026.", "1 overdue"), offers("Snoozed (1)")),
            ),
            (presses("Snoozed (1)"), shows("J-3")),
        ],
    )
    assert [records[one].state for one in ("J-1", "J-2", "J-3", "J-4")] == [
        EpisodeState.CODED,
        EpisodeState.BLOCKED,
        EpisodeState.UNCODED,
        EpisodeState.UNCODED,
    ]
    assert records["J-2"].block_words == "sent to Leeds"


async def test_more_than_a_page(converse: Conversation, records: Records) -> None:
    records.take(*(overdue(f"J-{number}") for number in range(1, 31)))
    reply = await converse(asha, [("my episodes", shows("J-1 "))])
    seen = set()
    for _ in range(10):
        opened = [one["title"] for one in actions_of(reply.card) if one["title"].startswith("Open ")]
        seen |= set(opened)
        more = [one["title"] for one in actions_of(reply.card) if one["title"].startswith("More")]
        if not more:
            break
        reply = await converse(asha, [(presses(more[0]), changes_the_card)])
    assert len(seen) == 30


async def test_the_episodes_own_card(converse: Conversation, records: Records) -> None:
    records.take(overdue("J-1", notes_location="Ward 4", notes_since=date(2026, 1, 25)))
    await converse(
        asha,
        [
            ("episode j-1", shows("Episode J-1: uncoded", "Ward 4 since Sun 25 January 2026")),
            (presses("I'm coding it"), (shows("in progress"), changes_the_card)),
            (presses("Request notes"), shows("blocked: notes missing", "Notes asked for by Asha Patel")),
            (presses("The notes are here"), shows("uncoded", "found (Asha Patel")),
            (
                presses("Save", reason_0="other"),
                says("Please write why it waits"),
            ),
            (presses("Save", reason_0="other", why_0="scanner broken"), shows("blocked: other: scanner")),
            (presses("Nothing holds it up"), shows("uncoded")),
            (presses("Snooze", until_0="2026-03-05"), shows("Snoozed until: Thu 5 March 2026")),
            (presses("Say it again"), says("J-1 is said again.")),
            (presses("Done"), shows("waits for the next list to confirm it")),
            (presses("Not done after all"), shows("in progress", "not done after all, by Asha Patel")),
        ],
    )


async def test_a_morning_digest_at_most_once_and_never_after_the_day(
    converse: Conversation, records: Records
) -> None:
    records.take(overdue("J-1"))
    records.tick()
    await converse(asha, [(arrives(), (says("1 overdue"), shows("J-1"))), (arrives(), silence)])
    records.world.clock.move(days=1)
    records.tick()
    records.world.clock.move(hours=12)
    await converse(asha, [(arrives(), silence)])


async def test_a_digest_with_nothing_left_to_say_is_not_sent(
    converse: Conversation, records: Records
) -> None:
    records.take(overdue("J-1"))
    records.tick()
    assert records.told(NoticeKind.CODER_DIGEST) == ["Asha Patel"]
    await converse(asha, [("episode J-1", shows("J-1")), (presses("Done"), says("done"))])
    await converse(asha, [(arrives(), silence)])


async def test_thanks_for_what_was_coded(converse: Conversation, records: Records) -> None:
    records.take(overdue("J-1"), overdue("J-2"))
    records.tick()
    await converse(asha, [(arrives(), shows("J-1"))])
    records.take(overdue("J-1", state=Listed.CODED), overdue("J-2"))
    records.tick()
    await converse(asha, [(arrives(), (says("1 coded since your last list. Thank you."), hides("J-1")))])


async def test_a_month_without_a_calendar_is_said_and_not_guessed(
    converse: Conversation, records: Records
) -> None:
    ended = date(2025, 6, 2)
    records.take(row("O-1", admitted=ended, episode_start=ended, discharged=ended, episode_end=ended))
    await converse(
        asha,
        [
            (
                "my episodes",
                (shows("No submission calendar for June 2025 is loaded."), hides("closes before")),
            )
        ],
    )


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


async def test_reminders_at_ones_own_time(converse: Conversation, records: Records) -> None:
    await converse(
        asha,
        [
            ("remind me at 9:15", says("I'll remind you at 09:15 on working days")),
            ("remind me at 08:45", says("I write on working days, from 09:00", "Choose a time within that")),
            ("remind me at 01:30", says("can't remind you then")),
            ("remind me at noon", says("Write the time as 08:30.")),
            ("pause reminders until 9 March", says("No reminders before Mon 9 March 2026")),
            ("pause reminders", says("Say until when")),
            ("pause reminders until yesteryear", says("Say until when")),
            ("pause reminders until 1 September", says("three months")),
        ],
    )
    records.take(overdue("J-1"))
    records.tick()
    assert records.told(NoticeKind.CODER_DIGEST) == []
    await converse(asha, [("resume reminders", says("from now on"))])
    records.tick()
    assert records.told(NoticeKind.CODER_DIGEST) == ["Asha Patel"]
    await converse(asha, [("remind me at the usual time", says("department's time"))])


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


async def test_within_a_message_whatever_is_in_it(converse: Conversation, records: Records) -> None:
    """The check of each card includes its size; here everything is as long as it gets."""
    long = "S" * 38
    records.take(*(overdue(f"{long}{number:02}-1", ward="W" * 30) for number in range(10)))
    await converse(asha, [("my episodes", shows(long)), (f"episode {long}00-1", shows(long))])


async def test_a_far_list_is_walked_page_by_page(converse: Conversation, records: Records) -> None:
    records.take(*(overdue(f"J-{number}", state=Listed.BLOCKED) for number in range(1, 13)))
    await converse(
        asha, [("my episodes", says("Nothing of yours")), (presses("Blocked (12)"), shows("Blocked: 12"))]
    )
    reply = await converse(asha, [(presses("More (4)"), changes_the_card)])
    assert [one["verb"] for one in actions_of(reply.card)].count(Verb.OPEN_EPISODE) == 4
