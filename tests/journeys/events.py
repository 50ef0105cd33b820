"""What went between the Playground and the bot, as the Playground itself writes it down.

python -m tests.journeys.events     keeps one activity of each kind in tests/bot/recorded/,
                                    of those of the last run of a coder's journeys
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.journeys.programs import HERE, KEPT

OF_A_CODER = KEPT / "teams_journey" / "events-casey.log"
RECORDED = HERE / "tests" / "bot" / "recorded"
SERVICE_URL = "http://localhost:56150/_connector"
Activity = dict[str, Any]


def refused(file: Path) -> list[str]:
    """Every request, either way, that was answered with an error."""
    return [
        f"{event['direction']}: {event['activityName']} {event['response']['statusCode']}"
        for event in _events(file)
        if int(event["response"]["statusCode"]) >= 400
    ]


def activities(file: Path) -> Iterator[Activity]:
    """Every activity that the bot was sent."""
    for event in _events(file):
        if event["request"].get("url", "").endswith("/api/messages"):
            yield event["request"]["body"]


def keep(file: Path) -> None:
    """Keep the first activity of each kind in each place, free of this machine's ports."""
    kept: dict[str, Activity] = {}
    for activity in activities(file):
        kept.setdefault(_name(activity), activity | {"serviceUrl": SERVICE_URL})
    RECORDED.mkdir(exist_ok=True)
    for name, activity in kept.items():
        (RECORDED / f"{name}.json").write_text(json.dumps(activity, indent=2, ensure_ascii=False) + "\n")


def _events(file: Path) -> Iterator[dict[str, Any]]:
    if not file.exists():  # whoever has not arrived yet has received nothing
        return
    for part in file.read_text().split("\n---\n"):
        if part.strip():
            yield json.loads(part)


def _name(activity: Activity) -> str:
    where = activity["conversation"]["conversationType"]
    verb = activity["value"]["action"]["verb"] if activity["type"] == "invoke" else ""
    return "-".join(filter(None, (where, activity["type"], verb)))


if __name__ == "__main__":
    keep(OF_A_CODER)
