"""What is sent about questions to clinicians says what is true when it is sent."""

import logging
import re
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import Session

from bot.logs import Line
from casework import clarifying
from casework.clarification_notices import ask_to_compose
from casework.model.address import Address
from casework.model.coding_query import CodingQuery
from casework.model.notice import Notice, NoticeKind, PostedCard
from casework.model.person import Person
from dialogs import clarification_phrases as say
from dialogs import notices, notices_clarification
from dialogs.cards.as_text import as_text
from tests.adaptive_card import check
from tests.clarifications import Ward, delivered, gray
from tests.conversation import Conversation, forged, presses, says, shows
from tests.people import TRUST, asha, cole, dee
from tests.world import World

UNABLE = "Unable to determine"


@pytest.fixture
def ward(world: World) -> Ward:
    return Ward(world)


async def told(ward: Ward, kind: NoticeKind) -> list[Any]:
    """What the notices of that kind say now."""
    owed = [one for one in ward.read(Notice) if one.kind == kind]
    assert owed, f"no notice {kind}"
    desk = ward.world.router.desk
    return [await notices_clarification.render(desk, one) for one in owed]


async def test_a_question_answered_meanwhile_is_not_brought(ward: Ward) -> None:
    ward.answered()
    assert await told(ward, NoticeKind.CLARIFICATIONS) == [None]


async def test_a_question_taken_back_meanwhile_is_not_brought(ward: Ward) -> None:
    ward.do(clarifying.cancel, asha, ward.sent(), words="Found it")
    assert await told(ward, NoticeKind.CLARIFICATIONS) == [None]


async def test_an_answer_closed_meanwhile_is_not_told(ward: Ward) -> None:
    ward.do(clarifying.close, asha, ward.answered(), agreement="agree")
    assert await told(ward, NoticeKind.CLARIFICATION_ANSWERED) == [None]


async def test_a_leaver_is_told_nothing(ward: Ward) -> None:
    ward.sent()
    ward.world.database.now(lambda s: setattr(s.get_one(Person, ward.who(cole).id), "active", False))
    assert await told(ward, NoticeKind.CLARIFICATIONS) == [None]


async def test_who_is_no_clinician_any_more_is_asked_nothing(ward: Ward) -> None:
    ward.sent()
    ward.world.database.now(lambda s: setattr(s.get_one(Person, ward.who(cole).id), "role", "coder"))
    assert await told(ward, NoticeKind.CLARIFICATIONS) == [None]


async def test_the_form_is_not_brought_once_the_case_has_ended(ward: Ward) -> None:
    query = ward.query()

    def work(session: Session, now: datetime) -> None:
        held = session.get_one(CodingQuery, query.id)
        ask_to_compose(session, held, by=ward.who(asha), now=now)
        ask_to_compose(session, held, by=ward.who(asha), now=now)

    ward.world.database.now(work, ward.now)
    (brought,) = await told(ward, NoticeKind.COMPOSE)
    assert say.ASK_A_CLINICIAN in brought.reply.text
    ward.world.database.now(lambda s: setattr(s.get_one(CodingQuery, query.id), "state", "closed"))
    assert await told(ward, NoticeKind.COMPOSE) == [None]


async def test_the_answers_card_is_kept_and_changes_as_it_is_recorded(ward: Ward) -> None:
    one = ward.answered()
    (rendered,) = await told(ward, NoticeKind.CLARIFICATION_ANSWERED)
    assert rendered.keeps == notices_clarification.ANSWER_CARD
    assert "In the record: Not said yet" in as_text(rendered.reply.card)
    ward.world.database.now(_posted, one.id, ward.who(asha).id, ward.now)
    one = ward.do(clarifying.record_where, cole, one, where="Letter")
    update = next(notice for notice in ward.read(Notice) if notice.kind == NoticeKind.CARD_UPDATE)
    drawn = await notices.render(ward.world.router.desk, update)
    assert drawn is not None
    check(drawn.reply.card)
    assert "In the record: Letter" in as_text(drawn.reply.card)


async def test_each_move_of_a_question_updates_the_cards_of_its_case(ward: Ward) -> None:
    one = ward.answered()
    ward.world.database.now(_posted, one.id, ward.who(asha).id, ward.now)
    for where in ("Not yet", "Letter"):
        one = ward.do(clarifying.record_where, cole, one, where=where)
        ward.set_notices("sent")
    assert [notice.kind for notice in ward.read(Notice)].count(NoticeKind.CARD_UPDATE) == 2


async def test_several_by_several_coders_are_one_list_and_one_is_its_letter(
    converse: Conversation, ward: Ward
) -> None:
    ward.sent()
    ward.sent(by=dee, query=ward.query(by=dee))
    ward.world.clock.move(minutes=11)
    told_them = await delivered(converse)
    shows(say.FROM_CODING)(told_them["Dr Cole"])
    ward.sent(to=gray)
    ward.world.clock.move(minutes=11)
    told_them = await delivered(converse)
    shows("Asha Patel from clinical coding asks")(told_them["Dr Gray"])


async def test_a_substitute_sees_for_whom_they_stand_in(converse: Conversation, ward: Ward) -> None:
    ward.away(cole, gray)
    ward.sent()
    ward.world.clock.move(minutes=11)
    shows("For Dr Cole, for whom you stand in.")((await delivered(converse))["Dr Gray"])
    await converse(gray, [(presses("Answer", chosen=UNABLE), shows("You answered"))])


async def test_nothing_typed_about_a_patient_is_logged(
    converse: Conversation, ward: Ward, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await converse(asha, [("aki", says("CQ-1001"))])
    await converse.send(forged(asha, "clarify", {"query_id": 1}))
    form = {
        "clinician": str(ward.who(cole).id),
        "reference": "wobble-42",
        "title": "snorkelfoot rises",
        "finding_1": "snorkelfoot 214",
        "source_1": "wobblesheet",
        "question": "What explains the snorkelfoot?",
        "format": "open",
    }
    await converse(asha, [(presses("Blank"), says("CL-1001")), (presses("Send", **form), says("on its way"))])
    ward.world.clock.move(minutes=11)
    await delivered(converse)
    await converse(
        cole,
        [
            (presses("Send on", to="1", reason="snorkelfoot"), says("clinicians in the list")),
            (presses("Answer", answer="wobblecough"), says("Thank you")),
            (presses("Save", where="Other", place="wobblesheet"), says("Thank you")),
        ],
    )
    lines = [Line("%(message)s").format(record) for record in caplog.records]
    assert any("message answered" in line for line in lines)
    assert not [line for line in lines if re.search("wobble|snorkel|Asha|Cole", line)]


def _posted(session: Session, clarification_id: int, person_id: int, now: datetime) -> None:
    address = Address(
        tenant=TRUST, conversation="chat", kind="personal", service_url="https://x", bot="bot", known_at=now
    )
    session.add(address)
    session.flush()
    card = PostedCard(
        kind=notices_clarification.ANSWER_CARD,
        query_id=1,
        clarification_id=clarification_id,
        person_id=person_id,
        address_id=address.id or 0,
        activity="activity-1",
        posted_at=now,
    )
    session.add(card)
