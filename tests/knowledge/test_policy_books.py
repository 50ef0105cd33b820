"""Versions of policy books: planned, shown, kept whole, in force by their day."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.documents.document import Document, Front, Kind, Section
from knowledge.documents.reading import read
from knowledge.importers.rows import RefusedFile
from knowledge.library import state_of_knowledge
from knowledge.policies import Authority
from knowledge.policy_books import BookState, PolicyBook
from knowledge.policy_importing import Facts, carry_out_book, plan_book, section_difference
from knowledge.policy_library import in_force, ready_books, ready_sections
from tests.data import policy_book
from tests.world import World

FIRST = (Section("1", "Sepsis", "Ask the ward."), Section("2", "Stroke", "Read the scan."))
SPRING, AUTUMN = date(2026, 4, 1), date(2026, 10, 1)
LOCAL = Facts(Authority.LOCAL_POLICY)


def document(*sections: Section, title: str = "Coding policy", version: str = "") -> Document:
    return Document(title, sections, Kind.PDF, 3, Front(version=version))


def keep(world: World, made: Document, begins: date | None = SPRING, facts: Facts = LOCAL) -> PolicyBook:
    planned = world.database.now(plan_book, made, "a.pdf", replace(facts, valid_from=begins))
    return world.database.now(carry_out_book, planned, now=world.clock())


def test_a_book_comes_back_as_it_was_read(world):
    made = read(policy_book.PDF)
    keep(world, made, None, replace(LOCAL, link="https://intranet.example/book.pdf"))
    found = world.database.now(ready_sections)
    assert tuple(one.section for one in found) == made.sections
    book = found[0].book
    assert (book.name, book.version, book.valid_from) == ("Clinical Coding Policy Book", "4.2", SPRING)
    assert (book.ratified_by, book.ratified_on) == ("Clinical Coding Steering Committee", date(2026, 3, 12))
    assert found[-1].link == "https://intranet.example/book.pdf#page=40"
    assert (book.is_overdue(date(2028, 3, 31)), book.is_overdue(date(2028, 4, 1))) == (False, True)


def test_the_same_twice_is_one_version(world):
    first = keep(world, document(*FIRST))
    state = world.database.now(state_of_knowledge)
    planned = world.database.now(plan_book, document(*FIRST), "a.pdf", replace(LOCAL, valid_from=SPRING))
    assert planned.known
    assert keep(world, document(*FIRST)).id == first.id
    assert world.database.now(state_of_knowledge) == state


def test_a_new_book_changes_the_state_that_a_running_bot_watches(world):
    before = world.database.now(state_of_knowledge)
    keep(world, document(*FIRST))
    assert world.database.now(state_of_knowledge) != before


def test_a_later_version_holds_from_its_day(world):
    keep(world, document(*FIRST, version="1"))
    keep(world, document(FIRST[0], version="2"), AUTUMN)
    every = world.database.now(ready_sections)
    assert [(one.book.version, one.section.number) for one in every] == [("1", "1"), ("1", "2"), ("2", "1")]
    assert {one.book.version for one in in_force(every, date(2026, 9, 30))} == {"1"}
    assert {one.book.version for one in in_force(every, AUTUMN)} == {"2"}
    assert in_force(every, date(2026, 3, 31)) == []


def test_a_version_read_anew_takes_the_place_of_the_one_before(world):
    first = keep(world, document(*FIRST, version="1"))
    second = keep(world, document(FIRST[0], version="1"), AUTUMN)
    assert [one.id for one in world.database.now(ready_books)] == [second.id]
    with_session = world.database.now(lambda session: session.get(PolicyBook, first.id))
    assert with_session.state == BookState.SUPERSEDED.value


def test_books_of_the_same_name_and_another_authority_do_not_meet(world):
    keep(world, document(*FIRST))
    keep(world, document(*FIRST), facts=Facts(Authority.NATIONAL_STANDARD))
    assert len(in_force(world.database.now(ready_sections), SPRING)) == 4


def test_what_changed_since_the_version_before(world):
    keep(world, document(*FIRST, Section("3", "Falls", "Code the injury.")))
    after = (
        Section("1", "Sepsis", "Ask the ward, always."),
        Section("2", "Consent", "New."),
        Section("3", "Stroke", "Read the scan."),
    )
    planned = world.database.now(plan_book, document(*after), "b.pdf", replace(LOCAL, valid_from=AUTUMN))
    found = planned.difference
    assert [one.name for one in found.added] == ["2 Consent"]
    assert [one.name for one in found.removed] == ["3 Falls"]
    assert [(one.text, two.text) for one, two in found.reworded] == [
        ("Ask the ward.", "Ask the ward, always.")
    ]
    assert [(one.number, two.number) for one, two in found.renumbered] == [("2", "3")]
    assert (found.unchanged, planned.followed.valid_from) == (0, SPRING)


def test_a_large_book_is_compared_within_a_moment():
    sections = [
        Section(f"{at}.{of}", f"Title {at} {of}", f"Text {at}.") for at in range(200) for of in range(100)
    ]
    moved = [replace(one, number=f"9{one.number}") for one in sections]
    assert len(section_difference(sections, moved).renumbered) == 20_000


def test_the_version_is_no_part_of_the_name(world):
    assert keep(world, document(*FIRST, title="Coding policy v2.1")).name == "Coding policy"


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        (LOCAL, "does not say from when it holds: add --valid-from"),
        (replace(LOCAL, valid_from=SPRING, name="x" * 200), "--name"),
        (replace(LOCAL, valid_from=SPRING, link="javascript:go()"), "must begin with https://"),
    ],
)
def test_what_cannot_be_kept(facts, why, world):
    with pytest.raises(RefusedFile, match=why):
        world.database.now(plan_book, document(*FIRST), "a.pdf", facts)
    assert world.database.now(ready_books) == []
