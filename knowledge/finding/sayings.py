"""What people say about care, in the words that policies and rulings use beside their own."""

import re
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def _sayings() -> tuple[dict[str, str], re.Pattern[str]]:
    file = resources.files("knowledge") / "data" / "finding" / "sayings.tsv"
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    pairs = (line.split("\t") for line in lines)
    meant = {said.casefold(): means for said, means in pairs}
    longest_first = sorted(meant, key=len, reverse=True)
    pattern = "|".join(r"\s+".join(map(re.escape, one.split())) for one in longest_first)
    return meant, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE)


def said_plainly(text: str) -> str:
    """The text with what each saying in it means put in its place; all else stays as it was typed."""
    meant, pattern = _sayings()
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return pattern.sub(lambda found: meant[" ".join(found[0].casefold().split())], plain)
