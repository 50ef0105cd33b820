"""Slots: any rule, any moment of ten years, any calendar. Pure, but for the claim."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import slots
from casework.london import LONDON, london, london_date
from casework.schedules import NEVER_FROM, NEVER_TO, Schedules
from casework.working_time import Nation, WorkingCalendar
from tests.cases import at_once
from tests.episodes import at
from tests.world import NOON, World

TEN_YEARS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001 - its zone comes below
    datetime(2034, 12, 31, 23, 59),  # noqa: DTZ001
    timezones=st.just(LONDON),
)
times = (
    st.times()
    .filter(lambda one: not NEVER_FROM <= one <= NEVER_TO)
    .map(lambda one: one.replace(second=0, microsecond=0))
)
calendars = st.builds(
    WorkingCalendar,
    nation=st.sampled_from(Nation),
    opens=st.sampled_from([time(0), time(8), time(9, 30)]),
    closes=st.sampled_from([time(12), time(17), time(0)]),
    weekdays=st.sampled_from([frozenset(range(5)), frozenset(range(7)), frozenset({1, 3}), frozenset({5})]),
    closed_days=st.just(frozenset({date(2026, 3, 4)})),
)
MANY = settings(max_examples=1_500)


@given(calendars, times, TEN_YEARS)
@MANY
def test_a_daily_slot_is_open_once_a_working_day_and_only_in_its_hours(
    calendar: WorkingCalendar, wanted: time, now: datetime
) -> None:
    window = slots.daily(calendar, wanted, now)
    day = london_date(now)
    assert (window is not None) == calendar.is_working_day(day)
    if window is not None:
        assert window.day == day
        assert calendar.is_working(window.opens_at)
        assert calendar.opening(day) <= window.opens_at < window.closes_at == calendar.closing(day)
        assert not NEVER_FROM < london(window.opens_at).time() < NEVER_TO
        assert window.is_open(window.opens_at, calendar)


@given(calendars, times, TEN_YEARS)
@MANY
def test_a_time_within_the_hours_is_kept_to_the_minute(
    calendar: WorkingCalendar, wanted: time, now: datetime
) -> None:
    window = slots.daily(calendar, wanted, now)
    last = calendar.closing(london_date(now)) - timedelta(minutes=30)
    if window and calendar.opening(window.day) < window.opens_at < last:
        assert london(window.opens_at).time() == wanted


@given(calendars, st.integers(0, 6), times, TEN_YEARS)
@MANY
def test_a_weekly_slot_begins_on_the_first_working_day_on_or_after_its_weekday(
    calendar: WorkingCalendar, weekday: int, wanted: time, now: datetime
) -> None:
    window = slots.weekly(calendar, weekday, wanted, now)
    assert window is not None
    assert window.day.weekday() == weekday
    due = calendar.next_working_day(window.day)
    assert due <= london_date(now)
    assert london_date(window.opens_at) == due
    assert calendar.is_working(window.opens_at)
    assert now < window.closes_at + timedelta(days=1)


@given(calendars, st.integers(0, 6), times, TEN_YEARS)
@settings(max_examples=30)
def test_over_six_weeks_each_week_has_one_slot_on_its_first_working_day(
    calendar: WorkingCalendar, weekday: int, wanted: time, now: datetime
) -> None:
    """Where several weeks begin on one day, after a closure, they are one: the last of them.

    No slot is open for less than half an hour.
    """
    opened: dict[date, date] = {}
    for step in range(6 * 7 * 24 * 2):
        moment = now + timedelta(minutes=30 * step)
        window = slots.weekly(calendar, weekday, wanted, moment)
        if window and window.is_open(moment, calendar):
            opened.setdefault(window.day, london_date(moment))
    first, last = london_date(now) + timedelta(days=1), london_date(now) + timedelta(days=40)
    begins = {}
    for number in range(-60, 70):
        nominal = first + timedelta(days=number)
        if nominal.weekday() == weekday:
            begins[calendar.next_working_day(nominal)] = nominal
    expected = {nominal: due for due, nominal in begins.items() if first <= due <= last}
    within = {nominal: day for nominal, day in opened.items() if calendar.next_working_day(nominal) >= first}
    assert {nominal: day for nominal, day in within.items() if day <= last} == expected


@pytest.mark.parametrize(
    ("day", "hours_of_utc"),
    [(date(2026, 3, 27), 9), (date(2026, 3, 30), 8), (date(2026, 10, 23), 8), (date(2026, 10, 26), 9)],
)
def test_nine_is_nine_in_london_on_both_sides_of_a_clock_change(day: date, hours_of_utc: int) -> None:
    now = at(day.year, day.month, day.day, 12)
    window = slots.daily(WorkingCalendar(opens=time(8)), time(9), now)
    assert window
    assert window.opens_at == at(day.year, day.month, day.day, hours_of_utc)


def test_a_bank_holiday_moves_the_weekly_slot_to_the_next_working_day() -> None:
    calendar = WorkingCalendar()
    easter = slots.weekly(calendar, 0, time(9), at(2026, 4, 7, 12))
    assert easter
    assert (easter.day, easter.opens_at) == (date(2026, 4, 6), at(2026, 4, 7, 8))
    good_friday = slots.weekly(calendar, 4, time(9), at(2026, 4, 8, 12))
    assert good_friday
    assert (good_friday.day, good_friday.opens_at) == (date(2026, 4, 3), at(2026, 4, 7, 8))


@pytest.mark.parametrize("wrong", [time(0, 59), time(1), time(1, 30), time(2), time(2, 1)])
@pytest.mark.parametrize("role", ["coder", "coder_afternoon", "lead", "clinician", "clerk"])
def test_nothing_is_scheduled_where_the_clocks_change(role: str, wrong: time) -> None:
    with pytest.raises(ValueError, match="the clocks change"):
        Schedules(**{role: wrong})


@pytest.mark.parametrize(
    "wrong",
    [{"lead_weekday": 7}, {"tighten_days": -1}, {"keep_slots_days": 3}, {"lead": time(9, tzinfo=LONDON)}],
)
def test_senseless_schedules_are_refused(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"weekday|or more|time zone"):
        Schedules(**wrong)


def test_a_slot_is_won_once(world: World) -> None:
    names = [f"2026-03-03 {number}" for number in range(1200)]
    claim = world.database.now
    assert claim(slots.claim, "job", names[:700], NOON) == set(names[:700])
    assert claim(slots.claim, "job", names, NOON) == set(names[700:])
    assert claim(slots.claim, "another job", names[:1], NOON) == set(names[:1])
    assert claim(slots.claimed, "job", [*names, "other"]).keys() == set(names)


def test_of_many_who_claim_at_once_each_slot_has_one_winner(world: World) -> None:
    names = [f"2026-03-03 {number}" for number in range(300)]
    won = at_once(
        *[lambda: world.database.now(slots.claim, "job", names, NOON) for _ in range(4)],
        *[lambda: world.database.now(slots.claim, "job", names[::-1], NOON) for _ in range(2)],
    )
    assert Counter(slot for one in won for slot in one) == Counter(names)


def test_a_claim_that_is_rolled_back_can_be_won_again(world: World) -> None:
    def fails(session):
        slots.claim(session, "job", ["a"], NOON)
        raise RuntimeError("killed between claim and owe")

    with pytest.raises(RuntimeError):
        world.database.now(fails)
    assert world.database.now(slots.claim, "job", ["a"], NOON) == {"a"}


def test_old_decisions_are_let_go_of(world: World) -> None:
    world.database.now(slots.claim, "job", ["old"], NOON - timedelta(days=100))
    world.database.now(slots.claim, "job", ["new"], NOON)
    world.database.now(slots.forget_old, NOON - timedelta(days=90))
    assert world.database.now(slots.claimed, "job", ["old", "new"]).keys() == {"new"}
