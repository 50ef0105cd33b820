"""Dates as PAS reports write them: the day before the month, impossible and unlikely ones told apart."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.episode_files.bad import Bad
from casework.episode_files.dates import AHEAD, NO_SUCH_DAY, NOT_A_DATE, TOO_EARLY, Dates
from casework.episode_files.exported import exported_at
from knowledge.importers.sheet import Line

TODAY = date(2026, 3, 2)
DATES = Dates(TODAY)
FOURTH = date(2001, 12, 4)


@pytest.mark.parametrize(
    "written",
    [
        "2001-12-04",
        "2001/12/04",
        "2001-12-04 10:30",
        "2001-12-04T10:30:59",
        "2001-12-04T10:30:59.123Z",
        "2001-12-04 10:30:00.0000000",
        "04/12/2001",
        "4/12/2001",
        "4/12/01",
        "04/12/2001 23:59",
        "04/12/2001 11:59:00 PM",
        "04/12/2001  9:05am",
        "04.12.2001",
        "4.12.01",
        "04-12-2001",
        "04 12 2001",
        "4-Dec-01",
        "04-DEC-2001",
        "4 December 2001",
        "4th Dec 2001",
        "Tue 4 Dec 2001",
        "Tuesday, 4 December 2001 10:30",
        "04-Dec-01 10:30:00",
        "Dec  4 2001 12:00AM",
        "20011204",
        "20011204 10:30",
        "200112041030",
        "20011204103059",
        "20011204103059.123+0000",
        "37229",
        "37229.4375",
    ],
)
def test_each_usual_form_is_read(written):
    assert DATES.read(written) == FOURTH


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("12/25/2001", NO_SUCH_DAY),
        ("31/02/2001", NO_SUCH_DAY),
        ("29/02/2001", NO_SUCH_DAY),
        ("20011304", NO_SUCH_DAY),
        ("04/12/2001 25:00", NO_SUCH_DAY),
        ("31/12/1989", TOO_EARLY),
        ("01/01/1900", TOO_EARLY),
        ("0001-01-01", TOO_EARLY),
        ("05/03/2026", AHEAD),
        ("31/12/9999", AHEAD),
        ("9999-12-31T23:59:59-12:00", AHEAD),
        ("soon", NOT_A_DATE),
        ("4 Foo 2001", NOT_A_DATE),
        ("041201", NOT_A_DATE),
        ("04/12", NOT_A_DATE),
        ("2001-12", NOT_A_DATE),
        ("4/12-2001", NOT_A_DATE),
        ("٤/١٢/٢٠٠١", NOT_A_DATE),
        ("1" * 10_000, NOT_A_DATE),
    ],
)
def test_what_is_no_date_says_why_and_never_what_it_was(written, why):
    assert DATES.read(written) == why
    assert written[:30] not in why.reason


def test_two_days_ahead_are_still_believed():
    assert DATES.read("04/03/2026") == date(2026, 3, 4)


def test_a_year_of_two_digits_is_this_century_up_to_next_year():
    assert DATES.read("04/12/25") == date(2025, 12, 4)
    assert DATES.read("04/12/91") == date(1991, 12, 4)


def test_a_moment_with_its_offset_is_on_londons_day():
    assert DATES.read("2025-06-30T23:30:00Z") == date(2025, 7, 1)
    assert DATES.read("20250630233000+0000") == date(2025, 7, 1)


def test_the_serial_numbers_of_an_old_mac_workbook_begin_in_1904():
    assert Dates(TODAY, date(1904, 1, 1)).read("35767") == FOURTH


@given(
    st.dates(date(1990, 1, 1), TODAY),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d", "%d-%b-%Y"]),
)
def test_any_day_written_in_a_usual_form_is_read_as_itself(day, form):
    assert DATES.read(day.strftime(form)) == day


@given(st.text(max_size=60))
def test_whatever_stands_in_a_cell_is_a_day_or_a_reason(text):
    read = DATES.read(text)
    assert isinstance(read, Bad) or (isinstance(read, date) and read.year >= 1990)


@pytest.mark.parametrize(
    ("title", "moment"),
    [
        ("Report run: 02/03/2026 06:45", datetime(2026, 3, 2, 6, 45, tzinfo=UTC)),
        ("Produced 1 July 2025 at 06:45 by the PAS", datetime(2025, 7, 1, 5, 45, tzinfo=UTC)),
        ("Extract date 2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("Report: discharged from 01/12/2025 to 01/03/2026", None),
        ("Episodes ending 01/03/2026", None),
        ("Uncoded episodes", None),
    ],
)
def test_when_a_report_was_written_is_read_from_its_titles(title, moment):
    lines = [Line(1, ("Hospital", "")), Line(2, (title, ""))]
    assert exported_at(lines, DATES, datetime(2026, 3, 2, 7, tzinfo=UTC)) == moment
