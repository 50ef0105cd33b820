"""Working time: London's hours, each nation's bank holidays, due times that no clock change moves."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from timeit import repeat

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.working_time import (
    END_OF_DAY,
    FIRST_YEAR,
    LAST_YEAR,
    LONDON,
    BeyondTheCalendar,
    Nation,
    WorkingCalendar,
    london,
    london_date,
    parse_hours,
)

ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND = (WorkingCalendar(nation=nation) for nation in Nation)
ROUND_THE_CLOCK = WorkingCalendar(opens=time(0), closes=END_OF_DAY, weekdays=frozenset(range(7)))
NOTHING, MINUTE, HOUR, DAY = timedelta(0), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
A_DAYS_WORK = 8 * HOUR


def at(text: str) -> datetime:
    """That time on London's clocks, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


def days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += DAY


def closed(calendar: WorkingCalendar, first: str, last: str) -> list[str]:
    """The weekdays of that stretch on which the department is closed."""
    return [
        f"{day:%a %d %b}"
        for day in days(first, last)
        if day.weekday() < 5 and not calendar.is_working_day(day)
    ]


# Within a day


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-03-03 08:59:59.999999", False),
        ("2026-03-03 09:00", True),
        ("2026-03-03 16:59:59.999999", True),
        ("2026-03-03 17:00", False),
        ("2026-03-07 12:00", False),
        ("2026-07-01 09:00", True),
        ("2026-07-01 08:59", False),
    ],
)
def test_a_working_day_runs_from_its_opening_up_to_its_closing(moment: str, working: bool) -> None:
    assert ENGLAND.is_working(at(moment)) is working


@pytest.mark.parametrize(
    ("moment", "following"),
    [
        ("2026-03-03 12:34:56", "2026-03-03 12:34:56"),
        ("2026-03-03 09:00", "2026-03-03 09:00"),
        ("2026-03-03 03:00", "2026-03-03 09:00"),
        ("2026-03-03 17:00", "2026-03-04 09:00"),
        ("2026-03-06 17:00", "2026-03-09 09:00"),
        ("2026-12-31 18:00", "2027-01-04 09:00"),
    ],
)
def test_the_next_working_moment_is_this_one_or_the_next_opening(moment: str, following: str) -> None:
    assert ENGLAND.next_working(at(moment)) == at(following)


@pytest.mark.parametrize(
    ("start", "working", "due"),
    [
        ("2026-03-03 10:00", HOUR, "2026-03-03 11:00"),
        ("2026-03-03 10:00", A_DAYS_WORK, "2026-03-04 10:00"),
        ("2026-03-03 16:30", HOUR, "2026-03-04 09:30"),
        ("2026-03-06 16:30", HOUR, "2026-03-09 09:30"),
        ("2026-03-07 11:00", HOUR, "2026-03-09 10:00"),
        ("2026-03-03 06:00", HOUR, "2026-03-03 10:00"),
        ("2026-03-02 10:00", 48 * HOUR, "2026-03-10 10:00"),
        ("2026-12-24 16:00", 2 * HOUR, "2026-12-29 10:00"),
    ],
)
def test_work_goes_on_where_it_stopped(start: str, working: timedelta, due: str) -> None:
    assert ENGLAND.add(at(start), working) == at(due)


def test_what_fills_a_day_is_due_at_its_closing() -> None:
    monday = at("2026-03-02 09:00")
    assert ENGLAND.add(monday, A_DAYS_WORK) == at("2026-03-02 17:00")
    assert ENGLAND.add(monday, 5 * A_DAYS_WORK) == at("2026-03-06 17:00")
    assert ENGLAND.add(at("2026-12-31 09:00"), A_DAYS_WORK) == at("2026-12-31 17:00")
    assert ENGLAND.add(at("2026-03-02 17:00"), MINUTE) == at("2026-03-03 09:01")


def test_no_working_time_is_the_next_working_moment() -> None:
    assert ENGLAND.add(at("2026-03-07 11:00"), NOTHING) == at("2026-03-09 09:00")


def test_working_time_is_never_taken_away() -> None:
    with pytest.raises(ValueError, match="never taken away"):
        ENGLAND.add(at("2026-03-03 10:00"), -MINUTE)


@pytest.mark.parametrize(
    ("start", "end", "working"),
    [
        ("2026-03-03 10:00", "2026-03-03 11:30", timedelta(hours=1.5)),
        ("2026-03-03 08:00", "2026-03-03 18:00", A_DAYS_WORK),
        ("2026-03-06 16:00", "2026-03-09 10:00", 2 * HOUR),
        ("2026-03-07 09:00", "2026-03-08 17:00", NOTHING),
        ("2026-12-31 16:00", "2027-01-04 10:00", 2 * HOUR),
        ("2026-03-03 11:00", "2026-03-03 10:00", NOTHING),
        ("2027-03-03 11:00", "2026-03-03 10:00", NOTHING),
        ("2026-01-01 00:00", "2027-01-01 00:00", 253 * A_DAYS_WORK),
    ],
)
def test_only_working_time_elapses(start: str, end: str, working: timedelta) -> None:
    assert ENGLAND.between(at(start), at(end)) == working


def test_any_zone_may_be_given_and_utc_comes_back() -> None:
    abroad = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(5 * HOUR))
    found = [ENGLAND.next_working(abroad), ENGLAND.add(abroad, HOUR), ENGLAND.opening(date(2026, 7, 1))]
    assert [moment.isoformat() for moment in found] == [
        "2026-07-01T08:00:00+00:00",
        "2026-07-01T09:00:00+00:00",
        "2026-07-01T08:00:00+00:00",
    ]


@pytest.mark.parametrize("ask", [ENGLAND.is_working, ENGLAND.next_working, london, london_date])
def test_a_moment_without_its_zone_is_refused(ask) -> None:
    with pytest.raises(ValueError, match="time zone"):
        ask(datetime(2026, 3, 3, 10))  # noqa: DTZ001


def test_a_moment_is_not_taken_for_a_date() -> None:
    with pytest.raises(TypeError, match="london_date"):
        ENGLAND.is_working_day(at("2026-12-25 10:00"))


# Bank holidays

DIVISIONS = {
    Nation.ENGLAND: BankHolidays.ENGLAND_AND_WALES,
    Nation.WALES: BankHolidays.ENGLAND_AND_WALES,
    Nation.SCOTLAND: BankHolidays.SCOTLAND,
    Nation.NORTHERN_IRELAND: BankHolidays.NORTHERN_IRELAND,
}
# Proclaimed on 3 February 2026 and on GOV.UK's list since (World Cup bank holiday), but the copy of that
# list in govuk-bank-holidays 0.19 is older: here the truth is ours.
PROCLAIMED_LATER = {(Nation.SCOTLAND, date(2026, 6, 15))}


@pytest.mark.parametrize("nation", list(Nation))
def test_every_weekday_from_2018_to_2028_is_as_gov_uk_lists_it(nation: Nation) -> None:
    """The truth is GOV.UK's own list, of which the package govuk-bank-holidays ships a copy to 2028."""
    listed = {
        holiday["date"] for holiday in BankHolidays(use_cached_holidays=True).get_holidays(DIVISIONS[nation])
    }
    listed |= {day for whose, day in PROCLAIMED_LATER if whose is nation}
    calendar = WorkingCalendar(nation=nation)
    weekdays = [day for day in days("2018-01-01", "2028-12-31") if day.weekday() < 5]
    assert len(weekdays) == 2870
    assert [day for day in weekdays if calendar.is_working_day(day) is (day in listed)] == []


@pytest.mark.parametrize(
    ("calendar", "first", "last", "shut"),
    [
        (ENGLAND, "2026-03-30", "2026-04-10", ["Fri 03 Apr", "Mon 06 Apr"]),
        (SCOTLAND, "2026-03-30", "2026-04-10", ["Fri 03 Apr"]),
        (ENGLAND, "2023-05-01", "2023-05-31", ["Mon 01 May", "Mon 08 May", "Mon 29 May"]),
        (ENGLAND, "2020-05-01", "2020-05-31", ["Fri 08 May", "Mon 25 May"]),
        (ENGLAND, "2022-05-30", "2022-06-10", ["Thu 02 Jun", "Fri 03 Jun"]),
        (ENGLAND, "2022-09-12", "2022-09-23", ["Mon 19 Sep"]),
        (SCOTLAND, "2026-01-01", "2026-01-09", ["Thu 01 Jan", "Fri 02 Jan"]),
        (ENGLAND, "2026-01-01", "2026-01-09", ["Thu 01 Jan"]),
        (SCOTLAND, "2027-08-01", "2027-08-31", ["Mon 02 Aug"]),
        (ENGLAND, "2027-08-01", "2027-08-31", ["Mon 30 Aug"]),
        (SCOTLAND, "2026-11-23", "2026-12-04", ["Mon 30 Nov"]),
        (NORTHERN_IRELAND, "2026-03-09", "2026-03-20", ["Tue 17 Mar"]),
        (NORTHERN_IRELAND, "2027-07-05", "2027-07-16", ["Mon 12 Jul"]),
        (NORTHERN_IRELAND, "2026-07-06", "2026-07-17", ["Mon 13 Jul"]),
        (WALES, "2026-02-23", "2026-03-20", []),
        (WALES, "2026-07-06", "2026-07-17", []),
    ],
    ids=str,
)
def test_each_nation_keeps_its_own_days(
    calendar: WorkingCalendar, first: str, last: str, shut: list[str]
) -> None:
    assert closed(calendar, first, last) == shut


@pytest.mark.parametrize(
    ("year", "shut"),
    [
        (2026, ["Fri 25 Dec", "Mon 28 Dec", "Fri 01 Jan"]),
        (2027, ["Mon 27 Dec", "Tue 28 Dec", "Mon 03 Jan"]),
        (2022, ["Mon 26 Dec", "Tue 27 Dec", "Mon 02 Jan"]),
        (2025, ["Thu 25 Dec", "Fri 26 Dec", "Thu 01 Jan"]),
    ],
)
def test_christmas_on_a_weekend_is_made_up_for(year: int, shut: list[str]) -> None:
    assert closed(ENGLAND, f"{year}-12-20", f"{year + 1}-01-05") == shut


def test_who_works_on_saturdays_is_closed_on_the_feast_and_on_its_substitute() -> None:
    calendar = replace(ENGLAND, weekdays=frozenset(range(6)))
    assert not calendar.is_working_day(date(2027, 12, 25))
    assert not calendar.is_working_day(date(2027, 12, 27))
    assert calendar.is_working_day(date(2027, 12, 18))


def test_a_due_time_waits_for_easter_to_pass() -> None:
    thursday = at("2026-04-02 15:00")
    assert ENGLAND.add(thursday, 4 * HOUR) == at("2026-04-07 11:00")
    assert SCOTLAND.add(thursday, 4 * HOUR) == at("2026-04-06 11:00")


def test_a_leap_day_is_a_day_like_others() -> None:
    assert ENGLAND.add(at("2028-02-28 16:00"), 2 * HOUR) == at("2028-02-29 10:00")
    assert ENGLAND.between(at("2028-02-28 09:00"), at("2028-03-01 17:00")) == 3 * A_DAYS_WORK


def test_the_department_closes_and_opens_on_days_of_its_own() -> None:
    calendar = replace(
        ENGLAND,
        closed_days=frozenset({date(2026, 3, 4)}),
        open_days=frozenset({date(2026, 3, 7), date(2026, 4, 3)}),
    )
    assert not calendar.is_working_day(date(2026, 3, 4))
    assert calendar.is_working_day(date(2026, 3, 7))
    assert calendar.is_working_day(date(2026, 4, 3))
    assert calendar.add(at("2026-03-03 16:00"), 2 * HOUR) == at("2026-03-05 10:00")
    assert ENGLAND.is_working_day(date(2026, 3, 4))


def test_the_next_working_day_is_that_day_or_the_first_after_it() -> None:
    assert ENGLAND.next_working_day(date(2026, 4, 2)) == date(2026, 4, 2)
    assert ENGLAND.next_working_day(date(2026, 4, 3)) == date(2026, 4, 7)


# Clock changes: 29 March and 25 October 2026


def test_over_a_weekend_of_changing_clocks_a_working_hour_is_an_hour() -> None:
    for friday in ("2026-03-27 16:30", "2026-10-23 16:30"):
        due = ENGLAND.add(at(friday), HOUR)
        assert f"{london(due):%a %H:%M}" == "Mon 09:30"
        assert ENGLAND.between(at(friday), due) == HOUR


def test_opening_is_nine_in_london_in_both_halves_of_the_year() -> None:
    assert ENGLAND.opening(date(2026, 3, 27)) == datetime(2026, 3, 27, 9, tzinfo=UTC)
    assert ENGLAND.opening(date(2026, 3, 30)) == datetime(2026, 3, 30, 8, tzinfo=UTC)
    assert ENGLAND.closing(date(2026, 10, 23)) == datetime(2026, 10, 23, 16, tzinfo=UTC)
    assert ENGLAND.closing(date(2026, 10, 26)) == datetime(2026, 10, 26, 17, tzinfo=UTC)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_round_the_clock_the_day_of_the_change_has_its_true_length(day: date, hours: int) -> None:
    opening, closing = ROUND_THE_CLOCK.opening(day), ROUND_THE_CLOCK.closing(day)
    assert ROUND_THE_CLOCK.between(opening, closing) == closing - opening == hours * HOUR
    assert ROUND_THE_CLOCK.add(opening, hours * HOUR + MINUTE) == closing + MINUTE


def test_an_hour_that_comes_twice_is_worked_twice() -> None:
    calendar = replace(ROUND_THE_CLOCK, closes=time(8))
    sunday = date(2026, 10, 25)
    assert calendar.between(calendar.opening(sunday), calendar.closing(sunday)) == 9 * HOUR
    once, again = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert f"{london(once):%H:%M}" == f"{london(again):%H:%M}" == "01:30"
    assert calendar.between(once, again) == HOUR


def test_every_working_day_until_2034_opens_at_nine_and_closes_at_five_on_londons_clocks() -> None:
    worked = [day for day in days("2024-01-01", "2034-12-31") if ENGLAND.is_working_day(day)]
    assert len(worked) > 2700
    for day in worked:
        assert london(ENGLAND.opening(day)).replace(tzinfo=None) == datetime.combine(day, time(9))
        assert london(ENGLAND.closing(day)).replace(tzinfo=None) == datetime.combine(day, time(17))


# What is refused


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("09:00-17:00", (time(9), time(17))),
        ("8:30-16:45", (time(8, 30), time(16, 45))),
        (" 07:00 – 19:00 ", (time(7), time(19))),
        ("00:00-24:00", (time(0), END_OF_DAY)),
        ("02:00-24:00", (time(2), END_OF_DAY)),
    ],
)
def test_hours_are_read(text: str, hours: tuple[time, time]) -> None:
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "write hours as 09:00-17:00"),
        ("9-5", "write hours as 09:00-17:00"),
        ("09:00", "write hours as 09:00-17:00"),
        ("09:00-17:00 GMT", "write hours as 09:00-17:00"),
        ("09:00-17:60", "17:60 in '09:00-17:60' is not a time of day"),
        ("25:00-26:00", "is not a time of day"),
        ("24:00-24:00", "24:00 in '24:00-24:00' is not a time of day"),
        ("09:00-24:30", "24:30 in '09:00-24:30' is not a time of day"),
        ("22:00-06:00", "the hours 22:00-06:00 pass midnight or are empty"),
        ("09:00-09:00", "pass midnight or are empty"),
        ("09:00-00:00", "write 24:00 for the end of the day"),
        ("01:30-09:00", "between 01:00 and 02:00, when the clocks change"),
        ("00:00-01:00", "between 01:00 and 02:00, when the clocks change"),
    ],
)
def test_hours_that_cannot_be_kept_are_refused_with_the_reason(text: str, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        parse_hours(text)


@given(st.one_of(st.text(), st.from_regex(r"[0-3][0-9]:[0-7][0-9]-[0-3][0-9]:[0-7][0-9]", fullmatch=True)))
def test_whatever_is_typed_as_hours_makes_a_calendar_or_is_refused(text: str) -> None:
    try:
        opens, closes = parse_hours(text)
    except ValueError:
        return
    assert WorkingCalendar(opens=opens, closes=closes).next_working(at("2026-03-03 00:00"))


@pytest.mark.parametrize(
    ("told", "because"),
    [
        ({"opens": time(22), "closes": time(6)}, "pass midnight"),
        ({"opens": time(9, tzinfo=UTC)}, "take no time zone"),
        ({"weekdays": frozenset()}, "at least one weekday"),
        ({"weekdays": frozenset({1, 7})}, "from 0 for Monday to 6 for Sunday"),
        (
            {"closed_days": frozenset({date(2026, 3, 4)}), "open_days": frozenset({date(2026, 3, 4)})},
            "2026-03-04 cannot be",
        ),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(told: dict, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        WorkingCalendar(**told)


def far(year: int) -> datetime:
    return datetime(year, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: ENGLAND.is_working(far(LAST_YEAR + 1)),
        lambda: ENGLAND.is_working(datetime.min.replace(tzinfo=UTC)),
        lambda: ENGLAND.next_working(far(FIRST_YEAR - 1)),
        lambda: ENGLAND.next_working(datetime(LAST_YEAR, 12, 31, 23, tzinfo=UTC)),
        lambda: ENGLAND.next_working_day(date(3026, 1, 1)),
        lambda: ENGLAND.add(far(2026), timedelta.max),
        lambda: ENGLAND.between(far(26), far(2026)),
        lambda: ENGLAND.between(far(2026), far(9999)),
    ],
)
def test_where_nobody_knows_the_bank_holidays_the_person_is_told(ask) -> None:
    with pytest.raises(BeyondTheCalendar, match=r"from 1981 to 2100 only\. Check the year\.") as refused:
        ask()
    assert isinstance(refused.value, CaseworkError)


def test_decades_away_bank_holidays_still_count() -> None:
    assert not ENGLAND.is_working_day(date(2099, 12, 25))
    assert not ENGLAND.is_working_day(date(2100, 3, 26)), "Good Friday of 2100"
    assert ENGLAND.add(at("2100-03-25 16:00"), 2 * HOUR) == at("2100-03-30 10:00")


# Properties

quarters = st.integers(0, 24 * 4 - 1).map(lambda count: 15 * count * MINUTE)
moments = st.builds(
    lambda day, quarter, rest: datetime.combine(day, time(0), UTC) + quarter + rest,
    st.dates(date(2018, 1, 1), date(2034, 12, 31)),
    quarters,
    st.one_of(st.just(NOTHING), st.timedeltas(NOTHING, 15 * MINUTE)),
)
amounts = st.one_of(
    st.timedeltas(NOTHING, timedelta(hours=400)), st.integers(0, 50).map(lambda count: count * A_DAYS_WORK)
)
some_days = st.frozensets(st.dates(date(2018, 1, 1), date(2034, 12, 31)), max_size=5)
hours = st.sampled_from(
    ["09:00-17:00", "08:30-16:45", "00:00-24:00", "00:00-08:00", "02:00-24:00", "11:59-16:00"]
).map(parse_hours)


@st.composite
def calendars(draw: st.DrawFn) -> WorkingCalendar:
    opens, closes = draw(hours)
    closed_days = draw(some_days)
    return WorkingCalendar(
        nation=draw(st.sampled_from(Nation)),
        opens=opens,
        closes=closes,
        weekdays=draw(st.frozensets(st.integers(0, 6), min_size=2)),
        closed_days=closed_days,
        open_days=draw(some_days) - closed_days,
    )


@given(calendars(), moments, amounts)
def test_as_much_working_time_has_elapsed_as_was_added(
    calendar: WorkingCalendar, start: datetime, working: timedelta
) -> None:
    assert calendar.between(start, calendar.add(start, working)) == working


@given(calendars(), moments, amounts)
def test_a_due_moment_is_within_working_hours_or_their_very_end(
    calendar: WorkingCalendar, start: datetime, working: timedelta
) -> None:
    due = calendar.add(start, working)
    assert due >= start
    assert due.tzinfo is UTC
    assert calendar.is_working(due) or calendar.is_working(due - timedelta(microseconds=1))


@given(calendars(), moments)
def test_the_next_working_moment_is_working_and_nothing_before_it_is(
    calendar: WorkingCalendar, moment: datetime
) -> None:
    following = calendar.next_working(moment)
    assert calendar.is_working(following)
    assert calendar.is_working(moment) is (following == moment)
    assert calendar.between(moment, following) == NOTHING
    assert calendar.next_working(following) == following


@given(calendars(), moments, amounts, amounts)
def test_two_stretches_added_are_their_sum(
    calendar: WorkingCalendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    """Adding nothing moves on from a closing to the next opening: no working time lies between the two."""
    together = calendar.add(start, first + second)
    one_by_one = calendar.add(calendar.add(start, first), second)
    assert one_by_one == (together if second else calendar.next_working(together))


@given(calendars(), moments, moments, amounts, amounts)
def test_later_or_more_is_never_due_earlier(
    calendar: WorkingCalendar, one: datetime, other: datetime, less: timedelta, more: timedelta
) -> None:
    (one, other), (less, more) = sorted((one, other)), sorted((less, more))
    assert calendar.add(one, less) <= calendar.add(other, less)
    assert calendar.add(one, less) <= calendar.add(one, more)


@given(calendars(), st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_working_time_elapses_piece_by_piece(calendar: WorkingCalendar, three: list[datetime]) -> None:
    first, second, third = three
    assert calendar.between(first, second) + calendar.between(second, third) == calendar.between(first, third)
    assert NOTHING <= calendar.between(first, third) <= third - first


CHANGES = st.sampled_from([date(2026, 3, 26), date(2026, 10, 22), date(2027, 3, 25), date(2026, 12, 22)])


@given(calendars(), st.one_of(CHANGES, st.dates(date(2018, 1, 1), date(2034, 12, 20))), quarters)
def test_it_is_what_one_counts_minute_by_minute(
    calendar: WorkingCalendar, first: date, quarter: timedelta
) -> None:
    """Every minute of five days is looked at by itself: slow, but plainly right."""
    start = datetime.combine(first, time(0), UTC) + quarter
    counted = sum(calendar.is_working(start + count * MINUTE) for count in range(5 * 24 * 60))
    assert calendar.between(start, start + 5 * DAY) == counted * MINUTE


def test_four_hundred_working_hours_are_added_in_less_than_a_millisecond() -> None:
    start = at("2026-11-02 10:00")
    assert ENGLAND.add(start, 400 * HOUR) == at("2027-01-14 10:00")
    assert min(repeat(lambda: ENGLAND.add(start, 400 * HOUR), number=10, repeat=20)) / 10 < 0.001


def test_calendars_alike_are_equal_whatever_they_have_worked_out() -> None:
    fresh = WorkingCalendar()
    ENGLAND.add(at("2026-03-03 10:00"), HOUR)
    assert fresh == ENGLAND
    assert hash(fresh) == hash(ENGLAND)
    assert fresh != SCOTLAND
