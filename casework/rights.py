"""Who may do what: one table of actions, roles and how the person stands to the case; the rest is refused.

A refusal on something that the person may not even see reads as if it did not exist.
"""

from enum import Enum, StrEnum

from casework.errors import NotAllowed, NotFound
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery
from casework.model.person import Person, Role


class Action(StrEnum):
    """Everything that a person can do to a case, a clarification, or the department's lists."""

    ASK = "ask"
    SEE_CASE = "see a case"
    ESCALATE = "ask the lead coder"
    ADD_NOTE = "add a note"
    REPLY = "reply to the lead coder"
    WITHDRAW = "withdraw a query"
    CONFIRM = "confirm an answer"
    REOPEN = "reopen a query"
    SEE_QUEUE = "see the queue"
    TAKE = "take a case"
    ASSIGN = "assign a case"
    ASK_BACK = "ask the coder for more"
    ANSWER = "answer a case"
    REFER = "refer a case to the national helpdesk"
    PASS_ON = "pass a case to the coding manager"  # noqa: S105 - a case is passed on
    MERGE = "merge cases"
    CLOSE = "close a case"
    CLARIFY = "ask a clinician"
    SEE_CLARIFICATION = "see a clarification"
    ANSWER_CLARIFICATION = "answer a clarification"
    REDIRECT_CLARIFICATION = "send a clarification to somebody else"
    CANCEL_CLARIFICATION = "cancel a clarification"
    CLOSE_CLARIFICATION = "close a clarification"
    SET_OWN_ABSENCE = "say when you are away"
    SET_ANY_ABSENCE = "say when somebody else is away"
    SET_TRIAGE_PLACE = "choose where new cases are shown"
    SEE_EPISODE = "see an episode"
    WORK_EPISODE = "work on an episode"
    ASSIGN_EPISODE = "give an episode to somebody"
    SEE_BACKLOG = "see the backlog"
    ASK_FOR_NOTES = "ask for case notes"
    ANSWER_FOR_NOTES = "say where case notes are"
    SET_OWN_REMINDERS = "choose when you are reminded"
    SEE_RULINGS = "see rulings"
    PROPOSE_RULING = "propose a ruling"
    RATIFY_RULING = "ratify a ruling"
    END_RULING = "withdraw a ruling"
    SEND_RIPPLE = "tell coders what a change touches"
    READ_BULLETIN = "read the news"
    POST_BULLETIN = "send news"
    WRITE_CODE_NOTE = "write a note on a code"
    WRITE_DEPARTMENT_NOTE = "write the department's note on a code"


class Stands(Enum):
    """How a person stands to the thing: it is their own, it is addressed to them, or neither."""

    OWN = "own"
    ADDRESSED = "addressed"
    OTHER = "other"


_CODERS = {Role.CODER, Role.LEAD_CODER, Role.CODING_MANAGER}
_ASKERS = _CODERS | {Role.CLINICIAN}
_LEADS = {Role.LEAD_CODER, Role.CODING_MANAGER}
_EVERYBODY = set(Role)

OWN: dict[Action, set[Role]] = {
    Action.ASK: _ASKERS,
    Action.SEE_CASE: _ASKERS,
    Action.ESCALATE: _ASKERS,
    Action.ADD_NOTE: _ASKERS,
    Action.REPLY: _ASKERS,
    Action.WITHDRAW: _ASKERS,
    Action.CONFIRM: _ASKERS,
    Action.REOPEN: _ASKERS,
    Action.CLARIFY: _CODERS,
    Action.SEE_CLARIFICATION: _CODERS,
    Action.CANCEL_CLARIFICATION: _CODERS,
    Action.CLOSE_CLARIFICATION: _CODERS,
    Action.SET_OWN_ABSENCE: _EVERYBODY,
    Action.SEE_EPISODE: _CODERS,
    Action.WORK_EPISODE: _CODERS,
    Action.ASK_FOR_NOTES: _CODERS,
    Action.ANSWER_FOR_NOTES: _CODERS,
    Action.SET_OWN_REMINDERS: _EVERYBODY,
    Action.WRITE_CODE_NOTE: _ASKERS,
}
ADDRESSED: dict[Action, set[Role]] = {
    Action.SEE_CLARIFICATION: {Role.CLINICIAN},
    Action.ANSWER_CLARIFICATION: {Role.CLINICIAN},
    Action.REDIRECT_CLARIFICATION: {Role.CLINICIAN},
}
OTHER: dict[Action, set[Role]] = {
    Action.SEE_CASE: _LEADS,
    Action.ADD_NOTE: _LEADS,
    Action.REOPEN: _LEADS,
    Action.SEE_QUEUE: _LEADS,
    Action.TAKE: _LEADS,
    Action.ASSIGN: _LEADS,
    Action.ASK_BACK: _LEADS,
    Action.ANSWER: _LEADS,
    Action.REFER: _LEADS,
    Action.PASS_ON: _LEADS,
    Action.MERGE: _LEADS,
    Action.CLOSE: _LEADS,
    Action.CLARIFY: _LEADS,
    Action.SEE_CLARIFICATION: _LEADS,
    Action.CANCEL_CLARIFICATION: _LEADS,
    Action.CLOSE_CLARIFICATION: _LEADS,
    Action.SET_ANY_ABSENCE: _LEADS | {Role.ADMINISTRATOR},
    Action.SET_TRIAGE_PLACE: _LEADS | {Role.ADMINISTRATOR},
    Action.SEE_EPISODE: _LEADS,
    Action.WORK_EPISODE: _LEADS,
    Action.ASSIGN_EPISODE: _LEADS,
    Action.SEE_BACKLOG: _LEADS,
    Action.ASK_FOR_NOTES: _LEADS,
    Action.ANSWER_FOR_NOTES: _LEADS | {Role.CODING_CLERK},
    Action.SEE_RULINGS: _ASKERS,
    Action.PROPOSE_RULING: _LEADS,
    Action.RATIFY_RULING: {Role.CODING_MANAGER, Role.CLINICIAN},
    Action.END_RULING: _LEADS,
    Action.SEND_RIPPLE: _LEADS,
    Action.READ_BULLETIN: _EVERYBODY,
    Action.POST_BULLETIN: _LEADS,
    Action.WRITE_DEPARTMENT_NOTE: _LEADS,
}
# A lead coder's own query is worked by the leads like any other: what a lead may do to another's case,
# they may do to their own.
_TABLES = {Stands.OWN: (OWN, OTHER), Stands.ADDRESSED: (ADDRESSED,), Stands.OTHER: (OTHER,)}


def may(person: Person, action: Action, stands: Stands) -> bool:
    """Whether the person, standing so, may do it. Leavers may do nothing."""
    role = Role(person.role)
    return person.active and any(role in table.get(action, ()) for table in _TABLES[stands])


def check(person: Person, action: Action, stands: Stands = Stands.OTHER) -> None:
    """Raise NotAllowed unless the person may do it."""
    if not may(person, action, stands):
        raise NotAllowed(action.value)


def check_case(person: Person, action: Action, query: CodingQuery, *, asker: Person) -> None:
    """As `check`, for a case.

    Raises:
        NotFound: the person may not see the case, or it is another tenant's.
        NotAllowed: they may see it, but not do that.
    """
    stands = Stands.OWN if query.asked_by == person.id else Stands.OTHER
    if asker.tenant != person.tenant or not may(person, Action.SEE_CASE, stands):
        raise NotFound(query.reference)
    check(person, action, stands)


def check_clarification(
    person: Person, action: Action, one: Clarification, *, asker: Person, addressees: frozenset[int]
) -> None:
    """As `check_case`, for a clarification. `asker` asked the query that it belongs to; `addressees` are
    the clinician and whoever stands in for them now. A draft is its writer's alone.

    Raises:
        NotFound, NotAllowed: as `check_case`.
    """
    stands = [Stands.OTHER]
    if person.id in (one.asked_by, asker.id):
        stands.append(Stands.OWN)
    if person.id in addressees and one.state != "draft":
        stands.append(Stands.ADDRESSED)
    hidden = one.state == "draft" and person.id != one.asked_by
    seen = asker.tenant == person.tenant and any(may(person, Action.SEE_CLARIFICATION, it) for it in stands)
    if hidden or not seen:
        raise NotFound(one.reference)
    if not any(may(person, action, it) for it in stands):
        raise NotAllowed(action.value)
