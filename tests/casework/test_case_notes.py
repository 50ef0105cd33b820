"""Case notes: asked for, found or not, and the ladder when they stay missing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework import case_notes, chasing, digests, episodes
from casework.case_notes import NotesAnswered
from casework.episode_files.rows import EpisodeState as Listed
from casework.errors import HoldsIdentifier, NotAllowed, NotFound, Unusable
from casework.ladder import Ladder, LadderStep
from casework.model.case_notes import NotesRequest
from casework.model.episode import BlockReason
from casework.model.notice import NoticeKind
from tests.cases import at_once
from tests.episodes import Records, row
from tests.nhs_numbers import ONE
from tests.people import TRUST, asha, ben, cole, dee, eve, finn, kit
from tests.world import World

LADDER = NoticeKind.NOTES_LADDER


@pytest.fixture
def records(world: World) -> Records:
    made = Records(world)
    made.take(row("A-1", notes_location="Library", notes_since=date(2026, 2, 21)), row("B-1"))
    return made


def ask(records: Records, reference: str = "A-1", by=asha) -> NotesRequest:
    return records.act(case_notes.request_notes, reference, by=by, department=records.department)


def say(records: Records, verb, request: NotesRequest, by=kit, **facts) -> NotesRequest:
    now = records.world.clock()
    given = {"request_id": request.id, "version": request.version, "now": now} | facts
    if verb is case_notes.on_its_way:
        given["department"] = records.department
    return records.world.database.now(verb, by=records.office.who(by), **given)


def again(records: Records, request: NotesRequest) -> NotesRequest:
    return records.world.database.now(lambda s: s.get_one(NotesRequest, request.id))


def planned_steps(records: Records) -> list[str]:
    """Whom the dry run says that the ladder reaches now."""
    now = records.world.clock()
    planned = records.world.database.now(chasing.plan, records.department, now)
    return [line.name for line in planned if line.kind is LADDER]


def test_a_request_holds_the_episode_up_and_stands_on_the_clerks_list(records: Records) -> None:
    request = ask(records)
    assert (records["A-1"].state, records["A-1"].block_reason) == ("blocked", "notes missing")
    (line,) = records.world.database.now(digests.clerk_list, TRUST)
    assert (line.reference, line.location, line.since) == ("A-1", "Library", date(2026, 2, 21))
    assert (line.asked_by, line.asked_at, line.state) == ("Asha Patel", request.asked_at, "asked")


def test_asking_twice_is_one_request(records: Records) -> None:
    assert ask(records).id == ask(records).id
    assert len(records.office.rows(NotesRequest)) == 1


def test_two_who_ask_at_once_make_one_request(records: Records) -> None:
    made = at_once(lambda: ask(records), lambda: ask(records, by=dee))
    assert any(isinstance(one, NotesRequest) for one in made)
    assert len(records.office.rows(NotesRequest)) == 1


def test_found_notes_set_the_episode_free_and_its_coder_is_told(records: Records) -> None:
    say(records, case_notes.found, ask(records), place="Ward 4")
    one = records["A-1"]
    assert (one.state, one.notes_location, one.notes_since) == ("uncoded", "Ward 4", date(2026, 3, 3))
    assert records.told(NoticeKind.EPISODE_UNBLOCKED) == ["Asha Patel"]
    assert records.world.database.now(digests.clerk_list, TRUST) == ()


def test_a_coder_who_finds_them_is_not_told_what_they_know(records: Records) -> None:
    say(records, case_notes.found, ask(records), by=asha)
    assert (records["A-1"].state, records.told(NoticeKind.EPISODE_UNBLOCKED)) == ("uncoded", [])


def test_on_their_way_begins_the_step_anew(records: Records) -> None:
    request = ask(records)
    records.world.clock.move(days=2)
    on_its_way = say(records, case_notes.on_its_way, request)
    assert on_its_way.next_step_at > request.next_step_at
    assert records["A-1"].state == "blocked"


def test_the_place_may_name_nobody(records: Records) -> None:
    with pytest.raises(HoldsIdentifier):
        say(records, case_notes.found, ask(records), place=f"in the folder of {ONE}")


def test_who_answers_second_is_told_who_was_first(records: Records) -> None:
    request = ask(records)
    say(records, case_notes.found, request)
    with pytest.raises(NotesAnswered, match=r"found already \(Kit Lowe on Tue 3 March"):
        say(records, case_notes.not_found, request, by=dee)


def test_a_stale_card_answers_nothing(records: Records) -> None:
    request = ask(records)
    say(records, case_notes.on_its_way, request)
    with pytest.raises(NotesAnswered):
        say(records, case_notes.found, request)


def test_who_may_answer(records: Records) -> None:
    request = ask(records)
    for who, error in ((ben, NotAllowed), (cole, NotAllowed), (eve, NotFound)):
        with pytest.raises(error):
            say(records, case_notes.found, request, by=who)
    assert say(records, case_notes.found, request, by=finn).state == "found"


def test_nobody_asks_for_the_notes_of_a_coded_one(records: Records) -> None:
    records.act(episodes.mark_done, "A-1")
    with pytest.raises(Unusable, match="nobody needs its notes"):
        ask(records)


def test_a_list_that_shows_it_coded_ends_the_search(records: Records) -> None:
    request = ask(records)
    records.take(row("A-1", state=Listed.CODED), row("B-1"))
    assert again(records, request).state == "withdrawn"


def test_after_48_working_hours_the_leads_then_the_manager_once_each(records: Records) -> None:
    """Tuesday noon and 48 working hours are noon of the Wednesday of the next week."""
    ask(records)
    climbed = []
    for _ in range(24 * 21):
        before = len(records.notices(LADDER))
        records.tick()
        records.tick()
        if len(records.notices(LADDER)) > before:
            climbed.append(records.world.clock())
        records.world.clock.move(hours=1)
    assert [f"{moment:%a %-d %B %H:%M}" for moment in climbed] == ["Wed 11 March 12:00", "Thu 19 March 12:00"]
    assert records.told(LADDER) == ["Dee Marsh", "Finn Hale", "Mona Reed"]


def test_not_found_climbs_at_once(records: Records) -> None:
    say(records, case_notes.not_found, ask(records))
    records.tick()
    assert records.told(LADDER) == ["Dee Marsh", "Finn Hale"]


def test_not_found_stays_in_sight_and_the_ladder_goes_on_to_its_end(records: Records) -> None:
    missing, wanted = ask(records), ask(records, "B-1")
    say(records, case_notes.not_found, missing)
    lines = records.world.database.now(digests.clerk_list, TRUST)
    assert [(line.reference, line.state) for line in lines] == [("B-1", "asked"), ("A-1", "not found")]
    say(records, case_notes.found, wanted)
    records.tick()
    records.world.clock.move(days=14)
    records.tick()
    assert records.told(LADDER) == ["Dee Marsh", "Finn Hale", "Mona Reed"]
    (line,) = records.world.database.now(digests.clerk_list, TRUST)
    assert (line.reference, line.state) == ("A-1", "not found")


def test_what_was_looked_for_in_vain_is_no_reminder_of_its_own(records: Records) -> None:
    say(records, case_notes.not_found, ask(records))
    records.world.clock.move(days=1)
    records.tick()
    assert records.told(NoticeKind.CLERK_LIST) == []


@pytest.mark.parametrize("verb", [episodes.unblock, episodes.start], ids=lambda verb: verb.__name__)
def test_who_goes_on_without_the_notes_ends_the_search(records: Records, verb) -> None:
    request = ask(records)
    records.act(verb, "A-1")
    assert again(records, request).state == "withdrawn"
    records.world.clock.move(days=14)
    records.tick()
    assert records.told(LADDER, NoticeKind.CLERK_LIST) == []


def test_unblocking_from_something_else_leaves_the_search(records: Records) -> None:
    records.act(episodes.block, "A-1", reason=BlockReason.HISTOLOGY_AWAITED)
    request = ask(records)
    records.act(episodes.unblock, "A-1")
    assert again(records, request).is_open()


def test_nobody_climbs_at_night(records: Records) -> None:
    say(records, case_notes.not_found, ask(records))
    records.world.clock.move(hours=9)
    records.tick()
    assert records.told(LADDER) == []


def test_three_replicas_climb_once(records: Records) -> None:
    say(records, case_notes.not_found, ask(records))
    at_once(*[records.tick] * 3)
    assert records.told(LADDER) == ["Dee Marsh", "Finn Hale"]


def test_a_step_whose_people_are_gone_goes_to_the_next(records: Records) -> None:
    steps = (
        LadderStep(timedelta(hours=1), ("Somebody Else", "administrator ")),
        LadderStep(timedelta(hours=40), ("Ben Okoro", "id-asha")),
    )
    schedules = replace(records.department.schedules, ladder=Ladder(steps))
    records.department = replace(records.department, schedules=schedules)
    request = ask(records)
    records.world.clock.move(hours=2)
    assert sorted(planned_steps(records)) == ["Asha Patel", "Ben Okoro"]
    records.tick()
    assert sorted(records.told(LADDER)) == ["Asha Patel", "Ben Okoro"]
    assert again(records, request).next_step_at is None


def test_a_step_reaches_who_stands_in_and_the_plan_says_so(records: Records) -> None:
    now = records.world.clock()
    records.office.away(dee, finn, now, now + timedelta(days=5))
    say(records, case_notes.not_found, ask(records))
    assert planned_steps(records) == ["Finn Hale"]
    assert records.tick().owed >= 1
    assert records.told(LADDER) == ["Finn Hale"]


def test_found_ends_the_ladder(records: Records) -> None:
    request = ask(records)
    say(records, case_notes.found, request)
    records.world.clock.move(days=30)
    records.tick()
    assert records.told(LADDER) == []
