"""Incomplete episodes in Teams: a coder's list, one episode with its notes, the backlog with its charts.

The pictures of every sight are in build/journey/episodes_journey/.
"""

import csv
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.cast import Cast, person, tenant
from tests.journeys.colleague import Colleague
from tests.journeys.office import at_any_hour, imports
from tests.journeys.programs import codingbot

pytestmark = [pytest.mark.playground, pytest.mark.xdist_group("playground")]

TODAY = datetime.now(UTC).date()  # noqa: TID251 - the bot of a journey lives by the real clock
HEADINGS = (
    "Spell no.", "FCE number", "Admission date", "Discharge date", "Episode start date", "Episode end date",
    "Treatment function", "Ward", "Coder", "Coding status", "Reason uncoded", "HRG",
)  # fmt: skip
SPECIALTIES = ("100", "101", "300", "502")


def _month(back: int) -> date:
    """The first day of a month: this one, or so many before it."""
    day = TODAY.replace(day=1)
    for _ in range(back):
        day = (day - timedelta(days=1)).replace(day=1)
    return day


def _calendar(file: Path) -> None:
    """Invented dates: each month's first one ten days into the month after it, the post one far ahead."""
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(("Activity month", "First reconciliation", "Post reconciliation"))
        for back in range(4):
            after = (_month(back) + timedelta(days=32)).replace(day=1)
            rows.writerow((f"{_month(back):%B %Y}", after + timedelta(days=9), after + timedelta(days=150)))


def _list(file: Path) -> None:
    """Twelve of Casey's episodes: some of three months ago, some of this week, some blocked."""
    with file.open("w", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(HEADINGS)
        for number in range(1, 13):
            ended = _month(3) + timedelta(days=number) if number <= 7 else TODAY - timedelta(days=number - 6)
            began = ended - timedelta(days=3)
            blocked = ("On hold", "Histology awaited") if number % 5 == 0 else ("Uncoded", "")
            rows.writerow(
                (
                    f"S{number:03}", 1, *(f"{day:%d/%m/%Y}" for day in (began, ended, began, ended)),
                    SPECIALTIES[number % 4], f"WARD {number}", person("casey")["name"], *blocked,
                    "UZ01Z" if number == 1 else "",
                )
            )  # fmt: skip


def _prepare(data_dir: Path) -> None:
    imports({"casey": "coder", "isaiah": "lead coder", "drew": "clinician"})(data_dir)
    listed, calendar = data_dir.parent / "list.csv", data_dir.parent / "calendar.csv"
    _calendar(calendar)
    _list(listed)
    codingbot(data_dir, "import", "calendar", str(calendar), "--yes")
    codingbot(data_dir, "import", "episodes", str(listed), "--tenant", tenant(), "--yes")


@pytest.fixture(scope="module")
def cast() -> Cast:
    return Cast(people=("casey", "isaiah"), settings=at_any_hour(), prepare=_prepare)


def test_a_coders_morning(casey: Colleague) -> None:
    casey.writes("my episodes")
    casey.sees("her episodes", "overdue", "S001-1", "closes before", "More")
    casey.presses("Done", on="S001-1")
    casey.is_told("S001-1 is done. Thank you.")
    casey.sees("one is done", "S002-1")


def test_one_episode(casey: Colleague) -> None:
    casey.writes("episode S004-1")
    casey.sees("one episode", "Episode S004-1: uncoded", "General surgery", "What happened")
    casey.presses("Request notes")
    casey.is_told("blocked: notes missing")
    casey.presses("The notes are here")
    casey.is_told("uncoded", "found")
    casey.sees("the notes are here", "notes found")
    casey.unfolds("Blocked…")
    casey.chooses("Histology awaited", field="Why can it not be coded yet?")
    casey.sees("why it waits")
    casey.presses("Save")
    casey.is_told("blocked: histology awaited")


def test_the_leads_backlog_has_its_charts(isaiah: Colleague) -> None:
    isaiah.writes("backlog")
    isaiah.sees("the backlog", "Backlog: ", "Days since the episode ended", "General surgery")
    isaiah.does_not_see("█")
    isaiah.writes("notes to find")
    isaiah.sees("no notes", "No notes are asked for.")
