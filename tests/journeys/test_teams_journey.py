"""A coder's day in a real Teams client: the Playground in Chromium, the bot behind it.

The pictures of every sight are in build/journey/teams_journey/.
"""

import pytest

from tests.journeys.colleague import Colleague

pytestmark = [pytest.mark.playground, pytest.mark.xdist_group("playground")]

# 999 begins the numbers that the NHS keeps for tests; its check digit is right.
NHS_NUMBER = "999 123 4560"


def test_the_bot_says_hello_once(casey: Colleague) -> None:
    casey.has_been_told(1)
    casey.sees("hello", "Hello, I'm Coding Query Bot", "lap chole")


def test_a_question_is_answered_looked_into_closed_and_found_again(casey: Colleague) -> None:
    casey.writes("NSTEMI, previous CABG")
    casey.sees("answer", "NSTEMI", "I21.4", "previous CABG", "Z95.1")
    casey.has_been_told(2)
    reference = casey.the_reference()

    casey.presses("Details")
    casey.sees("details", "Chapter", "IX Diseases of the circulatory system", "Block")
    casey.presses("Back")
    casey.sees("back at the answer", reference, "I21.4", "Z95.1")
    casey.keeps_a_picture("answer")
    casey.presses("This answers it")
    casey.sees("closed", f"{reference} answered: I21.4")
    casey.has_been_told(2)

    casey.writes("my queries")
    casey.sees("my queries", reference, "Answered: I21.4")
    casey.writes(reference)
    casey.sees("history", reference, "Casey Coder", "NSTEMI, previous CABG", "Answered")


def test_other_words_keep_the_query(casey: Colleague) -> None:
    casey.writes("lobar")
    reference = casey.the_reference()
    casey.presses("Not what I meant")
    casey.sees("not what I meant", f"{reference} is still open")
    casey.fills_in("lobar pneumonia")
    casey.presses("Ask again")
    casey.sees("other words", reference, "J18.1 Lobar pneumonia")


def test_more_codes(casey: Colleague) -> None:
    casey.writes("appendicitis")
    reference = casey.the_reference()
    casey.presses("More codes")
    casey.sees("more codes", reference, "K35")


def test_a_patient_stays_out(casey: Colleague) -> None:
    casey.writes(f"pneumonia, NHS {NHS_NUMBER}")
    casey.sees("identifier", "may identify a patient", "pneumonia")
    casey.does_not_see(NHS_NUMBER, NHS_NUMBER.replace(" ", ""))
    casey.presses("Ask without it")
    casey.sees("without the identifier", "CQ-", "J18.9 Pneumonia")


@pytest.mark.parametrize("place", ["Coding group chat", "Queries"])
def test_where_others_listen_the_bot_answers_a_mention(casey: Colleague, place: str) -> None:
    casey.goes_to(place)
    casey.has_been_told(1)
    casey.mentions_the_bot("lap chole")
    casey.sees(f"answer in {place}", "lap chole", "J18.3")
    casey.presses("Details")
    casey.sees(f"details in {place}", "Total cholecystectomy")
