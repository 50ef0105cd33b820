"""News goes out to the roles chosen, is read, counted, and reminded of. Conversations as tables."""

import pytest

from casework import news, outbox
from casework.model.bulletin import BulletinKind
from casework.model.notice import NoticeKind
from casework.model.person import Role
from tests.conversation import (
    Conversation,
    arrives,
    changes_the_card,
    forged,
    hides,
    offers,
    presses,
    says,
    shows,
    silence,
)
from tests.dialogs.test_rulings import is_not_offered, ratified
from tests.people import Somebody, asha, ben, cole, dee, eve, kit
from tests.rulings import ANSWER, days
from tests.world import World

pytestmark = pytest.mark.usefixtures("known")


def published(world: World, **facts: object) -> None:
    """Dee tells the coders of a change."""
    given = {
        "by": world.introduce(dee),
        "kind": BulletinKind.NATIONAL,
        "title": "Standards 2026",
        "words": "From April DCS.X.5 is reworded.",
        "roles": [Role.CODER, Role.LEAD_CODER],
        "now": world.clock(),
    }
    world.database.now(news.publish, **(given | facts))


def reminded(world: World, who: Somebody, key: str) -> None:
    """The reminder is owed, as the job owes it."""
    facts = {"bulletin_ids": [1]}
    kind, to = NoticeKind.BULLETINS_UNREAD, world.introduce(who).id
    world.database.now(outbox.owe, kind, key=key, now=world.clock(), person_id=to, facts=facts)


async def test_news_arrives_is_read_once_and_the_lead_sees_who_has_not(
    converse: Conversation, world: World
) -> None:
    published(world)
    await converse(
        asha,
        [
            (
                arrives(),
                (says("National change: Standards 2026"), shows("DCS.X.5"), offers("I have read this")),
            ),
            (presses("I have read this"), (changes_the_card, says("You have read this"))),
            (arrives(), silence),
            (
                "what's new",
                (shows("Standards 2026", "You have read this"), is_not_offered("I have read this")),
            ),
        ],
    )
    await converse(
        dee,
        [
            ("what’s new?", offers("Who has read it")),
            (
                presses("Who has read it"),
                (says("2 of 4 have read"), shows("Not read yet", "Ben Okoro", "Asha Patel")),
            ),
        ],
    )
    await converse(cole, [("what's new", says("There is no news for you"))])


async def test_a_ruling_goes_out_as_news(converse: Conversation) -> None:
    await ratified(converse)
    await converse(
        dee,
        [
            ("R-101", offers("Send it")),
            (presses("Send it", to="the moon"), says("choose who should get it")),
            (presses("Send it", news=" "), says("Please write the news")),
            (presses("Send it", news=ANSWER, to="clinicians"), says("Sent. 1 of")),
        ],
    )
    await converse(
        ben,
        [
            (arrives(), (says("Ruling: R-101"), shows(ANSWER), offers("Open R-101"))),
            (presses("Open R-101"), (shows(ANSWER), is_not_offered("Send it"))),
        ],
    )
    await converse(cole, [(arrives(), shows(ANSWER))])
    await converse(kit, [(arrives(), silence)])


async def test_who_may_not_is_refused(converse: Conversation, world: World) -> None:
    published(world)
    for who, verb in ((asha, "news_readers"), (cole, "read_news"), (eve, "read_news"), (eve, "news_readers")):
        reply = await converse.send(forged(who, verb, {"bulletin_id": 1}))
        assert reply is not None
        assert reply.card is None
    reply = await converse.send(forged(asha, "tell_ruling", {"ruling_id": 1, "to": "coders", "news": "x"}))
    assert reply is not None
    assert "can't find" in reply.text


async def test_what_is_read_meanwhile_is_not_reminded_of(converse: Conversation, world: World) -> None:
    published(world, remind_until=days(20))
    await converse(ben, [(arrives(), shows("Standards"))])
    reminded(world, ben, "first")
    await converse(ben, [(arrives(), (says("not read yet"), shows("Standards 2026")))])
    await converse(ben, [(presses("I have read this"), says("You have read"))])
    reminded(world, ben, "again")
    await converse(ben, [(arrives(), (silence,)), ("what's new", hides("I have read this"))])
