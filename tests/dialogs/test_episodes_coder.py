"""A coder's incomplete episodes: what is due in words and each morning, and every step from a row."""

from datetime import date

import pytest

from casework.episode_files.rows import EpisodeState as Listed
from casework.model.episode import EpisodeState
from casework.model.notice import NoticeKind
from dialogs.cards.as_text import actions_of
from dialogs.verbs import Verb
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
from tests.dialogs.overdue import overdue
from tests.episodes import Records, row
from tests.people import asha, ben
from tests.world import World


@pytest.fixture
def records(world: World) -> Records:
    """The department with its calendar loaded; everything is Asha's."""
    records = Records(world)
    records.load_calendar()
    return records


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
