"""What importing a policy document changes, drawn for the terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from knowledge.documents.document import Section
from knowledge.policy_importing import BookPlan, SectionDifference

EXAMPLES = 15
_LONGEST = 90


def show(planned: BookPlan, console: Console | None = None) -> None:
    """Say what the document is and what keeping it would change."""
    console = console or Console(soft_wrap=True)
    for line in told(planned):
        console.print(escape(line), highlight=False)


def told(planned: BookPlan) -> list[str]:
    """The lines that `show` prints."""
    lines = _about(planned)
    if planned.known:
        return [*lines, "This version is there already; nothing changes."]
    if planned.followed is None:
        return [*lines, f"The first version of it: {len(planned.new.document.sections):,} sections."]
    followed = planned.followed
    named = f"version {followed.version}" if followed.version else "the version"
    return [
        *lines,
        f"Against {named}, valid from {followed.valid_from.isoformat()}:",
        *_changes(planned.difference),
    ]


def _about(planned: BookPlan) -> list[str]:
    new, document = planned.new, planned.new.document
    codes = {span for section in document.sections for span in section.codes}
    pages = f", {document.pages:,} pages" if document.pages else ""
    version = f" version {new.front.version}" if new.front.version else ""
    size = f"{len(document.sections):,} sections that name {len(codes):,} codes and ranges"
    lines = [
        f"{new.source}: {document.kind.value}{pages}, {size}.",
        f"{new.name}{version}, {new.authority.value}, valid from {new.valid_from.isoformat()}.",
    ]
    return lines + _ratified(planned)


def _ratified(planned: BookPlan) -> list[str]:
    front = planned.new.front
    parts = [
        f"Ratified by {front.ratified_by}" if front.ratified_by else "Nobody is named who ratified it",
        f"on {front.ratified_on.isoformat()}" if front.ratified_on else "",
    ]
    review = f"Review on {front.review_on.isoformat()}." if front.review_on else "It has no review date."
    return [f"{' '.join(filter(None, parts))}. {review}"]


def _changes(found: SectionDifference) -> list[str]:
    moved = [f"{two.name} (was {one.number or 'without number'})" for one, two in found.renumbered]
    return [
        *_listed("Added", [one.name for one in found.added]),
        *_listed("Removed", [one.name for one in found.removed]),
        *_listed("Reworded", [_reworded(one, two) for one, two in found.reworded]),
        *_listed("Renumbered", moved),
        f"Unchanged: {found.unchanged:,}",
    ]


def _reworded(before: Section, after: Section) -> str:
    was = f" (was {before.number})" if before.number != after.number else ""
    return f"{after.name}{was}"


def _listed(title: str, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    shown = [
        f"  {name if len(name) <= _LONGEST else name[: _LONGEST - 1] + '…'}" for name in names[:EXAMPLES]
    ]
    rest = [f"  … and {len(names) - EXAMPLES:,} more"] if len(names) > EXAMPLES else []
    return [f"{title}: {len(names):,}", *shown, *rest]
