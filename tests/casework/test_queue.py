"""The queue and the whole case: filters, search, order, and who sees what."""

import pytest

from casework import answering, clarifying, escalating, queue, referring
from casework.errors import NotAllowed, NotFound, Unusable
from casework.model.escalation import Urgency
from casework.model.notice import Notice
from tests.cases import Office
from tests.clarifications import Ward
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit, mona
from tests.world import World


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def listed(office: Office, view: str = "open", search: str = "", by=dee, **facts) -> list[str]:
    rows, total = office.database.now(
        queue.queue, by=office.who(by), view=view, search=search, now=office.now, **facts
    )
    assert total >= len(rows)
    return [row.query.reference for row in rows]


def row(office: Office, query, by=dee) -> queue.QueueRow:
    rows, _ = office.database.now(
        queue.queue, by=office.who(by), view="all", search=query.reference, now=office.now
    )
    return rows[0]


def test_the_views_of_the_queue(office: Office) -> None:
    states = ("open", "new", "assigned", "waiting on asker", "waiting on national helpdesk", "answered")
    for state in (*states, "closed"):
        office.at(state)
    assert listed(office) == ["CQ-1002", "CQ-1003", "CQ-1004", "CQ-1005"]
    assert listed(office, "mine") == ["CQ-1003", "CQ-1004", "CQ-1005"]
    assert listed(office, "mine", by=finn) == []
    assert listed(office, "waiting") == ["CQ-1004", "CQ-1005"]
    assert listed(office, "overdue") == []
    assert listed(office, "all") == [f"CQ-{number}" for number in range(1002, 1008)]
    office.world.clock.move(days=14)
    assert listed(office, "overdue") == ["CQ-1002", "CQ-1003"]
    with pytest.raises(Unusable):
        listed(office, "everything")


def test_the_oldest_comes_first_page_by_page(office: Office) -> None:
    for number in range(5):
        office.handed_over(words=f"lump {number}")
    rows, total = office.database.now(queue.queue, by=office.who(mona), now=office.now, limit=2, offset=2)
    assert ([one.query.words for one in rows], total) == (["lump 2", "lump 3"], 5)
    assert listed(office, limit=0) == []


def test_the_queue_is_the_leads(office: Office) -> None:
    for who in (asha, cole, kit, ada):
        with pytest.raises(NotAllowed):
            listed(office, by=who)


def test_another_tenants_cases_are_not_in_it(office: Office) -> None:
    office.handed_over()
    theirs = office.handed_over(eve)
    assert listed(office) == ["CQ-1001"]
    assert listed(office, by=eve) == [theirs.reference]
    assert listed(office, "all", "CQ-1001", by=eve) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("CQ-1002", ["CQ-1002"]),
        ("1001", ["CQ-1001"]),
        ("cq 9999", []),
        ("99999999999999999999", []),
        ("KNEE", ["CQ-1002"]),
        ("knee swollen", ["CQ-1002"]),
        ("knee groin", []),
        ("lump", ["CQ-1001"]),
        ("ben", ["CQ-1002"]),
        ("dee", ["CQ-1001"]),
        ("cardio", ["CQ-1001"]),
        ("QRD_17", ["CQ-1001"]),
        ("QRD-17", []),
        ("left side", ["CQ-1001"]),
        ("%", []),
        ("_", ["CQ-1001"]),
        ("'; drop table", []),
        ("\x00", ["CQ-1001", "CQ-1002"]),
        ("zxqwv", []),
        ("", ["CQ-1001", "CQ-1002"]),
    ],
)
def test_the_search(office: Office, search: str, found: list[str]) -> None:
    query = office.taken(dee, specialty="Cardiology", details="on the left side")
    query = office.act(referring.refer, dee, query, words="Which code?")
    office.act(referring.helpdesk_reference, dee, query, number="QRD_17")
    asked = office.asked(ben, "knee washout")
    office.act(escalating.escalate, ben, asked, title="Swollen joint")
    assert listed(office, "all", search) == found


def test_a_row_says_whose_step_is_next_and_until_when(office: Office) -> None:
    for state, words in {
        "new": "a lead coder",
        "assigned": "Dee Marsh",
        "waiting on asker": "Asha Patel",
        "waiting on national helpdesk": "the national helpdesk",
        "answered": "Asha Patel",
        "closed": "",
    }.items():
        assert row(office, office.at(state)).waiting_on == words, state
    passed = office.act(escalating.pass_on, dee, office.taken(), words="beyond me")
    assert row(office, passed).waiting_on == "a coding manager"
    urgent = row(office, office.taken(urgency=Urgency.URGENT))
    assert (urgent.asker, urgent.assignee, urgent.overdue) == ("Asha Patel", "Dee Marsh", False)
    assert urgent.due_at == min(
        one.due_at for one in office.clocks(urgent.query).values() if not one.stopped_at
    )


def test_a_clinician_who_is_late_is_not_lost_from_sight(world: World) -> None:
    ward, office = Ward(world), Office(world)
    one = ward.sent(by=dee, query=office.taken(dee))
    assert row(office, office.again(world.queries()[0])).due_at == one.due_at
    assert listed(office, "overdue") == []
    world.clock.move(days=6)
    late = row(office, office.again(world.queries()[0]))
    assert (late.waiting_on, late.overdue) == ("Dr Cole", True)
    assert listed(office, "overdue") == listed(office, "waiting") == ["CQ-1001"]
    ward.do(clarifying.answer, cole, ward.again(one), chosen="Other", words="Neither")
    assert "CQ-1001" not in listed(office, "waiting")


def test_a_whole_case(world: World) -> None:
    ward, office = Ward(world), Office(world)
    query = office.taken(dee, details="seen twice")
    one = ward.sent(by=dee, query=query)
    assert row(office, query).waiting_on == "Dr Cole"
    ward.do(clarifying.answer, cole, one, chosen="Other", words="neither")
    query = office.act(answering.answer, dee, office.again(query), words="K40.9")
    seen = office.case(query)
    assert (seen.asker.name, seen.assignee.name, seen.waiting_on) == ("Asha Patel", "Dee Marsh", "Asha Patel")
    assert [entry.words for entry in seen.entries] == ["seen twice", "K40.9"]
    assert [name for _, name in seen.changes][:3] == ["Asha Patel", "Asha Patel", "Dee Marsh"]
    assert [step.answer for step in seen.clarifications] == ["neither"]
    assert [clock.kind for clock in seen.clocks] == ["first response", "update", "solution"]
    assert seen.names[office.id(cole)] == "Dr Cole"
    assert office.case(query, asha).clarifications == seen.clarifications


def test_who_sees_a_case(office: Office) -> None:
    query = office.taken(dee)
    for who in (asha, dee, finn, mona):
        assert office.case(query, who).query.id == query.id
    for who in (ben, cole, kit, ada, eve):
        with pytest.raises(NotFound, match=query.reference):
            office.case(query, who)
    for number in (0, -5, 99, 2**31, 2**64):
        with pytest.raises(NotFound):
            office.database.now(queue.case, query_id=number, by=office.who(dee), now=office.now)


def test_a_draft_is_its_writers_alone_and_a_clinician_sees_no_questions(world: World) -> None:
    ward, office = Ward(world), Office(world)
    query = office.taken(dee)
    ward.draft(by=dee, query=query)
    assert [len(office.case(query, who).clarifications) for who in (dee, finn, asha)] == [1, 0, 0]
    theirs = office.taken(dee, of=cole)
    ward.sent(by=dee, query=theirs)
    assert office.case(theirs, cole).clarifications == []


def test_what_did_not_arrive_is_shown_to_leads_and_to_whom_it_was_for(office: Office) -> None:
    query = office.taken(dee)

    def spoil(session) -> None:
        for state, one in zip(
            ("unknown", "unreachable", "set aside", "sent"), office.rows(Notice), strict=False
        ):
            session.get_one(Notice, one.id).state = state

    office.database.now(spoil)
    states = [one.state for one in office.case(query, finn).undelivered]
    assert states == ["unknown", "unreachable", "set aside"]
    assert office.case(query, asha).undelivered == []
