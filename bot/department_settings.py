"""The settings that say how the department works, and the Department that comes of them."""

import math
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, model_validator
from pydantic_settings import NoDecode

from bot.episode_settings import EpisodeSettings
from casework.department import DEFAULT_TARGETS, Department, Targets, targets
from casework.identifiers.number_patterns import compiled
from casework.model.escalation import Urgency
from casework.model.person import Role
from casework.working_time import Nation, WorkingCalendar, parse_hours

LONGEST_DAYS = 3_650
LONGEST_HOURS = 2_000
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
T = TypeVar("T")
Hours = tuple[time, time]


def listed(value: Any) -> Any:
    """The parts of a text that are parted by commas."""
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


def _nation(value: Any) -> Any:
    if isinstance(value, Nation):
        return value
    said = str(value).strip().upper().replace(" ", "_")
    if said in Nation.__members__:
        return Nation[said]
    if said in [one.value for one in Nation]:
        return Nation(said)
    raise ValueError("write England, Wales, Scotland or Northern Ireland")


def _days(value: Any) -> Any:
    found = []
    for part in listed(value) if isinstance(value, str) else value:
        try:
            found.append(part if isinstance(part, date) else date.fromisoformat(part))
        except ValueError:
            raise ValueError(f"write days as 2026-12-24, parted by commas, not {part!r}") from None
    return tuple(found)


def _weekdays(value: Any) -> Any:
    """Days by name, from Monday, 0; also a span such as Mon-Fri, which may pass Sunday."""
    if not isinstance(value, str):
        return value
    found: set[int] = set()
    for part in listed(value):
        ends = [_weekday(one) for one in part.replace("–", "-").split("-")]
        if None in ends or len(ends) > 2:
            raise ValueError(f"write days of the week as Mon-Fri or Mon, Tue, Sat, not {part!r}")
        first, last = ends[0] or 0, ends[-1] or 0
        found |= {(first + one) % 7 for one in range((last - first) % 7 + 1)}
    if not found:
        raise ValueError("name at least one day of the week, for example Mon-Fri")
    return frozenset(found)


def _weekday(name: str) -> int | None:
    said = name.strip().casefold()
    return next((at for at, day in enumerate(WEEKDAYS) if len(said) >= 3 and day.startswith(said)), None)


def _hospital_numbers(value: Any) -> Any:
    patterns = listed(value)
    for pattern in patterns:
        compiled(pattern)
    return patterns


def _targets(value: Any) -> Any:
    """Three working times in hours, the first not longer than the last."""
    if not isinstance(value, str):
        return value
    try:
        hours = [float(part) for part in value.split(",")]
    except ValueError:
        hours = []
    fits = len(hours) == 3 and all(math.isfinite(one) and 0 < one <= LONGEST_HOURS for one in hours)
    if not fits or hours[0] > hours[2]:
        raise ValueError(
            "write three working times in hours, for example 1,4,8: first response, update, solution"
        )
    return targets(*hours)


def _number(most: int, least: int = 1) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        said = str(value).strip()
        if not (said.isascii() and said.isdigit() and least <= int(said) <= most):
            raise ValueError(f"write a whole number from {least} to {most:,}")
        return int(said)

    return check


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(listed)]
Weekdays = Annotated[frozenset[int], NoDecode, BeforeValidator(_weekdays)]
Days = Annotated[tuple[date, ...], NoDecode, BeforeValidator(_days)]
Times = Annotated[Mapping[Any, Any], NoDecode, BeforeValidator(_targets)]
HospitalNumbers = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_hospital_numbers)]
DaysLong = Annotated[int, BeforeValidator(_number(LONGEST_DAYS))]
HoursLong = Annotated[int, BeforeValidator(_number(LONGEST_HOURS))]
Opening = Annotated[
    tuple[time, time], NoDecode, BeforeValidator(lambda it: parse_hours(it) if isinstance(it, str) else it)
]


class DepartmentSettings(EpisodeSettings):
    """What a department may set; whoever sets nothing gets the defaults of `casework/department.py`."""

    administrators: Names = ()
    hospital_numbers: HospitalNumbers = ()
    newcomers: Literal["refuse", "coder"] | None = None
    nation: Annotated[Nation, BeforeValidator(_nation)] = Nation.ENGLAND
    working_hours: Opening = (time(9), time(17))
    working_days: Weekdays = frozenset(range(5))
    closed_days: Days = ()
    open_days: Days = ()
    targets_urgent: Times = DEFAULT_TARGETS[Urgency.URGENT]
    targets_soon: Times = DEFAULT_TARGETS[Urgency.SOON]
    targets_routine: Times = DEFAULT_TARGETS[Urgency.ROUTINE]
    reopen_days: DaysLong = 28
    confirm_days: DaysLong = 14
    gather_minutes: Annotated[int, BeforeValidator(_number(24 * 60, least=0))] = 10
    clinician_hours: HoursLong = 24

    @model_validator(mode="after")
    def _open_or_closed(self) -> "DepartmentSettings":
        if both := sorted(set(self.closed_days) & set(self.open_days)):
            raise ValueError(f"{both[0]:%Y-%m-%d} cannot be an open day and a closed day")
        return self

    def department_with(self, *, newcomers: Role | None) -> Department:
        """The department that these settings describe."""
        opens, closes = self.working_hours
        by_urgency: dict[Urgency, Targets] = {
            Urgency.URGENT: self.targets_urgent,
            Urgency.SOON: self.targets_soon,
            Urgency.ROUTINE: self.targets_routine,
        }
        return Department(
            calendar=WorkingCalendar(
                self.nation,
                opens,
                closes,
                weekdays=self.working_days,
                closed_days=frozenset(self.closed_days),
                open_days=frozenset(self.open_days),
            ),
            targets=by_urgency,
            newcomers=newcomers,
            administrators=frozenset(self.administrators),
            reopen_within=timedelta(days=self.reopen_days),
            confirm_within=timedelta(days=self.confirm_days),
            gather=timedelta(minutes=self.gather_minutes),
            clinician_time=timedelta(hours=self.clinician_hours),
            schedules=self.schedules,
        )
