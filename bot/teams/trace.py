"""Where an error happened, without what it says: the words of an exception may be words a person typed."""

import traceback
from pathlib import Path

DEEPEST = 12
LONGEST_CHAIN = 4


def where(error: BaseException) -> str:
    """ "KeyError at router.py:41 answer < bot.py:60 turn", and what caused it, never a message or a value."""
    links: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(links) < LONGEST_CHAIN:
        links.append(f"{type(cause).__name__} at {_frames(cause)}")
        cause = cause.__cause__ or cause.__context__
    return ", after ".join(links)


def _frames(error: BaseException) -> str:
    innermost_first = reversed(traceback.extract_tb(error.__traceback__)[-DEEPEST:])
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in innermost_first)
