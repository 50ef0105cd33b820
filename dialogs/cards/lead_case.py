"""A case as the lead coders see it, in the triage place and in their own chats."""

from collections.abc import Sequence
from datetime import datetime

from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.escalation import Urgency
from casework.model.person import Person
from casework.queue import Case
from dialogs import case_phrases
from dialogs.cards.case_parts import (
    LONGEST_NAME,
    codes_shown,
    entry_with,
    head,
    last_entry,
    lines,
    title_of,
    written,
)
from dialogs.cards.elements import Element, card, facts, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.lead_forms import lead_moves, opens
from dialogs.message import Card

LOUD = {Urgency.URGENT: " · urgent", Urgency.SOON: " · soon", Urgency.ROUTINE: ""}


def lead_card(
    case: Case,
    *,
    now: datetime,
    colleagues: Sequence[Person],
    may_reopen: bool,
    may_propose: bool = False,
    says: str = "",
    entry: CaseEntry | None = None,
) -> Card:
    """The case for those who work it; `colleagues` are the leads whom it can be given to. `says` is what
    just happened, `entry` the words that it is about."""
    moves = [*lead_moves(case, colleagues, may_reopen=may_reopen, may_propose=may_propose), opens(case)]
    return fitted(lambda longest: card(_body(case, now, says, entry, longest), moves))


def _body(case: Case, now: datetime, says: str, entry: CaseEntry | None, longest: int) -> list[Element]:
    """What is asked stands first; who, when and which codes below it; the newest words last."""
    return [
        *head(case, says, for_leads=True),
        text(f"**{plain(title_of(case), 160)}**{_urgency(case)}", spacing="None"),
        *_question(case, longest),
        facts(case_facts(case, now)),
        *_latest(case, longest, entry),
    ]


def case_facts(case: Case, now: datetime) -> list[tuple[str, str]]:
    """Who asked, who has it, when it is due: what is read first."""
    work = case.escalation
    with_whom = case.assignee.name if case.assignee else "nobody yet"
    pairs = [
        ("Asked by", case.asker.name or "somebody"),
        ("With", f"{with_whom} (coding manager)" if work and work.level else with_whom),
        ("Due", case_phrases.due_fact(case, now)),
        ("Waiting on", case.waiting_on if case.query.is_waiting() else ""),
        ("Specialty", work.specialty if work else ""),
        ("Episode", case_phrases.day(work.episode_date) if work and work.episode_date else ""),
        ("Helpdesk's number", work.helpdesk_reference if work else ""),
        ("Deadline", case.closes),
        ("Codes shown", codes_shown(case) or "none"),
    ]
    return [(name, plain(value, LONGEST_NAME * 2)) for name, value in pairs if value]


def _urgency(case: Case) -> str:
    return LOUD[Urgency(case.escalation.urgency)] if case.escalation else ""


def _question(case: Case, longest: int) -> list[Element]:
    """The words asked, where the title does not say them already, and the details."""
    found: list[Element] = []
    if case.query.words.strip() != title_of(case).strip():
        found.append(text(f"“{lines(case.query.words, longest)}”", spacing="Small"))
    details = last_entry(case, EntryKind.DETAILS)
    if details is not None:
        found.append(text(lines(details.words, longest), spacing="Small"))
    return found


def _latest(case: Case, longest: int, about: CaseEntry | None) -> list[Element]:
    """The newest words between lead and asker, what the helpdesk said, and the last step."""
    spoken = last_entry(case, EntryKind.QUESTION_BACK, EntryKind.REPLY, EntryKind.NOTE, EntryKind.RESOLUTION)
    answer = entry_with(case, case.escalation.answer_entry) if case.escalation else None
    found = [one for one in (spoken, answer, about) if one is not None and one.kind != EntryKind.DETAILS]
    shown = dict(sorted({one.id or 0: one for one in found}.items()))
    words = [written(case, entry, longest) for entry in shown.values()]
    if (case.changes[-1][0].entry_id or 0) in shown:  # its heading says already who did what, when
        return words
    return [*words, quiet(plain(case_phrases.last_step(case), 200), spacing="Small")]
