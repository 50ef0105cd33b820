"""What people type into a form: without what cannot be kept, neither empty nor too long, of no patient."""

from casework.errors import Unusable
from casework.privacy import refuse_identifiers

LONGEST_TEXT = 2_000
LONGEST_TITLE = 120


def usable(words: str, what: str, *, most: int = LONGEST_TEXT, needed: bool = True) -> str:
    """The words without blanks around them and without control characters. `what` names them: “your answer”.

    Raises:
        Unusable: there are none although they are `needed`, or more than `most` characters.
        HoldsIdentifier: they may identify a patient.
    """
    kept = "".join(sign for sign in words if sign in "\n\t" or sign.isprintable()).strip()
    if needed and not kept:
        raise Unusable(f"Please write {what}.")
    if len(kept) > most:
        raise Unusable(f"Please shorten {what}: it has {len(kept):,} characters, {most:,} fit.")
    refuse_identifiers(kept)
    return kept


def usable_line(words: str, what: str, *, most: int = LONGEST_TITLE, needed: bool = True) -> str:
    """As `usable`, for what stands on one line."""
    return usable(" ".join(words.split()), what, most=most, needed=needed)
