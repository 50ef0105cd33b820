"""The index: the same wordings make the same index, whichever process builds it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.codes import Classification
from knowledge.search.matches import Slot
from tests.knowledge.small import edition
from tests.knowledge.test_right_level import HERNIA

ROOT = Path(__file__).parents[2]
BUILD = """
import hashlib
from knowledge.codes import Classification
from tests.knowledge.small import edition
from tests.knowledge.test_right_level import HERNIA, KNEES
index = edition(Classification.OPCS4, {**HERNIA, **KNEES}).finder.index
arrays = (index.held.ids, index.held.strengths, index.holders.ids, index.lengths, index.weights)
print(hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest())
"""


def built(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
    return subprocess.check_output([sys.executable, "-c", BUILD], env=environment, text=True)


def test_two_processes_build_the_same_index() -> None:
    assert built("1") == built("2")


@pytest.mark.parametrize("misspelt", ["obstructon", "obstructionn", "obstr"])
def test_a_misspelt_word_after_without_is_not_taken_for_its_opposite(misspelt: str) -> None:
    finder = edition(Classification.ICD10, HERNIA).finder
    slots: tuple[Slot, ...] = finder.slots(f"inguinal hernia without {misspelt}")
    obstruction = finder.index.vocabulary["obstruct"]
    assert all(obstruction not in dict(slot.tokens) for slot in slots)
