"""A question goes to another clinician, or is taken back."""

import pytest

from casework import clarifying, taking_back
from casework.errors import NotAllowed, QuestionMoved, Unusable
from casework.history import Job
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery
from casework.model.notice import Notice, NoticeKind
from tests.clarifications import Ward, gray, hart
from tests.people import asha, ben, cole, dee, eve
from tests.world import World

UNABLE = "Unable to determine"
ENDED, ASKED = NoticeKind.CLARIFICATION_ENDED, NoticeKind.CLARIFICATIONS
TEXT = {"patient_reference", "title", "indicators", "question", "format", "options", "documented", "asked_by"}


@pytest.fixture
def ward(world: World) -> Ward:
    return Ward(world)


def sent_on(ward: Ward, one: Clarification, **facts) -> Clarification:
    return ward.do(
        clarifying.redirect, cole, one, **{"to_id": ward.who(gray).id, "words": "Not my patient", **facts}
    )


def test_sent_on_the_text_is_kept_and_the_old_one_says_why(ward: Ward) -> None:
    old = ward.sent()
    ward.world.clock.move(hours=2)
    new = sent_on(ward, old)
    old = ward.again(old)
    assert (old.state, old.ended_because, old.redirected_to) == ("redirected", "Not my patient", new.id)
    assert (new.state, new.clinician_id) == ("open", ward.who(gray).id)
    assert new.model_dump(include=TEXT) == old.model_dump(include=TEXT)
    assert new.due_at > old.due_at
    assert ward.state() == "waiting on clinician"
    assert ward.entries() == ["Not my patient"]


def test_who_asked_is_told_once_and_the_other_clinician_asked(ward: Ward) -> None:
    sent_on(ward, ward.sent(by=dee))
    assert ward.told() == [
        ("clarifications", "Dr Cole"),
        ("clarification ended", "Dee Marsh"),
        ("clarifications", "Dr Gray"),
    ]


def test_the_other_clinician_answers_and_the_first_no_longer_can(ward: Ward) -> None:
    old = ward.sent()
    new = sent_on(ward, old)
    with pytest.raises(QuestionMoved, match="Dr Cole was first"):
        ward.do(clarifying.answer, cole, old, chosen=UNABLE)
    assert ward.do(clarifying.answer, gray, new, chosen=UNABLE).state == "answered"
    assert ward.state() == "open"


@pytest.mark.parametrize("first", ["answer", "redirect"])
def test_of_an_answer_and_a_redirect_at_once_one_is_first(ward: Ward, first: str) -> None:
    one = ward.sent()
    verbs = {
        "answer": lambda: ward.do(clarifying.answer, cole, one, chosen=UNABLE),
        "redirect": lambda: sent_on(ward, one),
    }
    verbs.pop(first)()
    (second,) = verbs.values()
    with pytest.raises(QuestionMoved, match="This is how it stands now"):
        second()
    assert len(ward.read(Clarification)) == (2 if first == "redirect" else 1)


def test_sent_on_twice_it_is_open_once(ward: Ward) -> None:
    one = ward.sent()
    sent_on(ward, one)
    with pytest.raises(QuestionMoved):
        sent_on(ward, one)
    assert [it.state for it in ward.read(Clarification)] == ["redirected", "open"]


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        (cole, "come back to you"),
        (ben, "clinicians in the list"),
        (dee, "clinicians in the list"),
        (eve, "clinicians in the list"),
        (hart, "clinicians in the list"),
    ],
)
def test_it_goes_to_another_active_clinician_only(ward: Ward, to, sentence: str) -> None:
    one = ward.sent()
    with pytest.raises(Unusable, match=sentence):
        sent_on(ward, one, to_id=ward.who(to).id)
    assert (ward.again(one).state, len(ward.read(Clarification))) == ("open", 1)


def test_nobody_is_4711(ward: Ward) -> None:
    with pytest.raises(Unusable, match="clinicians in the list"):
        sent_on(ward, ward.sent(), to_id=4_711)


def test_it_needs_a_reason(ward: Ward) -> None:
    with pytest.raises(Unusable, match="say why"):
        sent_on(ward, ward.sent(), words="")


def test_it_does_not_come_back_by_way_of_an_absence(ward: Ward) -> None:
    one = ward.sent()
    ward.away(gray, cole)
    with pytest.raises(Unusable, match="Dr Gray is away and you stand in for them"):
        sent_on(ward, one)


def test_a_substitute_does_not_send_it_back_to_who_is_away(ward: Ward) -> None:
    ward.away(cole, gray)
    one = ward.sent()
    with pytest.raises(Unusable, match="addressed to Dr Cole already"):
        ward.do(clarifying.redirect, gray, one, to_id=ward.who(cole).id, words="Not mine")


def test_taken_back_before_the_message_went_the_clinician_hears_nothing(ward: Ward) -> None:
    one = ward.do(clarifying.cancel, asha, ward.sent(), words="Found it in the notes")
    assert (one.state, one.ended_because, ward.state()) == ("cancelled", "Found it in the notes", "open")
    assert ward.told(ENDED) == []


@pytest.mark.parametrize("went", ["sent", "sending", "unknown"])
def test_taken_back_after_the_message_may_have_gone_the_clinician_is_told(ward: Ward, went: str) -> None:
    one = ward.sent()
    ward.set_notices(went)
    ward.do(clarifying.cancel, asha, one, words="Found it in the notes")
    assert ward.told(ENDED) == [("clarification ended", "Dr Cole")]


def test_taken_back_by_a_lead_who_asked_is_told(ward: Ward) -> None:
    ward.do(clarifying.cancel, dee, ward.sent(), words="Asked already")
    assert ward.told(ENDED) == [("clarification ended", "Asha Patel")]


def test_a_sent_question_is_taken_back_with_a_reason(ward: Ward) -> None:
    with pytest.raises(Unusable, match="say why"):
        ward.do(clarifying.cancel, asha, ward.sent())


def test_a_draft_is_thrown_away_without_a_word(ward: Ward) -> None:
    one = ward.do(clarifying.cancel, asha, ward.draft())
    assert (one.state, ward.told(), ward.state()) == ("cancelled", [], "open")
    with pytest.raises(QuestionMoved):
        ward.do(clarifying.cancel, asha, one)


def test_an_answered_question_is_not_taken_back(ward: Ward) -> None:
    with pytest.raises(QuestionMoved, match="Dr Cole was first"):
        ward.do(clarifying.cancel, asha, ward.answered(), words="Too late")


def test_a_case_that_ends_takes_its_open_questions_back(ward: Ward) -> None:
    query = ward.query()
    open_one, answered = ward.sent(query=query), ward.answered(query=query)
    ward.set_notices("sent")

    def work(session) -> None:
        held = session.get_one(CodingQuery, query.id)
        taking_back.cancel_all(session, held, by=Job("confirming"), why="The case was closed", now=ward.now)

    ward.world.database.now(work)
    assert [ward.again(one).state for one in (open_one, answered)] == ["cancelled", "answered"]
    assert ward.told(ENDED) == [("clarification ended", "Asha Patel"), ("clarification ended", "Dr Cole")]


def test_nobody_is_told_by_a_lead_who_works_their_own(ward: Ward) -> None:
    one = ward.sent(by=dee)
    ward.do(clarifying.cancel, dee, one, words="Found it")
    assert [notice.kind for notice in ward.read(Notice)] == [ASKED]


def test_a_coder_does_not_take_back_anothers(ward: Ward) -> None:
    one = ward.sent(by=dee)
    assert ward.do(clarifying.cancel, asha, one, words="It is my query").state == "cancelled"
    other = ward.sent(by=dee, query=ward.query(by=dee))
    with pytest.raises(Exception, match="I can't find") as refused:
        ward.do(clarifying.cancel, asha, other, words="Not mine")
    assert not isinstance(refused.value, NotAllowed)
