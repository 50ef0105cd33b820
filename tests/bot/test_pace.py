"""Under every published limit at once, under a clock that moves when told."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pace import CONVERSATION, LEFT_TO_TURNS, TENANT, Pace
from tests import channel_limits
from tests.channel_limits import ChannelLimits

MOST = TENANT[0][0]


@dataclass
class Seconds:
    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Seconds:
    return Seconds()


@pytest.fixture
def pace(clock: Seconds) -> Pace:
    return Pace(clock)


def test_the_limits_are_those_that_the_fake_channel_enforces() -> None:
    assert channel_limits.CONVERSATION == CONVERSATION
    assert ((MOST + LEFT_TO_TURNS, 1.0),) == channel_limits.TENANT


def sends(pace: Pace, clock: Seconds, conversation: str, seconds: float) -> int:
    """How many messages leave for one conversation in that time, each as soon as it may."""
    end, sent = clock.at + seconds, 0
    while clock.at < end:
        pause = pace.pause("trust", conversation)
        clock.at += pause
        if not pause and clock.at < end:
            with pace.counted("trust", conversation):
                sent += 1
    return sent


@pytest.mark.parametrize(("seconds", "most"), [(1, 7), (2, 8), (30, 60), (3600, 1800)])
def test_a_conversation_gets_all_that_it_may_and_no_more(pace, clock, seconds: float, most: int) -> None:
    assert sends(pace, clock, "chat", seconds) == most


def test_a_tenant_gets_thirty_in_a_second_less_one_for_answers(pace: Pace, clock: Seconds) -> None:
    for number in range(29):
        assert pace.pause("trust", f"chat {number}") == 0
        pace.begin("trust", f"chat {number}").end()
    assert pace.pause("trust", "another chat") == 1.0
    assert pace.pause("another trust", "far away") == 0
    clock.at += 1.0
    assert pace.pause("trust", "another chat") == 0


def test_a_send_counts_until_its_window_has_passed_since_its_end(pace: Pace, clock: Seconds) -> None:
    """The channel may have counted it at any moment in between."""
    flights = [pace.begin("trust", "chat") for _ in range(7)]
    clock.at += 5
    assert pace.pause("trust", "chat") > 0
    for flight in flights:
        flight.end()
    assert pace.pause("trust", "chat") == 1.0


def test_a_send_that_did_not_happen_does_not_count(pace: Pace) -> None:
    for _ in range(100):
        flight = pace.begin("trust", "chat")
        flight.drop()
        flight.end()
    assert pace.pause("trust", "chat") == 0


def test_silence_is_kept_as_long_as_the_channel_asks(pace: Pace, clock: Seconds) -> None:
    pace.refused("trust", "chat", 20)
    clock.at += 19.9
    assert pace.pause("trust", "chat") == pytest.approx(0.1)
    clock.at += 0.1
    assert pace.pause("trust", "chat") == 0


def test_a_conversation_near_its_limit_is_refused_for_itself(pace: Pace, clock: Seconds) -> None:
    for _ in range(6):
        pace.begin("trust", "chat").end()
    pace.refused("trust", "chat", 20)
    assert pace.pause("trust", "chat") == 20
    assert pace.pause("trust", "another") == 0


def test_a_nonsensical_wait_silences_nobody_for_days(pace: Pace) -> None:
    pace.refused("trust", "chat", 10**9)
    assert pace.pause("trust", "chat") == 3600


def test_what_another_process_sent_counts(pace: Pace) -> None:
    pace.begin("trust", "chat").end()
    pace.recall([("trust", "chat", ago * 0.4) for ago in range(59, 0, -1)])
    assert pace.pause("trust", "chat") == pytest.approx(30 - 59 * 0.4)  # sixty in the last 30 s
    assert pace.pause("trust", "another chat") == 0


def test_the_room_is_reckoned_with_as_it_is_given(pace: Pace) -> None:
    for number in range(MOST - 2):
        pace.begin("trust", f"chat {number}").end()
    pace.begin("trust", "chat a")
    room = pace.room(ahead=2, waiting=[("trust", "chat b")])
    assert room.most() == 2
    asked = [room.admits("trust", f"chat {name}") for name in "abcde"]
    assert asked == [False, False, True, True, False]


def test_conversations_that_limit_nothing_are_forgotten(pace: Pace, clock: Seconds) -> None:
    for number in range(5_100):
        clock.at += 1
        pace.begin("trust", f"chat {number}").end()
    clock.at += 3600
    pace.room()
    assert len(pace._conversations) == 0


def test_an_answer_inside_a_turn_does_not_wait_for_the_courier(pace: Pace) -> None:
    for number in range(MOST):
        pace.begin("trust", f"chat {number}").end()
    assert pace.pause("trust", "asha") > 0
    assert pace.held("trust", "asha") == 0


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(0, 0.4), st.floats(0, 0.3)), max_size=300))
def test_whatever_is_sent_the_channel_never_refuses(steps: list[tuple[int, float, float]]) -> None:
    """Each step: to whom, how long the request is on its way there, how long its answer back."""
    clock, limits = Seconds(), ChannelLimits()
    pace = Pace(clock)
    for to, there, back in steps:
        conversation = f"chat {to}"
        clock.at += pace.pause("trust", conversation)
        with pace.counted("trust", conversation):
            clock.at += there
            assert limits.retry_after(conversation, clock.at) is None
            clock.at += back
