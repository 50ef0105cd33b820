"""Written examples of fair and unfair clarifications, read from their files."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casework.wording import Draft, Format, Indicator, Unfair, check
from tests.nhs_numbers import ONE, grouped

FOLDER = Path(__file__).parent / "casework"
WRITTEN = FOLDER / "fairness_examples.toml"
HELD_OUT = FOLDER / "fairness_held_out.toml"


@dataclass(frozen=True)
class Example:
    """One draft and the kinds of fault that must be found in it, no more and no fewer."""

    name: str
    draft: Draft
    unfair: frozenset[Unfair]

    def found(self) -> frozenset[Unfair]:
        """The kinds that the check finds."""
        return frozenset(fault.kind for fault in check(self.draft))

    def is_right(self) -> bool:
        return self.found() == self.unfair


def examples(*files: Path) -> Iterator[Example]:
    """The examples of the files, in their order; those of all files where none is named."""
    for file in files or (WRITTEN, HELD_OUT):
        text = file.read_text(encoding="utf-8").replace("{nhs}", grouped(ONE, " "))
        for row in tomllib.loads(text)["example"]:
            yield Example(row["name"], _draft(row), frozenset(Unfair(kind) for kind in row["unfair"]))


def _draft(row: dict[str, Any]) -> Draft:
    form, without = Format(row.get("format", "open")), row.get("without", [])
    fixed = form is not Format.OPEN
    return Draft(
        title=row["title"],
        question=row["question"],
        patient_reference=row.get("reference", "EP-1042"),
        indicators=tuple(Indicator(*cells) for cells in row["indicators"]),
        format=form,
        options=tuple(row.get("options", [])),
        has_other=fixed and "other" not in without,
        has_unable=fixed and "unable" not in without,
        documented=row.get("documented", ""),
    )
