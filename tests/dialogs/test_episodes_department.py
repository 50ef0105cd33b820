"""What leads, clerks and clinicians get of incomplete episodes: backlog, vanished ones, notes, questions."""

from datetime import date

import pytest

from casework.episode_files.rows import EpisodeState as Listed
from casework.episode_files.rows import Incomplete
from casework.model.episode import EpisodeState
from casework.model.notice import NoticeKind
from dialogs.cards.as_text import actions_of, as_text
from tests.adaptive_card import elements
from tests.clarifications import FAIR, Ward
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
from tests.people import asha, ben, cole, dee, finn, kit, mona
from tests.world import World

JANUARY = date(2026, 1, 20)


@pytest.fixture
def records(world: World) -> Records:
    records = Records(world)
    records.load_calendar()
    return records


def waiting() -> list:  # type: ignore[type-arg]
    """Five episodes of three ages, two specialties and two reasons."""
    old = {"discharged": JANUARY, "episode_end": JANUARY}
    blocked = {"state": Listed.BLOCKED, "reason": Incomplete.HISTOLOGY_AWAITED}
    return [
        row("A-1"),
        row("A-2", **blocked),
        row("U-1", treatment_function="101", **blocked, **old),
        row("U-2", treatment_function="101", hrg="UZ01Z", **old),
        row("X-1", treatment_function="999"),
    ]


class TestBacklog:
    async def test_by_age_specialty_and_reason_as_charts(
        self, converse: Conversation, records: Records
    ) -> None:
        records.take(*waiting())
        reply = await converse(
            dee,
            [
                (
                    "backlog",
                    (
                        says("Backlog: 5 episodes to be coded"),
                        shows("8-14 days", "29-56 days", "General surgery", "Urology", "histology awaited"),
                        shows("nothing holds it up", "2 missed the first reconciliation"),
                        shows("1 group to an error HRG", "█"),
                        offers("Notes to find", "My episodes", "As it stands now"),
                    ),
                ),
                (presses("As it stands now"), changes_the_card),
            ],
        )
        assert reply.card is not None
        charts = [one for one in elements(reply.card) if one["type"].startswith("Chart.")]
        age, specialty, reason = charts
        assert [one["type"] for one in charts] == [
            "Chart.HorizontalBar",
            "Chart.HorizontalBar",
            "Chart.Donut",
        ]
        assert age["data"] == [{"x": "8-14 days", "y": 3}, {"x": "29-56 days", "y": 2}]
        assert specialty["data"] == [
            {"x": "General surgery", "y": 2},
            {"x": "Urology", "y": 2},
            {"x": "999", "y": 1},
        ]
        assert reason["data"] == [
            {"legend": "nothing holds it up", "value": 3},
            {"legend": "histology awaited", "value": 2},
        ]

    async def test_what_changed_since_last_week(self, converse: Conversation, records: Records) -> None:
        records.take(*waiting())
        records.world.clock.move(days=6)
        records.take(*waiting(), row("A-9"))
        await converse(
            dee,
            [
                (
                    "backlog",
                    (says("6 episodes to be coded (+1 since Tue 3 March"), shows("General surgery +1")),
                )
            ],
        )

    async def test_once_a_week_to_each_lead(self, converse: Conversation, records: Records) -> None:
        records.take(*waiting())
        records.tick()
        await converse(dee, [(arrives(), says("Backlog: 5")), (arrives(), silence)])
        records.world.clock.move(days=1)
        records.tick()
        await converse(dee, [(arrives(), silence)])
        assert set(records.told(NoticeKind.LEAD_BACKLOG)) == {"Dee Marsh", "Finn Hale", "Mona Reed"}

    async def test_one_that_is_late_waits_for_the_morning(
        self, converse: Conversation, records: Records
    ) -> None:
        records.take(*waiting())
        records.tick()
        records.world.clock.move(hours=12)
        await converse(dee, [("backlog", says("5 episodes")), (arrives(), silence)])
        records.world.clock.move(hours=12)
        await converse(dee, [(arrives(), says("Backlog: 5")), (arrives(), silence)])

    async def test_one_that_is_a_week_late_is_not_sent(
        self, converse: Conversation, records: Records
    ) -> None:
        records.take(*waiting())
        records.tick()
        records.world.clock.move(days=7)
        await converse(dee, [("backlog", says("5 episodes")), (arrives(), silence)])

    async def test_a_missing_calendar_is_said_aloud(self, converse: Conversation, world: World) -> None:
        records = Records(world)
        records.take(*waiting())
        missing = "No submission calendar for January 2026, February 2026 is loaded."
        await converse(dee, [("backlog", (says(missing), shows(missing)))])
        records.tick()
        await converse(dee, [(arrives(), says(missing))])

    async def test_in_a_channel_nothing_is_said_of_groups(
        self, converse: Conversation, records: Records
    ) -> None:
        records.take(*waiting())
        await converse(dee, [("backlog", (says("Backlog: 5"), hides("HRG")))], place="channel")


class TestVanished:
    async def test_each_is_settled_by_a_lead(self, converse: Conversation, records: Records) -> None:
        records.take(row("A-1"), row("A-2"), row("A-3"), row("A-4"))
        records.take(row("A-4"), row("A-5"), row("A-6"))
        await converse(
            dee,
            [
                (
                    arrives(),
                    (
                        says("3 episodes have left the lists without being coded."),
                        offers("Was coded", "Keep chasing"),
                    ),
                ),
                (
                    presses("Was coded", beside="A-1"),
                    (says("A-1 was coded.", "2 episodes"), hides("A-1 General"), changes_the_card),
                ),
                (presses("Keep chasing", beside="A-2"), says("A-2 is chased again.", "1 episode has")),
                (presses("Backlog"), (shows("1 left the lists"), offers("Vanished (1)"))),
                (presses("Vanished (1)"), shows("A-3")),
            ],
        )
        states = [records[one].state for one in ("A-1", "A-2", "A-3")]
        assert states == [EpisodeState.CODED, EpisodeState.UNCODED, EpisodeState.VANISHED]
        await converse(finn, [(arrives(), (says("1 episode has"), shows("A-3")))])

    async def test_settled_twice_it_stands_as_the_first_said(
        self, converse: Conversation, records: Records
    ) -> None:
        records.take(row("A-1"), row("A-2"))
        records.take(row("A-2"))
        for who in (dee, mona):
            await converse(who, [("vanished", shows("A-1"))])
        late = converse.message(mona, presses("Keep chasing"))
        await converse(dee, [(presses("Was coded"), says("A-1 was coded.", "No episode has vanished."))])
        told = await converse.send(late)
        assert told is not None
        says("A-1", "No episode has vanished")(told)
        assert records["A-1"].state == EpisodeState.CODED
        settle = {"episode_id": records["A-1"].id, "version": 1, "was": "lost"}
        says("Say whether it was coded")(await converse.send(forged(dee, "settle_vanished", settle)))


class TestGiving:
    async def test_a_lead_gives_an_episode_to_a_coder(self, converse: Conversation, records: Records) -> None:
        records.take(row("A-1"))
        await converse(
            dee,
            [
                ("episode A-1", (shows("Coder: Asha Patel"), offers("Give it to them"))),
                (presses("Give it to them"), says("Please choose who codes it.")),
                (presses("Give it to them", coder=str(records.office.id(kit))), says("I can't find")),
                (presses("Give it to them", coder=str(records.office.id(ben))), shows("Coder: Ben Okoro")),
            ],
        )
        await converse(ben, [("my episodes", shows("A-1"))])
        await converse(asha, [("episode A-1", says("I can't find that episode among yours"))])


class TestClinicians:
    async def test_one_digest_a_working_day_with_nothing_of_groups(
        self, converse: Conversation, records: Records
    ) -> None:
        ward = Ward(records.world)
        records.take(row("EP-42", hrg="UZ01Z"))
        for _ in range(2):
            ward.sent(asha, cole, FAIR)
        records.world.clock.move(minutes=11)
        await converse(cole, [(arrives(), says("2 questions from clinical coding"))])
        records.tick()
        await converse(cole, [(arrives(), silence)])
        came = []
        for _ in range(7):
            records.world.clock.move(days=1)
            for _replica in range(2):
                records.tick()
            if records.world.owed(cole):
                came.append(await converse(cole, [(arrives(), says("2 questions from clinical coding"))]))
                hides("UZ01Z", "HRG", "EP-42", "tariff", "backlog")(came[-1])
            await converse(cole, [(arrives(), silence)])
        assert 0 < len(came) <= 5


async def test_in_a_terminal_each_number_presses_its_own_button(
    converse: Conversation, records: Records
) -> None:
    records.take(row("A-1"), row("A-2"))
    reply = await converse(asha, [("my episodes", shows("A-1"))])
    assert reply.card is not None
    drawn = as_text(reply.card, numbered=True)
    titles = [one["title"] for one in actions_of(reply.card)]
    for number, title in enumerate(titles, 1):
        assert f"[{number}] {title}" in drawn
    assert titles.count("Done") == 2


async def test_a_chart_is_drawn_in_letters_where_there_are_no_pictures(
    converse: Conversation, records: Records
) -> None:
    records.take(*waiting())
    reply = await converse(dee, [("backlog", says("Backlog"))])
    assert reply.card is not None
    assert f"{'█' * 24} 2  General surgery" in as_text(reply.card)
    assert f"{'█' * 12} 1  999" in as_text(reply.card)


async def test_a_query_about_an_episode_says_until_when_it_counts(
    converse: Conversation, records: Records
) -> None:
    records.office.handed_over(episode_date=JANUARY)
    records.office.handed_over(words="no date")
    closes = "closes before Thu 19 March 2026, 17:00 (post reconciliation)"
    await converse(dee, [("queue", shows(closes)), ("CQ-1001", shows(f"Deadline: {closes}"))])
    await converse(dee, [("CQ-1002", hides("closes before", "Deadline"))])
    await converse(asha, [("my queries", (shows(closes), says(closes))), ("CQ-1001", shows(closes))])
    records.world.clock.move(days=30)
    await converse(dee, [("queue", shows("both inclusion dates of January 2026 have passed"))])


async def test_a_month_that_the_calendar_lacks_is_said_on_the_query(
    converse: Conversation, records: Records
) -> None:
    records.office.handed_over(episode_date=date(2025, 1, 20))
    said = "no submission calendar is loaded for January 2025"
    await converse(dee, [("CQ-1001", shows(said)), ("queue", shows(said))])


async def test_without_any_calendar_a_query_says_nothing_of_it(converse: Conversation, world: World) -> None:
    records = Records(world)
    records.office.handed_over(episode_date=JANUARY)
    await converse(dee, [("queue", (shows("CQ-1001"), hides("calendar", "closes")))])
