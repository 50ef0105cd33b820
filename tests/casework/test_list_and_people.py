"""What people said in the bot is not undone by a list that does not know it; a list's new word is taken."""

from datetime import date

import pytest

from casework import case_notes, episodes
from casework.assigning import Rule, Rules
from casework.episode_files.rows import EpisodeState as Listed
from casework.episode_files.rows import Incomplete
from casework.errors import Unusable
from casework.model.episode import BlockReason
from tests.episodes import Records, row
from tests.people import asha, ben, dee
from tests.world import World


@pytest.fixture
def records(world: World) -> Records:
    made = Records(world)
    made.take(row("A-1"), row("B-1"))
    return made


def block(records: Records, reason: BlockReason = BlockReason.HISTOLOGY_AWAITED) -> None:
    records.act(episodes.block, "A-1", reason=reason)


def test_in_progress_stays_so_while_the_list_still_says_uncoded(records: Records) -> None:
    records.act(episodes.start, "A-1")
    records.take(row("A-1", ward="AMU"), row("B-1"))
    assert (records["A-1"].state, records["A-1"].ward) == ("in progress", "AMU")


def test_a_block_stays_while_the_list_still_says_uncoded(records: Records) -> None:
    block(records)
    records.take(row("A-1", ward="AMU"), row("B-1"))
    assert (records["A-1"].state, records["A-1"].block_reason) == ("blocked", "histology awaited")


def test_a_new_reason_of_the_list_is_taken(records: Records) -> None:
    block(records)
    waits = row("A-1", state=Listed.BLOCKED, reason=Incomplete.NOTES_MISSING)
    records.take(waits, row("B-1"))
    assert records["A-1"].block_reason == "notes missing"
    records.take(row("A-1"), row("B-1"))
    one = records["A-1"]
    assert (one.state, one.block_reason, one.unblocked_at) == ("uncoded", "", records.world.clock())


def test_an_unblocked_one_stays_so_while_the_list_repeats_its_reason(records: Records) -> None:
    waits = row("A-1", state=Listed.BLOCKED, reason=Incomplete.NOTES_MISSING)
    records.take(waits, row("B-1"))
    records.act(episodes.unblock, "A-1")
    records.take(row("A-1", state=Listed.BLOCKED, reason=Incomplete.NOTES_MISSING, ward="AMU"), row("B-1"))
    assert records["A-1"].state == "uncoded"


def test_a_blocked_one_that_vanished_comes_back_blocked(records: Records) -> None:
    block(records)
    records.take(row("B-1"))
    records.take(row("A-1"), row("B-1"))
    assert (records["A-1"].state, records["A-1"].block_reason) == ("blocked", "histology awaited")


def test_a_snooze_stays(records: Records) -> None:
    until = date(2026, 3, 12)
    records.act(episodes.snooze, "A-1", until=until)
    records.take(row("A-1", state=Listed.IN_PROGRESS), row("B-1"))
    assert records["A-1"].snoozed_until == until


def test_whom_the_lead_gave_it_to_keeps_it(records: Records) -> None:
    records.take(row("A-1", coder="Asha Patel"), row("B-1"))
    records.give("A-1", ben)
    records.take(row("A-1", coder="Asha Patel", ward="AMU"), row("B-1"))
    assert records["A-1"].coder_id == records.office.id(ben)
    records.take(row("A-1", coder="Dee Marsh"), row("B-1"))
    assert records["A-1"].coder_id == records.office.id(dee)


def test_a_list_that_names_nobody_takes_nobody_away(records: Records) -> None:
    records.take(row("A-1", coder="Ben Okoro"), row("B-1"))
    records.take(row("A-1", coder=""), row("B-1"))
    assert records["A-1"].coder_id == records.office.id(ben)


def test_where_the_notes_are_is_the_newer_word(records: Records) -> None:
    listed = row("A-1", notes_location="Library", notes_since=date(2026, 2, 1))
    records.take(listed, row("B-1"))
    request = records.act(case_notes.request_notes, "A-1", department=records.department)
    _found(records, request, "Ward 4")
    records.take(row("A-1", notes_location="Library", notes_since=date(2026, 2, 1), ward="AMU"), row("B-1"))
    assert records["A-1"].notes_location == "Ward 4"
    records.take(row("A-1", notes_location="Theatres", notes_since=date(2026, 3, 6)), row("B-1"))
    assert records["A-1"].notes_location == "Theatres"


def test_done_is_silent_until_the_list_confirms_it(records: Records) -> None:
    records.act(episodes.mark_done, "A-1")
    assert records["A-1"].waits_for_the_list()
    made = records.take(row("A-1", state=Listed.CODED), row("B-1"))
    one = records["A-1"]
    assert (made.coded, one.state, one.waits_for_the_list(), one.thanked_at) == (1, "coded", False, None)


def test_done_and_gone_is_coded(records: Records) -> None:
    records.act(episodes.mark_done, "A-1")
    made = records.take(row("B-1"))
    assert (made.coded, made.vanished) == (1, 0)
    assert records.changes("A-1")[-1] == ("coded", "coded", "marked done, and no longer listed")


def test_done_comes_back_with_a_note_after_two_later_lists(records: Records) -> None:
    records.world.clock.move(hours=1)
    records.act(episodes.mark_done, "A-1")
    records.take(row("A-1"), row("B-1"))
    assert records["A-1"].waits_for_the_list()
    made = records.take(row("A-1"), row("B-1"))
    one = records["A-1"]
    assert (made.returned, one.state, one.done_at) == (1, "uncoded", None)
    assert one.note == "Marked done on Tue 3 March 2026, 13:00, and the list still shows it uncoded."


def test_a_list_written_before_the_mark_says_nothing_about_it(records: Records) -> None:
    written = records.world.clock()
    records.world.clock.move(hours=2)
    records.act(episodes.mark_done, "A-1")
    for number in range(3):
        records.import_([row("A-1", ward=f"W{number}"), row("B-1")], exported_at=written)
    assert records["A-1"].waits_for_the_list()


def test_coded_by_the_list_ends_whatever_held_it_up(records: Records) -> None:
    block(records)
    records.act(episodes.snooze, "A-1", until=date(2026, 3, 12))
    records.take(row("A-1", state=Listed.CODED), row("B-1"))
    assert (records["A-1"].state, records["A-1"].snoozed_until) == ("coded", None)


def test_the_list_names_its_coders_as_it_likes(records: Records) -> None:
    records.rules = Rules((Rule(("*",), ("Asha Patel",)),), aliases={"BO": "Ben Okoro"})
    made = records.take(row("A-1"), row("B-1"), row("C-1", coder="BO"), row("D-1", coder="XY"))
    assert records["C-1"].coder_id == records.office.id(ben)
    assert records["D-1"].coder_id == records.office.id(asha)
    assert made.notes == ("I don't know exactly one coder of the name “XY” (1).",)


def test_new_ones_go_to_whoever_of_the_specialty_has_the_fewest(records: Records) -> None:
    records.rules = Rules(
        (Rule(("300",), ("Asha Patel", "Ben Okoro")), Rule(("*",), ("Dee Marsh",))), confirm_after=2
    )
    rows = [row(f"M{number}-1", treatment_function="300") for number in range(4)]
    records.take(row("A-1"), row("B-1"), *rows, row("X-1", treatment_function="800"))
    coders = [records[one.reference].coder_id for one in rows]
    assert coders.count(records.office.id(ben)) == 3
    assert coders.count(records.office.id(asha)) == 1
    assert records["X-1"].coder_id == records.office.id(dee)


def test_what_is_not_blocked_cannot_be_unblocked(records: Records) -> None:
    with pytest.raises(Unusable, match="not blocked"):
        records.act(episodes.unblock, "A-1")


def _found(records: Records, request, place: str) -> None:
    records.world.database.now(
        case_notes.found,
        request_id=request.id,
        version=request.version,
        by=records.office.who(asha),
        place=place,
        now=records.world.clock(),
    )
