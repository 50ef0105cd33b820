"""A coder's day in a real Teams client: the Playground in Chromium, the bot behind it.

The pictures of every sight are in build/journey/.
"""

import pytest

from tests.journeys.journey import Journey

pytestmark = [pytest.mark.playground, pytest.mark.xdist_group("playground")]

# 999 begins the numbers that the NHS keeps for tests; its check digit is right.
NHS_NUMBER = "999 123 4560"


def test_the_bot_says_hello_once(journey: Journey) -> None:
    journey.then_the_bot_has_said(1)
    journey.then_the_card_shows("hello", "Hello, I'm Coding Query Bot", "lap chole")


def test_a_question_is_answered_looked_into_closed_and_found_again(journey: Journey) -> None:
    journey.when_casey_writes("NSTEMI, previous CABG")
    journey.then_the_card_shows("answer", "NSTEMI", "I21.4", "previous CABG", "Z95.1")
    journey.then_the_bot_has_said(2)
    reference = journey.the_reference()

    journey.when_casey_presses("Details")
    journey.then_the_card_shows("details", "Chapter", "IX Diseases of the circulatory system", "Block")
    journey.when_casey_presses("Back")
    journey.then_the_card_shows("back at the answer", reference, "I21.4", "Z95.1")
    journey.then_a_picture_of_the_card_is_kept("answer")
    journey.when_casey_presses("This answers it")
    journey.then_the_card_shows("closed", f"{reference} answered: I21.4")
    journey.then_the_bot_has_said(2)

    journey.when_casey_writes("my queries")
    journey.then_the_card_shows("my queries", reference, "Answered: I21.4")
    journey.when_casey_writes(reference)
    journey.then_the_card_shows("history", reference, "Casey Coder", "NSTEMI, previous CABG", "Answered")


def test_other_words_keep_the_query(journey: Journey) -> None:
    journey.when_casey_writes("lobar")
    reference = journey.the_reference()
    journey.when_casey_presses("Not what I meant")
    journey.then_the_card_shows("not what I meant", f"{reference} is still open")
    journey.when_casey_fills_in("lobar pneumonia")
    journey.when_casey_presses("Ask again")
    journey.then_the_card_shows("other words", reference, "J18.1 Lobar pneumonia")


def test_more_codes(journey: Journey) -> None:
    journey.when_casey_writes("appendicitis")
    reference = journey.the_reference()
    journey.when_casey_presses("More codes")
    journey.then_the_card_shows("more codes", reference, "K35")


def test_a_patient_stays_out(journey: Journey) -> None:
    journey.when_casey_writes(f"pneumonia, NHS {NHS_NUMBER}")
    journey.then_the_card_shows("identifier", "may identify a patient", "pneumonia")
    journey.then_the_card_hides(NHS_NUMBER, NHS_NUMBER.replace(" ", ""))
    journey.when_casey_presses("Ask without it")
    journey.then_the_card_shows("without the identifier", "CQ-", "J18.9 Pneumonia")


@pytest.mark.parametrize("place", ["Coding group chat", "Queries"])
def test_where_others_listen_the_bot_answers_a_mention(journey: Journey, place: str) -> None:
    journey.given_casey_is_in(place)
    journey.then_the_bot_has_said(1)
    journey.when_casey_mentions_the_bot("lap chole")
    journey.then_the_card_shows(f"answer in {place}", "lap chole", "J18.3")
    journey.when_casey_presses("Details")
    journey.then_the_card_shows(f"details in {place}", "Total cholecystectomy")
