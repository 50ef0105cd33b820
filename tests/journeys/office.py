"""The department of the casework journeys: who is who, and settings with which it works at any hour."""

import csv
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.journeys.cast import person, tenant
from tests.journeys.programs import codingbot

HEADINGS = ("Object ID", "Name", "Role", "Specialties", "Cover")


def at_any_hour(**further: str) -> dict[str, str]:
    """A department that is open whenever the tests run, and holds no message back."""
    today = datetime.now(UTC).date()  # noqa: TID251 - the bot of a journey lives by the real clock
    days = ", ".join(str(today + timedelta(days=one)) for one in range(-1, 3))
    return {
        "CODINGBOT_NEWCOMERS": "refuse",
        "CODINGBOT_WORKING_HOURS": "00:00-24:00",
        "CODINGBOT_WORKING_DAYS": "Mon-Sun",
        "CODINGBOT_OPEN_DAYS": days,
        "CODINGBOT_GATHER_MINUTES": "0",
        **further,
    }


def imports(roles: Mapping[str, str]) -> Callable[[Path], None]:
    """What imports these people from a file, as a department would: id of playground/teams.yml to role."""

    def import_people(data_dir: Path) -> None:
        file = data_dir.parent / "people.csv"
        with file.open("w", newline="") as opened:
            rows = csv.writer(opened)
            rows.writerow(HEADINGS)
            for who, role in roles.items():
                one = person(who)
                rows.writerow([one["aadObjectId"], one["name"], role, "", ""])
        codingbot(data_dir, "import", "people", str(file), "--tenant", tenant(), "--yes")

    return import_people
