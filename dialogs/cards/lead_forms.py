"""What a lead coder can do with a case: its buttons, and the forms that open in the card."""

from collections.abc import Sequence

from casework.model.coding_query import Outcome, QueryState
from casework.model.escalation import Urgency
from casework.model.person import Person
from casework.queue import Case
from dialogs import case_phrases
from dialogs.cards.case_parts import LONGEST_NAME, reopen_form
from dialogs.cards.elements import Element, action, buttons, quiet
from dialogs.cards.forms import NO_INPUTS, choice_input, show_card, text_input
from dialogs.verbs import (
    AnswerCase,
    AskBack,
    Assign,
    CloseCase,
    HelpdeskReference,
    Merge,
    OpenQuery,
    PassOn,
    ProposeForm,
    ReferForm,
    Release,
    ResolveReferral,
    SetUrgency,
    Take,
)
from dialogs.verbs.clarification import Clarify

MOST_COLLEAGUES = 40
LONGEST_NUMBER = 60
_S = QueryState


def lead_moves(
    case: Case, colleagues: Sequence[Person], *, may_reopen: bool, may_propose: bool = False
) -> list[Element]:
    """The buttons that the case's state allows, the likeliest first; five at most beside “Open”."""
    query, ids = case.query, (case.query.id or 0, case.query.version)
    propose = [action("Propose as ruling", ProposeForm(ids[0], 0), **NO_INPUTS)] if may_propose else []
    if query.is_closed():
        again = may_reopen and query.outcome != Outcome.DUPLICATE
        return [*propose, reopen_form(case)] if again else propose
    if query.state == _S.ANSWERED:
        return [*propose, _close_form(case)]
    if not query.is_with_leads() or case.escalation is None:
        return []
    moves = {
        _S.NEW: [action("Take", Take(*ids), style="positive"), _answer_form(case), _ask_form(case)],
        _S.ASSIGNED: [_answer_form(case), _ask_form(case), action("Ask a clinician", Clarify(ids[0]))],
        _S.WAITING_HELPDESK: [_helpdesk_form(case), _answer_form(case)],
    }.get(QueryState(query.state), [_answer_form(case)])
    return [*moves, *_assign_form(case, colleagues), _more_form(case)]


def opens(case: Case) -> Element:
    """“Open”: the case with its whole history."""
    return action("Open", OpenQuery(case.query.id or 0), associatedInputs="none")


def _answer_form(case: Case) -> Element:
    work = case.escalation
    on = case_phrases.day(work.episode_date) if work and work.episode_date else "the day of asking"
    body = [
        text_input("answer", "Your answer", lines=True, required="Please write the answer."),
        text_input("codes", "Codes, for example I21.4, K35.8", longest=200),
        quiet(f"Codes are checked against the edition of {on}.", spacing="Small"),
    ]
    press = action("Send the answer", AnswerCase(case.query.id or 0, case.query.version))
    return show_card("Answer…", body, [press])


def _ask_form(case: Case) -> Element:
    what = text_input("question", f"What do you need from {case.asker.name[:LONGEST_NAME]}?", lines=True)
    press = action("Send the question", AskBack(case.query.id or 0, case.query.version))
    return show_card("Ask the coder…", [what], [press])


def _assign_form(case: Case, colleagues: Sequence[Person]) -> list[Element]:
    """Nothing where there is nobody else to give it to."""
    has = case.assignee.id if case.assignee else None
    others = [(one.name[:LONGEST_NAME], str(one.id)) for one in colleagues if one.id != has and one.name]
    if not others:
        return []
    who = choice_input("colleague", "To whom?", others[:MOST_COLLEAGUES], required="Please choose somebody.")
    press = action("Assign it", Assign(case.query.id or 0, case.query.version))
    return [show_card("Assign…", [who], [press])]


def _close_form(case: Case) -> Element:
    ids = (case.query.id or 0, case.query.version)
    return show_card("Close…", _closing(), [action("Close it", CloseCase(*ids))])


def _closing() -> list[Element]:
    ends = [("Resolved", Outcome.RESOLVED.value), ("No answer possible", Outcome.NO_ANSWER.value)]
    return [
        text_input("why", "Reason, for closing or passing on", lines=True),
        choice_input("outcome", "If you close it, how does it end?", ends, value=Outcome.RESOLVED.value),
    ]


def _helpdesk_form(case: Case) -> Element:
    """What comes back from the national helpdesk: first a number, later the resolution."""
    ids = (case.query.id or 0, case.query.version)
    number = case.escalation.helpdesk_reference if case.escalation else ""
    body = [
        text_input("number", "The helpdesk's number", value=number, longest=LONGEST_NUMBER),
        buttons([action("Record the number", HelpdeskReference(*ids))]),
        text_input("resolution", "The helpdesk's resolution", lines=True),
    ]
    return show_card("Helpdesk…", body, [action("Record the resolution", ResolveReferral(*ids))])


def _more_form(case: Case) -> Element:
    """The steps that are rarer: one form, each input above the button that uses it."""
    ids = (case.query.id or 0, case.query.version)
    urgency = case.escalation.urgency if case.escalation else Urgency.ROUTINE.value
    levels = [(name, level.value) for level, name in case_phrases.URGENCIES.items()]
    body = [
        choice_input("urgency", "Urgency", levels, value=urgency),
        buttons([action("Set the urgency", SetUrgency(*ids))]),
        text_input("original", "Asks the same as, for example CQ-1042", longest=20),
        buttons([action("Merge as a duplicate", Merge(*ids))]),
        *_closing(),
    ]
    presses = [action("Close it", CloseCase(*ids))]
    if case.escalation and not case.escalation.level:
        presses.append(action("Pass to the coding manager", PassOn(*ids)))
    if case.query.state != _S.WAITING_HELPDESK:
        presses.append(action("Refer to the helpdesk", ReferForm(ids[0]), associatedInputs="none"))
    if case.query.state != _S.ASSIGNED:
        presses.append(action("Ask a clinician", Clarify(ids[0]), associatedInputs="none"))
    if case.assignee is not None:
        presses.append(action("Release it", Release(*ids), associatedInputs="none"))
    return show_card("More…", body, presses)
