"""Every role and every action, for one's own, for what is addressed to one, and for somebody else's."""

from contextlib import nullcontext
from itertools import product

import pytest

from casework import rights
from casework.errors import NotAllowed, NotFound
from casework.model.coding_query import CodingQuery
from casework.model.person import Person, Role
from casework.rights import Action, Stands
from tests.world import NOON

# For each action, who may: c coder, l lead coder, m coding manager, d clinician (doctor), k coding clerk,
# a administrator. On what is one's own | what is addressed to one | somebody else's.
TABLE = {
    Action.ASK: "clmd |   | ",
    Action.SEE_CASE: "clmd |   | lm",
    Action.ESCALATE: "clmd |   | ",
    Action.ADD_NOTE: "clmd |   | lm",
    Action.REPLY: "clmd |   | ",
    Action.WITHDRAW: "clmd |   | ",
    Action.CONFIRM: "clmd |   | ",
    Action.REOPEN: "clmd |   | lm",
    Action.SEE_QUEUE: "lm   |   | lm",
    Action.TAKE: "lm   |   | lm",
    Action.ASSIGN: "lm   |   | lm",
    Action.ASK_BACK: "lm   |   | lm",
    Action.ANSWER: "lm   |   | lm",
    Action.REFER: "lm   |   | lm",
    Action.PASS_ON: "lm   |   | lm",
    Action.MERGE: "lm   |   | lm",
    Action.CLOSE: "lm   |   | lm",
    Action.CLARIFY: "clm  |   | lm",
    Action.SEE_CLARIFICATION: "clm  | d | lm",
    Action.ANSWER_CLARIFICATION: "     | d | ",
    Action.REDIRECT_CLARIFICATION: "     | d | ",
    Action.CANCEL_CLARIFICATION: "clm  |   | lm",
    Action.CLOSE_CLARIFICATION: "clm  |   | lm",
    Action.SET_OWN_ABSENCE: "clmdka |   | ",
    Action.SET_ANY_ABSENCE: "lma |   | lma",
    Action.SET_TRIAGE_PLACE: "lma |   | lma",
    Action.SEE_EPISODE: "clm  |   | lm",
    Action.WORK_EPISODE: "clm  |   | lm",
    Action.ASSIGN_EPISODE: "lm   |   | lm",
    Action.SEE_BACKLOG: "lm   |   | lm",
    Action.ASK_FOR_NOTES: "clm  |   | lm",
    Action.ANSWER_FOR_NOTES: "clmk |   | lmk",
    Action.SET_OWN_REMINDERS: "clmdka |   | ",
    Action.SEE_RULINGS: "clmd |   | clmd",
    Action.PROPOSE_RULING: "lm   |   | lm",
    Action.RATIFY_RULING: "md   |   | md",
    Action.END_RULING: "lm   |   | lm",
    Action.SEND_RIPPLE: "lm   |   | lm",
    Action.READ_BULLETIN: "clmdka |   | clmdka",
    Action.POST_BULLETIN: "lm   |   | lm",
    Action.WRITE_CODE_NOTE: "clmd |   | ",
    Action.WRITE_DEPARTMENT_NOTE: "lm   |   | lm",
}
LETTERS = {
    "c": Role.CODER,
    "l": Role.LEAD_CODER,
    "m": Role.CODING_MANAGER,
    "d": Role.CLINICIAN,
    "k": Role.CODING_CLERK,
    "a": Role.ADMINISTRATOR,
}


def person(role: Role, *, id: int = 1, tenant: str = "trust", active: bool = True) -> Person:
    return Person(
        id=id,
        tenant=tenant,
        channel_id=f"id-{id}",
        name="Somebody",
        role=role.value,
        active=active,
        first_seen_at=NOON,
    )


def allowed(action: Action, stands: Stands) -> set[Role]:
    letters = TABLE[action].split("|")[list(Stands).index(stands)].strip()
    return {LETTERS[letter] for letter in letters}


def test_the_table_has_every_action_and_every_role() -> None:
    assert set(TABLE) == set(Action)
    assert set(LETTERS.values()) == set(Role)
    assert all(row.count("|") == 2 for row in TABLE.values())


@pytest.mark.parametrize("action", Action)
def test_each_role_may_what_the_table_says_and_nothing_else(action: Action) -> None:
    for role, stands in product(Role, Stands):
        expected = role in allowed(action, stands)
        assert rights.may(person(role), action, stands) is expected, (role, action, stands)
        if expected:
            rights.check(person(role), action, stands)
        else:
            with pytest.raises(NotAllowed, match=action.value):
                rights.check(person(role), action, stands)


@pytest.mark.parametrize("action", Action)
def test_a_leaver_may_nothing(action: Action) -> None:
    for role, stands in product(Role, Stands):
        assert not rights.may(person(role, active=False), action, stands)


@pytest.mark.parametrize("action", Action)
def test_somebody_elses_case_is_not_found_by_whoever_may_not_see_it(action: Action) -> None:
    asker = person(Role.CODER, id=2)
    query = CodingQuery(id=7, asked_by=2, asked_at=NOON, place="personal", conversation="c", words="w")
    for role in Role:
        sees = role in (Role.LEAD_CODER, Role.CODING_MANAGER)
        expected = None if role in allowed(action, Stands.OTHER) else NotAllowed
        if not sees:
            expected = NotFound
        _checked(person(role), action, query, asker, expected)


@pytest.mark.parametrize("action", Action)
def test_another_tenants_case_does_not_exist_for_anybody(action: Action) -> None:
    asker = person(Role.CODER, id=2)
    query = CodingQuery(id=7, asked_by=2, asked_at=NOON, place="personal", conversation="c", words="w")
    for role in Role:
        _checked(person(role, tenant="elsewhere"), action, query, asker, NotFound)


def _checked(who: Person, action: Action, query: CodingQuery, asker: Person, expected: type | None) -> None:
    with pytest.raises(expected) if expected else nullcontext() as raised:
        rights.check_case(who, action, query, asker=asker)
    assert raised is None or raised.type is expected, (who.role, action)
