"""What may be answered to a clarification, and where an answer can stand in the record."""

from casework.errors import Unusable
from casework.fairness.draft import Format
from casework.model.clarification import Clarification
from casework.privacy import refuse_identifiers

OTHER = "Other"
UNABLE = "Unable to determine"
YES, NO = "Yes", "No"
NOT_YET = "Not yet"
# Coders code from the record: these are the documents in which clinicians write after the fact.
PLACES = ("Addendum in the notes", "Discharge summary", "Letter", "Operation note", "Pathology report")
LONGEST = 2_000


def ways(one: Clarification) -> list[str]:
    """The answers to choose from, the two fixed ones last; none for an open question."""
    if one.format == Format.CHOICE:
        return [*one.options, OTHER, UNABLE]
    return [YES, NO, OTHER, UNABLE] if one.format == Format.YES_NO else []


def check_answer(one: Clarification, chosen: str, words: str) -> None:
    """Refuse what answers nothing, or may identify a patient.

    Raises:
        HoldsIdentifier, Unusable: with the sentence to show.
    """
    _check_words(words)
    offered = ways(one)
    if offered and chosen not in offered:
        raise Unusable("Please choose one of the answers. If none fits, choose “Other” and say what does.")
    if not offered and chosen:
        raise Unusable("This question has no answers to choose from. Please type your answer.")
    if not words and (chosen == OTHER or not offered):
        raise Unusable("Please type your answer.")


def check_place(where: str, words: str) -> None:
    """Refuse a place that is none of those offered, or "Other" without words.

    Raises:
        HoldsIdentifier, Unusable: with the sentence to show.
    """
    _check_words(words)
    if where not in (*PLACES, OTHER, NOT_YET):
        raise Unusable("Please choose where in the record it stands. If none fits, choose “Other”.")
    if where == OTHER and not words:
        raise Unusable("Please say where in the record it stands.")


def place_words(where: str, words: str) -> str:
    """The place as it is kept and shown."""
    if where == OTHER:
        return words
    return f"{where}: {words}" if words else where


def check_reason(words: str) -> None:
    """Refuse a reason that is missing, too long, or may identify a patient.

    Raises:
        HoldsIdentifier, Unusable: with the sentence to show.
    """
    _check_words(words)
    if not words:
        raise Unusable("Please say why, in a few words.")


def _check_words(words: str) -> None:
    if len(words) > LONGEST:
        raise Unusable(f"That is too long: please keep to {LONGEST:,} characters.")
    refuse_identifiers(words)
