"""How this department works: its hours, its times to answer, its periods; all are the department's to set."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from casework.model.case_clock import ClockKind
from casework.model.escalation import Urgency
from casework.model.person import Role
from casework.schedules import Schedules
from casework.working_time import WorkingCalendar

Targets = Mapping[ClockKind, timedelta]


def targets(first_response: float, update: float, solution: float) -> Targets:
    """The three times, in working hours."""
    return {
        ClockKind.FIRST_RESPONSE: timedelta(hours=first_response),
        ClockKind.UPDATE: timedelta(hours=update),
        ClockKind.SOLUTION: timedelta(hours=solution),
    }


# No public standard gives times for a coding department's queries: these are ours, to be changed.
DEFAULT_TARGETS: Mapping[Urgency, Targets] = {
    Urgency.URGENT: targets(1, 4, 8),
    Urgency.SOON: targets(4, 8, 16),
    Urgency.ROUTINE: targets(8, 16, 40),
}


class Ratifiers(StrEnum):
    """Who may agree with a ruling; never its proposer, nor who gave the answer that it is made of."""

    MANAGER = "coding manager"
    CLINICIAN = "clinician of the specialty"
    EITHER = "coding manager or clinician of the specialty"


@dataclass(frozen=True)
class Department:
    """`newcomers` is the role of somebody who writes without having been imported; None refuses them.

    `administrators` are the directory ids that may administer before anybody was imported. `warn_share`
    is the share of a clock's time after which it warns; `climb_every` the working time between two steps
    of the cover chain. `gather` holds a clinician's questions back so that several make one message.
    `reopen_within` and `confirm_within` are days of the calendar. `clinician_days` is the working time
    that a clinician has. `rule_for` is how long a ruling holds unless its proposer says otherwise, and
    `review_ahead` how long before that it is marked for review.
    """

    calendar: WorkingCalendar = field(default_factory=WorkingCalendar)
    targets: Mapping[Urgency, Targets] = field(default_factory=lambda: DEFAULT_TARGETS)
    newcomers: Role | None = None
    administrators: frozenset[str] = frozenset()
    warn_share: float = 0.75
    climb_every: timedelta = timedelta(hours=4)
    gather: timedelta = timedelta(minutes=10)
    reopen_within: timedelta = timedelta(days=28)
    confirm_within: timedelta = timedelta(days=14)
    clinician_time: timedelta = timedelta(hours=24)
    helpdesk: str = "information.standards@nhs.net"
    schedules: Schedules = field(default_factory=Schedules)
    ratifiers: Ratifiers = Ratifiers.EITHER
    rule_for: timedelta = timedelta(days=365)
    review_ahead: timedelta = timedelta(days=28)
