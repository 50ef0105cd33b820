"""Thirty mornings, each list against the one before: each difference is the truth, and so is what is kept."""

import pytest

from casework.episode_files.rows import EpisodeState as Listed
from casework.model.episode import INCOMPLETE, Episode, EpisodeChange, EpisodeState
from casework.model.episode_list import EpisodeList
from tests.casework.episode_lists import Day, daily_lists
from tests.episodes import Records
from tests.world import World

DONE = (Listed.CODED, Listed.VALIDATED)


def read(day: Day) -> list:
    return [line.episode for line in day.listed.lines]


@pytest.mark.parametrize("seed", [1, 2])
def test_thirty_lists_reconcile_to_the_truth(world: World, seed: int) -> None:
    records = Records(world)
    truth: dict[str, str] = {}
    for day in daily_lists(30, seed=seed, episodes=120):
        world.clock.at = day.now
        made = records.import_(read(day))
        assert (made.new, made.coded, made.vanished) == (len(day.new), len(day.coded), len(day.vanished))
        assert made.unchanged + made.changed + made.coded + made.new == len(day.listed.lines) + len(day.gone)
        truth |= {one.reference: "open" for one in read(day)}
        truth |= dict.fromkeys(day.coded, "coded") | dict.fromkeys(day.vanished, "vanished")
        truth |= {one.reference: "coded" for one in read(day) if one.state in DONE}
        truth |= dict.fromkeys(day.gone, "coded")
        assert {one.reference: stands(one) for one in records.office.rows(Episode)} == truth
    assert len(records.office.rows(EpisodeList)) == 30


def stands(one: Episode) -> str:
    return "open" if one.state in INCOMPLETE else one.state


def test_the_history_leads_to_where_each_episode_stands(world: World) -> None:
    records = Records(world)
    for day in daily_lists(12, seed=7, episodes=80):
        world.clock.at = day.now
        records.import_(read(day))
    state: dict[int, str] = {}
    for step in records.office.rows(EpisodeChange):
        assert step.before == state.get(step.episode_id, "")
        assert (
            not step.before
            or EpisodeState(step.after) in Episode.MOVES[EpisodeState(step.before)]
            or (step.before == step.after)
        )
        state[step.episode_id] = step.after
    assert state == {one.id: one.state for one in records.office.rows(Episode)}
