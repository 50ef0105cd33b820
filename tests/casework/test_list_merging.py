"""Any row, any list, any state of an episode: what comes of it keeps the rules. Pure."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from casework.episode_files.rows import EpisodeRow, Incomplete
from casework.episode_files.rows import EpisodeState as Listed
from casework.list_merging import MERGED, Context, Kind, first_values, gone, merged
from casework.list_words import digest, said
from casework.model.episode import FINISHED, INCOMPLETE, BlockReason, Episode, EpisodeState
from tests.episodes import row

NOW = datetime(2026, 3, 10, 7, tzinfo=UTC)
CONTEXT = Context(exported_at=NOW - timedelta(hours=1), now=NOW, list_id=9)
rows = st.builds(
    lambda state, reason, words, diagnosis, ward, place, coder: row(
        "A-1",
        state=state,
        reason=reason,
        reason_words=words if reason is Incomplete.OTHER else "",
        primary_diagnosis_present=diagnosis,
        ward=ward,
        notes_location=place,
        coder=coder,
    ),
    st.sampled_from(Listed),
    st.none() | st.sampled_from(Incomplete),
    st.sampled_from(["", "moon"]),
    st.booleans(),
    st.sampled_from(["W1", "W2"]),
    st.sampled_from(["", "Library"]),
    st.sampled_from(["", "AP"]),
)


def kept(listed: EpisodeRow) -> dict[str, Any]:
    """An episode as it stands after its first list."""
    values = first_values(listed, CONTEXT) | {"coder_id": 1, "assigned_at": NOW}
    return {name: values[name] for name in MERGED}


@st.composite
def episodes(draw: st.DrawFn) -> tuple[EpisodeRow, dict[str, Any]]:
    """The row that was listed last, and what people made of the episode since."""
    listed = draw(rows)
    held = kept(listed)
    if held["state"] in INCOMPLETE:
        held |= draw(
            st.sampled_from(
                [
                    {},
                    {"state": "in progress"},
                    {"state": "blocked", "block_reason": "histology awaited", "blocked_at": NOW},
                    {"state": "blocked", "block_reason": "awaiting ruling", "query_id": 5, "blocked_at": NOW},
                    {"state": "coded", "done_at": NOW - timedelta(days=1), "done_by": 1},
                    {"state": "vanished", "missing_from": 4},
                    {"snoozed_until": date(2026, 3, 20)},
                ]
            )
        )
    return listed, held


@given(episodes(), rows)
@settings(max_examples=400)
def test_a_step_is_legal_and_says_why(episode: tuple[EpisodeRow, dict[str, Any]], listed: EpisodeRow) -> None:
    step = merged(episode[1], listed, CONTEXT)
    assert step.before == episode[1]["state"]
    if step.before != step.after:
        assert EpisodeState(step.after) in Episode.MOVES[EpisodeState(step.before)]
        assert step.why
    assert step.after != EpisodeState.VANISHED
    assert set(step.values) <= set(MERGED)


@given(episodes(), rows)
@settings(max_examples=400)
def test_coded_in_the_list_is_coded_and_nothing_else_is(
    episode: tuple[EpisodeRow, dict[str, Any]], listed: EpisodeRow
) -> None:
    held, step = episode[1], merged(episode[1], listed, CONTEXT)
    waits = held["state"] == "coded" and held["coded_at"] is None
    assert (step.after in FINISHED) == (said(listed).is_coded() or waits)


@given(episodes())
def test_the_same_row_again_moves_nothing_that_people_said(
    episode: tuple[EpisodeRow, dict[str, Any]],
) -> None:
    listed, held = episode
    step = merged(held, listed, CONTEXT)
    if held["state"] not in ("vanished", "coded"):
        after = held | dict(step.values)
        assert after == held
        assert step.kind is Kind.UNCHANGED


@given(episodes(), rows)
def test_taking_a_row_twice_is_taking_it_once(
    episode: tuple[EpisodeRow, dict[str, Any]], listed: EpisodeRow
) -> None:
    once = episode[1] | dict(merged(episode[1], listed, CONTEXT).values)
    if once["state"] != "coded" or once["coded_at"]:
        assert once | dict(merged(once, listed, CONTEXT).values) == once


@given(episodes(), rows)
def test_a_block_that_waits_for_a_case_ends_with_the_case_or_the_code(
    episode: tuple[EpisodeRow, dict[str, Any]], listed: EpisodeRow
) -> None:
    held = episode[1] | {"state": "blocked", "block_reason": "awaiting ruling", "query_id": 5}
    step = merged(held, listed, CONTEXT)
    assert step.after == "blocked" or said(listed).is_coded()
    if step.after == "blocked":
        assert (held | dict(step.values))["query_id"] == 5


@given(episodes())
def test_what_is_gone_has_vanished_or_was_done(episode: tuple[EpisodeRow, dict[str, Any]]) -> None:
    held = episode[1]
    step = gone(held, CONTEXT)
    assert (step.after == "vanished") == (held["state"] in INCOMPLETE or held["state"] == "vanished")
    assert step.values["missing_from"] == CONTEXT.list_id


@given(rows, rows)
def test_the_digest_tells_rows_apart(one: EpisodeRow, other: EpisodeRow) -> None:
    assert (digest(one) == digest(other)) == (asdict(one) == asdict(other))


def test_lists_and_episodes_have_the_same_reasons_and_states() -> None:
    assert {one.value for one in Incomplete} == {one.value for one in BlockReason}
    assert {one.value for one in Listed} | {"vanished"} == {one.value for one in EpisodeState}
