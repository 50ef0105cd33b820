"""Who is away, who stands in, and who is told next."""

from datetime import timedelta

import pytest

from casework import absences, answering, escalating, people, queue
from casework.errors import NotAllowed, Unusable
from casework.model.notice import NoticeKind as N
from casework.model.person import Absence, Cover
from tests.cases import Office, at_once
from tests.clarifications import gray
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit, mona
from tests.world import World

DAY = timedelta(days=1)


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def away(office: Office, who, substitute, *, by=None, starts=timedelta(), ends=7 * DAY) -> Absence:
    return office.database.now(
        absences.set_absence,
        by=office.who(by or who),
        person_id=office.id(who),
        substitute_id=office.id(substitute),
        starts_at=office.now + starts,
        ends_at=office.now + ends,
        now=office.now,
    )


def stands_in(office: Office, who) -> int:
    return office.database.now(people.stands_in, office.id(who), office.now)


def test_the_substitute_gets_everything_from_until(office: Office) -> None:
    away(office, dee, finn, starts=DAY, ends=2 * DAY)
    assert stands_in(office, dee) == office.id(dee)
    office.world.clock.move(days=1)
    assert stands_in(office, dee) == office.id(finn)
    office.world.clock.move(days=1)
    assert stands_in(office, dee) == office.id(dee)


def test_a_substitute_who_is_away_has_one_too(office: Office) -> None:
    away(office, dee, finn)
    away(office, finn, mona)
    assert stands_in(office, dee) == stands_in(office, finn) == office.id(mona)
    assert office.database.now(people.stood_in_for, office.id(mona), office.now) == {
        office.id(dee),
        office.id(finn),
    }
    assert office.database.now(people.stood_in_for, office.id(finn), office.now) == frozenset()


def test_a_circle_leaves_it_with_whose_it_is(office: Office) -> None:
    for who, substitute in ((dee, finn), (finn, mona), (mona, finn)):
        office.away(who, substitute, office.now, office.now + DAY)
    assert [stands_in(office, who) for who in (dee, finn, mona)] == [
        office.id(who) for who in (dee, finn, mona)
    ]


def test_a_substitute_who_left_stands_in_for_nobody(office: Office) -> None:
    away(office, dee, finn)
    office.edit(finn, active=False)
    assert stands_in(office, dee) == office.id(dee)


def test_a_cancelled_absence_is_none(office: Office) -> None:
    one = away(office, dee, finn)
    for _ in range(2):
        office.database.now(absences.cancel_absence, by=office.who(dee), absence_id=one.id, now=office.now)
        assert stands_in(office, dee) == office.id(dee)
    assert away(office, dee, mona).substitute_id == office.id(mona)


@pytest.mark.parametrize(
    ("who", "substitute", "may"),
    [
        (dee, finn, True),
        (dee, mona, True),
        (mona, dee, True),
        (asha, ben, True),
        (asha, dee, True),
        (kit, dee, True),
        (ada, mona, True),
        (dee, asha, False),
        (dee, cole, False),
        (cole, asha, False),
        (cole, dee, False),
        (kit, asha, False),
        (asha, kit, False),
        (dee, eve, False),
        (dee, dee, False),
    ],
    ids=lambda one: one.speaker.name if hasattr(one, "speaker") else str(one),
)
def test_a_substitute_can_do_what_the_absent_does(office: Office, who, substitute, may: bool) -> None:
    if may:
        assert away(office, who, substitute).substitute_id == office.id(substitute)
    else:
        with pytest.raises(Unusable):
            away(office, who, substitute)


@pytest.mark.parametrize(
    ("starts", "ends"), [(DAY, DAY), (DAY, timedelta()), (-3 * DAY, -DAY), (-3 * DAY, timedelta())]
)
def test_times_that_are_none_are_refused(office: Office, starts, ends) -> None:
    with pytest.raises(Unusable):
        away(office, dee, finn, starts=starts, ends=ends)


def test_two_absences_at_once_and_circles_are_refused(office: Office) -> None:
    away(office, dee, finn, ends=3 * DAY)
    with pytest.raises(Unusable, match="is away until"):
        away(office, dee, mona, starts=2 * DAY, ends=4 * DAY)
    assert away(office, dee, mona, starts=3 * DAY, ends=4 * DAY)
    with pytest.raises(Unusable, match="come back to"):
        away(office, finn, dee, starts=2 * DAY, ends=5 * DAY)
    away(office, finn, mona, starts=0 * DAY, ends=2 * DAY)
    with pytest.raises(Unusable, match="come back to"):
        away(office, mona, dee, starts=DAY)


def test_ones_own_absence_or_with_the_right_anybodys(office: Office) -> None:
    for by in (asha, cole, kit):
        with pytest.raises(NotAllowed):
            away(office, dee, finn, by=by)
    with pytest.raises(Unusable, match="can't find that person"):
        away(office, dee, finn, by=eve)
    one = away(office, asha, ben, by=dee)
    assert one.noted_by == office.id(dee)
    away(office, cole, _second_clinician(office), by=ada)
    with pytest.raises(NotAllowed):
        office.database.now(absences.cancel_absence, by=office.who(cole), absence_id=one.id, now=office.now)
    for unknown in (0, 99, 2**31, 2**70):
        with pytest.raises(Unusable):
            office.database.now(
                absences.cancel_absence, by=office.who(dee), absence_id=unknown, now=office.now
            )


def _second_clinician(office: Office):
    office.people[gray.speaker.id] = office.world.introduce(gray)
    return gray


def test_absences_are_listed_until_they_are_over(office: Office) -> None:
    away(office, dee, finn, ends=DAY)
    away(office, dee, mona, starts=2 * DAY, ends=3 * DAY)
    office.world.clock.move(days=1)

    def listed(by) -> list[int]:
        found = office.database.now(
            absences.absences_of, by=office.who(by), person_id=office.id(dee), now=office.now
        )
        return [one.substitute_id for one in found]

    assert listed(dee) == listed(finn) == [office.id(mona)]
    with pytest.raises(NotAllowed):
        listed(asha)


def test_of_two_absences_noted_at_once_one_is_refused(office: Office) -> None:
    found = at_once(*[lambda: away(office, dee, finn)] * 4)
    assert len([one for one in found if isinstance(one, Absence)]) == 1
    assert len([one for one in found if isinstance(one, Unusable)]) == 3


def test_what_is_for_an_absent_lead_goes_to_the_substitute(office: Office) -> None:
    query = office.taken(dee)
    away(office, dee, finn)
    office.forget()
    query = office.act(answering.ask_back, mona, query, words="Which side?")
    query = office.act(answering.reply, asha, query, words="The left")
    assert office.told(N.ASKER_REPLIED) == [(N.ASKER_REPLIED, "Finn Hale")]
    rows, total = office.database.now(queue.queue, by=office.who(finn), view="mine", now=office.now)
    assert (total, rows[0].query.id) == (1, query.id)
    office.forget()
    office.act(escalating.assign, finn, office.handed_over(), to_id=office.id(dee))
    told = [(N.CASE_FOR_YOU, "Finn Hale"), (N.CASE_FOR_YOU, "Mona Reed")]
    assert office.told(N.CASE_FOR_YOU) == told  # of the handing over; what Finn gives to Dee is Finn's own


def test_a_new_case_reaches_a_substitute_once(office: Office) -> None:
    away(office, dee, finn)
    office.handed_over()
    assert office.told() == [(N.CASE_FOR_YOU, "Finn Hale"), (N.CASE_FOR_YOU, "Mona Reed")]


def test_an_askers_answer_stays_theirs(office: Office) -> None:
    """A colleague who stands in may not read another's case: the answer waits for who asked."""
    query = office.taken(dee)
    away(office, asha, ben)
    office.forget()
    office.act(answering.answer, dee, query, words="K40.9")
    assert office.told() == [(N.CASE_ANSWERED, "Asha Patel")]


def test_who_reads_for_somebody_may_see_every_case(office: Office) -> None:
    for who, substitute, reads in (
        (asha, ben, asha),
        (ben, dee, dee),
        (finn, mona, mona),
        (cole, gray, cole),
    ):
        if substitute is gray:
            _second_clinician(office)
        away(office, who, substitute)
        assert office.database.now(people.reads_for, office.id(who), office.now) == office.id(reads)
    office.edit(mona, role="coder")
    assert office.database.now(people.reads_for, office.id(finn), office.now) == office.id(finn)


def test_people_are_found_by_role_specialty_and_name(office: Office) -> None:
    office.edit(finn, specialties="Surgery, cardiology")
    office.edit(kit, active=False)

    def names(find, *facts) -> list[str]:
        return [one.name for one in office.database.now(find, asha.speaker.tenant, *facts)]

    assert names(people.leads) == ["Dee Marsh", "Finn Hale", "Mona Reed"]
    assert names(people.leads, "CARDIOLOGY ") == ["Finn Hale", "Dee Marsh", "Mona Reed"]
    assert names(people.clinicians, "dr COL") == ["Dr Cole"]
    assert names(people.clinicians, "marsh") == []
    assert names(people.named, "a patel") == ["Asha Patel"]
    assert "Kit Lowe" not in names(people.named, "")
    assert "Eve Stone" not in names(people.named, "")


def test_the_cover_chain_is_ones_own_else_the_leads_and_then_the_managers(office: Office) -> None:
    office.edit(finn, specialties="surgery")

    def chain(who, specialty="") -> list[str]:
        person_id = office.id(who) if who else None
        tenant = asha.speaker.tenant
        found = office.database.now(people.cover_chain, person_id, tenant, specialty)
        return [one.name.split()[0] for one in found]

    assert chain(None) == ["Dee", "Finn", "Mona"]
    assert chain(None, "surgery") == ["Finn", "Dee", "Mona"]
    assert chain(dee) == ["Finn", "Mona"]
    for place, cover in enumerate((kit, mona, asha), start=1):
        own = Cover(person_id=office.id(dee), place=place, cover_id=office.id(cover))
        office.database.now(lambda s, own=own: s.add(own))
    assert chain(dee) == ["Kit", "Mona", "Asha"]
    office.edit(kit, active=False)
    assert chain(dee) == ["Mona", "Asha"]
