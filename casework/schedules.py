"""When reminders go out, by role: times on London's clocks, all of them the department's to set."""

from dataclasses import dataclass, field
from datetime import time

from casework.ladder import Ladder, shipped_ladder

# Here the clocks change: a time may not exist, or come twice.
NEVER_FROM, NEVER_TO = time(0, 59), time(2, 1)


@dataclass(frozen=True)
class Schedules:
    """`coder`, `clinician` and `clerk` are each working day's times, `lead` that of the weekly backlog on
    `lead_weekday` (Monday is 0) or the next working day. `coder_afternoon` is the second reminder of a day
    within `tighten_days` working days of an inclusion date. A time outside of the department's hours means
    the nearest moment within them. `keep_slots_days` is how long decisions are kept.

    Raises:
        ValueError: for a time between 00:59 and 02:01, when the clocks change, or a senseless number.
    """

    coder: time = time(8, 30)
    coder_afternoon: time = time(14)
    lead: time = time(9)
    lead_weekday: int = 0
    clinician: time = time(9, 30)
    clerk: time = time(9)
    tighten_days: int = 3
    keep_slots_days: int = 90
    ladder: Ladder = field(default_factory=shipped_ladder)

    def __post_init__(self) -> None:
        for at in (self.coder, self.coder_afternoon, self.lead, self.clinician, self.clerk):
            check_time(at)
        if self.lead_weekday not in range(7):
            raise ValueError("the weekday of the backlog is a number from 0 for Monday to 6 for Sunday")
        if self.tighten_days < 0 or self.keep_slots_days < 35:
            raise ValueError("tighten_days is 0 or more, keep_slots_days 35 or more")


def check_time(at: time) -> None:
    """Raise ValueError where nothing may be scheduled at that time of day."""
    if at.tzinfo is not None:
        raise ValueError(f"{at:%H:%M} is a time on London's clocks and takes no time zone")
    if NEVER_FROM <= at <= NEVER_TO:
        raise ValueError(f"nothing is sent at {at:%H:%M}: between 00:59 and 02:01 the clocks change")
