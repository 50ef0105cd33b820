"""The short list of specialties: each once, found by its name or its treatment function code."""

import pytest

from casework import specialties


def test_each_specialty_is_there_once_in_order() -> None:
    names = specialties.names()
    assert list(names) == sorted(set(names))
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 60 for name in names)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("320", "Cardiology"),
        ("cardiology", "Cardiology"),
        (" General  surgery ", "General surgery"),
        ("", ""),
    ],
)
def test_a_name_or_code_is_the_one_of_the_list(typed: str, meant: str) -> None:
    assert specialties.named(typed) == meant


def test_what_is_not_listed_stays_as_typed() -> None:
    assert specialties.named("Sleep medicine") == "Sleep medicine"
