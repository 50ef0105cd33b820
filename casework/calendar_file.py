"""The national submission calendar as a file: activity month, first and post reconciliation inclusion date.

CSV or TSV with a header. The dates of each year are published by NHS England; the file is written from them.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from casework.deadlines import Month
from casework.episode_files.bad import Bad
from casework.episode_files.dates import Dates
from knowledge.importers import opening
from knowledge.importers.rows import RefusedFile
from knowledge.importers.sheet import Line, Sheet, sheet_of_text

MOST_MONTHS = 240
# Post reconciliation comes about two months after the month: far more is a mistyped year.
LATEST = timedelta(days=200)
_LIKE = datetime(2200, 1, 1).date()  # noqa: DTZ001  only a limit: the calendar lies ahead
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = re.compile(r"([a-z]{3,9})[ ./'-]*(\d{4}|\d\d)", re.ASCII)
_NUMBERED = re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/](\d{4})", re.ASCII)


def read_calendar(file: Path) -> tuple[Month, ...]:
    """The months of the file, in order.

    Raises:
        RefusedFile: it is no such table, or a line of it cannot be right; the line is named.
    """
    data = opening.content(file, "no submission calendar is. Write one line a month.")
    sheet = sheet_of_text(file.name, opening.text_of(file.name, data))
    lines = [line for line in sheet.lines if not line.is_blank()]
    columns = _columns(sheet, lines[0])
    months = tuple(_month(sheet, line, columns) for line in lines[1:])
    _check(sheet, lines[1:], months)
    return tuple(sorted(months, key=lambda month: month.activity_month))


def _columns(sheet: Sheet, header: Line) -> tuple[int, int, int]:
    cells = [" ".join(re.findall(r"[a-z]+", cell.casefold())) for cell in header.cells]
    wanted: tuple[Callable[[str], bool], ...] = (
        lambda cell: "month" in cell or cell == "period",
        lambda cell: ("first" in cell or "flex" in cell) and "publication" not in cell,
        lambda cell: ("post" in cell or "final" in cell or "freeze" in cell) and "publication" not in cell,
    )
    found = [[at for at, cell in enumerate(cells) if fits(cell)] for fits in wanted]
    if any(len(one) != 1 for one in found):
        raise sheet.refusal(
            header,
            "the header needs exactly one column each for: activity month, first reconciliation inclusion "
            "date, post reconciliation inclusion date.",
        )
    return found[0][0], found[1][0], found[2][0]


def _month(sheet: Sheet, line: Line, columns: tuple[int, int, int]) -> Month:
    month = activity_month(line.cell(columns[0]))
    if month is None:
        raise sheet.refusal(
            line, "the activity month is written like April 2026, Apr-26, 2026-04 or 01/04/2026."
        )
    days = [_day(sheet, line, column) for column in columns[1:]]
    after = (month + timedelta(days=32)).replace(day=1)
    if not after <= days[0] < days[1] <= after + LATEST:
        raise sheet.refusal(
            line,
            "the first inclusion date comes after the month, and the post reconciliation date after that, "
            f"within {LATEST.days} days.",
        )
    return Month(month, days[0], days[1])


def _day(sheet: Sheet, line: Line, column: int) -> date:
    read = Dates(_LIKE).moment(line.cell(column))
    if isinstance(read, Bad):
        raise sheet.refusal(line, f"an inclusion date cannot be read: {read.reason}.")
    return read.date()


def activity_month(words: str) -> date | None:
    """The first day of a month as people write it; None where it is none."""
    text = words.strip().casefold()
    if named := _NAMED.fullmatch(text):
        number = next((n for n, name in enumerate(_MONTHS, 1) if named[1].startswith(name)), None)
        year = int(named[2]) + (2000 if len(named[2]) == 2 else 0)
        return date(year, number, 1) if number and 2000 <= year <= 2100 else None
    if numbered := _NUMBERED.fullmatch(text):
        year, number = int(numbered[1] or numbered[4]), int(numbered[2] or numbered[3])
        return date(year, number, 1) if 1 <= number <= 12 and 2000 <= year <= 2100 else None
    read = Dates(_LIKE).moment(words.strip())
    return None if isinstance(read, Bad) or read.day != 1 else read.date()


def _check(sheet: Sheet, lines: Sequence[Line], months: Sequence[Month]) -> None:
    if not months or len(months) > MOST_MONTHS:
        raise RefusedFile(f"{sheet.name}: a calendar has 1 to {MOST_MONTHS} months, this file {len(months)}.")
    for line, month in _twice(lines, months):
        raise sheet.refusal(line, f"{month.activity_month:%B %Y} is in the file twice.")


def _twice(lines: Sequence[Line], months: Sequence[Month]) -> Iterator[tuple[Line, Month]]:
    seen: set[date] = set()
    for line, month in zip(lines, months, strict=True):
        if month.activity_month in seen:
            yield line, month
        seen.add(month.activity_month)
