"""Who is reminded of what, and why; and who is not, and why not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework import case_notes, chasing, clarifying, episodes
from casework.chasing import Planned
from casework.department import Department
from casework.episode_files.rows import EpisodeState as Listed
from casework.model.clarification import Clarification
from casework.model.episode import BlockReason
from casework.model.notice import NoticeKind
from casework.schedules import Schedules
from tests.clarifications import Ward
from tests.episodes import Records, at, row
from tests.people import asha, ben, cole, dee, finn, kit
from tests.world import World

CODER, LEAD = NoticeKind.CODER_DIGEST, NoticeKind.LEAD_BACKLOG
CLINICIAN, CLERK = NoticeKind.CLINICIAN_DIGEST, NoticeKind.CLERK_LIST
# Wednesday 4 March 2026; February closes on Thursday 19 March, January's second date is that day too.
MORNING = at(2026, 3, 4, 9, 30)


@pytest.fixture
def records(world: World) -> Records:
    made = Records(world)
    made.load_calendar()
    made.take(row("A-1"), row("B-1"))
    return made


def planned(records: Records, when=MORNING, kind: NoticeKind = CODER) -> dict[str, Planned]:
    lines = records.world.database.now(chasing.plan, records.department, when)
    return {line.name: line for line in lines if line.kind is kind and line.job in ("", kind.value)}


def why(records: Records, when=MORNING, kind: NoticeKind = CODER, who: str = "Asha Patel") -> str:
    return planned(records, when, kind)[who].why


def test_planning_writes_nothing(records: Records) -> None:
    first = planned(records)
    assert first == planned(records)
    assert records.notices(CODER) == []


def test_what_is_new_is_said_once_and_then_not_before_it_is_due(records: Records) -> None:
    assert why(records) == "2 new"
    records.tick(MORNING)
    assert why(records) == "decided on at 09:30 on 4 March"
    assert why(records, MORNING + timedelta(days=1)) == "nothing to say"
    assert why(records, at(2026, 3, 16, 9, 30)) == "2 due this week"
    assert why(records, at(2026, 3, 20, 9, 30)) == "2 overdue"


def test_nothing_to_say_is_decided_on_and_sends_nothing(records: Records) -> None:
    assert planned(records)["Ben Okoro"].why == "nothing to say"
    records.tick(MORNING)
    records.give("A-1", ben)
    records.tick(MORNING + timedelta(hours=1))
    assert records.told(CODER) == ["Asha Patel"]


def test_why_nobody_is_reminded_now(records: Records) -> None:
    records.office.away(asha, ben, MORNING, MORNING + timedelta(days=1))
    records.office.edit(finn, unreachable_since=MORNING)
    assert why(records) == "away: Ben Okoro gets it"
    assert planned(records)["Ben Okoro"].why == "2 new"
    assert planned(records)["Finn Hale"].why == "cannot be reached"
    assert why(records, at(2026, 3, 7, 12)) == "today is not a working day"
    assert why(records, at(2026, 3, 9, 7)) == "not before 09:00"
    assert why(records, at(2026, 3, 9, 17)) == "outside of working hours"


def test_a_leaver_is_not_reminded(records: Records) -> None:
    records.office.edit(asha, active=False)
    records.tick(MORNING)
    assert records.told(CODER) == []


def test_the_substitute_is_told_in_their_own_digest(records: Records) -> None:
    records.give("B-1", ben)
    records.office.away(asha, ben, MORNING, MORNING + timedelta(days=1))
    records.tick(MORNING)
    (notice,) = records.notices(CODER)
    assert notice.person_id == records.office.id(ben)
    assert sorted(notice.facts["owners"]) == [records.office.id(asha), records.office.id(ben)]


def test_blocked_and_snoozed_ones_are_silent_until_the_date_is_near(records: Records) -> None:
    records.act(episodes.block, "A-1", reason=BlockReason.HISTOLOGY_AWAITED)
    records.act(episodes.snooze, "B-1", until=date(2026, 3, 17))
    assert why(records) == "nothing to say"
    assert why(records, at(2026, 3, 16, 9, 30)) == "1 due this week"
    assert why(records, at(2026, 3, 17, 9, 30)) == "2 due this week"


def test_done_is_silent_and_coded_is_thanked_for_once(records: Records) -> None:
    records.act(episodes.mark_done, "A-1")
    records.act(episodes.mark_done, "B-1")
    assert why(records) == "nothing to say"
    records.take(row("A-1", state=Listed.CODED), row("B-1"))
    assert why(records, at(2026, 3, 5, 9, 30)) == "1 coded"
    records.tick(at(2026, 3, 5, 9, 30))
    assert records.notices(CODER)[0].facts["thanked"] == 1
    assert records["A-1"].thanked_at == at(2026, 3, 5, 9, 30)
    assert why(records, at(2026, 3, 6, 9, 30)) == "nothing to say"


def test_without_a_calendar_nothing_is_guessed_and_it_is_said(world: World) -> None:
    records = Records(world)
    records.take(row("A-1"))
    for day in (4, 5, 6):
        assert why(records, at(2026, 3, day, 9, 30)) == "1 no calendar for its month"


def test_an_afternoon_reminder_within_three_working_days_of_a_date(records: Records) -> None:
    """February closes on Thursday 19 March: from Monday 16 on, twice a day."""
    said = []
    for day in (12, 13, 16, 17, 18, 19, 20):
        for hour in (9, 14, 16):
            before = len(records.notices(CODER))
            records.tick(at(2026, 3, day, hour))
            said += [(day, hour)] * (len(records.notices(CODER)) - before)
    twice = [(day, hour) for day in (16, 17, 18, 19) for hour in (9, 14)]
    assert said == [*twice, (20, 9)]
    afternoon = [one for one in records.notices(CODER) if one.facts.get("afternoon")]
    assert len(afternoon) == 4


def test_who_wakes_in_the_afternoon_is_told_once_not_twice(records: Records) -> None:
    for minute in (0, 20, 40):
        records.tick(at(2026, 3, 18, 15, minute))
    assert len(records.notices(CODER)) == 1
    assert not records.notices(CODER)[0].facts.get("afternoon")


def test_how_near_is_near_is_the_departments(records: Records) -> None:
    records.department = Department(schedules=Schedules(tighten_days=0))
    records.tick(at(2026, 3, 18, 14, 30))
    records.tick(at(2026, 3, 19, 9))
    records.tick(at(2026, 3, 19, 14))
    assert [one.owed_at.day for one in records.notices(CODER)] == [18, 19, 19]


def test_the_lead_has_the_backlog_while_anything_waits(records: Records) -> None:
    monday = at(2026, 3, 9, 9)
    assert why(records, monday, LEAD, "Dee Marsh") == "2 episodes wait"
    records.tick(monday)
    assert records.told(LEAD) == ["Dee Marsh", "Finn Hale", "Mona Reed"]
    for reference in ("A-1", "B-1"):
        records.act(episodes.mark_done, reference)
    records.tick(at(2026, 3, 16, 9))
    assert len(records.notices(LEAD)) == 3


def test_the_clerk_has_the_notes_to_find(records: Records) -> None:
    records.act(case_notes.request_notes, "A-1", department=records.department)
    records.tick(MORNING)
    assert records.told(CLERK) == ["Kit Lowe"]
    records.office.edit(kit, active=False)
    records.tick(MORNING + timedelta(days=1))
    assert records.told(CLERK) == ["Kit Lowe", "Dee Marsh", "Finn Hale", "Mona Reed"]


@pytest.fixture
def asked(records: Records) -> tuple[Ward, Clarification]:
    """A question of Tuesday noon; a clinician has 24 working hours, until Friday noon."""
    ward = Ward(records.world)
    return ward, ward.sent()


@pytest.mark.usefixtures("asked")
def test_a_clinician_is_reminded_when_a_question_is_nearly_due_once_a_day(records: Records) -> None:
    for day in (3, 4, 5, 6, 9):
        for hour in (9, 10, 12, 15):
            records.tick(at(2026, 3, day, hour))
    assert [one.owed_at for one in records.notices(CLINICIAN)] == [at(2026, 3, day, 10) for day in (5, 6, 9)]
    assert set(records.told(CLINICIAN)) == {"Dr Cole"}


def test_an_answered_question_is_not_asked_again(records: Records, asked: tuple[Ward, Clarification]) -> None:
    ward, one = asked
    ward.do(clarifying.answer, cole, one, chosen="Acute kidney injury")
    records.tick(at(2026, 3, 9, 10))
    assert records.told(CLINICIAN) == []


def test_two_lines_for_two_roles_are_two_messages(records: Records) -> None:
    records.give("A-1", dee)
    records.tick(at(2026, 3, 9, 9))
    assert {one.kind for one in records.notices(CODER, LEAD) if one.person_id == records.office.id(dee)} == {
        CODER.value,
        LEAD.value,
    }


def test_the_key_holds_person_date_and_slot(records: Records) -> None:
    records.tick(MORNING)
    (notice,) = records.notices(CODER)
    assert notice.key == f"coder digest 2026-03-04 {records.office.id(asha)}"
    assert notice.facts["until"] == "2026-03-04T17:00:00+00:00"


def test_nobody_of_another_tenant_gets_our_backlog(records: Records) -> None:
    records.tick(at(2026, 3, 9, 9))
    assert "Eve Stone" not in records.told(LEAD)
    assert replace(planned(records, at(2026, 3, 16, 9), LEAD)["Eve Stone"], slot="").why == "nothing to say"
