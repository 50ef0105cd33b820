"""The words of the starter editions' titles that no word list has: casework/data/title_words.txt.

    python -m bench.title_words

The detector of identifiers must know them as words of medicine, so that two of them in capitals beside a
date are no person. Run it after a change of the starter editions; what is a common surname stays out.
"""

import re

from bench.privacy import titles
from bench.rows import ROOT, say
from casework.identifiers.people_words import is_forename, is_surname, may_be_name

# Its first word, and what is in small letters: a capital further on is an eponym.
_WORD = re.compile(r"^[^\W\d_]{2,}|(?<![^\W\d_])[^\W\d_A-Z]{2,}(?![^\W\d_])")
FILE = ROOT / "casework" / "data" / "title_words.txt"
HEAD = "# Words of the starter editions' titles, in no word list. Written by `python -m bench.title_words`."


def main() -> None:
    """Write the file anew."""
    FILE.write_text(HEAD + "\n", encoding="utf-8")
    words = {word.lower() for title in titles() for word in _WORD.findall(title)}
    kept = sorted(one for one in words if may_be_name(one) and not is_surname(one) and not is_forename(one))
    FILE.write_text("\n".join([HEAD, *kept]) + "\n", encoding="utf-8")
    say(f"{len(kept)} words")


if __name__ == "__main__":
    main()
