"""From printed lines to paragraphs: words broken at a line's end are mended."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_BROKEN = re.compile(r"([A-Za-z]+(?:-[A-Za-z]+)*)-$")
_LONGEST_WORD = 60
_GOES_ON = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Before these parts of words a hyphen is meant more often than not.
_KEPT_AFTER = {
    "non",
    "self",
    "co",
    "ex",
    "well",
    "long",
    "short",
    "low",
    "high",
    "post",
    "follow",
    "up",
    "re",
}
_NO_BLANK_AFTER = ("-", "\u2013", "/")


class Mender:
    """Joins lines; a broken word is written as the rest of the document writes it."""

    def __init__(self, lines: Iterable[str]) -> None:
        """`lines` are all lines of the document: each word within a line counts as written so."""
        self._seen: Counter[str] = Counter()
        for line in lines:
            words = _WORD.findall(line)
            whole = words[:-1] if line.endswith("-") else words
            self._seen.update(word.casefold() for word in whole)

    def joined(self, lines: Sequence[str]) -> str:
        """One paragraph of some lines."""
        text = ""
        for line in lines:
            text = self._with(text, line) if text else line
        return text

    def _with(self, text: str, line: str) -> str:
        broken, goes_on = _BROKEN.search(text[-_LONGEST_WORD:]), _GOES_ON.match(line)
        if broken and goes_on:
            hyphen = "-" if self._keeps_hyphen(broken[1], goes_on[0]) else ""
            return text[:-1] + hyphen + line
        if text.endswith(_NO_BLANK_AFTER) and text[-2:-1].isalnum():
            return text + line
        return f"{text} {line}"

    def _keeps_hyphen(self, first: str, rest: str) -> bool:
        apart, together = self._seen[f"{first}-{rest}".casefold()], self._seen[f"{first}{rest}".casefold()]
        if apart != together:
            return apart > together
        return first.casefold() in _KEPT_AFTER or not first.islower()
