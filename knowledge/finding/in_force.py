"""Which of many texts are in force on a day, asked of all at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

_NEVER_ENDS = date.max.toordinal() + 1


@dataclass(frozen=True)
class Periods:
    """The days from which and until before which each text holds, as ordinals."""

    begins: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def out_of_force(self, on: date) -> npt.NDArray[np.bool_]:
        """Which of them do not hold on that day."""
        day = on.toordinal()
        return (self.begins > day) | (self.ends <= day)


def periods(days: Iterable[tuple[date | None, date | None]]) -> Periods:
    """The periods of these first days and days of ending; None is always, or never."""
    rows = [
        (begins.toordinal() if begins else 0, ends.toordinal() if ends else _NEVER_ENDS)
        for begins, ends in days
    ]
    return Periods(
        np.array([begins for begins, _ in rows], dtype=np.int64),
        np.array([ends for _, ends in rows], dtype=np.int64),
    )
