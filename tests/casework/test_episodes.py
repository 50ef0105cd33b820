"""What people say of their episodes, and who may say it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from casework import case_notes, episodes
from casework.episode_moving import EpisodeMoved
from casework.errors import CaseworkError, HoldsIdentifier, NotAllowed, NotFound, Unusable
from casework.model.episode import BlockReason
from tests.cases import at_once
from tests.episodes import Records, row
from tests.nhs_numbers import ONE
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit, mona
from tests.world import World

OTHER = BlockReason.OTHER


@pytest.fixture
def records(world: World) -> Records:
    made = Records(world)
    made.take(row("A-1"), row("B-1"))
    return made


def test_started_blocked_unblocked_done(records: Records) -> None:
    records.act(episodes.start, "A-1")
    records.act(episodes.block, "A-1", reason=BlockReason.HISTOLOGY_AWAITED)
    records.act(episodes.unblock, "A-1")
    records.act(episodes.mark_done, "A-1")
    records.act(episodes.take_back, "A-1")
    assert [step[1:] for step in records.changes("A-1")] == [
        ("uncoded", "first listed"),
        ("in progress", "started"),
        ("blocked", "blocked: histology awaited"),
        ("uncoded", "unblocked"),
        ("coded", "marked done"),
        ("in progress", "not done after all"),
    ]


def test_starting_a_blocked_one_unblocks_it(records: Records) -> None:
    records.act(episodes.block, "A-1", reason=OTHER, words="the encoder is down")
    records.act(episodes.start, "A-1")
    assert (records["A-1"].block_reason, records["A-1"].block_words) == ("", "")


def test_other_needs_words_and_words_of_nobody(records: Records) -> None:
    with pytest.raises(Unusable, match="why it waits"):
        records.act(episodes.block, "A-1", reason=OTHER)
    with pytest.raises(HoldsIdentifier):
        records.act(episodes.block, "A-1", reason=OTHER, words=f"waiting for {ONE}")
    assert records["A-1"].state == "uncoded"


@pytest.mark.parametrize("reason", [BlockReason.AWAITING_CLARIFICATION, BlockReason.AWAITING_RULING])
def test_what_waits_for_an_answer_names_the_case(records: Records, reason: BlockReason) -> None:
    with pytest.raises(Unusable, match="Name the"):
        records.act(episodes.block, "A-1", reason=reason)


@pytest.mark.parametrize("away", [0, -1, 29])
def test_a_snooze_is_for_one_to_twenty_eight_days(records: Records, away: int) -> None:
    with pytest.raises(Unusable, match="tomorrow to Tue 31 March 2026"):
        records.act(episodes.snooze, "A-1", until=date(2026, 3, 3) + timedelta(days=away))


def test_a_snooze_can_end_early(records: Records) -> None:
    records.act(episodes.snooze, "A-1", until=date(2026, 3, 10))
    records.act(episodes.snooze, "A-1", until=None)
    assert records["A-1"].snoozed_until is None


def test_nothing_is_left_to_do_for_a_coded_one(records: Records) -> None:
    records.act(episodes.mark_done, "A-1")
    for verb, facts in ((episodes.start, {}), (episodes.mark_done, {}), (episodes.snooze, {"until": None})):
        with pytest.raises(Unusable, match="nothing left to do"):
            records.act(verb, "A-1", **facts)


def test_a_stale_card_moves_nothing_and_says_who_was_first(records: Records) -> None:
    stale = records["A-1"].version
    records.act(episodes.start, "A-1", by=dee)
    with pytest.raises(EpisodeMoved, match=r"A-1 has moved on. Dee Marsh was first \(started on Tue 3 March"):
        records.act(episodes.mark_done, "A-1", version=stale)
    assert records["A-1"].state == "in progress"


def test_of_two_who_press_at_once_one_wins(records: Records) -> None:
    version = records["A-1"].version
    made = at_once(
        lambda: records.act(episodes.mark_done, "A-1", version=version),
        lambda: records.act(episodes.start, "A-1", by=dee, version=version),
    )
    assert sum(isinstance(one, CaseworkError) for one in made) == 1
    assert len(records.changes("A-1")) == 2


@pytest.mark.parametrize("who", [ben, cole, kit, ada, eve])
def test_nobody_else_sees_somebodys_episode(records: Records, who) -> None:
    for verb in (episodes.episode, episodes.start, episodes.mark_done):
        with pytest.raises(NotFound):
            records.act(verb, "A-1", by=who)


@pytest.mark.parametrize("who", [asha, dee, finn, mona])
def test_its_coder_and_the_leads_work_it(records: Records, who) -> None:
    records.act(episodes.episode, "A-1", by=who)
    assert records.act(episodes.start, "A-1", by=who).state == "in progress"


def test_a_clinician_whom_the_list_names_sees_no_episode(records: Records) -> None:
    records.office.edit(asha, role="clinician")
    with pytest.raises(NotFound):
        records.act(episodes.episode, "A-1")


def test_who_stands_in_works_what_is_the_absent_ones(records: Records) -> None:
    now = records.world.clock()
    records.office.away(asha, ben, now, now + timedelta(days=1))
    records.act(episodes.start, "A-1", by=ben)
    records.world.clock.move(days=2)
    with pytest.raises(NotFound):
        records.act(episodes.mark_done, "A-1", by=ben)


def test_only_leads_give_episodes_out_and_only_to_coders(records: Records) -> None:
    with pytest.raises(NotAllowed):
        records.give("A-1", ben, by=asha)
    for wrong in (cole, kit, eve):
        with pytest.raises(NotFound):
            records.give("A-1", wrong)
    records.give("A-1", ben)
    assert records["A-1"].coder_id == records.office.id(ben)
    records.act(episodes.assign, "A-1", by=dee, to_id=None)
    assert records["A-1"].coder_id is None


def test_an_id_that_is_none_reads_like_somebody_elses(records: Records) -> None:
    with pytest.raises(NotFound):
        records.act(episodes.start, "A-1", episode_id=10**6)


def test_a_lead_settles_what_vanished(records: Records) -> None:
    records.take(row("C-1"), row("D-1"))
    with pytest.raises(NotAllowed):
        records.act(episodes.settle_vanished, "A-1", coded=True)
    records.act(episodes.settle_vanished, "A-1", by=dee, coded=True)
    records.act(episodes.settle_vanished, "B-1", by=dee, coded=False)
    assert (records["A-1"].state, records["B-1"].state) == ("coded", "uncoded")
    with pytest.raises(Unusable, match="has not vanished"):
        records.act(episodes.settle_vanished, "A-1", by=dee, coded=True)


def test_one_kept_by_the_lead_vanishes_again_with_the_next_list(records: Records) -> None:
    records.take(row("C-1"), row("D-1"))
    records.act(episodes.settle_vanished, "B-1", by=dee, coded=False)
    assert records.take(row("C-1"), row("D-1")).vanished == 1


def test_done_withdraws_what_was_asked_of_the_clerk(records: Records) -> None:
    records.act(case_notes.request_notes, "A-1", department=records.department)
    records.act(episodes.mark_done, "A-1")
    assert records.world.database.now(case_notes.open_request, records["A-1"]) is None


@pytest.mark.parametrize(
    "words", ["UPDATE episode_change SET why = 'other'", "UPDATE episode_change SET at = at"]
)
def test_the_history_cannot_be_changed(records: Records, words: str) -> None:
    with pytest.raises(DatabaseError, match=r"written once|SQLSTATE P0001"):
        records.world.database.now(lambda session: session.connection().execute(text(words)))
