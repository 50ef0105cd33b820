"""Notices are drawn when they are sent: in the triage channel, to people, and where a card stands already."""

from typing import Any

import pytest
from sqlmodel import select

from casework import receiving, watching
from casework.model.address import Address
from casework.model.notice import Notice, NoticeKind, NoticeState, PostedCard
from casework.model.person import Person
from dialogs import notices
from dialogs.cards.as_text import actions_of, as_text
from dialogs.rendered import Rendered
from tests.adaptive_card import check
from tests.conversation import (
    Conversation,
    arrives,
    changes_the_card,
    hides,
    offers,
    presses,
    says,
    shows,
    silence,
)
from tests.dialogs.office import bot_is_in_the_channel, handed_over
from tests.people import Somebody, ada, asha, dee, finn, mona
from tests.world import World

pytestmark = pytest.mark.usefixtures("known")


@pytest.fixture
async def triage(converse: Conversation, world: World) -> int:
    """The team's channel is where new cases are shown."""
    place = bot_is_in_the_channel(world)
    await converse(dee, [("triage here", says("New cases will be shown here"))], place="channel")
    return place.id or 0


def posted(world: World, kind: str, address: int, person: int | None = None) -> PostedCard:
    """The card of CQ-1001 stands somewhere."""

    def work(session: Any) -> PostedCard:
        card = PostedCard(
            kind=kind,
            query_id=1,
            person_id=person,
            address_id=address,
            activity=f"activity-{kind}",
            posted_at=world.clock(),
        )
        session.add(card)
        session.flush()
        return card

    return world.database.now(work)


async def updated(world: World) -> Rendered | None:
    """The owed update of a card, as it is drawn."""

    def work(session: Any) -> Notice:
        wanted = select(Notice).where(Notice.kind == NoticeKind.CARD_UPDATE, Notice.state == NoticeState.OWED)
        return session.exec(wanted).one()

    rendered = await notices.render(world.desk, world.database.now(work))
    if rendered and rendered.reply.card:
        check(rendered.reply.card)
    return rendered


def drawn(rendered: Rendered | None) -> str:
    assert rendered is not None
    assert rendered.reply.card is not None
    return as_text(rendered.reply.card)


def person_id(world: World, who: Somebody) -> int:
    return world.introduce(who).id or 0


async def test_a_new_case_stands_in_the_channel_and_changes_as_it_moves(
    converse: Conversation, world: World, triage: int
) -> None:
    await handed_over(converse, title="Which infarct?")
    assert world.owed(dee) == []
    await converse(
        dee,
        [
            (
                arrives(in_the_channel=True),
                (says("New from Asha Patel: CQ-1001"), offers("Take", "Send the answer", "Open")),
            ),
        ],
    )
    posted(world, "triage", triage)
    await converse(dee, [(presses("Take"), (says("is with Dee Marsh"), changes_the_card))], place="channel")
    rendered = await updated(world)
    assert "With: Dee Marsh" in drawn(rendered)
    assert rendered is not None
    assert rendered.keeps == "triage"


async def test_history_opened_in_the_channel_is_a_message_of_its_own(
    converse: Conversation, triage: int
) -> None:
    await handed_over(converse)
    reply = await converse(
        dee,
        [(arrives(in_the_channel=True), shows("CQ-1001")), (presses("Open"), shows("History", "Times"))],
        place="channel",
    )
    assert not reply.replaces


async def test_an_asker_who_is_a_lead_works_it_in_the_channel_and_gets_their_own_card(
    converse: Conversation, world: World, triage: int
) -> None:
    await handed_over(converse, by=dee)
    await converse(finn, [(arrives(in_the_channel=True), offers("Take"))])
    await converse(finn, [(presses("Send the answer", answer="I21.4"), says("answered"))], place="channel")
    await converse(dee, [(arrives(), offers("This answers it", "Send it back"))])


async def test_a_place_that_is_no_triage_place_any_more_shows_nothing(
    converse: Conversation, world: World, triage: int
) -> None:
    await handed_over(converse)
    posted(world, "triage", triage)

    def gone(session: Any) -> None:
        session.get_one(Address, triage).triage = False

    world.database.now(gone)
    await converse(dee, [("CQ-1001", offers("Take")), (presses("Take"), says("Dee Marsh"))])
    assert await updated(world) is None


@pytest.mark.parametrize("kind", ["asker", "case"])
async def test_a_card_in_a_chat_is_drawn_for_its_reader(
    converse: Conversation, world: World, triage: int, kind: str
) -> None:
    await handed_over(converse)
    reader = asha if kind == "asker" else finn
    posted(world, kind, triage, person_id(world, reader))
    await converse(dee, [("CQ-1001", offers("Take")), (presses("Take"), says("Dee Marsh"))])
    rendered = await updated(world)
    assert rendered is not None
    assert rendered.reply.card is not None
    titles = [one["title"] for one in actions_of(rendered.reply.card)]
    assert ("Send the answer" in titles) is (kind == "case")
    assert ("Yes, withdraw it" in titles) is (kind == "asker")


async def test_who_may_no_longer_see_a_case_gets_no_update(
    converse: Conversation, world: World, triage: int
) -> None:
    await handed_over(converse)
    posted(world, "case", triage, person_id(world, finn))

    _leave(world, finn)
    await converse(dee, [("CQ-1001", offers("Take")), (presses("Take"), says("Dee Marsh"))])
    assert await updated(world) is None


def _leave(world: World, who: Somebody) -> None:
    number = person_id(world, who)

    def work(session: Any) -> None:
        session.get_one(Person, number).active = False

    world.database.now(work)


async def test_what_is_no_longer_so_is_not_said(converse: Conversation) -> None:
    await handed_over(converse)
    await converse(
        dee,
        [
            ("CQ-1001", offers("Take")),
            (presses("Take"), says("Dee Marsh")),
            (presses("Send the question", question="Which?"), says("waits")),
            ("CQ-1001", offers("Close it")),
            (presses("Close it", outcome="no answer possible", why="Notes lost"), says("is closed")),
        ],
    )
    await converse(
        asha, [(arrives(), (says("is closed: no answer"), shows("Notes lost"))), (arrives(), silence)]
    )
    await converse(dee, [(arrives(), silence)])


async def test_a_time_that_nears_and_one_that_is_over(converse: Conversation, world: World) -> None:
    await handed_over(converse, urgency="urgent")
    await converse(dee, [(arrives(), says("New from"))])
    world.clock.move(minutes=50)
    world.database.now(watching.watch, department=world.department, now=world.clock())
    await converse(dee, [(arrives(), says("CQ-1001: first response is due today 13:00."))])
    world.clock.move(minutes=20)
    world.database.now(watching.watch, department=world.department, now=world.clock())
    over = (says("CQ-1001: first response was due today 13:00."), shows("overdue"))
    # The leads were told of the case itself: the manager is the next step.
    await converse(mona, [(arrives(), says("New from")), (arrives(), over)])


async def test_a_warning_that_came_too_late_is_not_said(converse: Conversation, world: World) -> None:
    await handed_over(converse, urgency="urgent")
    await converse(dee, [(arrives(), offers("Take"))])
    world.clock.move(minutes=50)
    world.database.now(watching.watch, department=world.department, now=world.clock())
    await converse(dee, [(presses("Take"), says("is with Dee Marsh")), (arrives(), silence)])


async def test_a_case_reopened_by_the_lead_is_told_to_its_asker(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    await converse(asha, [(presses("Yes, withdraw it"), says("withdrawn"))])
    await converse(
        dee,
        [
            ("CQ-1001", offers("Reopen it")),
            (presses("Reopen it", again="We need it"), says("CQ-1001 is with")),
        ],
    )
    await converse(
        asha, [(arrives(), (says("Dee Marsh needs CQ-1001 again.", "We need it"), shows("We need it")))]
    )


def owe(world: World, kind: NoticeKind, to: Somebody, **facts: Any) -> None:
    number = person_id(world, to)

    def work(session: Any) -> None:
        now = world.clock()
        session.add(
            Notice(
                kind=kind,
                key=f"{kind} {number}",
                person_id=number,
                query_id=1,
                facts=facts,
                owed_at=now,
                due_at=now,
            )
        )

    world.database.now(work)


async def test_who_cannot_be_reached_is_named_to_the_lead(converse: Conversation, world: World) -> None:
    await handed_over(converse)
    await converse(dee, [(arrives(), says("New from"))])
    number = person_id(world, asha)
    owe(world, NoticeKind.UNREACHABLE, dee, person_id=number, notice_id=1)
    await converse(dee, [(arrives(), silence)])

    def blocked(session: Any) -> None:
        person = session.get_one(Person, number)
        person.unreachable_since, person.unreachable_because = world.clock(), "blocked the bot"

    world.database.now(blocked)
    world.clock.move(days=1)
    owe(world, NoticeKind.UNREACHABLE, finn, person_id=number, notice_id=1)
    await converse(finn, [(arrives(), says("New from"))])
    await converse(
        finn, [(arrives(), (says("could not bring Asha Patel", "blocked the bot"), offers("Open")))]
    )


async def test_a_message_set_aside_is_told_to_the_administrator_without_the_case(
    converse: Conversation, world: World
) -> None:
    await handed_over(converse, title="Secret title")
    owe(world, NoticeKind.SET_ASIDE, ada, notice_id=1)
    await converse(ada, [(arrives(), (says("CQ-1001", "set aside"), hides("Secret")))])


async def test_a_notice_that_did_not_arrive_is_shown_in_the_case(
    converse: Conversation, world: World
) -> None:
    await handed_over(converse)
    for to, how in ((dee, NoticeState.UNKNOWN), (finn, NoticeState.UNREACHABLE)):
        [notice] = world.owed(to)
        world.settle(notice, how)
    await converse(
        dee,
        [("CQ-1001", shows("Not delivered", "It is not known whether", "could not be reached"))],
    )
    await converse(asha, [("CQ-1001", hides("Not delivered"))])


async def test_an_answer_that_never_arrived_is_given_again_while_it_is_wanted(
    converse: Conversation, world: World
) -> None:
    asked = converse.message(asha, "NSTEMI")
    assert await world.router.answer(asked) is not None
    world.database.now(receiving.owe_answer, receipt_id=1, perhaps_arrived=False, now=world.clock())
    reply = await converse(asha, [(arrives(), (says("CQ-1001"), shows("I21.4"), offers("This answers it")))])
    assert reply.receipt == 1
    await converse(asha, [("lap chole", says("CQ-1002"))])
    world.database.now(receiving.owe_answer, receipt_id=2, perhaps_arrived=False, now=world.clock())
    await converse(asha, [(arrives(), silence)])


async def test_only_what_asks_for_a_step_changes_later(converse: Conversation, world: World) -> None:
    kept: dict[str, str] = {}

    async def told(who: Somebody) -> None:
        for notice in world.owed(who):
            rendered = await notices.render(world.desk, notice)
            kept[notice.kind] = rendered.keeps if rendered else "nothing"
            world.settle(notice, NoticeState.SENT)

    await handed_over(converse)
    await told(dee)
    await converse(dee, [("CQ-1001", offers("Take")), (presses("Take"), says("Dee Marsh"))])
    await told(asha)
    await converse(dee, [(presses("Send the question", question="Which?"), says("waits"))])
    await told(asha)
    await converse(
        asha, [("CQ-1001", shows("Which?")), (presses("Send the reply", reply="That"), says("Dee"))]
    )
    await told(dee)
    await converse(
        dee, [("CQ-1001", shows("That")), (presses("Send the answer", answer="So"), says("answered"))]
    )
    await told(asha)
    assert kept == {
        "case for you": "case",
        "case taken": "",
        "question back": "asker",
        "asker replied": "",
        "case answered": "asker",
    }


@pytest.mark.parametrize("kind", sorted(notices.RENDERED_BY))
async def test_no_kind_of_notice_breaks_where_its_case_is_gone(world: World, kind: NoticeKind) -> None:
    now = world.clock()
    notice = Notice(kind=kind, key="k", person_id=77, query_id=77, facts={}, owed_at=now, due_at=now)
    assert await notices.render(world.desk, notice) is None
