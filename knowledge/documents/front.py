"""What a document says of itself: version, owner, who ratified it and when, from its front table.

A month without a day counts from its first day where something begins, to its last where it ends.
"""

import calendar
import re
from collections.abc import Iterator, Sequence
from datetime import date

from knowledge.documents.block import CELLS
from knowledge.documents.document import Front, Section

LONGEST_VALUE = 200
_LOOKED_AT = 3
_LABELS = {
    "version": r"version(?: (?:number|no\.?))?|issue(?: number| no\.?)?|revision",
    "valid_from": r"valid from|effective (?:from|date)|date effective|in force from|implementation date"
    r"|date of (?:issue|implementation)|issue date|issued on|date issued",
    "review_on": r"(?:next )?review(?: due)?(?: (?:date|on|by))?|date of (?:next )?review|review due"
    r"|expiry date|expires(?: on)?|date for review",
    "ratified_by": r"(?:ratified|approved|authorised) by|ratifying (?:committee|body|group)"
    r"|approving (?:committee|body|group)|approval (?:committee|body|group)",
    "ratified_on": r"(?:ratified|approved|authorised) on|date (?:ratified|approved)|ratification date"
    r"|date of (?:ratification|approval)|approval date",
    "owner": r"(?:document |policy |book )?owner|(?:lead |document |policy )?author|policy lead"
    r"|responsible (?:officer|manager)|accountable officer",
}
_LABEL = {name: re.compile(rf"(?:{words})", re.IGNORECASE) for name, words in _LABELS.items()}
_MONTHS = {name.casefold(): at for at, name in enumerate(calendar.month_abbr) if name}
_FORMS = (
    re.compile(r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)"),
    re.compile(r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>20\d\d)"),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s(?P<name>[A-Za-z]{3,9})\.?,?\s(?P<year>20\d\d)"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.?\s(?P<year>20\d\d)"),
)


def front_of(sections: Sequence[Section]) -> Front:
    """What the first sections say; the first word on each matter counts."""
    said: dict[str, str] = {}
    for section in sections[:_LOOKED_AT]:
        for label, value in _pairs(section.text):
            for name, pattern in _LABEL.items():
                if pattern.fullmatch(label):
                    said.setdefault(name, value[:LONGEST_VALUE])
    return Front(
        version=_version(said.get("version", "")),
        valid_from=day_in(said.get("valid_from", "")),
        review_on=day_in(said.get("review_on", ""), ends=True),
        ratified_by=_without_day(said.get("ratified_by", "")),
        ratified_on=day_in(said.get("ratified_on", said.get("ratified_by", ""))),
        owner=said.get("owner", ""),
    )


def day_in(text: str, *, ends: bool = False) -> date | None:
    """The first date in a text, or None; `ends` takes a month's last day where no day is said."""
    for form in _FORMS:
        for found in form.finditer(text):
            day = _day(found.groupdict(), ends=ends)
            if day is not None:
                return day
    return None


def _day(parts: dict[str, str], *, ends: bool) -> date | None:
    month = int(parts["month"]) if "month" in parts else _MONTHS.get(parts["name"][:3].casefold(), 0)
    year = int(parts["year"])
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    day = int(parts["day"]) if "day" in parts else (last if ends else 1)
    return date(year, month, day) if 1 <= day <= last else None


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.split(CELLS.strip())]
        if len(cells) == 1 and ":" in line:
            cells = [part.strip() for part in line.split(":", 1)]
        for label, value in zip(cells[::2], cells[1::2], strict=False):
            if value:
                yield label.rstrip(": "), value


def _version(said: str) -> str:
    return re.sub(r"^(?:version|v\.?)\s*(?=\d)", "", said, flags=re.IGNORECASE)[:40]


def _without_day(said: str) -> str:
    """“Coding Committee, 12 March 2026” is ratified by the Coding Committee."""
    for form in _FORMS[:3]:
        said = form.sub("", said)
    return re.sub(r"[\s,]*(?:\bon\b)?[\s,]*(?:\(\s*\))?$", "", said).strip()
