"""Asking of the policies themselves: by their number, by subject, or who stands behind them."""

from datetime import date

import pytest

from dialogs.policy_words import NONE
from knowledge.finding.finding import finding
from knowledge.finding.texts import GoverningText, of_starter
from knowledge.policies import Authority
from tests.conversation import Conversation, hides, says, shows
from tests.nhs_numbers import ONE
from tests.people import asha, cole, dee
from tests.world import TODAY, World

pytestmark = pytest.mark.usefixtures("known")
LOCAL = GoverningText(
    reference="3.2",
    title="Sepsis in this trust",
    text="Ask the microbiologist before sepsis is coded. File the reply.",
    authority=Authority.LOCAL_POLICY,
    book="Stroke and sepsis policy",
    version="4",
    page=7,
    ratified_by="Mona Reed",
    ratified_on=date(2026, 1, 5),
)


def with_local_policy(world: World) -> None:
    """A policy of the department's own is loaded, as the process holds it."""
    world.database.now(world.finder.take_up, world.base, TODAY)
    world.finder.now = finding(world.base, (*of_starter(world.base.policies), LOCAL), [], on=TODAY)


@pytest.mark.parametrize("typed", ["DCS.X.5", "dcs x5"])
async def test_a_reference_is_that_text(converse: Conversation, typed: str) -> None:
    await converse(asha, [(typed, (says("DCS.X.5", "J44.0"), shows("National standard")))])


async def test_a_subject_brings_at_most_three_texts(converse: Conversation, world: World) -> None:
    reply = await converse(asha, [("policy on sepsis", (says("DChS.I.1"), shows("What governs this")))])
    assert reply.card is not None
    assert 1 < len(reply.card["body"]) <= 4
    assert world.queries() == []


async def test_who_ratified_it_is_told_or_that_it_is_not_known(converse: Conversation, world: World) -> None:
    await converse(cole, [("who ratified the pneumonia standard", says("does not say who ratified it"))])
    with_local_policy(world)
    await converse(
        dee,
        [
            (
                "who ratified the stroke and sepsis policy?",
                (
                    says("ratified by Mona Reed on 5 January 2026"),
                    shows("Local policy", "version 4", "page 7"),
                ),
            ),
            ("policy on sepsis", shows("3.2", "Ask the microbiologist", "different authority")),
        ],
    )


async def test_what_nothing_is_known_of_is_said(converse: Conversation) -> None:
    await converse(asha, [("policy on wobblecough", says(NONE))])


async def test_a_question_for_a_code_stays_one(converse: Conversation) -> None:
    await converse(asha, [("NSTEMI", says("CQ-1001", "I21.4")), ("I21.4", says("CQ-1002"))])


async def test_an_identifier_is_refused_here_too(converse: Conversation) -> None:
    await converse(asha, [(f"policy on sepsis of {ONE}", (says("NHS number"), hides("DChS.I.1")))])
