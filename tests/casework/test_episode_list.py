"""A list against the last one: what is new, coded, vanished, back; and lists that are not taken."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework import episode_list
from casework.assigning import Rules
from casework.episode_files.rows import EpisodeState as Listed
from casework.episode_files.rows import Incomplete, Reject
from casework.episode_list import ListRefused
from casework.model.episode import Episode
from casework.model.episode_list import EpisodeList
from casework.model.notice import NoticeKind
from tests.cases import at_once
from tests.episodes import Records, row
from tests.people import asha, dee, finn
from tests.world import World


@pytest.fixture
def records(world: World) -> Records:
    return Records(world)


def test_the_first_list_is_new_and_has_its_coder(records: Records) -> None:
    made = records.take(row("A-1"), row("B-1"))
    assert (made.new, made.coded, made.vanished) == (2, 0, 0)
    assert records["A-1"].coder_id == records.office.id(asha)
    assert records.changes("A-1") == [("", "uncoded", "first listed")]


def test_planning_says_the_same_as_carrying_out_and_writes_nothing(records: Records) -> None:
    records.take(row("A-1"), row("B-1"), row("C-1"))
    rows = [row("A-1", state=Listed.CODED), row("B-1", ward="AMU"), row("D-1")]
    planned = records.import_(rows, verb=episode_list.plan)
    assert (planned.new, planned.coded, planned.changed, planned.vanished) == (1, 1, 1, 1)
    assert records["A-1"].state == "uncoded"
    carried_out = records.import_(rows)
    assert replace(carried_out, list_id=None) == planned


def test_the_same_file_twice_changes_nothing(records: Records) -> None:
    records.take(row("A-1"), digest="same")
    before = records["A-1"]
    again = records.take(row("A-1", ward="AMU"), digest="same")
    assert again.same_file
    assert again.changes_nothing()
    assert records["A-1"] == before
    assert len(records.office.rows(EpisodeList)) == 1


def test_a_list_that_says_the_same_changes_no_episode(records: Records) -> None:
    records.take(row("A-1"), row("B-1"))
    before = records.office.rows(Episode)
    again = records.take(row("B-1", line=2), row("A-1", line=3))
    assert (again.unchanged, again.changes_nothing()) == (2, True)
    assert records.office.rows(Episode) == before


@pytest.mark.parametrize(
    "coded",
    [
        {"state": Listed.CODED},
        {"state": Listed.VALIDATED},
        {"primary_diagnosis_present": True},
        {"state": Listed.CODED, "reason": Incomplete.HISTOLOGY_AWAITED},
    ],
)
def test_a_newly_coded_one_is_to_be_thanked_for(records: Records, coded: dict[str, object]) -> None:
    records.take(row("A-1"), row("B-1"))
    made = records.take(row("A-1", **coded), row("B-1"))
    assert (made.coded, made.examples["coded"]) == (1, ("A-1",))
    one = records["A-1"]
    assert (one.state in ("coded", "validated"), one.thanked_at) == (True, None)
    assert one.coded_at == records.world.clock()


def test_a_diagnosis_with_a_status_in_progress_is_provisional(records: Records) -> None:
    records.take(row("A-1"))
    records.take(row("A-1", state=Listed.IN_PROGRESS, primary_diagnosis_present=True))
    assert records["A-1"].state == "in progress"


def test_one_that_comes_coded_is_nothing_to_thank_for(records: Records) -> None:
    records.take(row("A-1", state=Listed.CODED))
    assert records["A-1"].thanked_at is not None


def test_what_vanished_is_shown_to_every_lead_once(records: Records) -> None:
    records.take(row("A-1"), row("B-1"))
    made = records.take(row("B-1"))
    assert made.vanished == 1
    assert records["A-1"].state == "vanished"
    assert records.told(NoticeKind.EPISODES_VANISHED) == ["Dee Marsh", "Finn Hale", "Mona Reed"]
    records.take(row("B-1", ward="AMU"))
    assert len(records.notices(NoticeKind.EPISODES_VANISHED)) == 3


def test_the_substitute_is_told_once_of_what_vanished(records: Records) -> None:
    now = records.world.clock()
    records.office.away(dee, finn, now, now + timedelta(days=9))
    records.take(row("A-1"), row("B-1"))
    records.take(row("B-1"))
    assert records.told(NoticeKind.EPISODES_VANISHED) == ["Finn Hale", "Mona Reed"]


def test_what_vanished_comes_back_when_it_is_listed_again(records: Records) -> None:
    records.take(row("A-1"), row("B-1"))
    records.take(row("B-1"))
    made = records.take(row("A-1"), row("B-1"))
    assert (made.new, made.returned) == (0, 1)
    assert (records["A-1"].state, records["A-1"].missing_from) == ("uncoded", None)
    assert [step[:2] for step in records.changes("A-1")] == [
        ("", "uncoded"),
        ("uncoded", "vanished"),
        ("vanished", "uncoded"),
    ]


def test_a_coded_one_may_leave_the_list(records: Records) -> None:
    records.take(row("A-1"), row("B-1"))
    records.take(row("A-1", state=Listed.CODED), row("B-1"))
    assert records.take(row("B-1")).vanished == 0
    assert records["A-1"].state == "coded"


def test_a_coded_one_that_is_listed_uncoded_again_is_back(records: Records) -> None:
    records.take(row("A-1"), row("B-1"))
    records.take(row("A-1", state=Listed.CODED), row("B-1"))
    made = records.take(row("A-1"), row("B-1"))
    assert made.returned == 1
    assert records["A-1"].note == "The list shows it uncoded again."


def test_where_reports_leave_coded_ones_out_gone_means_coded(records: Records) -> None:
    records.rules = replace(records.rules, gone_means_coded=True)
    records.take(row("A-1"), row("B-1"))
    made = records.take(row("B-1"))
    assert (made.coded, made.vanished, records["A-1"].state) == (1, 0, "coded")
    records.take(row("A-1"), row("B-1"))
    assert records["A-1"].state == "uncoded"


def test_a_spoilt_row_still_holds_its_episode(records: Records) -> None:
    records.take(row("A-1"), row("B-1"))
    spoilt = Reject(3, "Ward", "it is too long", "A-1")
    made = records.take(row("B-1"), rejects=[spoilt])
    assert (made.kept, made.vanished) == (1, 0)
    assert records["A-1"].state == "uncoded"


def test_rejects_without_a_reference_are_named_beside_what_vanished(records: Records) -> None:
    records.take(row("A-1"), row("B-1"))
    made = records.take(row("B-1"), rejects=[Reject(3, "Spell", "there is no spell number")])
    assert any("1 rejected rows name no episode" in note for note in made.notes)


def test_an_older_list_is_refused_unless_forced(records: Records) -> None:
    records.take(row("A-1"))
    older = records.world.clock() - timedelta(hours=3)
    with pytest.raises(ListRefused, match="before the last list"):
        records.take(row("A-1", ward="AMU"), exported_at=older)
    records.take(row("A-1", ward="AMU"), exported_at=older, forced=True)
    assert records["A-1"].ward == "AMU"


def test_a_list_that_is_cut_off_is_refused_unless_forced(records: Records) -> None:
    rows = [row(f"A{number}-1") for number in range(5)]
    records.take(*rows)
    with pytest.raises(ListRefused, match="looks cut off"):
        records.take(*rows[:2])
    assert records.take(*rows[:3]).vanished == 2
    assert records.take(rows[0], forced=True).vanished == 2


def test_a_refused_list_leaves_nothing_behind(records: Records) -> None:
    records.take(row("A-1"), row("B-1"), row("C-1"))
    before = records.office.rows(Episode)
    with pytest.raises(ListRefused):
        records.take(row("A-1", ward="AMU"))
    assert (records.office.rows(Episode), len(records.office.rows(EpisodeList))) == (before, 1)


def test_a_list_from_the_future_does_not_shut_out_the_next(records: Records) -> None:
    records.take(row("A-1"), exported_at=records.world.clock() + timedelta(days=30))
    assert records.take(row("A-1", ward="AMU")).changed == 1


def test_two_who_import_at_once_are_one_after_the_other(records: Records) -> None:
    """Neither is lost, neither is half: the later one is refused or sees what the first has done."""
    records.take(row("A-1"))
    made = at_once(
        lambda: records.import_([row("A-1"), row("B-1")]), lambda: records.import_([row("A-1"), row("B-1")])
    )
    refused = [one for one in made if isinstance(one, Exception)]
    assert all(isinstance(one, ListRefused) for one in refused)
    assert sum(one.new for one in made if one not in refused) == 1
    assert len(records.office.rows(Episode)) == 2


def test_facts_of_the_list_are_taken(records: Records) -> None:
    records.take(row("A-1", episode_end=None, discharged=None))
    records.take(row("A-1", episode_end=date(2026, 3, 2), ward="AMU", notes_location="Library"))
    one = records["A-1"]
    assert (one.ended, one.ward, one.notes_location) == (date(2026, 3, 2), "AMU", "Library")


def test_an_episode_that_nobody_codes_is_said(records: Records) -> None:
    records.rules = Rules()
    made = records.take(row("A-1"))
    assert made.assigned == {None: 1}
    assert "1 new episodes are nobody's" in made.notes[0]
