"""The sentence of each notice about a case, or that it has nothing to say any more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from casework.model.case_clock import ClockKind
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.coding_query import QueryState
from casework.model.notice import Notice, NoticeKind
from dialogs import case_phrases
from dialogs.cards.case_parts import entry_with, title_of
from dialogs.escalation.seeing import Seen

# Its heading, its title and its first lines are the news.
SAID_BY_THE_CARD = frozenset({NoticeKind.CASE_IN_TRIAGE, NoticeKind.CASE_FOR_YOU})


@dataclass(frozen=True, slots=True)
class News:
    """The sentence, the words of somebody that it is about, and what of it the card does not say itself."""

    says: str
    entry: CaseEntry | None = None
    headline: str = ""


def news(seen: Seen, notice: Notice) -> News | None:
    """What the notice tells its reader; None where it is no longer so."""
    entry_id = notice.facts.get("entry_id")
    entry = entry_with(seen.case, entry_id if isinstance(entry_id, int) else None)
    if entry is None and notice.kind == NoticeKind.CASE_ANSWERED:
        entry = seen.case.original_answer
    says = SAYS[NoticeKind(notice.kind)](seen, notice, entry)
    if not says:
        return None
    return News(says, entry, "" if notice.kind in SAID_BY_THE_CARD else says)


def _new_case(seen: Seen, notice: Notice, entry: CaseEntry | None) -> str:
    query = seen.case.query
    if not query.is_with_leads():
        return ""
    what = f"{query.reference}, {title_of(seen.case)}"
    if seen.case.assignee is not None and seen.case.assignee.id == seen.by.id:
        return f"Yours: {what}"
    if seen.case.assignee is not None and notice.person_id is None:
        return f"With {seen.case.assignee.name}: {what}"
    work = seen.case.escalation
    if work and work.level and entry and entry.kind == EntryKind.REASON:
        return f"Passed to the coding manager by {_by(seen, entry, 'a lead coder')}: {what}"
    again = "Again" if query.reopened else "New"
    return f"{again} from {seen.case.asker.name}: {what}"


def _taken(seen: Seen, notice: Notice, entry: CaseEntry | None) -> str:  # noqa: ARG001
    has = seen.case.assignee
    if not seen.case.query.is_with_leads() or has is None or has.id == notice.person_id:
        return ""
    return f"{has.name} has {seen.case.query.reference} now."


def _question(seen: Seen, notice: Notice, entry: CaseEntry | None) -> str:  # noqa: ARG001
    if seen.case.query.state != QueryState.WAITING_ASKER:
        return ""
    return f"{_by(seen, entry, 'The lead coder')} asks you about {seen.case.query.reference}."


def _replied(seen: Seen, notice: Notice, entry: CaseEntry | None) -> str:  # noqa: ARG001
    if not seen.case.query.is_with_leads():
        return ""
    return f"{_by(seen, entry, seen.case.asker.name)} has replied about {seen.case.query.reference}."


def _note(seen: Seen, notice: Notice, entry: CaseEntry | None) -> str:
    reference = seen.case.query.reference
    if duplicate := notice.facts.get("duplicate"):
        return f"{duplicate} asks the same and was merged into {reference}."
    return f"{_by(seen, entry, 'Somebody')} has written in {reference}."


def _answered(seen: Seen, notice: Notice, entry: CaseEntry | None) -> str:
    query = seen.case.query
    if original := notice.facts.get("original"):
        return f"{original}, which asks the same as your {query.reference}, is answered."
    if query.state != QueryState.ANSWERED:
        return ""
    return f"{_by(seen, entry, 'The lead coder')} has answered {query.reference}."


def _closed(seen: Seen, notice: Notice, entry: CaseEntry | None) -> str:  # noqa: ARG001
    return seen.standing if seen.case.query.is_closed() else ""


def _reopened(seen: Seen, notice: Notice, entry: CaseEntry | None) -> str:  # noqa: ARG001
    query = seen.case.query
    if query.is_closed():
        return ""
    return f"{_by(seen, entry, 'Somebody')} needs {query.reference} again."


def _due(seen: Seen, notice: Notice, entry: CaseEntry | None) -> str:  # noqa: ARG001
    """While that clock still runs to that moment."""
    kind, told = notice.facts.get("clock"), str(notice.facts.get("due_at", ""))
    running = [one for one in seen.case.clocks if one.kind == kind and one.due_at and not one.stopped_at]
    if not running or not told or running[0].due_at != datetime.fromisoformat(told):
        return ""
    what, at = case_phrases.CLOCKS[ClockKind(running[0].kind)], running[0].due_at
    verb = "was due" if at <= seen.now else "is due"
    return f"{seen.case.query.reference}: {what} {verb} {case_phrases.due(at, seen.now)}."


def _by(seen: Seen, entry: CaseEntry | None, otherwise: str) -> str:
    return seen.case.names.get(entry.by, otherwise) if entry else otherwise


SAYS: dict[NoticeKind, Callable[[Seen, Notice, CaseEntry | None], str]] = {
    NoticeKind.CASE_IN_TRIAGE: _new_case,
    NoticeKind.CASE_FOR_YOU: _new_case,
    NoticeKind.CASE_TAKEN: _taken,
    NoticeKind.QUESTION_BACK: _question,
    NoticeKind.ASKER_REPLIED: _replied,
    NoticeKind.NOTE_ADDED: _note,
    NoticeKind.CASE_ANSWERED: _answered,
    NoticeKind.CASE_CLOSED: _closed,
    NoticeKind.CASE_REOPENED: _reopened,
    NoticeKind.DUE_SOON: _due,
    NoticeKind.OVERDUE: _due,
}
