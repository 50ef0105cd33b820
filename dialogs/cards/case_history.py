"""One case with its whole history: what was asked, suggested and written, what happened, the clocks."""

from collections.abc import Sequence
from datetime import datetime

from casework.model.coding_query import QueryState, SuggestionRow
from casework.model.person import Person
from casework.queue import Case
from casework.rights import Action, Stands, may
from dialogs import case_phrases, phrases
from dialogs.cards.asker_case import asked_of_asker, asker_moves, withdraw_form
from dialogs.cards.case_parts import head, note_form, title_of, written
from dialogs.cards.clarification_answer import clarification_lines
from dialogs.cards.elements import Element, action, card, facts, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.lead_case import case_facts
from dialogs.cards.lead_forms import lead_moves
from dialogs.clarification_phrases import ASK_A_CLINICIAN
from dialogs.message import Card
from dialogs.verbs import Clarify, MyQueries
from knowledge.codes import display

MOST_STEPS = 20
MOST_ENTRIES = 12
MOST_BUTTONS = 6
LONGEST_TITLE = 160
# Texts as short as this stand for a card without room: then fewer of them are shown as well.
CRAMPED = 160


def asker_history(case: Case, *, now: datetime, may_reopen: bool) -> Card:
    """For the asker, with their buttons."""
    moves = _own_moves(case, may_reopen=may_reopen)
    return fitted(lambda longest: _draw(case, now, longest, asked_of_asker(case), moves))


def lead_history(
    case: Case,
    *,
    now: datetime,
    colleagues: Sequence[Person],
    may_reopen: bool,
    own: bool,
    may_propose: bool = False,
) -> Card:
    """For a lead, with the buttons of who works the case; `own` where they asked it themselves."""
    moves = lead_moves(case, colleagues, may_reopen=may_reopen, may_propose=may_propose)
    if own and not case.escalation:
        moves = _own_moves(case, may_reopen=may_reopen)
    if case.escalation and len(moves) < MOST_BUTTONS:
        moves.append(note_form(case))
    return fitted(lambda longest: _draw(case, now, longest, asked_of_asker(case) if own else [], moves))


def _draw(case: Case, now: datetime, longest: int, asked: list[Element], moves: list[Element]) -> Card:
    part = 1 if longest > CRAMPED else 2
    steps, entries = MOST_STEPS // part, MOST_ENTRIES // part
    elsewhere = [case.original_answer] if case.original_answer else []
    body = [
        *head(case, ""),
        *([text(f"**{plain(title_of(case), 160)}**", spacing="None")] if case.escalation else []),
        facts(_facts(case, now, longest)),
        *asked,
        text("**Suggested**"),
        *(_suggested(case.suggestions, longest) or [text("Nothing was found.", spacing="None")]),
        *[written(case, entry, longest, emphasis=False) for entry in [*case.entries[-entries:], *elsewhere]],
        *clarification_lines(case.clarifications, case.names),
        *_section("Times", [case_phrases.clock_line(one, now) for one in case.clocks]),
        *_section("Not delivered", _undelivered(case)),
        *_section("History", [phrases.change(step, name) for step, name in case.changes[-steps:]]),
    ]
    return card(body, moves[:MOST_BUTTONS])


def _facts(case: Case, now: datetime, longest: int) -> list[tuple[str, str]]:
    query = case.query
    where = f"{query.place} chat" if query.place in ("personal", "group") else query.place
    asked = [
        ("Asked by", plain(case.asker.name) or "somebody"),
        ("When", phrases.moment(query.asked_at)),
        ("Where", where),
        ("Words", plain(query.words, longest)),
    ]
    worked = [pair for pair in case_facts(case, now) if pair[0] not in ("Asked by", "Codes shown")]
    merged = ", ".join(one.reference for one in case.duplicates)
    same = [("Merged into it", merged), ("Asks the same as", case.original)]
    return [*asked, *(worked if case.escalation else []), *(pair for pair in same if pair[1])]


def _section(name: str, rows: list[str]) -> list[Element]:
    if not rows:
        return []
    return [text(f"**{name}**"), *[text(plain(row), spacing="None", size="Small") for row in rows]]


def _undelivered(case: Case) -> list[str]:
    return [case_phrases.undelivered_line(one, case.names) for one in case.undelivered]


def _suggested(rows: list[SuggestionRow], longest: int) -> list[Element]:
    """The codes of the last round, under the words that they answer."""
    found: list[Element] = []
    words = ""
    for row in rows:
        if row.condition_words != words:
            words = row.condition_words
            found.append(quiet(plain(words, min(longest, LONGEST_TITLE))))
        found.append(
            text(
                f"{plain(display(row.code))} {plain(row.title, LONGEST_TITLE)}", spacing="None", size="Small"
            )
        )
    return found


def _own_moves(case: Case, *, may_reopen: bool) -> list[Element]:
    """The asker's buttons, and what an open query of one's own allows besides."""
    mine = action("My queries", MyQueries(), associatedInputs="none")
    moves = asker_moves(case, may_reopen=may_reopen)
    if case.query.state == QueryState.OPEN:
        moves = [*moves, *_ask_a_clinician(case), withdraw_form(case)]
    return [*moves, mine]


def _ask_a_clinician(case: Case) -> list[Element]:
    """Coders ask clinicians; a clinician who asked for a code does not."""
    may_ask = may(case.asker, Action.CLARIFY, Stands.OWN)
    return [action(ASK_A_CLINICIAN, Clarify(case.query.id or 0))] if may_ask else []
