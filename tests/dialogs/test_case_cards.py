"""Cards of a case: small enough for Teams whatever is written in it, nothing live in what people typed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.model.case_clock import CaseClock, ClockKind
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.coding_query import CodingQuery, Outcome, QueryState, SuggestionRow
from casework.model.escalation import Escalation
from casework.model.notice import Notice, NoticeKind, NoticeState
from casework.model.person import Person, Role
from casework.model.status_change import StatusChange
from casework.queue import Case, QueueRow
from dialogs import case_phrases
from dialogs.cards.as_text import as_text
from dialogs.cards.asker_case import asker_card
from dialogs.cards.case_history import asker_history, lead_history
from dialogs.cards.escalate_form import Typed, escalate_form
from dialogs.cards.lead_case import lead_card
from dialogs.cards.queue_list import PAGE, Page, queue_card
from dialogs.cards.referral_form import referral_form
from dialogs.message import Card
from tests.adaptive_card import check, links
from tests.people import TRUST
from tests.world import NOON

LONGEST = "ß*[x](http://evil.example)\n" * 80
ENTRIES = list(EntryKind)


def person(number: int, name: str = "Somebody with a rather long name *[x](http://e.example)*") -> Person:
    return Person(
        id=number, tenant=TRUST, channel_id=f"p{number}", name=name, role=Role.CODER, first_seen_at=NOON
    )


def a_case(state: QueryState, *, words: str = LONGEST, much: int = 40) -> Case:
    """A case in that state with as much in it as ever comes together."""
    closed = state == QueryState.CLOSED
    query = CodingQuery(
        id=1,
        asked_by=1,
        asked_at=NOON,
        place="personal",
        conversation="c",
        words=words[:2000],
        state=state,
        version=9,
        outcome=Outcome.NO_ANSWER if closed else "",
        closed_at=NOON if closed else None,
    )
    work = Escalation(
        query_id=1,
        title=words[:120].replace("\n", " ") or "Title",
        specialty=words[:60],
        escalated_by=1,
        escalated_at=NOON,
        assigned_to=2,
        answer_entry=5,
        helpdesk_reference="HD-1",
    )
    codes = ",".join(["icd10:I214"] * 20)
    entries = [
        CaseEntry(
            id=n + 1,
            query_id=1,
            kind=ENTRIES[n % len(ENTRIES)],
            by=2,
            at=NOON,
            words=words[:2000],
            codes=codes,
            nonce=str(n),
        )
        for n in range(much)
    ]
    step = StatusChange(
        id=1, query_id=1, sequence=1, before="new", after=state, by=2, at=NOON, why="asked", entry_id=1
    )
    clocks = [CaseClock(query_id=1, kind=kind, left_seconds=60, due_at=NOON) for kind in ClockKind]
    undelivered = [
        Notice(kind=NoticeKind.CASE_TAKEN, key=str(n), state=NoticeState.UNKNOWN, owed_at=NOON, due_at=NOON)
        for n in range(5)
    ]
    rows = [
        SuggestionRow(
            query_id=1,
            round=1,
            condition=1 + n // 3,
            condition_words=words[:200],
            place=n,
            classification="icd10",
            code=f"I2{n:02}",
            title="Acute transmural myocardial infarction " * 4,
            release_id=1,
            score=1.0,
            because="",
        )
        for n in range(15)
    ]
    return Case(
        query=query,
        escalation=work,
        asker=person(1),
        assignee=person(2),
        entries=entries,
        changes=[(step, "Dee Marsh")] * much,
        names={1: "Asha Patel", 2: "Dee Marsh"},
        suggestions=rows,
        clarifications=[],
        clocks=clocks,
        undelivered=undelivered,
        duplicates=[query] * 5,
        original="",
        original_answer=None,
        waiting_on="somebody",
        due_at=NOON,
        overdue=True,
    )


COLLEAGUES = [person(n, f"Colleague number {n}") for n in range(2, 80)]


def every_card(case: Case) -> list[Card]:
    """Each way in which the case is drawn."""
    lead = {"now": NOON, "colleagues": COLLEAGUES, "may_reopen": True}
    return [
        asker_card(
            case, now=NOON, may_reopen=True, says=LONGEST, entry=case.entries[0] if case.entries else None
        ),
        lead_card(case, **lead, says=LONGEST, entry=case.entries[0] if case.entries else None),
        asker_history(case, now=NOON, may_reopen=True),
        lead_history(case, **lead, own=False),
        lead_history(case, **lead, own=True),
    ]


@pytest.mark.parametrize("state", list(QueryState))
@pytest.mark.parametrize("letter", ["x", "*", "😀", "\n"])
def test_a_case_of_any_size_fits_a_message(state: QueryState, letter: str) -> None:
    for drawn in every_card(a_case(state, words=letter * 2000 if letter.strip() else "a\n" * 1000)):
        check(drawn)


@pytest.mark.parametrize("state", list(QueryState))
def test_nothing_that_people_typed_is_live(state: QueryState) -> None:
    for drawn in every_card(a_case(state, much=3)):
        check(drawn)
        assert links(drawn) == []


@settings(max_examples=30)
@given(words=st.text(max_size=200), state=st.sampled_from(list(QueryState)))
def test_whatever_is_written_in_a_case_it_is_drawn(words: str, state: QueryState) -> None:
    for drawn in every_card(a_case(state, words=words or "x", much=4)):
        check(drawn)
        assert links(drawn) == []


def test_a_case_that_was_just_handed_over_has_its_words_whole() -> None:
    words = "Creatinine rose from 82 to 214 on day 2 after contrast. " * 10
    fresh = replace(
        a_case(QueryState.NEW, words=words, much=1), suggestions=[], duplicates=[], undelivered=[]
    )
    for drawn in every_card(fresh)[2:]:
        assert as_text(drawn).count("Creatinine rose") >= 20


@pytest.mark.parametrize("letter", ["x", "*", "😀"])
def test_the_forms_and_the_queue_fit_a_message(letter: str) -> None:
    case = a_case(QueryState.NEW, words=letter * 2000)
    typed = Typed(letter * 120, letter * 2000, topic=letter * 60)
    check(escalate_form(case.query, typed, codes="I21.4", not_understood=letter * 2000, says=letter * 900))
    check(referral_form(case.query, letter * 4000, "help@example", says=letter * 900))
    assert case.escalation is not None
    row = QueueRow(case.query, case.escalation, letter * 200, letter * 200, letter * 200, NOON, overdue=True)
    check(queue_card([row] * PAGE, Page("all", letter * 80, 3, 1000), NOON))
    check(queue_card([], Page("open", "", 0, 0), NOON))


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (3, "today 15:00"),
        (24, "Wed 12:00"),
        (24 * 6, "Mon 12:00"),
        (24 * 7, "Tue 10 March, 12:00"),
        (24 * 300, "Mon 28 December, 12:00"),
        (24 * 320, "Sun 17 January 2027, 12:00"),
        (-24, "Mon 2 March, 12:00"),
    ],
)
def test_a_due_time_is_as_short_as_it_is_clear(hours: int, said: str) -> None:
    assert case_phrases.due(NOON + timedelta(hours=hours), NOON) == said


def test_in_summer_people_read_londons_time() -> None:
    now = NOON.replace(month=7)
    assert case_phrases.due(now, now) == "today 13:00"
