"""How many of the written clarifications the fairness check judges rightly.

An example is right where the kinds of fault found are those that it must have, all of them and no others.
"""

import statistics
import time

from bench.rows import Figure, say
from casework.wording import check
from tests.fairness_examples import Example, examples

ROUNDS = 20


def measure() -> list[Figure]:
    """The count of examples, the right ones among them, and the time of one check."""
    every = list(examples())
    wrong = [example for example in every if not example.is_right()]
    for example in wrong:
        say(f"fairness, wrong: {example.name}")
    return [
        Figure("fairness_examples", len(every), "examples"),
        Figure("fairness_right", len(every) - len(wrong), "examples"),
        Figure("fairness_check_p50_ms", round(_time_of_one(every) * 1_000, 3), "ms"),
    ]


def _time_of_one(every: list[Example]) -> float:
    """Seconds for one draft, the median over all and several rounds."""
    times = []
    for _ in range(ROUNDS):
        for example in every:
            begun = time.perf_counter()
            check(example.draft)
            times.append(time.perf_counter() - begun)
    return statistics.median(times)
