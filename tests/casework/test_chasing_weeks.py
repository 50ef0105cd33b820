"""Weeks that are not like others: Easter, Christmas, clock changes, a leap day; and a machine that slept.

They are ticked every quarter of an hour. Each working day each coder gets one digest, within their hours and
at their time; bank holidays and weekends are silent.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from casework import reminder_times
from casework.london import london, london_date
from casework.model.notice import NoticeKind
from casework.working_time import WorkingCalendar
from tests.episodes import Records, at, days, row
from tests.people import asha, ben, dee
from tests.world import World

CODER, LEAD = NoticeKind.CODER_DIGEST, NoticeKind.LEAD_BACKLOG
QUARTER = timedelta(minutes=15)
# The weeks, and the weekdays in them that are bank holidays in England.
WEEKS = {
    "Easter 2026": (date(2026, 3, 30), date(2026, 4, 12), {date(2026, 4, 3), date(2026, 4, 6)}),
    "Christmas 2026": (
        date(2026, 12, 21),
        date(2027, 1, 3),
        {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)},
    ),
    "clocks go forward": (date(2026, 3, 23), date(2026, 4, 2), set()),
    "clocks go back": (date(2026, 10, 19), date(2026, 11, 1), set()),
    "leap day": (date(2028, 2, 28), date(2028, 3, 5), set()),
}


@pytest.fixture
def records(world: World) -> Records:
    """Asha and Ben each have an episode of a month that no calendar has: there is something to say daily."""
    made = Records(world)
    made.take(row("A-1"), row("B-1"))
    made.give("B-1", ben)
    return made


def live(records: Records, first: date, last: date, step: timedelta = QUARTER) -> None:
    moment, end = (
        at(first.year, first.month, first.day),
        at(last.year, last.month, last.day) + timedelta(days=1),
    )
    while moment < end:
        records.tick(moment)
        moment += step


def sent(records: Records, kind: NoticeKind, who=None) -> list[datetime]:
    found = records.notices(kind)
    return [one.owed_at for one in found if who is None or one.person_id == records.office.id(who)]


@pytest.mark.parametrize(("first", "last", "holidays"), WEEKS.values(), ids=list(WEEKS))
def test_each_working_day_brings_each_coder_one_digest(
    records: Records, first: date, last: date, holidays: set[date]
) -> None:
    live(records, first, last)
    worked = [day for day in days(first, last) if day.weekday() < 5 and day not in holidays]
    for who in (asha, ben):
        assert [london_date(moment) for moment in sent(records, CODER, who)] == worked
    assert {london(moment).time() for moment in sent(records, CODER)} == {time(9)}


@pytest.mark.parametrize(("first", "last", "holidays"), WEEKS.values(), ids=list(WEEKS))
def test_each_week_brings_the_lead_one_backlog(
    records: Records, first: date, last: date, holidays: set[date]
) -> None:
    live(records, first, last, step=timedelta(hours=1))
    mondays = [day for day in days(first, last) if day.weekday() == 0]
    worked = [records.department.calendar.next_working_day(day) for day in mondays]
    assert [london_date(moment) for moment in sent(records, LEAD, dee)] == worked


def test_people_are_reminded_at_their_own_time_or_not_at_all(records: Records) -> None:
    now = records.world.clock()
    choose = records.world.database.now
    facts = {"department": records.department, "now": now}
    chosen = choose(reminder_times.set_time, by=records.office.who(asha), words="10:15", **facts)
    choose(reminder_times.pause, by=records.office.who(ben), until=date(2026, 4, 1), now=now)
    assert chosen == time(10, 15)
    live(records, date(2026, 3, 25), date(2026, 4, 1))
    assert {london(moment).time() for moment in sent(records, CODER, asha)} == {time(10, 15)}
    assert [london_date(moment) for moment in sent(records, CODER, ben)] == [date(2026, 4, 1)]


@pytest.mark.parametrize(
    ("slept", "woke", "digests"),
    [
        (timedelta(seconds=3), at(2026, 3, 9, 9, 0), 1),
        (timedelta(hours=3), at(2026, 3, 9, 12), 1),
        (timedelta(days=3), at(2026, 3, 9, 15), 1),
        (timedelta(days=3), at(2026, 3, 9, 18), 0),
        (timedelta(days=10), at(2026, 3, 13, 16, 59), 1),
        (timedelta(days=10), at(2026, 3, 14, 12), 0),
    ],
)
def test_a_machine_that_slept_sends_the_days_digest_once_within_its_hours(
    records: Records, slept: timedelta, woke: datetime, digests: int
) -> None:
    records.tick(woke - slept)
    before = len(sent(records, CODER, asha))
    for minutes in range(0, 60, 10):
        records.tick(woke + timedelta(minutes=minutes))
    same_day = london_date(woke) == london_date(woke - slept) and before
    assert len(sent(records, CODER, asha)) - before == (0 if same_day else digests)


def test_a_department_that_slept_through_monday_gets_the_backlog_on_tuesday_once(records: Records) -> None:
    records.tick(at(2026, 3, 6, 12))
    before = len(sent(records, LEAD, dee))
    for hour in range(8, 17):
        records.tick(at(2026, 3, 10, hour))
    after = sent(records, LEAD, dee)[before:]
    assert after == [at(2026, 3, 10, 9)]


def test_a_clock_that_steps_back_sends_nothing_again(records: Records) -> None:
    for minute in (30, 0, 45, 15, 50):
        records.tick(at(2026, 3, 9, 10, minute))
    assert len(sent(records, CODER, asha)) == 1


def test_a_department_of_other_days_and_hours(records: Records) -> None:
    hours = WorkingCalendar(opens=time(7), closes=time(12), weekdays=frozenset({0, 5}))
    records.department = replace(records.department, calendar=hours)
    live(records, date(2026, 3, 9), date(2026, 3, 22))
    found = [london(moment) for moment in sent(records, CODER, asha)]
    assert [f"{moment:%a %H:%M}" for moment in found] == ["Mon 08:30", "Sat 08:30"] * 2
