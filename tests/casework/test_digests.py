"""What stands in each digest, drawn as things are at that moment; and nothing of groups for clinicians."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import digests, episodes, grouper
from casework.backlog import age_band
from casework.deadlines import SubmissionCalendar, closing_moment
from casework.department import Department
from casework.digests import CoderDigest
from casework.episodes import Link
from casework.grouper import Grouped
from casework.model.episode import BlockReason
from casework.model.submission_date import Inclusion
from casework.outlook import SAID, Outlook, Place, Standing
from tests.clarifications import Ward
from tests.episodes import CALENDAR, Records, at, row
from tests.people import TRUST, asha, ben, cole, dee, kit
from tests.world import World

NOW = at(2026, 3, 16, 9)  # Monday; February closes on Thursday, January's second date is that day too
LAST_WEEK = NOW - timedelta(days=7)


@pytest.fixture
def records(world: World) -> Records:
    made = Records(world)
    made.load_calendar()
    made.take(
        row("FEB-1"),
        row("JAN-1", episode_end=date(2026, 1, 10)),
        row("MAR-1", episode_end=date(2026, 3, 2)),
        row("RUNS-1", episode_end=None, discharged=None),
    )
    return made


def digest(records: Records, who=asha, now=NOW, **facts) -> CoderDigest:
    given_ = {"department": records.department, "since": LAST_WEEK} | facts
    return records.world.database.now(digests.coder_digest, records.office.who(who), now, **given_)


def references(section: digests.Section) -> list[str]:
    return [line.reference for line in section.lines]


def test_each_stands_where_it_belongs(records: Records) -> None:
    made = digest(records)
    assert references(made.overdue) == ["JAN-1"]
    assert references(made.due_this_week) == ["FEB-1"]
    assert (made.later, made.new.total, made.waiting) == (1, 0, 0)
    assert made.overdue.lines[0].closes == "closes before Thu 19 March 2026, 17:00 (post reconciliation)"


def test_what_was_unblocked_since_is_said(records: Records) -> None:
    records.act(episodes.block, "MAR-1", reason=BlockReason.HISTOLOGY_AWAITED)
    assert digest(records).waiting == 1
    records.world.clock.at = NOW - timedelta(hours=2)
    records.act(episodes.unblock, "MAR-1")
    assert references(digest(records).newly_unblocked) == ["MAR-1"]
    assert not digest(records, since=NOW - timedelta(hours=1)).newly_unblocked.total


def test_a_section_shows_the_oldest_and_counts_all(records: Records) -> None:
    rows = [row(f"F{n:02}-1", episode_end=date(2026, 2, 1 + n)) for n in range(15)]
    records.take(*rows, forced=True)
    made = digest(records)
    assert made.due_this_week.total == 15
    assert references(made.due_this_week) == [f"F{n:02}-1" for n in range(10)]


def test_months_without_a_calendar_are_named(records: Records) -> None:
    records.take(row("MAY-1", episode_end=date(2026, 5, 2)), row("FEB-1"))
    made = digest(records)
    assert (references(made.undated), made.no_calendar_for) == (["MAY-1"], (date(2026, 5, 1),))


def test_the_afternoon_holds_only_what_closes_soon(records: Records) -> None:
    made = digest(records, afternoon=True)
    assert (references(made.overdue), references(made.due_this_week)) == (["JAN-1"], ["FEB-1"])
    assert made.later == 0
    assert not digest(records, now=LAST_WEEK, afternoon=True).has_something()


def test_a_coder_sees_their_own_and_those_of_whom_they_stand_in_for(records: Records) -> None:
    assert not digest(records, who=ben).has_something()
    records.office.away(asha, ben, NOW, NOW + timedelta(days=1))
    assert digest(records, who=ben) == digest(records)


def test_the_backlog_counts_by_specialty_age_and_reason(records: Records) -> None:
    records.act(episodes.block, "JAN-1", reason=BlockReason.NOTES_MISSING)
    made = records.world.database.now(digests.lead_backlog, TRUST, NOW)
    assert (made.total.episodes, made.nobody, made.missed_first) == (3, 0, 1)
    assert [(one.name, one.episodes) for one in made.by_specialty] == [("100", 3)]
    assert [one.episodes for one in made.by_age] == [0, 1, 1, 0, 1]
    assert [(one.name, one.episodes) for one in made.by_reason] == [("", 2), ("notes missing", 1)]
    assert made.months_unknown == ()


def test_the_backlog_says_how_it_changed_since_last_week(records: Records) -> None:
    """Figures are kept with each list; the first is of 3 March."""
    assert records.world.database.now(digests.lead_backlog, TRUST, at(2026, 3, 9, 9)).total.change is None
    records.take(row("FEB-1"), row("MAR-1"), row("NEW-1", treatment_function="300"))
    made = records.world.database.now(digests.lead_backlog, TRUST, at(2026, 3, 10, 9))
    assert made.compared_with == date(2026, 3, 3)
    assert [(one.name, one.episodes, one.change) for one in made.by_specialty] == [
        ("100", 2, -1),
        ("300", 1, 1),
    ]
    assert (made.total.change, made.vanished) == (0, 2)


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (-1, "0-7"),
        (0, "0-7"),
        (7, "0-7"),
        (8, "8-14"),
        (15, "15-28"),
        (28, "15-28"),
        (56, "29-56"),
        (57, ">56"),
    ],
)
def test_age_bands(days: int, band: str) -> None:
    assert age_band(date(2026, 3, 1), date(2026, 3, 1) + timedelta(days=days)) == band


def test_nothing_of_groups_is_in_what_a_clinician_or_clerk_gets(records: Records) -> None:
    ward = Ward(records.world)
    one = ward.sent()
    records.act(episodes.link, "FEB-1", case=Link(clarification_id=one.id))
    records.world.database.now(grouper.flag, Grouped({"FEB-1": "UZ01Z"}), tenant=TRUST)
    assert records["FEB-1"].hrg == "UZ01Z"
    lines = records.world.database.now(digests.clinician_digest, records.office.who(cole), NOW)
    assert [line.reference for line in lines] == [one.reference]
    held = repr(lines) + repr(records.world.database.now(digests.clerk_list, TRUST))
    assert "UZ01Z" not in held
    assert "hrg" not in held.casefold()


def test_groups_are_for_coders_and_leads(records: Records) -> None:
    records.world.database.now(grouper.flag, Grouped({"FEB-1": "UZ01Z"}), tenant=TRUST)
    shown = {who.speaker.name: grouper.hrg_for(records.office.who(who), records["FEB-1"]) for who in
             (asha, ben, cole, dee, kit)}  # fmt: skip
    assert shown == {
        "Asha Patel": "UZ01Z",
        "Ben Okoro": "",
        "Dr Cole": "",
        "Dee Marsh": "UZ01Z",
        "Kit Lowe": "",
    }


TABLE = SubmissionCalendar(
    {
        (month.activity_month, kind): closing_moment(day)
        for month in CALENDAR
        for kind, day in ((Inclusion.FIRST, month.first), (Inclusion.POST, month.post))
    }
)
moments = st.datetimes(at(2026, 1, 1).replace(tzinfo=None), at(2026, 6, 30).replace(tzinfo=None)).map(
    lambda naive: naive.replace(tzinfo=NOW.tzinfo)
)
standings = st.builds(
    Standing,
    st.sampled_from(["uncoded", "in progress", "blocked"]),
    st.none() | st.dates(date(2025, 11, 1), date(2026, 4, 30)),
    st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 30)),
    st.none() | moments,
    st.none() | moments,
)


@given(standings, moments, moments)
def test_any_episode_has_one_place_and_a_reason_for_it(one: Standing, now, since) -> None:
    outlook = Outlook(TABLE, Department(), now)
    place = outlook.place(one, since)
    closing = TABLE.closing(one.ended, now)
    assert (place is Place.RUNNING) == (one.ended is None)
    assert place is not Place.OVERDUE or closing.first_passed
    assert place is not Place.DUE or closing.closes_at is not None
    assert place is not Place.UNDATED or not closing.is_known
    if one.snoozed_until and one.snoozed_until > now.date() + timedelta(days=1):
        assert place not in SAID
    if outlook.is_near(one):
        assert place in (Place.OVERDUE, Place.DUE)
