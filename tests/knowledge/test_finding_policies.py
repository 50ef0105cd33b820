"""Governing texts are found by reference, words, codes and facts, each with its decisive sentence."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.documents.document import Kind, Section
from knowledge.finding.asking import Fact, asked_for, key_of
from knowledge.finding.finding import Finding, finding
from knowledge.finding.from_books import of_books
from knowledge.finding.sentences import sentences
from knowledge.finding.texts import GoverningText
from knowledge.policies import Authority
from knowledge.policy_books import Book, BookSection
from tests.knowledge.governing_texts import EVERY, HERNIA, ICD10, INFARCTION, KNEE, OPCS4, STANDARD
from tests.world import TODAY, Prepared


@pytest.fixture(scope="module")
def base(prepared: Prepared) -> KnowledgeBase:
    return prepared.base


@pytest.fixture(scope="module")
def found(base: KnowledgeBase) -> Finding:
    return finding(base, EVERY, [], on=TODAY)


def references(found: Finding, words: str, codes: Sequence = (), on: date = TODAY) -> list[str]:
    return [one.reference for one in found.find_policies(words, codes, on=on)]


@pytest.mark.parametrize("typed", ["DCS.XI.9", "dcs xi 9", "what does DCSXI9 say?", "quote dcs.xi.9 please"])
def test_a_reference_is_that_text_and_nothing_else(found: Finding, typed: str) -> None:
    assert references(found, typed) == ["DCS.XI.9"]
    assert found.find_policies(typed, on=TODAY)[0].closeness == 1.0


@pytest.mark.parametrize("typed", ["3.2", "section 3.2"])
def test_a_local_number_is_a_reference_too(found: Finding, typed: str) -> None:
    assert references(found, typed) == ["3.2"]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("policy on heart attacks", "3.2"),
        ("NSTEMI", "3.2"),
        ("what is our policy on knee washout", "PCSW8"),
        ("lump in the groin", "3.1"),
        ("herniaa of the groin, which side", "DCS.XI.9"),
        ("I21.4", "3.2"),
    ],
)
def test_words_abbreviations_misspellings_and_codes_find_the_text(found: Finding, words, first) -> None:
    assert references(found, words)[0] == first


@pytest.mark.parametrize("words", ["", "?", "xyzzyx", "appendicitis in a child", "a" * 5_000])
def test_what_no_text_speaks_of_finds_none(found: Finding, words: str) -> None:
    assert references(found, words) == []


def test_the_codes_of_an_answer_find_what_governs_them(found: Finding) -> None:
    assert set(references(found, "", [(ICD10, "K409")])) == {"DCS.XI.9", "3.1"}
    assert references(found, "", [(OPCS4, "K409")]) == []
    assert references(found, "", [(OPCS4, "W851")]) == ["PCSW8"]


def test_of_texts_as_close_the_weightier_authority_comes_first(base: KnowledgeBase) -> None:
    weights = [Authority.LOCAL_POLICY, Authority.NATIONAL_STANDARD, Authority.HELPDESK_RESOLUTION]
    alike = [replace(HERNIA, reference=f"{number}.1", authority=one) for number, one in enumerate(weights, 1)]
    found = finding(base, alike, [], on=TODAY)
    assert [one.authority for one in found.find_policies("inguinal hernia", on=TODAY)] == [
        Authority.NATIONAL_STANDARD,
        Authority.HELPDESK_RESOLUTION,
        Authority.LOCAL_POLICY,
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("lump in the groin", "A lump in the groin is no hernia until the surgeon says so."),
        ("hernia, obstruction", "Use K40.9 where nothing is said of obstruction."),
        ("side of a hernia", "A hernia is coded by its side."),
    ],
)
def test_the_sentence_that_decides_is_quoted(base: KnowledgeBase, words: str, sentence: str) -> None:
    found = finding(base, [HERNIA], [], on=TODAY)
    assert found.find_policies(words, on=TODAY)[0].sentence == sentence


def test_where_a_code_is_asked_the_sentence_names_it(base: KnowledgeBase) -> None:
    found = finding(base, [HERNIA], [], on=TODAY)
    (one,) = found.find_policies("", [(ICD10, "K409")], on=TODAY)
    assert one.sentence == "Use K40.9 where nothing is said of obstruction."


@pytest.mark.parametrize(
    ("words", "fact", "told"),
    [
        ("who ratified the hernia policy?", Fact.RATIFIED, "by the coding committee on 3 December 2024."),
        ("when is the hernia policy due for review", Fact.REVIEW, "1 January 2026. That day has passed."),
        ("which version of the hernia policy is it", Fact.VERSION, "Coding policy: version 2."),
        ("who owns the hernia policy", Fact.OWNER, "owner Dee Marsh."),
        ("since when is the hernia policy in force", Fact.FROM, "in force from 1 January 2025."),
    ],
)  # fmt: skip
def test_facts_of_the_document_are_told(base: KnowledgeBase, words: str, fact: Fact, told: str) -> None:
    assert asked_for(words).fact == fact
    one = finding(base, [HERNIA, INFARCTION], [], on=TODAY).find_policies(words, on=TODAY)[0]
    assert (one.reference, one.answers_fact) == ("3.1", True)
    assert one.sentence.endswith(told)


def test_what_the_document_does_not_say_is_said_so(base: KnowledgeBase) -> None:
    one = finding(base, [STANDARD], [], on=TODAY).find_policies("who ratified DCS.XI.9", on=TODAY)[0]
    assert one.sentence == "DCS.XI.9 Hernias of the groin does not say who ratified it."
    assert not one.answers_fact


def version(number: int, begins: date) -> Book:
    return Book(number, "Coding policy", Authority.LOCAL_POLICY, str(number), begins, Kind.WORD, "f")


def test_each_day_has_its_version(base: KnowledgeBase) -> None:
    begins = TODAY + timedelta(days=30)
    section = Section("3.1", "Inguinal hernia", "The side comes first.")
    sections = [
        BookSection(number, version(number, day), section)
        for number, day in ((1, date(2025, 1, 1)), (2, begins))
    ]
    found = finding(base, of_books(sections), [], on=TODAY)

    def versions(on: date) -> list[str]:
        return [one.governing.version for one in found.find_policies("inguinal hernia", on=on)]

    assert [versions(on) for on in (date(2024, 1, 1), TODAY, begins - timedelta(days=1), begins)] == [
        [],
        ["1"],
        ["1"],
        ["2"],
    ]
    assert references(found, "3.1", on=date(2024, 1, 1)) == []


def test_a_heading_without_words_is_no_text() -> None:
    book = Book(1, "Coding policy", Authority.LOCAL_POLICY, "1", TODAY, Kind.WORD, "f")
    assert of_books([BookSection(1, book, Section("3", "Surgery", " "))]) == ()


def test_no_text_at_all_finds_nothing(base: KnowledgeBase) -> None:
    assert finding(base, [], [], on=TODAY).find_policies("hernia", on=TODAY) == ()


@given(st.text(max_size=200))
def test_whatever_is_typed_gets_an_answer(prepared: Prepared, text: str) -> None:
    found = _of(prepared.base)
    for one in found.find_policies(text, on=TODAY):
        assert isinstance(one.governing, GoverningText)
        assert one.sentence
        assert 0 < one.closeness <= 1


def _of(base: KnowledgeBase, kept: dict[int, Finding] = {}) -> Finding:  # noqa: B006 - made once for all examples
    return kept.setdefault(id(base), finding(base, EVERY, [], on=TODAY))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two words. Three words here.", 2),
        ("See e.g. the index. Then stop it.", 2),
        ("Use K40.9 where K40.3 is wrong.", 1),
        ("• First row here\n• Second row here", 2),
        (" ".join(["word"] * 200), 7),
        ("", 0),
    ],
)
def test_a_text_is_cut_into_its_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count
    assert " ".join(" ".join(sentences(text)).split()) == " ".join(text.split())


def test_references_are_compared_as_people_type_them() -> None:
    assert key_of("DCS.XI.9") == key_of("dcs xi9") == "dcsxi9"
    assert key_of("3.21") != key_of("32.1")
    assert key_of("PRule 2") == key_of("prules2")


def test_a_later_finding_keeps_what_did_not_change(base: KnowledgeBase) -> None:
    before = finding(base, EVERY, [], on=TODAY)
    assert finding(base, EVERY, [], on=TODAY, before=before).policies is before.policies
    assert finding(base, EVERY[:2], [], on=TODAY, before=before).policies is not before.policies
    assert KNEE in before.policies.texts
