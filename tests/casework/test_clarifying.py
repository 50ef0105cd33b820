"""A coder asks a clinician, who answers and says where: each verb allowed and refused."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casework import auditing, clarifying
from casework.clarifying import Unfair, Written
from casework.errors import CaseworkError, HoldsIdentifier, NotAllowed, NotFound, QuestionMoved, Unusable
from casework.fairness.draft import Indicator
from casework.fairness.faults import Unfair as Fault
from casework.model.clarification import Clarification
from casework.model.notice import Notice, NoticeKind
from tests.clarifications import FAIR, OPEN_QUESTION, YES_NO, Ward, gray, hart
from tests.nhs_numbers import ONE, grouped
from tests.people import asha, ben, cole, dee, eve
from tests.world import World

UNABLE = "Unable to determine"


@pytest.fixture
def ward(world: World) -> Ward:
    return Ward(world)


def test_a_question_goes_from_draft_to_closed(ward: Ward) -> None:
    one = ward.sent()
    assert (one.state, one.sent_at, ward.state()) == ("open", ward.now, "waiting on clinician")
    one = ward.do(clarifying.answer, cole, one, chosen="Acute kidney injury", words="stage 2")
    assert (one.state, one.chosen, one.answer, ward.state()) == (
        "answered",
        "Acute kidney injury",
        "stage 2",
        "open",
    )
    one = ward.do(clarifying.record_where, cole, one, where="Discharge summary")
    assert (one.state, one.recorded_where, one.recorded_at) == ("answered", "Discharge summary", ward.now)
    one = ward.do(clarifying.close, asha, one, agreement="agree")
    assert (one.state, one.agreement) == ("closed", "agree")
    assert ward.steps(one.id) == [
        ("", "draft"),
        ("draft", "open"),
        ("open", "answered"),
        ("answered", "answered"),
        ("answered", "closed"),
    ]


def test_the_history_of_a_whole_life_is_sealed(ward: Ward) -> None:
    one = ward.sent()
    new = ward.do(clarifying.redirect, cole, one, to_id=ward.who(gray).id, words="Not my patient")
    new = ward.do(clarifying.answer, gray, new, chosen="Other", words="Contrast nephropathy")
    ward.do(clarifying.record_where, gray, new, where="Letter", words="clinic letter of 3 March")
    assert ward.world.database.now(auditing.verify).touched == []
    ward.world.database.now(lambda s: setattr(s.get_one(Clarification, new.id), "answer", "nothing"))
    assert ward.world.database.now(auditing.verify).touched


def test_a_draft_of_a_template_begins_with_its_words(ward: Ward) -> None:
    query = ward.query()
    one = ward.do(clarifying.start_draft, asha, query_id=query.id, template="acute-kidney-injury")
    assert (one.format, "creatinine" in one.title, len(one.options) > 2) == ("choice", True, True)
    with pytest.raises(CaseworkError, match="no longer there"):
        ward.do(clarifying.start_draft, asha, query_id=query.id, template="none-such")


def test_a_draft_begun_twice_is_one_until_it_is_touched(ward: Ward) -> None:
    query = ward.query()
    first, second = (ward.do(clarifying.start_draft, asha, query_id=query.id) for _ in range(2))
    assert first.id == second.id
    ward.do(clarifying.save_draft, asha, first, written=FAIR)
    assert ward.do(clarifying.start_draft, asha, query_id=query.id).id != first.id


def test_what_is_typed_is_kept_however_unfair(ward: Ward) -> None:
    one = ward.draft()
    one = ward.do(
        clarifying.save_draft, asha, one, written=Written(title="Please code sepsis for the tariff")
    )
    assert (one.title, one.state, one.version) == ("Please code sepsis for the tariff", "draft", 2)


def test_the_fixed_answers_typed_as_options_are_not_there_twice(ward: Ward) -> None:
    options = ("Acute kidney injury", "other", "", "Acute kidney injury", "Unable To Determine")
    one = ward.do(clarifying.save_draft, asha, ward.draft(), written=replace(FAIR, options=options))
    assert one.options == ["Acute kidney injury"]


@pytest.mark.parametrize(
    ("unfair", "kind"),
    [
        ({"indicators": ()}, Fault.NO_INDICATOR),
        ({"title": "Sepsis clarification"}, Fault.LEADING_TITLE),
        ({"question": "Can you document it? The tariff is higher."}, Fault.MONEY),
        ({"options": ()}, None),
        ({"patient_reference": ""}, None),
    ],
)
def test_an_unfair_question_is_not_sent(ward: Ward, unfair: dict, kind: Fault | None) -> None:
    one = ward.written(what=replace(FAIR, **unfair))
    with pytest.raises(Unfair) as refused:
        ward.do(clarifying.send, asha, one)
    assert refused.value.faults
    assert kind is None or kind in {fault.kind for fault in refused.value.faults}
    assert all(fault.sentence in str(refused.value) for fault in refused.value.faults)
    assert (ward.again(one).state, ward.state(), ward.told()) == ("draft", "open", [])


@pytest.mark.parametrize("to", [ben, eve, hart])
def test_only_an_active_clinician_of_the_department_can_be_chosen(ward: Ward, to) -> None:
    written = replace(FAIR, clinician_id=ward.who(to).id)
    with pytest.raises(Unusable, match="clinicians in the list"):
        ward.do(clarifying.save_draft, asha, ward.draft(), written=written)


def test_a_question_to_nobody_is_not_sent(ward: Ward) -> None:
    one = ward.do(clarifying.save_draft, asha, ward.draft(), written=FAIR)
    with pytest.raises(Unusable, match="clinicians in the list"):
        ward.do(clarifying.send, asha, one)
    assert ward.told() == []


@pytest.mark.parametrize("who", [ben, cole, eve, dee, gray])
def test_a_draft_is_its_writers_alone(ward: Ward, who) -> None:
    one = ward.written()
    for verb, facts in [
        (clarifying.save_draft, {"written": FAIR}),
        (clarifying.send, {}),
        (clarifying.cancel, {"words": "no"}),
        (clarifying.answer, {"chosen": "Acute kidney injury"}),
    ]:
        with pytest.raises(NotFound, match=f"I can't find {one.reference} among your questions"):
            ward.do(verb, who, one, **facts)
    assert (ward.again(one).version, ward.told()) == (one.version, [])


@pytest.mark.parametrize(
    ("who", "error"), [(ben, NotFound), (eve, NotFound), (cole, NotFound), (gray, NotFound)]
)
def test_who_may_not_ask_about_a_query_starts_no_draft(ward: Ward, who, error) -> None:
    query = ward.query()
    with pytest.raises(error):
        ward.do(clarifying.start_draft, who, query_id=query.id)
    assert ward.read(Clarification) == []


def test_a_lead_asks_about_anybodys_query_and_the_lead_is_told(ward: Ward) -> None:
    one = ward.sent(by=dee)
    ward.do(clarifying.answer, cole, one, chosen=UNABLE)
    assert ward.told(NoticeKind.CLARIFICATION_ANSWERED) == [("clarification answered", "Dee Marsh")]


def test_a_closed_query_takes_no_question(ward: Ward) -> None:
    one = ward.written()
    ward.world.database.now(lambda s: setattr(s.get_one(type(ward.query()), 1), "state", "closed"))
    with pytest.raises(Unusable, match="CQ-1001 is closed: reopen it"):
        ward.do(clarifying.send, asha, one)
    with pytest.raises(Unusable, match="CQ-1001 is closed: reopen it"):
        ward.do(clarifying.start_draft, asha, query_id=1)


@pytest.mark.parametrize(
    ("what", "chosen", "words"),
    [
        (FAIR, "Acute kidney injury", ""),
        (FAIR, "Other", "contrast"),
        (FAIR, UNABLE, ""),
        (OPEN_QUESTION, "", "An acute kidney injury"),
        (YES_NO, "Yes", ""),
        (YES_NO, "No", "it came on day 4"),
        (YES_NO, "Other", "it was grade 3"),
        (YES_NO, UNABLE, ""),
    ],
)
def test_each_form_takes_its_answers(ward: Ward, what: Written, chosen: str, words: str) -> None:
    one = ward.do(clarifying.answer, cole, ward.sent(what=what), chosen=chosen, words=words)
    assert (one.state, one.chosen, one.answer, one.answered_by) == (
        "answered",
        chosen,
        words,
        ward.who(cole).id,
    )


@pytest.mark.parametrize(
    ("what", "chosen", "words"),
    [
        (FAIR, "", ""),
        (FAIR, "", "acute kidney injury"),
        (FAIR, "Yes", ""),
        (FAIR, "Sepsis", ""),
        (FAIR, "Other", ""),
        (OPEN_QUESTION, "", ""),
        (OPEN_QUESTION, "Other", "words"),
        (YES_NO, "Maybe", ""),
        (YES_NO, "Other", ""),
        (FAIR, UNABLE, "x" * 2_001),
    ],
)
def test_what_answers_nothing_is_refused(ward: Ward, what: Written, chosen: str, words: str) -> None:
    one = ward.sent(what=what)
    with pytest.raises(Unusable):
        ward.do(clarifying.answer, cole, one, chosen=chosen, words=words)
    assert ward.again(one).state == "open"


@pytest.mark.parametrize("who", [ben, gray, eve])
def test_a_question_is_not_there_for_others(ward: Ward, who) -> None:
    one = ward.sent()
    refused = set()
    for verb, facts in [
        (clarifying.answer, {"chosen": UNABLE}),
        (clarifying.record_where, {"where": "Letter"}),
        (clarifying.redirect, {"to_id": ward.who(gray).id, "words": "no"}),
        (clarifying.cancel, {"words": "no"}),
        (clarifying.close, {"agreement": "agree"}),
    ]:
        for clarification_id in (one.id, 4_711):
            with pytest.raises(NotFound) as error:
                ward.do(verb, who, one, clarification_id=clarification_id, **facts)
            refused.add(str(error.value).replace(f"CL-{1000 + clarification_id}", "it"))
    assert refused == {"I can't find it among your questions. Say “my questions” to see them."}


@pytest.mark.parametrize("who", [asha, dee])
def test_who_asked_and_the_leads_see_it_but_cannot_answer(ward: Ward, who) -> None:
    one = ward.sent()
    for verb, facts in [
        (clarifying.answer, {"chosen": UNABLE}),
        (clarifying.redirect, {"to_id": ward.who(gray).id, "words": "no"}),
    ]:
        with pytest.raises(NotAllowed):
            ward.do(verb, who, one, **facts)


def test_the_clinician_neither_takes_it_back_nor_closes_it(ward: Ward) -> None:
    one = ward.sent()
    with pytest.raises(NotAllowed):
        ward.do(clarifying.cancel, cole, one, words="no")
    one = ward.do(clarifying.answer, cole, one, chosen=UNABLE)
    with pytest.raises(NotAllowed):
        ward.do(clarifying.close, cole, one, agreement="agree")


def test_the_second_of_two_presses_is_told_who_was_first(ward: Ward) -> None:
    one = ward.sent()
    ward.do(clarifying.answer, cole, one, chosen="Acute kidney injury")
    for version in (one.version, one.version + 1):
        with pytest.raises(QuestionMoved, match=r"Dr Cole was first \(answered CL-1001 on Tue 3 March"):
            ward.do(clarifying.answer, cole, one, version=version, chosen=UNABLE)
    assert (ward.again(one).chosen, len(ward.told(NoticeKind.CLARIFICATION_ANSWERED))) == (
        "Acute kidney injury",
        1,
    )


def test_a_card_of_an_earlier_version_moves_nothing(ward: Ward) -> None:
    draft, sent, answered = ward.written(), ward.sent(), ward.answered()
    for one, who, verb, facts in [
        (draft, asha, clarifying.save_draft, {"written": FAIR}),
        (draft, asha, clarifying.send, {}),
        (draft, asha, clarifying.cancel, {}),
        (sent, cole, clarifying.answer, {"chosen": UNABLE}),
        (sent, cole, clarifying.redirect, {"to_id": ward.who(gray).id, "words": "Not mine"}),
        (sent, asha, clarifying.cancel, {"words": "Not needed"}),
        (answered, cole, clarifying.record_where, {"where": "Letter"}),
        (answered, asha, clarifying.close, {"agreement": "agree"}),
    ]:
        with pytest.raises(QuestionMoved):
            ward.do(verb, who, one, version=one.version - 1, **facts)
        assert ward.again(one).version == one.version


def test_sent_twice_is_asked_once(ward: Ward) -> None:
    one = ward.written()
    ward.do(clarifying.send, asha, one)
    with pytest.raises(QuestionMoved, match="Asha Patel was first"):
        ward.do(clarifying.send, asha, one)
    assert ward.told() == [("clarifications", "Dr Cole")]


def test_an_answer_after_it_was_taken_back_is_refused(ward: Ward) -> None:
    one = ward.sent()
    ward.do(clarifying.cancel, asha, one, words="Found it in the notes")
    with pytest.raises(QuestionMoved, match="Asha Patel was first"):
        ward.do(clarifying.answer, cole, one, chosen=UNABLE)


def test_where_it_is_recorded_is_one_of_the_places_or_said(ward: Ward) -> None:
    one = ward.answered()
    for where, words in [("", ""), ("Somewhere", ""), ("Other", "")]:
        with pytest.raises(Unusable):
            ward.do(clarifying.record_where, cole, one, where=where, words=words)
    one = ward.do(clarifying.record_where, cole, one, where="Not yet")
    assert (one.recorded_where, one.recorded_at) == ("Not yet", None)
    one = ward.do(clarifying.record_where, cole, one, where="Other", words="dialysis chart")
    assert (one.recorded_where, one.recorded_at) == ("dialysis chart", ward.now)
    assert ward.entries() == ["Recorded: Not yet", "Recorded: dialysis chart"]


def test_who_asked_hears_of_the_place_once_the_answer_has_gone_out(ward: Ward) -> None:
    one = ward.do(clarifying.record_where, cole, ward.answered(), where="Not yet")
    one = ward.do(clarifying.record_where, cole, one, where="Letter")
    assert len(ward.told(NoticeKind.CLARIFICATION_ANSWERED)) == 1, "the first has not gone yet: it says all"
    ward.set_notices("sent")
    ward.do(clarifying.record_where, cole, one, where="Discharge summary")
    assert len(ward.told(NoticeKind.CLARIFICATION_ANSWERED)) == 2


def test_the_query_waits_until_the_last_answer(ward: Ward) -> None:
    query = ward.query()
    first, second = ward.sent(query=query), ward.sent(query=query, to=gray)
    ward.do(clarifying.answer, cole, first, chosen=UNABLE)
    assert ward.state() == "waiting on clinician"
    ward.do(clarifying.cancel, asha, second, words="Not needed")
    assert ward.state() == "open"


def test_it_is_due_in_working_time_and_told_in_working_hours(ward: Ward) -> None:
    ward.world.clock.at = datetime(2026, 3, 6, 16, 55, tzinfo=UTC)  # a Friday
    one = ward.sent()
    assert one.due_at == datetime(2026, 3, 11, 16, 55, tzinfo=UTC)
    notice = next(notice for notice in ward.read(Notice) if notice.kind == NoticeKind.CLARIFICATIONS)
    assert notice.due_at == datetime(2026, 3, 9, 9, 0, tzinfo=UTC)


def test_several_questions_make_one_message(ward: Ward) -> None:
    for _ in range(3):
        ward.sent()
    assert ward.told(NoticeKind.CLARIFICATIONS) == [("clarifications", "Dr Cole")]
    ward.set_notices("sending")
    ward.sent()
    assert len(ward.told(NoticeKind.CLARIFICATIONS)) == 2, "one that is being sent may lack the new question"


def test_a_substitute_gets_and_answers_what_is_addressed_to_who_is_away(ward: Ward) -> None:
    ward.away(cole, gray)
    one = ward.sent()
    assert ward.told(NoticeKind.CLARIFICATIONS) == [("clarifications", "Dr Gray")]
    assert [question.one.id for question in _open_for(ward, gray)] == [one.id]
    one = ward.do(clarifying.answer, gray, one, chosen=UNABLE)
    assert one.answered_by == ward.who(gray).id


def test_a_clinician_sees_their_own_open_questions_the_first_due_first(ward: Ward) -> None:
    later = ward.sent()
    ward.world.clock.move(hours=-3)
    earlier = ward.sent()
    ward.sent(to=gray)
    ward.answered()
    assert [question.one.id for question in _open_for(ward, cole)] == [earlier.id, later.id]
    assert _open_for(ward, asha) == []


IDENTIFYING = f"NHS {grouped(ONE, ' ')}"


@pytest.mark.parametrize("part", ["patient_reference", "title", "question", "documented"])
def test_no_identifier_is_kept_from_a_form(ward: Ward, part: str) -> None:
    one = ward.draft()
    with pytest.raises(HoldsIdentifier):
        ward.do(clarifying.save_draft, asha, one, written=replace(FAIR, **{part: IDENTIFYING}))
    assert (ward.again(one).version, getattr(ward.again(one), part)) == (1, "")


@pytest.mark.parametrize("number", range(3))
def test_no_identifier_is_kept_from_an_indicator_or_option(ward: Ward, number: int) -> None:
    parts = ["finding", "where", "on"]
    parts[number] = IDENTIFYING
    one = ward.draft()
    for written in (replace(FAIR, indicators=(Indicator(*parts),)), replace(FAIR, options=(IDENTIFYING,))):
        with pytest.raises(HoldsIdentifier):
            ward.do(clarifying.save_draft, asha, one, written=written)
    assert ward.again(one).version == 1


def test_no_identifier_of_a_clinicians_is_kept(ward: Ward) -> None:
    one = ward.sent()
    with pytest.raises(HoldsIdentifier):
        ward.do(clarifying.answer, cole, one, chosen="Other", words=IDENTIFYING)
    with pytest.raises(HoldsIdentifier):
        ward.do(clarifying.redirect, cole, one, to_id=ward.who(gray).id, words=IDENTIFYING)
    with pytest.raises(HoldsIdentifier):
        ward.do(clarifying.cancel, asha, one, words=IDENTIFYING)
    one = ward.do(clarifying.answer, cole, one, chosen=UNABLE)
    with pytest.raises(HoldsIdentifier):
        ward.do(clarifying.record_where, cole, one, where="Other", words=IDENTIFYING)
    assert ward.entries() == []


def test_more_than_a_card_holds_is_refused_with_a_sentence(ward: Ward) -> None:
    one = ward.draft()
    for too_much in ({"question": "word " * 2_500}, {"options": tuple(f"option {n}" for n in range(13))}):
        with pytest.raises(Unusable, match="more than fits"):
            ward.do(clarifying.save_draft, asha, one, written=replace(FAIR, **too_much))


@pytest.mark.parametrize("agreement", ["", "maybe", "AGREE"])
def test_an_answer_is_closed_with_an_opinion_or_none(ward: Ward, agreement: str) -> None:
    one = ward.answered()
    with pytest.raises(Unusable, match="agree, disagree"):
        ward.do(clarifying.close, asha, one, agreement=agreement)
    assert ward.do(clarifying.close, dee, one, agreement="no opinion").state == "closed"


def _open_for(ward: Ward, somebody) -> list:
    return ward.world.database.now(clarifying.open_for, clinician=ward.who(somebody), now=ward.now)
