"""The rejects of an import as a file for people: opened in a spreadsheet it does nothing but show."""

import csv
from collections.abc import Iterable
from pathlib import Path

from casework.episode_files.rows import Reject

HEADER = ("line", "column", "reason", "episode")
# What a spreadsheet takes for the beginning of a formula.
_BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write one line for each reject: where, which column, why; never the cell. UTF-8, marked for Excel."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(HEADER)
        for reject in rejects:
            writer.writerow((reject.line, *map(harmless, (reject.column, reject.reason, reject.reference))))


def harmless(text: str) -> str:
    """The text so that no spreadsheet reckons with it."""
    bare = text.lstrip()
    return f"'{text}" if bare.startswith(_BEGINS_FORMULA) or text.startswith(_BEGINS_FORMULA) else text
