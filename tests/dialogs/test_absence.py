"""Somebody is away and somebody covers, said in a sentence or in a form."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from casework.model.person import Absence
from dialogs.absence_words import Away, day, read
from tests.conversation import Conversation, arrives, forged, offers, presses, says, shows, silence
from tests.dialogs.office import handed_over
from tests.people import ada, asha, ben, cole, dee, eve, finn
from tests.world import World

TODAY = date(2026, 3, 3)
WINTER = (date(2026, 12, 24), date(2027, 1, 2))


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("I am away from 24 December to 2 January, Ben covers", Away("", *WINTER, "ben")),
        ("I'm away 24 Dec - 2 Jan. Ben Okoro covers for me", Away("", *WINTER, "ben okoro")),
        ("I’m on leave from 24/12 to 2/1, ben covers.", Away("", *WINTER, "ben")),
        ("I will be on annual leave from 2026-12-24 until 2027-01-02", Away("", *WINTER)),
        (
            "I am away from today to tomorrow, Dee Marsh stands in",
            Away("", TODAY, date(2026, 3, 4), "dee marsh"),
        ),
        ("Cole is away from Thu 24th December to the 2nd of January", Away("cole", *WINTER)),
        ("away", Away()),
        ("I'm on holiday", Away()),
        ("my absences", Away()),
        ("I am away from the usual to whatever", None),
        ("patient is away from home", None),
        ("wound is off", None),
        ("pain is away", None),
        ("NSTEMI", None),
        ("I am away from 31 February to 32 March", None),
    ],
)
def test_what_is_said_of_being_away(said: str, meant: Away | None) -> None:
    assert read(said, TODAY) == meant


@given(st.dates(date(2026, 3, 3), date(2027, 3, 2)))
def test_a_date_without_its_year_is_the_next_one(on: date) -> None:
    for said in (f"{on.day} {on:%B}", f"{on:%a} {on.day} {on:%b}", f"{on.day}/{on.month}", on.isoformat()):
        assert day(said, not_before=TODAY) == on, said


@given(st.text(max_size=80))
def test_whatever_is_said_is_read_or_not(said: str) -> None:
    found = read(said, TODAY)
    assert found is None or isinstance(found, Away)


def absences(world: World) -> list[Absence]:
    return world.database.now(lambda s: list(s.exec(select(Absence).order_by(Absence.id))))


@pytest.mark.usefixtures("known")
class TestSaid:
    async def test_in_a_sentence(self, converse: Conversation, world: World) -> None:
        await converse(
            dee,
            [
                (
                    "I am away from 24 December to 2 January, Finn covers",
                    (
                        says("away Thu 24 December 2026 to Sat 2 January 2027, Finn Hale covers"),
                        offers("Cancel it"),
                    ),
                )
            ],
        )
        [noted] = absences(world)
        assert noted.starts_at == datetime(2026, 12, 24, tzinfo=UTC)
        assert noted.ends_at == datetime(2027, 1, 3, tzinfo=UTC)
        await converse(dee, [(presses("Cancel it"), says("cancelled")), ("away", says("Choose the days"))])
        assert absences(world)[0].cancelled_at is not None

    async def test_in_the_form(self, converse: Conversation, world: World) -> None:
        covers = str(world.introduce(finn).id)
        await converse(
            dee,
            [
                ("away", shows("When you are away")),
                (presses("Save"), says("Choose the days")),
                (
                    presses("Save", away_from="2026-03-05", away_until="2026-03-04", substitute=covers),
                    says("last day"),
                ),
                (
                    presses("Save", away_from="2026-03-04", away_until="2026-03-04", substitute=covers),
                    says("away Wed 4 March 2026 to Wed 4 March 2026, Finn Hale covers"),
                ),
            ],
        )

    async def test_who_covers_gets_everything(self, converse: Conversation, world: World) -> None:
        await converse(dee, [("I am away from today to tomorrow, Finn covers", says("Finn Hale covers"))])
        await handed_over(converse)
        await converse(dee, [(arrives(), silence)])
        await converse(finn, [(arrives(), says("CQ-1001")), (arrives(), silence)])

    async def test_a_substitute_who_cannot_stand_in_opens_the_form(
        self, converse: Conversation, world: World
    ) -> None:
        await converse(dee, [("I am away from today to tomorrow, Asha covers", says("Choose the days"))])
        assert absences(world) == []

    async def test_leads_and_administrators_say_it_for_others(
        self, converse: Conversation, world: World
    ) -> None:
        away = "Dee is away from today to tomorrow, Finn covers"
        await converse(asha, [(away, says("role does not let you"))])
        await converse(ada, [(away, says("Finn Hale covers"))])
        await converse(finn, [("Nobody Known is away from today to tomorrow", says("I know nobody"))])

    async def test_a_forged_absence_of_another_changes_nothing(
        self, converse: Conversation, world: World
    ) -> None:
        await converse(dee, [("I am away from today to tomorrow, Finn covers", says("Finn"))])
        payload = {
            "person_id": world.introduce(dee).id,
            "absence_id": absences(world)[0].id,
            "away_from": "2026-05-01",
            "away_until": "2026-05-02",
            "substitute": str(world.introduce(finn).id),
        }
        for number, who in enumerate((asha, ben, cole, eve)):
            for verb in ("set_absence", "cancel_absence"):
                reply = await converse.send(forged(who, verb, payload, id=f"{verb}-{number}"))
                assert reply is not None
                assert "covers" not in reply.text
        assert [one.cancelled_at for one in absences(world)] == [None]
