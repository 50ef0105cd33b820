"""How dates are written. All patterns are for the reading `Plain.digits`: small letters, digits as digits."""

import re

MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|set|oct|nov|dec)[a-z]{0,7}"
_PART = r"(?:\s{0,2}[./\-,:\\|*_]\s{0,2}|\s{1,2})"
_YEAR = r"(?:(?:18|19|20)\d\d|'?\d\d)"
# A day, a month and a year.
WHOLE = (
    rf"(?:(?:18|19|20)\d\d\s?[-/.]\s?\d{{1,2}}\s?[-/.]\s?\d{{1,2}}"
    rf"|\d{{1,2}}{_PART}\d{{1,2}}{_PART}{_YEAR}"
    rf"|\d{{1,2}}\s?(?:st|nd|rd"
    rf"|th)?[\s\-./,]{{0,3}}(?:day\s)?(?:of\s{{1,2}})?{MONTH}[\s\-.,/]{{0,3}}{_YEAR}"
    rf"|{MONTH}\s{{0,2}}\d{{1,2}}(?:st|nd|rd|th)?,?\s{{1,2}}(?:18|19|20)\d\d"
    rf"|\d{{8}})(?!\d)"
)
# What still tells a birthday after its cue: six digits, a month with its year, a day with its month.
PART = (
    rf"(?:\d{{6}}|{MONTH}[\s\-.,/]{{0,3}}(?:of\s)?(?:19|20)\d\d|(?:0?[1-9]|1[012])[/.-](?:19|20)\d\d"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH})(?!\d)(?!\s?/)"
)
YEAR = r"(?:19|20)\d\d(?!\d)(?!\s?(?:g|gm|gms|grams|h|hrs|ml)\b)"
LOOSE = re.compile(rf"(?<![\d./-]){WHOLE}")
EARLIEST_RECENT = 2010
_YEAR_WITHIN = re.compile(r"(?:18|19|20)\d\d")


def is_of_another_age(written: str) -> bool:
    """Whether the date lies far back, as a date of birth does and the date of a procedure seldom."""
    year = _YEAR_WITHIN.search(written)
    return year is not None and int(year.group()) < EARLIEST_RECENT
