"""A case as its asker sees it: a receipt that says where it stands, and what they can do."""

from datetime import datetime

from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.coding_query import Outcome, QueryState
from casework.queue import Case
from dialogs import case_phrases, phrases
from dialogs.cards.case_parts import entry_with, head, last_entry, note_form, reopen_form, title_of, written
from dialogs.cards.elements import Element, action, buttons, card, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS, show_card, text_input
from dialogs.message import Card
from dialogs.verbs import (
    Back,
    Confirm,
    EscalateForm,
    MyQueries,
    NotAnswered,
    NotMeant,
    OpenQuery,
    ReplyToLead,
    Withdraw,
)


def asker_card(
    case: Case, *, now: datetime, may_reopen: bool, says: str = "", entry: CaseEntry | None = None
) -> Card:
    """The case for its asker; `says` is what just happened, `entry` the words that it is about."""
    return fitted(lambda longest: _draw(case, now, longest, may_reopen, says, entry))


def _draw(
    case: Case, now: datetime, longest: int, may_reopen: bool, says: str, entry: CaseEntry | None
) -> Card:
    standing = "" if _heading_says_it(case) else case_phrases.standing(case, now)
    body = [
        *head(case, says, for_asker=True),
        text(plain(title_of(case), 160), spacing="None"),
        *([quiet(plain(standing))] if standing and says != standing else []),
        *([quiet(plain(case.closes))] if case.closes else []),
        *_latest(case, longest, entry),
    ]
    return card(body, [*asker_moves(case, may_reopen=may_reopen), *_ways_on(case)])


def _heading_says_it(case: Case) -> bool:
    """Where a sentence would say once more what stands above it."""
    shown = (QueryState.WAITING_ASKER, QueryState.ANSWERED, QueryState.CLOSED)
    return case.query.state in shown and not case.original


def asker_moves(case: Case, *, may_reopen: bool) -> list[Element]:
    """What the asker can do besides answering what the card asks."""
    query = case.query
    if query.is_closed():
        return [reopen_form(case)] if may_reopen and query.outcome != Outcome.DUPLICATE else []
    if query.state == QueryState.OPEN:
        choose = action("Choose a code", Back(query.id or 0))
        return [choose, action("Not what I meant", NotMeant(query.id or 0)), *_to_the_leads(case)]
    if query.state == QueryState.ANSWERED:
        return [note_form(case)]
    return [note_form(case), *_to_the_leads(case), withdraw_form(case)]


def withdraw_form(case: Case) -> Element:
    """“Withdraw…”, which asks once more."""
    sure = text("It is closed without an answer.", size="Small")
    yes = action("Yes, withdraw it", Withdraw(case.query.id or 0, case.query.version))
    return show_card("Withdraw…", [sure], [yes])


def _to_the_leads(case: Case) -> list[Element]:
    """While the query is the asker's own, be it that a clinician is asked."""
    if case.escalation is not None:
        return []
    return [action(phrases.ASK_THE_LEAD, EscalateForm(case.query.id or 0), **NO_INPUTS)]


def asked_of_asker(case: Case) -> list[Element]:
    """The reply box, or the choice whether the answer answers it."""
    query = case.query
    if query.state == QueryState.WAITING_ASKER:
        box = text_input("reply", "Your reply", lines=True)
        return [box, buttons([action("Send the reply", ReplyToLead(query.id or 0, query.version))])]
    if query.state == QueryState.ANSWERED:
        missing = text_input(
            "missing", "What is still open?", lines=True, required="Please write what is still open."
        )
        sends = action("Send it back", NotAnswered(query.id or 0, query.version))
        fits = action("This answers it", Confirm(query.id or 0, query.version), style="positive", **NO_INPUTS)
        return [buttons([fits, show_card("Not yet…", [missing], [sends])])]
    return []


def _latest(case: Case, longest: int, about: CaseEntry | None) -> list[Element]:
    """The words that matter now: the question back, the answer, the reason of the end."""
    found = []
    if case.query.state == QueryState.WAITING_ASKER:
        found = [last_entry(case, EntryKind.QUESTION_BACK)]
    elif case.query.state in (QueryState.NEW, QueryState.ASSIGNED):
        reason = entry_with(case, case.changes[-1][0].entry_id)
        found = [last_entry(case, EntryKind.REPLY, EntryKind.NOTE), reason]
    elif case.escalation and case.escalation.answer_entry:
        found = [entry_with(case, case.escalation.answer_entry)]
    elif case.original_answer:
        found = [case.original_answer]
    if case.query.is_closed():
        found.append(entry_with(case, case.changes[-1][0].entry_id))
    resolution = [last_entry(case, EntryKind.RESOLUTION)] if case.query.state == QueryState.ANSWERED else []
    by_id = {one.id: one for one in [*found, *resolution, about] if one is not None}
    shown = [written(case, one, longest) for one in by_id.values()]
    return [*shown, *asked_of_asker(case)]


def _ways_on(case: Case) -> list[Element]:
    history = action("History", OpenQuery(case.query.id or 0), **NO_INPUTS)
    return [history, action("My queries", MyQueries(), **NO_INPUTS)]
