"""All layers over one text, and what is kept where two of them meet."""

from collections.abc import Callable, Iterable

from casework.identifiers.addresses import addresses, homes
from casework.identifiers.births import births
from casework.identifiers.emails import emails
from casework.identifiers.finding import RANK, Finding
from casework.identifiers.hospital_numbers import hospital_numbers
from casework.identifiers.names import names
from casework.identifiers.nhs_numbers import nhs_numbers
from casework.identifiers.phones import phones
from casework.identifiers.plain import Plain, read
from casework.identifiers.postcodes import postcodes
from casework.identifiers.spoken_numbers import spoken_numbers

LONGEST_TEXT = 20_000
Layer = Callable[[Plain], Iterable[Finding]]
OF_DIGITS: tuple[Layer, ...] = (nhs_numbers, births, hospital_numbers, phones, postcodes, addresses)
OF_WORDS: tuple[Layer, ...] = (spoken_numbers, emails, homes)


def find(text: str) -> list[Finding]:
    """Every identifier in the text, in order, none overlapping another.

    Offsets are those of the text as given, whatever look-alike digits or blanks it holds. Text
    beyond `LONGEST_TEXT` characters is the caller's to refuse.
    """
    plain = read(text[:LONGEST_TEXT])
    layers = OF_DIGITS + OF_WORDS if plain.holds_digits else OF_WORDS
    sure = sorted(item for layer in layers for item in layer(plain))
    found = _without_overlaps([*sure, *names(plain, sure)])
    return [Finding(plain.origin[item.start], plain.origin[item.end - 1] + 1, item.kind) for item in found]


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end, RANK[item.kind])):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept
