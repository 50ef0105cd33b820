"""What became of the codes between two editions, as those who cite them need it."""

from knowledge.codes import Classification
from knowledge.importers.difference import Difference

RETIRED, REWORDED = "retired", "reworded"


def changed_codes(
    classification: Classification, difference: Difference
) -> dict[tuple[Classification, str], str]:
    """Each code that is retired or reworded, with which of the two."""
    retired = {(classification, one.code): RETIRED for one in difference.retired}
    return retired | {(classification, one.code): REWORDED for one in difference.reworded}
