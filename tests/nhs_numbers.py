"""NHS numbers for tests: from 999 000 0000 on, a range never issued to anybody, with a valid check digit."""

import re

from hypothesis import strategies as st


def with_check_digit(nine: str) -> str | None:
    """The ten digits, or None where the check digit would be 10, which is never issued."""
    check = 11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return None if check == 10 else nine + str(0 if check == 11 else check)


NUMBERS = [number for n in range(999_000_000, 999_000_030) if (number := with_check_digit(str(n)))]
ONE = NUMBERS[7]


def grouped(number: str, *signs: str) -> str:
    """The number 3-3-4 with these signs between its groups."""
    first, second = (signs * 2)[:2]
    return f"{number[:3]}{first}{number[3:6]}{second}{number[6:]}"


numbers = st.integers(999_000_000, 999_999_998).map(lambda n: with_check_digit(str(n))).filter(bool)


def holds(haystack: bytes, number: str) -> bool:
    """Whether the digits stand there with anything short between them that is neither digit nor letter."""
    pattern = rb"[^0-9A-Za-z]{0,4}".join(digit.encode() for digit in number)
    return re.search(pattern, haystack) is not None
