"""The clocks of a case: working time only, still while somebody outside is awaited."""

from datetime import UTC, datetime, timedelta

import pytest

from casework import answering, clocks, escalating, noting, referring
from casework.department import Department
from casework.model.escalation import Urgency
from tests.cases import Office
from tests.people import asha, dee, finn, mona
from tests.world import World

# The department works from 9 to 5 in London; it is Tuesday 3 March 2026, noon.
ROUTINE = {"first response": "4 12:00", "update": "5 12:00", "solution": "10 12:00"}


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def at(office: Office, *when: int) -> None:
    """The world's clock is set."""
    office.world.clock.at = datetime(*when, tzinfo=UTC)


def due(office: Office, query) -> dict[str, str]:
    return {
        kind: f"{clock.due_at.day} {clock.due_at:%H:%M}" if clock.due_at else "still"
        for kind, clock in office.clocks(query).items()
        if not clock.stopped_at
    }


def test_the_times_are_working_time_from_the_handing_over(office: Office) -> None:
    assert due(office, office.handed_over()) == ROUTINE
    urgent = office.handed_over(urgency=Urgency.URGENT)
    assert due(office, urgent) == {
        "first response": "3 13:00",
        "update": "3 16:00",
        "solution": "4 12:00",
    }


def test_a_warning_comes_when_three_quarters_are_over(office: Office) -> None:
    clock = office.clocks(office.handed_over(urgency=Urgency.URGENT))["solution"]
    assert clock.warn_at == datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_a_case_of_friday_evening_is_due_on_monday(office: Office) -> None:
    at(office, 2026, 3, 6, 16, 30)
    assert due(office, office.handed_over(urgency=Urgency.URGENT))["first response"] == "9 09:30"
    at(office, 2026, 3, 7, 12, 0)
    assert due(office, office.handed_over(urgency=Urgency.URGENT))["first response"] == "9 10:00"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        # Friday 27 March 16:00 GMT; the clocks go forward on Sunday: two hours later is Monday 10:00 BST.
        ((2026, 3, 27, 16, 0), datetime(2026, 3, 30, 9, 0, tzinfo=UTC)),
        # Friday 23 October 16:00 BST; they go back on Sunday: Monday 10:00 GMT.
        ((2026, 10, 23, 15, 0), datetime(2026, 10, 26, 10, 0, tzinfo=UTC)),
        # Maundy Thursday: Good Friday and Easter Monday are bank holidays.
        ((2026, 4, 2, 15, 0), datetime(2026, 4, 7, 9, 0, tzinfo=UTC)),
    ],
)
def test_clock_changes_and_bank_holidays(office: Office, asked, expected) -> None:
    office.department = Department(targets={Urgency.URGENT: dict.fromkeys(clocks.ALL, timedelta(hours=2))})
    at(office, *asked)
    query = office.handed_over(urgency=Urgency.URGENT)
    assert {clock.due_at for clock in office.clocks(query).values()} == {expected}


def test_a_pause_over_a_weekend_costs_nothing(office: Office) -> None:
    at(office, 2026, 3, 6, 16, 0)
    query = office.taken()
    query = office.act(answering.ask_back, dee, query, words="Which side?")
    assert due(office, query) == {"update": "still", "solution": "still"}
    assert office.case(query).due_at is None
    at(office, 2026, 3, 9, 10, 0)
    query = office.act(answering.reply, asha, query, words="The left")
    # 40 hours from Monday 10:00, and an update 16 hours from the reply
    assert due(office, query) == {"update": "11 10:00", "solution": "16 10:00"}


def test_a_pause_over_a_clock_change_costs_nothing(office: Office) -> None:
    at(office, 2026, 3, 27, 10, 0)
    query = office.act(referring.refer, dee, office.taken(), words="Which code?")
    before = office.clocks(query)["solution"].left_seconds
    assert before == 40 * 3600
    at(office, 2026, 3, 31, 8, 0)  # Tuesday 09:00 in London, summer time
    query = office.act(referring.resolve_referral, dee, query, words="so")
    left = office.department.calendar.between(office.now, office.clocks(query)["solution"].due_at)
    assert left == timedelta(seconds=before)


def test_what_had_run_out_is_due_at_once_after_a_pause(office: Office) -> None:
    query = office.taken(urgency=Urgency.URGENT)
    office.world.clock.move(days=2)
    query = office.act(answering.ask_back, dee, query, words="Which side?")
    assert office.clocks(query)["solution"].left_seconds == 0
    office.world.clock.move(days=1)
    query = office.act(answering.reply, asha, query, words="The left")
    assert office.clocks(query)["solution"].due_at == office.now


def test_the_asker_is_owed_a_word_from_each_word_on(office: Office) -> None:
    query = office.taken()
    at(office, 2026, 3, 4, 12, 0)
    noted = {"words": "still at it", "nonce": "n", "department": office.department, "now": office.now}
    office.database.now(noting.add_note, query_id=query.id, by=office.who(asha), **noted)
    assert due(office, query)["update"] == "5 12:00"
    office.database.now(noting.add_note, query_id=query.id, by=office.who(finn), **noted)
    assert due(office, query) == {"update": "6 12:00", "solution": "10 12:00"}


def test_another_urgency_counts_the_time_that_was_used(office: Office) -> None:
    query = office.handed_over()
    at(office, 2026, 3, 3, 13, 0)
    query = office.act(escalating.set_urgency, mona, query, urgency=Urgency.SOON)
    assert due(office, query) == {
        "first response": "3 16:00",
        "update": "4 12:00",
        "solution": "5 12:00",
    }
    at(office, 2026, 3, 4, 9, 30)
    query = office.act(escalating.set_urgency, mona, query, urgency=Urgency.URGENT)
    assert due(office, query)["first response"] == "4 09:30"
    query = office.act(escalating.set_urgency, mona, query, urgency=Urgency.ROUTINE)
    assert due(office, query)["solution"] == "10 12:00"


def test_another_urgency_while_it_waits(office: Office) -> None:
    query = office.at("waiting on asker")
    query = office.act(escalating.set_urgency, finn, query, urgency=Urgency.URGENT)
    assert office.clocks(query)["solution"].left_seconds == 8 * 3600
    assert due(office, query) == {"update": "still", "solution": "still"}


def test_an_answer_stops_every_clock_and_a_late_one_is_known_as_late(office: Office) -> None:
    query = office.taken(urgency=Urgency.URGENT)
    office.world.clock.move(days=1, hours=1)
    query = office.act(answering.answer, dee, query, words="K40.9")
    kept = office.clocks(query)
    assert {clock.stopped_at for kind, clock in kept.items() if kind != "first response"} == {office.now}
    assert kept["solution"].breached_at == kept["solution"].due_at
    assert kept["first response"].breached_at is None
    assert office.case(query).due_at is None


def test_a_query_without_clocks_is_left_alone(office: Office) -> None:
    query = office.asked()

    def work(session) -> None:
        for step in (clocks.pause, clocks.resume, clocks.restart_update):
            step(session, query, office.department, office.now)
        clocks.stop(session, query, office.now)

    office.database.now(work)
    assert office.clocks(query) == {}
