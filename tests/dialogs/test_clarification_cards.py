"""The cards of questions to clinicians: valid, small enough, plain to read, whatever was typed."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.drafting import LARGEST_DRAFT, Written
from casework.fairness.draft import Format, Indicator
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery
from casework.model.person import Person, Role
from casework.questions import Question
from casework.templates import templates
from dialogs.cards.as_text import actions_of, as_text
from dialogs.cards.clarification_answer import answered_card, asked_card, clarification_lines, ended_card
from dialogs.cards.clarification_form import FormFacts, chooser_card, form_card, preview_card
from dialogs.cards.clarification_letter import digest_card, over_card, question_card, receipt_card
from dialogs.verbs import Clarify, clarification
from tests.adaptive_card import check, links, size
from tests.clarifications import FAIR
from tests.world import NOON

CLINICIANS = [
    Person(
        id=number,
        tenant="t",
        channel_id=f"c{number}",
        name=f"Dr Ångström-Featherstonehaugh {number}",
        specialties="Renal medicine",
        role=Role.CLINICIAN.value,
        first_seen_at=NOON,
    )
    for number in range(1, 71)
]
ASHA = Person(id=99, tenant="t", channel_id="a", name="Asha Patel", first_seen_at=NOON)
QUERY = CodingQuery(id=1, asked_by=99, asked_at=NOON, place="personal", conversation="c", words="aki " * 400)
MEND = [
    f"Indicator {n} lacks its source: say where in the record it stands, such as “clerking”."
    for n in range(30)
]


def question(written: Written = FAIR, **kept: Any) -> Question:
    """A question with these words in it."""
    facts = {
        "id": 1,
        "query_id": 1,
        "asked_by": 99,
        "clinician_id": 1,
        "state": "open",
        "version": 3,
        "made_at": NOON,
        "due_at": NOON + timedelta(days=3),
        "patient_reference": written.patient_reference,
        "title": written.title,
        "indicators": [{"finding": i.finding, "source": i.source, "on": i.on} for i in written.indicators],
        "question": written.question,
        "format": written.format.value,
        "options": list(written.options),
        "documented": written.documented,
        **kept,
    }
    answered = CLINICIANS[0] if kept.get("answered_at") else None
    return Question(Clarification(**facts), "CQ-1001", ASHA, CLINICIANS[0], answered, True, False)


def every_card(written: Written, answer: str = "It was contrast.") -> list[Any]:
    """Each card that shows these words."""
    one = question(written)
    done = question(written, state="answered", answered_by=1, answered_at=NOON, chosen="Other", answer=answer)
    saved = question(
        written,
        state="closed",
        answered_by=1,
        answered_at=NOON,
        chosen="Other",
        answer=answer,
        recorded_where="Letter",
        recorded_at=NOON,
        agreement="agree",
    )
    facts = FormFacts("CQ-1001", QUERY.words, CLINICIANS, True, "zed", templates()[0], MEND, "A notice.")
    ended = question(written, state="redirected", ended_because=answer, redirected_to=2)
    return [
        form_card(one.one, written, facts),
        preview_card(one),
        question_card(one, CLINICIANS, too_many=True, says="Somebody was first.", more=2),
        asked_card(one, says="Sent."),
        receipt_card(done, more=1),
        receipt_card(saved),
        answered_card(done),
        answered_card(saved),
        ended_card(ended),
        over_card(ended, more=1),
        digest_card([one] * 20),
    ]


WORDS = st.text(max_size=1_200).filter(str.strip)
SHORT = st.text(max_size=120).filter(str.strip)


@given(WORDS, SHORT, st.lists(SHORT, min_size=1, max_size=12), WORDS, SHORT)
def test_whatever_was_typed_every_card_is_valid_and_fits(
    words: str, short: str, options: list[str], answer: str, source: str
) -> None:
    written = Written(
        patient_reference=short[:40],
        title=short,
        indicators=(Indicator(words[:600], source, "2 March"),) * 4,
        question=words,
        format=Format.CHOICE,
        options=tuple(dict.fromkeys(options)),
        documented=words[:300],
    )
    if len(json.dumps(written.texts(), ensure_ascii=False).encode()) > LARGEST_DRAFT:
        return
    for card in every_card(written, answer):
        check(card)


@pytest.mark.parametrize("letter", ["a", "*", "é", "診", '"'])
def test_the_fullest_draft_fits_on_every_card(letter: str) -> None:
    """As much as a draft may hold, of letters that take one byte, are escaped, or take three."""
    bytes_each = len(json.dumps(letter, ensure_ascii=False).encode()) - 2
    part = letter * (LARGEST_DRAFT // 20 // bytes_each)
    written = Written(
        patient_reference="EP-1",
        title=part[:120],
        indicators=tuple(Indicator(part, f"{part[:100]}{n}", str(n)) for n in range(4)),
        question=part * 2,
        format=Format.CHOICE,
        options=tuple(f"{part[:60]}{n}" for n in range(12)),
        documented=part[:200],
    )
    sizes = {size(card) for card in every_card(written, part)}
    for card in every_card(written, part):
        check(card)
    assert max(sizes) > 8_000, "the test is about full cards"


def test_an_ordinary_letter_is_not_cut() -> None:
    longest = 600
    finding = "Creatinine rose from 82 to 214 on day 2. " * 14
    written = replace(FAIR, indicators=(Indicator(finding[:longest], "laboratory results", "2 March"),) * 4)
    letter = question_card(question(written), CLINICIANS, too_many=False)
    assert as_text(letter).count(finding[:longest].strip()) == 4
    assert "…" not in as_text(letter).replace("Not me: send to …", "")


def test_a_letter_reads_top_to_bottom() -> None:
    drawn = as_text(question_card(question(), CLINICIANS, too_many=False))
    order = [
        "Rise in creatinine",
        "Asha Patel from clinical coding asks for your help with patient EP-0042",
        "What the record says",
        "Creatinine 82 on admission, 214 on day 2",
        "laboratory results, 2 March",
        "Question",
        "What condition, if any, explains the change in kidney function?",
        "Your answer",
        "Please answer by Fri 6 March 2026, 12:00. CL-1001",
    ]
    places = [drawn.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("format", "answers"),
    [
        (Format.CHOICE, [*FAIR.options, "Other", "Unable to determine"]),
        (Format.YES_NO, ["Yes", "No", "Other", "Unable to determine"]),
        (Format.OPEN, None),
    ],
)
def test_each_form_offers_its_answers_at_once(format: Format, answers: list[str] | None) -> None:
    card = question_card(question(replace(FAIR, format=format)), CLINICIANS, too_many=False)
    chosen = [one for one in card["body"] if one.get("id") == "chosen"]
    if answers is None:
        assert chosen == []
        return
    assert [one["value"] for one in chosen[0]["choices"]] == answers
    assert chosen[0]["style"] == "expanded"
    assert "isRequired" not in chosen[0], "it would stop “Send on”, which sends the letter's inputs along"


def test_what_was_typed_is_shown_as_it_was_typed() -> None:
    nasty = "**bold** [link](https://example.org) <b> - list\n- second"
    written = replace(FAIR, indicators=(Indicator(nasty, nasty, nasty),), question=nasty, title="*t*")
    for card in every_card(written, nasty):
        assert links(card) == []


def test_the_choice_of_templates_offers_the_matching_ones_first() -> None:
    matched, others = templates()[:2], templates()[2:]
    drafts = [question(state="draft").one]
    card = chooser_card(QUERY, matched, others, drafts)
    check(card)
    titles = [one["title"] for one in actions_of(card)]
    assert titles[:3] == [matched[0].topic, matched[1].topic, "Blank"]
    assert titles[3].startswith("Go on with CL-1001")
    assert titles[4] == "Use this topic"


def test_a_case_lists_what_clinicians_were_asked_and_no_drafts() -> None:
    answered = question(
        state="answered", answered_by=1, answered_at=NOON, chosen="Other", answer="contrast", id=2
    ).one
    lines = clarification_lines([question().one, answered, question(state="draft", id=3).one], {1: "Dr Cole"})
    drawn = as_text({"body": lines})
    for part in (
        "CL-1001 to Dr Cole: Rise in creatinine",
        "waits for an answer, due Fri 6 March 2026, 12:00",
        "“contrast”",
        "In the record: Not said yet",
    ):
        assert part in drawn
    assert "CL-1003" not in drawn
    assert [one["title"] for one in actions_of({"body": lines})] == ["Open CL-1001", "Open CL-1002"]
    assert clarification_lines([question(state="draft").one]) == []


def test_a_long_case_shows_the_last_ones() -> None:
    lines = clarification_lines([question(id=number).one for number in range(1, 21)])
    assert "and 12 earlier" in as_text({"body": lines})


def test_every_verb_of_questions_is_sent_by_a_card() -> None:
    """“Ask a clinician” itself stands on the case's card."""
    cards = [*every_card(FAIR), chooser_card(QUERY, templates()[:2], templates()[2:], [])]
    sent = {one["verb"] for card in cards for one in actions_of(card)}
    assert {kind.verb for kind in clarification.PAYLOADS} - {Clarify.verb} <= sent
