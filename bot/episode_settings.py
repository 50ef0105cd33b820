"""The settings of chasing incomplete episodes: when reminders go out, and the department's own files."""

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator
from pydantic_settings import BaseSettings, NoDecode

from casework.assigning import Rules, read_rules
from casework.episode_files.mapping import Mapping, of_department
from casework.ladder import Ladder, read_ladder, shipped_ladder
from casework.schedules import Schedules, check_time
from casework.sources import Sources, read_sources
from knowledge.importers.rows import RefusedFile

T = TypeVar("T")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_AT = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_WEEKLY = re.compile(r"([a-z]{3})[a-z]{0,6} +(\d{1,2}:\d{2})", re.ASCII)
_LONGEST_NEAR = 20


def _time(value: Any) -> Any:
    if isinstance(value, time):
        return value
    found = _AT.fullmatch(str(value).strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError("write the time as 08:30")
    at = time(int(found[1]), int(found[2]))
    check_time(at)
    return at


def _weekly(value: Any) -> Any:
    """A weekday, Monday being 0, and a time."""
    if isinstance(value, tuple):
        return value
    found = _WEEKLY.fullmatch(str(value).strip().casefold())
    if not found or found[1] not in WEEKDAYS:
        raise ValueError("write the weekday and the time, as Mon 09:00")
    return WEEKDAYS.index(found[1]), _time(found[2])


def _days(value: Any) -> Any:
    said = str(value).strip()
    if not (said.isascii() and said.isdigit() and int(said) <= _LONGEST_NEAR):
        raise ValueError(f"write a whole number of working days from 0 to {_LONGEST_NEAR}")
    return int(said)


def _of_file(read: Callable[[Path], T]) -> Callable[[Any], Any]:
    """What stands in the file that is named, read once, at the start."""

    def held(value: Any) -> Any:
        if not isinstance(value, str | Path):
            return value
        try:
            return read(Path(value))
        except RefusedFile as error:
            raise ValueError(str(error)) from None

    return held


At = Annotated[time, NoDecode, BeforeValidator(_time)]
Weekly = Annotated[Any, NoDecode, BeforeValidator(_weekly)]
NearDays = Annotated[int, BeforeValidator(_days)]


class EpisodeSettings(BaseSettings):
    """When reminders go out, and the files of a department: each is read and checked once, at the start."""

    remind_coders: At = Schedules().coder
    remind_coders_again: At = Schedules().coder_afternoon
    remind_leads: Weekly = (Schedules().lead_weekday, Schedules().lead)
    remind_clinicians: At = Schedules().clinician
    remind_clerks: At = Schedules().clerk
    tighten_days: NearDays = Schedules().tighten_days
    notes_ladder: Annotated[Any, NoDecode, BeforeValidator(_of_file(read_ladder))] = None
    evidence_sources: Annotated[Any, NoDecode, BeforeValidator(_of_file(read_sources))] = None
    episode_rules: Annotated[Any, NoDecode, BeforeValidator(_of_file(read_rules))] = None
    episode_columns: Annotated[Any, NoDecode, BeforeValidator(_of_file(of_department))] = None

    @property
    def schedules(self) -> Schedules:
        """When reminders go out, and the ladder of notes that stay missing."""
        weekday, lead = self.remind_leads
        ladder: Ladder = self.notes_ladder or shipped_ladder()
        return Schedules(
            coder=self.remind_coders,
            coder_afternoon=self.remind_coders_again,
            lead=lead,
            lead_weekday=weekday,
            clinician=self.remind_clinicians,
            clerk=self.remind_clerks,
            tighten_days=self.tighten_days,
            ladder=ladder,
        )

    @property
    def sources(self) -> Sources:
        """Where evidence lives."""
        found: Sources = self.evidence_sources or Sources()
        return found

    @property
    def rules(self) -> Rules:
        """Who codes what."""
        found: Rules = self.episode_rules or Rules()
        return found

    @property
    def columns(self) -> Mapping | None:
        """What the department's lists call things; None for the usual names."""
        found: Mapping | None = self.episode_columns
        return found
