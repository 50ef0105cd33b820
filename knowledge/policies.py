"""Policies: what governs a code, who stands behind it, and where it is written.

The starter file holds national standards as summaries in our own words, each with its reference and
with how well it is confirmed. The books themselves are licensed: a department reads its own copies.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from knowledge.codes import Classification


class Authority(StrEnum):
    """Whose word it is, the weightiest first."""

    NATIONAL_STANDARD = "national standard"
    HELPDESK_RESOLUTION = "national helpdesk resolution"
    LOCAL_POLICY = "local policy"
    LEADS_RULING = "lead's ruling"
    COLLEAGUES_VIEW = "colleague's view"


class Confirmed(StrEnum):
    """How well a starter summary is confirmed against the book."""

    READ = "read on the owner's page"
    SECONDARY = "from a secondary source"
    DERIVED = "derived from a public rule engine"
    GENERAL = "general knowledge, not confirmed"


@dataclass(frozen=True, slots=True)
class Policy:
    """One governing text. `ranges` are pairs of canonical codes, both ends included, compared by
    their first characters; `source` is a link, or empty where none is known."""

    reference: str
    title: str
    text: str
    authority: Authority
    confirmed: Confirmed
    classification: Classification
    ranges: tuple[tuple[str, str], ...] = ()
    source: str = ""
    page: int | None = None

    @property
    def link(self) -> str:
        """Where to read it, at the page where that is known (the PDF's page is the printed one plus one)."""
        return f"{self.source}#page={self.page + 1}" if self.source and self.page else self.source

    def governs(self, classification: Classification, code: str) -> bool:
        """Whether the policy names that code or a range that holds it."""
        return classification == self.classification and any(_within(code, span) for span in self.ranges)

    def breadth(self, code: str) -> int:
        """How wide the narrowest range is that holds the code: 0 for the very code."""
        widths = [_width(span) for span in self.ranges if _within(code, span)]
        return min(widths, default=10_000)


def starter_policies(file: Traversable | None = None) -> tuple[Policy, ...]:
    """The starter file's national standards.

    Raises:
        KeyError, ValueError: an entry lacks a field or names an unknown authority or confirmation.
    """
    file = file or resources.files("knowledge") / "data" / "policies.toml"
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    sources = rows["source"]
    return tuple(_policy(row, sources) for row in rows["policy"])


def governing(
    policies: Iterable[Policy], codes: Iterable[tuple[Classification, str]], limit: int = 3
) -> tuple[Policy, ...]:
    """The policies that govern these codes: those of the first code first, the narrowest range first."""
    policies = tuple(policies)
    found: dict[str, Policy] = {}
    for classification, code in codes:
        mine = [policy for policy in policies if policy.governs(classification, code)]
        for policy in sorted(mine, key=lambda policy: policy.breadth(code)):
            found.setdefault(policy.reference, policy)
    return tuple(found.values())[:limit]


def _policy(row: dict[str, Any], sources: dict[str, str]) -> Policy:
    return Policy(
        reference=row["reference"],
        title=row["title"],
        text=row["text"],
        authority=Authority(row.get("authority", Authority.NATIONAL_STANDARD)),
        confirmed=Confirmed[row["confirmed"].upper()],
        classification=Classification(row["classification"]),
        ranges=tuple(_span(part) for part in row.get("codes", "").split()),
        source=sources.get(row.get("source", row["classification"]), ""),
        page=row.get("page"),
    )


def _span(text: str) -> tuple[str, str]:
    first, _, last = text.replace(".", "").partition("-")
    return first, last or first


def _within(code: str, span: tuple[str, str]) -> bool:
    return span[0] <= code[: len(span[0])] and code[: len(span[1])] <= span[1]


def _width(span: tuple[str, str]) -> int:
    first, last = (text[:4].ljust(4, "0") for text in span)
    if span[0] == span[1]:
        return (4 - min(len(span[0]), 4)) * 10
    same_chapter = first[0] == last[0]
    if not (same_chapter and first[1:3].isdigit() and last[1:3].isdigit()):
        return 5_000
    return (int(last[1:3]) - int(first[1:3]) + 1) * 10
