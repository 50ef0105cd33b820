"""The generator of successive lists, which others measure with: its truth holds, and its files say so."""

from casework.episode_files.read import read_list
from casework.episode_files.rows import EpisodeState
from tests.casework import episode_writers as writers
from tests.casework.episode_lists import daily_lists

DONE = (EpisodeState.CODED, EpisodeState.VALIDATED)


def test_each_morning_follows_from_the_one_before():
    before: set[str] = set()
    coded: set[str] = set()
    for day in daily_lists(30, seed=4):
        now = day.listed.references()
        assert now == (before | day.new) - day.gone - day.vanished
        assert not day.new & before
        assert day.vanished <= before - coded
        assert day.gone <= coded
        coded = (coded | day.coded) - day.gone
        shown = {
            line.episode.reference for line in day.listed.lines if line.episode and line.episode.state in DONE
        }
        assert shown == coded
        before = now


def test_there_is_something_of_everything():
    days = list(daily_lists(30, seed=4))
    for part in ("new", "coded", "gone", "vanished"):
        assert sum(len(getattr(day, part)) for day in days) > 20
    assert days == list(daily_lists(30, seed=4))


def test_its_files_are_read_as_it_says(tmp_path):
    for at, day in enumerate(daily_lists(4, seed=5)):
        read = read_list(writers.write_csv(tmp_path / f"{at}.csv", day.listed), now=day.now)
        assert (list(read.rows), list(read.rejects)) == day.listed.expected(writers.FIRST_LINE["csv"])
