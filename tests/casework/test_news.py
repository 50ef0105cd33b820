"""News reaches the roles chosen, is read and counted, and is reminded of as everything else is."""

from datetime import timedelta
from typing import Any

import pytest

from casework import chasing, news
from casework.errors import HoldsIdentifier, NotAllowed, NotFound, Unusable
from casework.model.bulletin import Bulletin, BulletinKind
from casework.model.notice import Notice
from casework.model.notice import NoticeKind as N
from casework.model.person import Role
from casework.news import Readers
from tests.nhs_numbers import ONE
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit, mona
from tests.rulings import Rulings, days, office
from tests.world import World

CODERS = {Role.CODER, Role.LEAD_CODER}


@pytest.fixture
def rulings(world: World) -> Rulings:
    made = office(world)
    made.world.clock.move(hours=-3)
    return made


def published(rulings: Rulings, by=dee, **facts: Any) -> Bulletin:
    given = {
        "kind": BulletinKind.NATIONAL,
        "title": "OPCS-4.11",
        "words": "It begins on 1 April.",
        "roles": CODERS,
        "now": rulings.now,
    }
    return rulings.database.now(news.publish, by=rulings.who(by), **(given | facts))


def read(rulings: Rulings, one: Bulletin, by) -> None:
    rulings.database.now(news.mark_read, bulletin_id=one.id, by=rulings.who(by), now=rulings.now)


def readers(rulings: Rulings, one: Bulletin, by=dee) -> Readers:
    return rulings.database.now(news.readers, bulletin_id=one.id, by=rulings.who(by))


def test_news_goes_to_the_roles_chosen_and_not_to_its_sender(rulings: Rulings) -> None:
    published(rulings)
    assert rulings.told(N.BULLETIN) == [
        (N.BULLETIN, "Asha Patel"),
        (N.BULLETIN, "Ben Okoro"),
        (N.BULLETIN, "Finn Hale"),
    ]


def test_leavers_and_other_departments_get_none(rulings: Rulings) -> None:
    rulings.edit(ben, active=False)
    published(rulings, roles=set(Role))
    names = {name for _, name in rulings.told(N.BULLETIN)}
    assert names == {"Asha Patel", "Dr Cole", "Finn Hale", "Mona Reed", "Kit Lowe", "Ada Quist"}


def test_leads_alone_send_news(rulings: Rulings) -> None:
    for who in (asha, cole, kit, ada):
        with pytest.raises(NotAllowed):
            published(rulings, by=who)
    assert published(rulings, by=mona).posted_by == rulings.id(mona)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"roles": set()}, "choose who should get it"),
        ({"title": ""}, "write a title"),
        ({"words": ""}, "write the news"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"remind_until": days(0)}, "last day of reminding"),
        ({"remind_until": days(91)}, "within 90 days"),
    ],
)
def test_what_cannot_be_sent_is_said(rulings: Rulings, facts, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        published(rulings, **facts)


def test_no_patient_gets_into_the_news(rulings: Rulings) -> None:
    with pytest.raises(HoldsIdentifier):
        published(rulings, words=f"as in {ONE}")


def test_only_a_ratified_ruling_of_the_department_is_news(rulings: Rulings) -> None:
    one = rulings.ratified()
    assert published(rulings, ruling_id=one.id).ruling_id == one.id
    waiting = rulings.proposed(rulings.answered("a lump"))
    for by, ruling_id in ((dee, waiting.id), (eve, one.id), (dee, 9_999)):
        with pytest.raises(Unusable, match="Only a ratified ruling"):
            published(rulings, by=by, ruling_id=ruling_id)


def test_reading_counts_once_and_the_lead_sees_who_has_not(rulings: Rulings) -> None:
    one = published(rulings)
    read(rulings, one, asha)
    first = {at for _, at in readers(rulings, one).read}
    rulings.world.clock.move(hours=1)
    read(rulings, one, asha)
    told = readers(rulings, one)
    assert {who.name for who, _ in told.read} == {"Asha Patel", "Dee Marsh"}
    assert [who.name for who in told.unread] == ["Ben Okoro", "Finn Hale"]
    assert {at for _, at in told.read} == first
    with pytest.raises(NotAllowed):
        readers(rulings, one, by=asha)


def test_news_for_others_does_not_exist_for_me(rulings: Rulings) -> None:
    one = published(rulings)
    for who in (cole, kit, eve):
        with pytest.raises(NotFound):
            read(rulings, one, who)
    with pytest.raises(NotFound):
        readers(rulings, one, by=eve)
    read(rulings, one, mona)


def test_whats_new_shows_the_latest_first_with_what_i_have_read(rulings: Rulings) -> None:
    made = [published(rulings, title=f"News {number}") for number in range(7)]
    published(rulings, roles={Role.CLINICIAN}, title="for clinicians")
    read(rulings, made[-1], asha)
    shown = rulings.database.now(news.whats_new, by=rulings.who(asha), limit=3)
    assert [(one.title, seen) for one, seen in shown] == [
        ("News 6", True),
        ("News 5", False),
        ("News 4", False),
    ]
    assert rulings.database.now(news.whats_new, by=rulings.who(eve)) == []


def tick(rulings: Rulings) -> list[str]:
    """Who is reminded of news by one tick."""
    rulings.forget()
    rulings.database.now(chasing.raise_due_reminders, rulings.department, rulings.now)
    return [name for _, name in rulings.told(N.BULLETINS_UNREAD)]


def test_who_has_not_read_is_reminded_each_working_morning_until_they_have(rulings: Rulings) -> None:
    one = published(rulings, remind_until=days(3))
    assert tick(rulings) == []
    rulings.world.clock.move(days=1)
    assert tick(rulings) == ["Asha Patel", "Ben Okoro", "Finn Hale"]
    assert [two.facts["bulletin_ids"] for two in rulings.rows(Notice) if two.kind == N.BULLETINS_UNREAD] == [
        [one.id]
    ] * 3
    assert tick(rulings) == []
    read(rulings, one, asha)
    rulings.away(ben, asha, rulings.now, rulings.now + timedelta(days=2))
    rulings.world.clock.move(days=1)
    assert tick(rulings) == ["Finn Hale"]
    rulings.world.clock.move(days=5)
    assert tick(rulings) == []


def test_nobody_is_reminded_of_news_that_asks_for_no_reminding(rulings: Rulings) -> None:
    published(rulings)
    rulings.world.clock.move(days=1)
    assert tick(rulings) == []
    assert finn.speaker.name not in tick(rulings)
