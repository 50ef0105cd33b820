"""The sentences about incomplete episodes: what is due, why one waits, what closes when."""

from collections.abc import Sequence
from datetime import date

from casework import specialties
from casework.backlog import NO_SPECIALTY
from casework.digests import CoderDigest, EpisodeLine, Section
from casework.model.case_notes import NotesRequest
from casework.model.episode import BlockReason, Episode, EpisodeState
from casework.outlook import Place
from dialogs import phrases

NOTHING_DUE = "Nothing of yours is overdue, due this week or new."
NO_NOTES = "No notes are asked for."
NONE_VANISHED = "No episode has vanished."
ASK_THE_CLINICIAN = "Ask the clinician"
REMINDERS_AGAIN = "Your reminders come again from now on."
SECTIONS = {
    Place.OVERDUE: "Overdue",
    Place.DUE: "Due this week",
    Place.UNBLOCKED: "Newly unblocked",
    Place.NEW: "New",
    Place.UNDATED: "No calendar for their month",
}
ASIDE = {
    Place.WAITING: "Blocked",
    Place.LATER: "Later",
    Place.SNOOZED: "Snoozed",
}
# What a coder says of an episode; the last two name the case that is to answer.
REASONS = (
    (BlockReason.NOTES_MISSING, "Notes missing"),
    (BlockReason.DISCHARGE_SUMMARY_MISSING, "Discharge summary missing"),
    (BlockReason.HISTOLOGY_AWAITED, "Histology awaited"),
    (BlockReason.OPERATION_NOTE_MISSING, "Operation note missing"),
    (BlockReason.AWAITING_CLARIFICATION, "Awaiting a clinician's answer (CL-…)"),
    (BlockReason.AWAITING_RULING, "Awaiting the lead coder's answer (CQ-…)"),
    (BlockReason.OTHER, "Other"),
)


def sections(digest: CoderDigest) -> list[tuple[str, Section]]:
    """What is said aloud, in the order of reading, under its name."""
    parts = (digest.overdue, digest.due_this_week, digest.newly_unblocked, digest.new, digest.undated)
    return [(name, part) for name, part in zip(SECTIONS.values(), parts, strict=True) if part.total]


def digest_line(digest: CoderDigest) -> str:
    """How many stand where, for a notification."""
    found = [f"{part.total:,} {name[:1].lower()}{name[1:]}" for name, part in sections(digest)]
    if not found:
        return NOTHING_DUE
    return ("Your episodes that close soon: " if digest.afternoon else "Your episodes: ") + ", ".join(found)


def thanks(count: int) -> str:
    """For what was coded since the last digest."""
    return f"{count:,} coded since your last list. Thank you." if count else ""


def specialty(code: str) -> str:
    """The specialty by name, where the code is one that is known."""
    return specialties.named(code) if code and code != NO_SPECIALTY else "Specialty not given"


def day(on: date) -> str:
    """Fri 20 February 2026."""
    return f"{on:%a} {on.day} {on:%B %Y}"


def ended(on: date | None) -> str:
    """When the episode ended."""
    return f"ended {day(on)}" if on else "not ended yet"


def waits(state: str, reason: str, words: str = "") -> str:
    """Why it is not coded, in a few words; empty where nothing holds it up."""
    if state == EpisodeState.BLOCKED:
        return f"blocked: {': '.join(part for part in (reason, words) if part)}"
    return "" if state == EpisodeState.UNCODED else state


def row(line: EpisodeLine) -> str:
    """Where it stands and until when it counts, in one line."""
    return " · ".join(part for part in (line.closes, waits(line.state, line.block_reason), line.note) if part)


def standing(one: Episode) -> str:
    """Where one episode stands, for the state on its card."""
    if one.waits_for_the_list():
        return "done; waits for the next list to confirm it"
    return waits(one.state, one.block_reason, one.block_words) or one.state


def no_calendar(months: Sequence[date]) -> str:
    """That months' inclusion dates are not known, aloud; empty where all are."""
    if not months:
        return ""
    named = ", ".join(f"{month:%B %Y}" for month in months[:6])
    more = f" and {len(months) - 6} more" if len(months) > 6 else ""
    return f"No submission calendar for {named}{more} is loaded."


def notes_line(asked: NotesRequest, names: dict[int, str]) -> str:
    """One request for notes, as it stands."""
    who = names.get(asked.asked_by, "somebody")
    said = f"Notes asked for by {who}, {phrases.moment(asked.asked_at)}: {asked.state}"
    if asked.answered_at is None:
        return said
    by = names.get(asked.answered_by or 0, "the list")
    where = f", {asked.location}" if asked.location else ""
    return f"{said} ({by}, {phrases.moment(asked.answered_at)}{where})"


def change(count: int | None) -> str:
    """How much a figure grew: +3, −2, ±0; empty where nothing is known of then."""
    if count is None:
        return ""
    return "±0" if not count else f"{'+' if count > 0 else '−'}{abs(count):,}"
