"""The text functions that index and question share: one form for what people write in many ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search.text import MAX_WORDS, fold, one_spelling, stem, words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Acute appendicitis", ["acute", "appendicitis"]),
        ("Crohn's disease", ["crohn", "disease"]),
        ("Crohn’s disease", ["crohn", "disease"]),
        ("T2DM", ["t", "2", "dm"]),
        ("gr3", ["gr", "3"]),
        ("# NOF", ["#", "nof"]),
        ("?PE", ["?", "pe"]),
        ("non-ST elevation", ["non", "st", "elevation"]),
        ("Ménière", ["meniere"]),
        ("Sjögren", ["sjogren"]),
        ("4.5 mm", ["4.5", "mm"]),
        ("", []),
        ("🩺", []),
    ],
)
def test_a_text_becomes_its_words(text: str, read: list[str]) -> None:
    assert words(text) == read


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("haemorrhage", "hemorrhage"),
        ("oesophagus", "esophagus"),
        ("tumour", "tumor"),
        ("anaemia", "anemia"),
        ("leucocytosis", "leukocytosis"),
        ("fibre", "fiber"),
        ("catheterisation", "catheterization"),
        ("labelled", "labeled"),
        ("sulphate", "sulfate"),
        ("paralyse", "paralyze"),
        ("diarrhoea", "diarrhea"),
        ("foetal", "fetal"),
    ],
)
def test_british_and_american_spellings_are_one(british: str, american: str) -> None:
    assert one_spelling(british) == one_spelling(american)
    assert stem(british) == stem(american)


@pytest.mark.parametrize(
    ("one", "other"),
    [("fracture", "fractures"), ("fractured", "fracture"), ("hernias", "hernia"), ("ulcers", "ulcer")],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("short", ["mi", "pe", "#", "2", "?"])
def test_short_words_and_signs_are_their_own_stem(short: str) -> None:
    assert stem(short) == short


@given(st.text(st.characters(max_codepoint=0x24F)))
def test_folding_leaves_plain_lower_case(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert folded == folded.lower()
    assert fold(folded) == folded


@given(st.text(max_size=400))
def test_words_are_few_and_plain(text: str) -> None:
    found = words(text)
    assert len(found) <= MAX_WORDS
    assert all(word.isascii() and word == word.lower() and word for word in found)


@given(st.text(st.characters(max_codepoint=0x24F), max_size=60))
def test_case_changes_nothing(text: str) -> None:
    if not set(text) & set("ßŉØ"):
        assert words(text) == words(text.lower())
