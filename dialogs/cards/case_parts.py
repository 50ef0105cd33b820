"""What the cards of one case have in common."""

import re
from collections.abc import Sequence

from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.coding_query import QueryState, SuggestionRow
from casework.queue import Case
from dialogs import case_phrases, phrases
from dialogs.cards.elements import Element, action, container, heading, plain, quiet, text
from dialogs.cards.forms import show_card, text_input
from dialogs.verbs import AddNote, Reopen
from knowledge.codes import display

MOST_CODES = 8
LONGEST_NAME = 60
WAITS_FOR_YOU = "Waiting for your reply"
_LINE_ENDS = re.compile(r"\s*\n\s*")


def title_of(case: Case) -> str:
    """The title that its asker gave it, or the first of its words."""
    return case.escalation.title if case.escalation else case.query.words


def head(case: Case, says: str, *, for_leads: bool = False, for_asker: bool = False) -> list[Element]:
    """The reference with the state, and above it what has just happened."""
    said = [text(plain(says, 600), weight="Bolder", color="Accent")] if says else []
    state = "New" if for_leads and case.query.state == QueryState.NEW else phrases.state(case.query)
    if for_asker and case.query.state == QueryState.WAITING_ASKER:
        state = WAITS_FOR_YOU
    return [*said, heading(f"{case.query.reference} · {plain(state)}")]


def codes_shown(case: Case) -> str:
    """The codes that were suggested for the case."""
    return codes_of_rows(case.suggestions)


def codes_of_rows(rows: Sequence[SuggestionRow]) -> str:
    """Suggested codes, each once, best first."""
    codes = list(dict.fromkeys(display(row.code) for row in rows))
    more = f" and {len(codes) - MOST_CODES} more" if len(codes) > MOST_CODES else ""
    return ", ".join(codes[:MOST_CODES]) + more


def entry_with(case: Case, entry_id: int | None) -> CaseEntry | None:
    """The entry of that id."""
    return next((one for one in case.entries if one.id == entry_id), None) if entry_id else None


def last_entry(case: Case, *kinds: EntryKind) -> CaseEntry | None:
    """The newest entry of one of the kinds."""
    return next((one for one in reversed(case.entries) if one.kind in kinds), None)


def written(case: Case, entry: CaseEntry, longest: int, *, emphasis: bool = True) -> Element:
    """What somebody wrote, with who and when above it and an answer's codes first."""
    items = [quiet(plain(case_phrases.entry_heading(case, entry), 200))]
    if codes := case_phrases.codes_of(entry):
        items.append(text(f"**{plain(codes, 600)}**", spacing="None"))
    if entry.words:
        items.append(text(lines(entry.words, longest), spacing="None"))
    style = {"style": "emphasis"} if emphasis else {}
    return container(items, spacing="Small", **style)


def lines(words: str, longest: int) -> str:
    """Typed text with its lines kept: in a card's markdown only an empty line begins a new one."""
    return _LINE_ENDS.sub("\n\n", plain(words, longest))


def note_form(case: Case) -> Element:
    """“Add a note…”. Its mark changes with every step, so that the same card is one note."""
    mark = f"{case.query.version}.{len(case.changes)}"
    note = text_input("note", "Your note", lines=True, required="Please write the note.")
    return show_card("Add a note…", [note], [action("Add the note", AddNote(case.query.id or 0, mark))])


def reopen_form(case: Case) -> Element:
    """“Reopen…”, with what is still needed."""
    again = text_input("again", "What is still needed?", lines=True, required="Please write what is needed.")
    press = action("Reopen it", Reopen(case.query.id or 0, case.query.version))
    return show_card("Reopen…", [again], [press])
