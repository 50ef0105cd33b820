"""The submission calendar: read from a table, never reckoned; a month that it lacks is said."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework import deadlines
from casework.calendar_file import activity_month, read_calendar
from casework.deadlines import CalendarDifference, Month, SubmissionCalendar, closing_moment
from casework.model.submission_date import Inclusion
from knowledge.importers.rows import RefusedFile
from tests.episodes import CALENDAR, Records, at
from tests.world import NOON, World

HEADER = "Activity month,First reconciliation inclusion date,Post reconciliation inclusion date\n"
ENDED = date(2026, 2, 20)


@pytest.fixture
def records(world: World) -> Records:
    made = Records(world)
    made.load_calendar()
    return made


def file(tmp_path: Path, lines: str, header: str = HEADER) -> Path:
    path = tmp_path / "calendar.csv"
    path.write_text(header + lines)
    return path


def test_an_episode_closes_at_five_on_its_months_next_inclusion_date(records: Records) -> None:
    closing = records.world.database.now(deadlines.closes_before, ENDED, now=NOON)
    assert closing.closes_at == at(2026, 3, 19, 17)
    assert closing.words() == "closes before Thu 19 March 2026, 17:00 (first reconciliation)"


def test_five_is_londons_in_summer_too(records: Records) -> None:
    closing = records.world.database.now(deadlines.closes_before, date(2026, 3, 31), now=NOON)
    assert closing.closes_at == at(2026, 4, 22, 16)


def test_after_the_first_comes_the_post_reconciliation(records: Records) -> None:
    just_before, then = at(2026, 3, 19, 16, 59), at(2026, 3, 19, 17)
    ask = records.world.database.now
    assert ask(deadlines.closes_before, ENDED, now=just_before).kind is Inclusion.FIRST
    closing = ask(deadlines.closes_before, ENDED, now=then)
    assert (closing.kind, closing.first_passed) == (Inclusion.POST, True)
    assert closing.closes_at == at(2026, 4, 22, 16)


def test_after_both_nothing_is_left(records: Records) -> None:
    closing = records.world.database.now(deadlines.closes_before, ENDED, now=at(2026, 6, 1))
    assert (closing.closes_at, closing.is_known) == (None, True)
    assert closing.words() == "both inclusion dates of February 2026 have passed"


def test_a_month_that_nobody_loaded_is_said_and_not_guessed(records: Records) -> None:
    closing = records.world.database.now(deadlines.closes_before, date(2026, 9, 1), now=NOON)
    assert (closing.closes_at, closing.is_known) == (None, False)
    assert closing.words() == "no submission calendar is loaded for September 2026"


def test_an_episode_that_runs_closes_with_nothing(records: Records) -> None:
    closing = records.world.database.now(deadlines.closes_before, None, now=NOON)
    assert closing.words() == "the episode has not ended"


def test_a_query_closes_with_its_episode(records: Records) -> None:
    dated = records.office.handed_over(episode_date=ENDED)
    undated = records.office.handed_over()
    ask = records.world.database.now
    closing = ask(deadlines.query_closes_before, dated.id, now=NOON)
    assert closing
    assert closing.closes_at == at(2026, 3, 19, 17)
    assert ask(deadlines.query_closes_before, undated.id, now=NOON) is None
    assert ask(deadlines.query_closes_before, 10**6, now=NOON) is None


def test_a_year_is_read_whatever_the_months_are_written_like(tmp_path: Path) -> None:
    lines = (
        "April 2026,20/05/2026,17/06/2026\nMay-26,2026-06-18,2026-07-16\n2026-06,17 Jul 2026,19 Aug 2026\n"
        "01/07/2026,19/08/2026,17/09/2026\n"
    )
    months = read_calendar(file(tmp_path, lines))
    assert [month.activity_month for month in months] == [date(2026, n, 1) for n in (4, 5, 6, 7)]
    assert months[0] == Month(date(2026, 4, 1), date(2026, 5, 20), date(2026, 6, 17))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("April 2026,20/05/2026,19/05/2026\n", "line 2: the first inclusion date comes after"),
        ("April 2026,20/04/2026,19/05/2026\n", "line 2: the first inclusion date comes after"),
        ("April 2026,20/05/2027,19/06/2027\n", "within 200 days"),
        ("Spring,20/05/2026,17/06/2026\n", "line 2: the activity month is written like"),
        ("April 2026,soon,17/06/2026\n", "line 2: an inclusion date cannot be read"),
        (
            "April 2026,20/05/2026,17/06/2026\nApr-26,20/05/2026,17/06/2026\n",
            "line 3: April 2026 is in the file twice",
        ),
        ("", "has 1 to 240 months, this file 0"),
    ],
)
def test_a_line_that_cannot_be_right_is_named(tmp_path: Path, lines: str, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason):
        read_calendar(file(tmp_path, lines))


def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="exactly one column each"):
        read_calendar(file(tmp_path, "April 2026,20/05/2026\n", header="Month,First date\n"))


def test_an_import_says_what_it_changes_and_keeps_the_other_months(records: Records) -> None:
    changed = Month(CALENDAR[1].activity_month, CALENDAR[1].first, CALENDAR[1].post + timedelta(days=1))
    new = Month(date(2026, 4, 1), date(2026, 5, 20), date(2026, 6, 17))
    said = records.world.database.now(
        deadlines.import_calendar, [CALENDAR[0], changed, new], source="2026-27", now=NOON
    )
    assert said == CalendarDifference((date(2026, 4, 1),), (date(2026, 1, 1),), 1)
    assert len(records.world.database.now(deadlines.loaded).moments) == 10


def test_the_months_that_are_missing_are_named(records: Records) -> None:
    calendar = records.world.database.now(deadlines.loaded)
    ends = [ENDED, date(2026, 9, 3), date(2026, 9, 4), date(2025, 1, 1)]
    assert deadlines.missing_months(calendar, ends) == [date(2025, 1, 1), date(2026, 9, 1)]


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.sampled_from(["%B %Y", "%b-%y", "%Y-%m", "%m/%Y"]))
def test_every_month_is_read_as_it_was_written(day: date, form: str) -> None:
    assert activity_month(day.strftime(form)) == day.replace(day=1)


@given(st.text(max_size=20))
def test_any_text_is_a_month_or_none(text: str) -> None:
    found = activity_month(text)
    assert found is None or found.day == 1


@given(st.dates(date(2026, 1, 1), date(2026, 7, 1)), st.integers(0, 23))
def test_what_closes_is_never_in_the_past(day: date, hour: int) -> None:
    table = {
        (month.activity_month, kind): closing_moment(getattr(month, name))
        for month in CALENDAR
        for kind, name in ((Inclusion.FIRST, "first"), (Inclusion.POST, "post"))
    }
    now = at(day.year, day.month, day.day, hour)
    closing = SubmissionCalendar(table).closing(ENDED, now)
    assert closing.closes_at is None or closing.closes_at > now
