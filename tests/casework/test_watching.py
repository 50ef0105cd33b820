"""Before a time is over somebody is warned; after it the cover chain is climbed, step by step, once."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from casework import answering, escalating
from casework.department import Department
from casework.model.case_clock import ClockKind
from casework.model.escalation import Urgency
from casework.model.notice import Notice, PostedCard
from casework.model.notice import NoticeKind as N
from casework.model.person import Cover, Role
from casework.watching import Watched, watch
from tests.cases import Office, at_once
from tests.people import asha, ben, cole, dee, finn, kit, mona
from tests.world import World

DAY = timedelta(hours=8)
# One clock at a time is looked at: the others have years.
LONG = timedelta(hours=10_000)


def only(kind: ClockKind, hours: float = 4) -> Department:
    times = dict.fromkeys(ClockKind, LONG) | {kind: timedelta(hours=hours)}
    return Department(targets=dict.fromkeys(Urgency, times), climb_every=timedelta(hours=4))


@pytest.fixture
def office(world: World) -> Office:
    return Office(world, only(ClockKind.FIRST_RESPONSE))


def at(office: Office, day: int, hour: int, minute: int = 0) -> Watched:
    """What a watch finds at that time of March 2026, which is London's."""
    office.world.clock.at = datetime(2026, 3, day, hour, minute, tzinfo=UTC)
    return look(office)


def look(office: Office) -> Watched:
    return office.database.now(watch, department=office.department, now=office.now)


def told(office: Office) -> list[tuple[str, str]]:
    """What is owed now, which goes out at once."""
    found = sorted(office.told(N.DUE_SOON, N.OVERDUE))
    office.forget()
    return [(kind, name.split()[0]) for kind, name in found]


def test_a_case_that_nobody_takes_climbs_from_lead_to_manager(office: Office) -> None:
    office.edit(finn, specialties="surgery")
    office.handed_over(specialty="surgery")
    assert at(office, 3, 14, 59) == Watched()
    assert at(office, 3, 15) == Watched(warned=1)
    assert told(office) == [(N.DUE_SOON, "Finn")]
    assert at(office, 3, 15, 59) == Watched()
    assert at(office, 3, 16) == Watched(breached=1)
    assert told(office) == [(N.OVERDUE, "Dee")]  # the leads of the specialty knew of it from the start
    assert at(office, 4, 11, 59) == Watched()
    assert at(office, 4, 12) == Watched(climbed=1)
    assert told(office) == [(N.OVERDUE, "Mona")]
    assert at(office, 9, 12) == Watched()


def test_where_a_channel_saw_it_first_the_leads_come_first(office: Office) -> None:
    office.place("triage")
    office.edit(finn, specialties="surgery")
    office.handed_over(specialty="surgery")
    at(office, 3, 15)
    assert told(office) == [(N.DUE_SOON, "triage")]
    at(office, 3, 16)
    assert told(office) == [(N.OVERDUE, "Finn")]
    at(office, 4, 12)
    assert told(office) == [(N.OVERDUE, "Dee")]
    at(office, 4, 16)
    assert told(office) == [(N.OVERDUE, "Mona")]


def test_nothing_is_said_outside_working_hours(office: Office) -> None:
    office.handed_over()
    for day, hour in ((3, 18), (4, 8), (7, 12), (8, 12)):
        assert at(office, day, hour) == Watched()
    assert at(office, 9, 9) == Watched(breached=1)


def test_a_breach_that_comes_without_its_warning_tells_the_breach_alone(office: Office) -> None:
    office.handed_over()
    assert at(office, 3, 16) == Watched(breached=1)
    assert {kind for kind, _ in told(office)} == {N.OVERDUE}
    assert at(office, 3, 16, 1) == Watched()


def test_the_only_lead_there_is_hears_of_the_breach(office: Office) -> None:
    for gone in (finn, mona):
        office.edit(gone, active=False)
    office.handed_over()
    at(office, 3, 16)
    assert told(office) == [(N.OVERDUE, "Dee")]


def test_where_no_lead_is_left_the_channel_hears_of_it(office: Office) -> None:
    office.place("triage")
    for gone in (dee, finn, mona):
        office.edit(gone, active=False)
    office.handed_over()
    at(office, 3, 16)
    assert told(office) == [(N.OVERDUE, "triage")]


def test_who_has_it_is_told_then_their_own_cover_one_after_another(office: Office) -> None:
    office.department = only(ClockKind.SOLUTION)

    def cover(session) -> None:
        for place, who in enumerate((kit, finn), start=1):
            session.add(Cover(person_id=office.id(dee), place=place, cover_id=office.id(who)))

    office.database.now(cover)
    office.taken(dee)
    at(office, 3, 15)
    assert told(office) == [(N.DUE_SOON, "Dee")]
    heard = []
    for day, hour in ((3, 16), (4, 12), (4, 16), (5, 12), (5, 16), (6, 12)):
        at(office, day, hour)
        heard += told(office)
    assert [name for _, name in heard] == ["Dee", "Kit", "Finn", "Mona"]


def test_without_own_cover_the_other_leads_come_then_the_managers(office: Office) -> None:
    office.department = only(ClockKind.UPDATE)
    office.taken(dee)
    heard = []
    for day, hour in ((3, 16), (4, 12), (4, 16), (5, 12)):
        at(office, day, hour)
        heard += told(office)
    assert [name for _, name in heard] == ["Dee", "Finn", "Mona"]


def test_the_absent_are_skipped_for_their_substitutes(office: Office) -> None:
    office.department = only(ClockKind.SOLUTION)
    office.taken(dee)
    office.away(dee, finn, office.now, office.now + timedelta(days=30))
    at(office, 3, 16)
    assert told(office) == [(N.OVERDUE, "Finn")]


def test_what_was_passed_on_stays_with_the_managers(office: Office) -> None:
    office.department = only(ClockKind.UPDATE)
    office.act(escalating.pass_on, dee, office.taken(dee), words="beyond me")
    heard = []
    for day, hour in ((3, 16), (4, 12), (4, 16)):
        at(office, day, hour)
        heard += told(office)
    assert [name for _, name in heard] == ["Mona"]


@pytest.mark.parametrize("verb", [escalating.take, answering.answer], ids=lambda verb: verb.__name__)
def test_what_was_done_climbs_no_further(office: Office, verb) -> None:
    query = office.handed_over()
    at(office, 3, 16)
    office.act(verb, dee, query, **({"words": "K40.9"} if verb is answering.answer else {}))
    office.forget()
    assert at(office, 5, 12) == Watched()
    assert told(office) == []


def test_a_case_that_waits_is_not_overdue(office: Office) -> None:
    office.department = only(ClockKind.SOLUTION)
    query = office.at("waiting on asker")
    assert at(office, 9, 12) == Watched()
    office.act(answering.reply, asha, query, words="The left")
    assert at(office, 9, 15) == Watched(warned=1)


def test_a_breached_case_goes_on_climbing_after_it_waited(office: Office) -> None:
    office.department = only(ClockKind.SOLUTION)
    query = office.taken(dee)
    at(office, 3, 16)
    query = office.act(answering.ask_back, dee, query, words="Which side?")
    office.forget()
    assert at(office, 5, 12) == Watched()
    office.act(answering.reply, asha, query, words="The left")
    assert look(office) == Watched(climbed=1)
    assert told(office) == [(N.OVERDUE, "Finn")]


def test_an_overdue_case_is_drawn_anew_where_it_stands(office: Office) -> None:
    office.place("triage")
    query = office.handed_over()
    office.forget()
    card = PostedCard(kind="triage", query_id=query.id, address_id=1, activity="a", posted_at=office.now)
    office.database.now(lambda s: s.add(card))
    at(office, 3, 16)
    assert (N.CARD_UPDATE, "triage") in office.told()


def test_two_replicas_at_once_tell_everything_once(office: Office) -> None:
    for _ in range(5):
        office.handed_over()
    office.forget()
    office.world.clock.at = datetime(2026, 3, 3, 16, 0, tzinfo=UTC)
    found = at_once(*[lambda: look(office)] * 4)
    assert sum(one.breached for one in found) == 5
    assert len(office.told(N.OVERDUE)) == 5  # one each for the manager: the leads were told at first
    keys = [one.key for one in office.rows(Notice)]
    assert len(keys) == len(set(keys))


def test_each_step_is_told_once_however_often_one_looks(office: Office) -> None:
    query = office.handed_over()
    moment = office.now
    for _ in range(400):
        moment += timedelta(minutes=30)
        office.world.clock.at = moment
        look(office)
    heard = list(office.told(N.DUE_SOON, N.OVERDUE))
    assert len(heard) == len(set(heard)) == 3 + 1
    clock = office.clocks(query)["first response"]
    assert clock.warned_at < clock.breached_at
    assert all(before.due_at <= after.due_at for before, after in pairwise(office.rows(Notice)))


def test_coders_and_clinicians_are_never_told(office: Office) -> None:
    for who in (asha, ben, cole):
        office.handed_over(who)
    office.edit(kit, role=Role.LEAD_CODER.value)
    at(office, 3, 16)
    at(office, 4, 12)
    assert {name for _, name in told(office)} <= {"Dee", "Finn", "Kit", "Mona"}
