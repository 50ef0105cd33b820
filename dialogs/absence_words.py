"""“I am away from 24 December to 2 January, Ben covers”: read simply, or not at all."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST_NAME = 60

_BARE = re.compile(r"(?:away|absence|my absences?|(?:i am|i'm) (?:away|on leave|on holiday|on annual leave))")
_SAID = re.compile(
    r"(?:i am|i'm|i will be|i'll be|(?P<who>[^,;]{2,60}?) (?:is|will be)) "
    r"(?:away|on leave|on holiday|on annual leave) (?:from )?"
    r"(?P<first>[^,;]{1,30}?)(?:\s+(?:to|until|till|through)\s+|\s*[–—]\s*|\s+-\s+)(?P<last>[^,;]{1,30}?)"
    r"(?:(?:[,;.]\s*(?:and )?|\s+and )(?P<covers>[^,;]{2,60}?)"
    r" (?:covers?|stands in|is covering|will cover)(?: for (?:me|them|her|him))?)?"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}))?\.?")
_NAMED = re.compile(
    r"(?:[a-z]{3,9},? )?(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? ([a-z]{3,9})\.?(?: (\d{4}))?"
)


@dataclass(frozen=True, slots=True)
class Away:
    """Who is away (empty for the speaker), from when until when, who covers; empty where it was not said."""

    who: str = ""
    first: date | None = None
    last: date | None = None
    covers: str = ""


def read(words: str, today: date) -> Away | None:
    """What the words say about being away, or None where they are about something else."""
    said = " ".join(words.replace("’", "'").split()).strip(" .!").casefold()
    if _BARE.fullmatch(said):
        return Away()
    match = _SAID.fullmatch(said)
    if not match:
        return None
    first = day(match["first"], not_before=today)
    last = day(match["last"], not_before=first or today)
    if first is None and last is None:
        return None
    return Away(match["who"] or "", first, last, match["covers"] or "")


def day(said: str, *, not_before: date) -> date | None:
    """The date meant; one without a year is the next that is not before that day."""
    said = said.strip().casefold()
    if said in ("today", "tomorrow"):
        return not_before + timedelta(days=said == "tomorrow")
    if match := _ISO.fullmatch(said):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SLASHED.fullmatch(said):
        return _next(int(match[1]), int(match[2]), match[3], not_before)
    if (match := _NAMED.fullmatch(said)) and match[2][:3] in MONTHS:
        return _next(int(match[1]), MONTHS.index(match[2][:3]) + 1, match[3], not_before)
    return None


def _next(number: int, month: int, year: str | None, not_before: date) -> date | None:
    if year:
        return _date(int(year), month, number)
    found = _date(not_before.year, month, number)
    return found if found and found >= not_before else _date(not_before.year + 1, month, number)


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
