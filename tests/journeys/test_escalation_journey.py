"""A query goes to the lead coders and comes back: three desks, a channel, and somebody who is on no list.

The pictures of every sight are in build/journey/escalation_journey/.
"""

import pytest

from tests.journeys.cast import Cast
from tests.journeys.colleague import Colleague
from tests.journeys.department import Department
from tests.journeys.office import at_any_hour, imports

pytestmark = [pytest.mark.playground, pytest.mark.xdist_group("playground")]

ODD = "Brugada pattern after flecainide challenge"


@pytest.fixture(scope="module")
def cast() -> Cast:
    return Cast(
        people=("casey", "isaiah", "lynne", "patti"),
        settings=at_any_hour(),
        prepare=imports({"casey": "coder", "isaiah": "lead coder", "lynne": "coding manager"}),
    )


@pytest.fixture
def lynne(department: Department) -> Colleague:
    """Lynne, the coding manager."""
    return department.arrives("lynne")


@pytest.fixture
def patti(department: Department) -> Colleague:
    """Patti, whom nobody has put on the list."""
    return department.arrives("patti")


def given_new_cases_are_shown_in_queries(isaiah: Colleague) -> None:
    isaiah.goes_to("Queries")
    isaiah.mentions_the_bot("triage here")
    isaiah.hears("New cases will be shown here")


def when_casey_asks_the_lead_coder(casey: Colleague, words: str) -> str:
    """With the form as it comes; the number of the case."""
    casey.writes(words)
    reference = casey.the_reference()
    casey.presses("Ask the lead coder")
    casey.presses("Send to the lead coder")
    casey.is_told(reference, "With the lead coder")
    return reference


def test_from_an_odd_question_to_an_answer_that_is_confirmed(
    department: Department, casey: Colleague, isaiah: Colleague
) -> None:
    given_new_cases_are_shown_in_queries(isaiah)
    isaiah.sees("triage is here")

    casey.writes(ODD)
    casey.sees("an odd question", "Ask the lead coder")
    reference = casey.the_reference()
    casey.presses("Ask the lead coder")
    casey.sees("the form", reference, "This goes along", ODD)
    casey.keeps_a_picture("escalation form")
    casey.fills_in("Brugada pattern, no symptoms")
    casey.fills_in("ECG and the cardiologist's letter agree.\nNo arrest, no syncope.", field="What should")
    casey.chooses("Soon", field="Urgency")
    casey.chooses("Cardiology", field="Specialty")
    casey.fills_in("2026-03-03", field="Episode date")
    casey.presses("Send to the lead coder")
    casey.sees("the receipt", reference, "With the lead coder", "first response by")

    isaiah.is_told(reference, "Brugada pattern, no symptoms", "soon", on=reference)
    isaiah.sees("the new case", "Casey Coder", "nobody yet", "3 March 2026", on=reference)
    isaiah.keeps_a_picture("triage", on=reference)
    isaiah.presses("Take", on=reference)
    isaiah.sees("taken", "Isaiah Lead", "Being worked on", on=reference)
    casey.is_told("Isaiah Lead has", reference)
    casey.sees("Isaiah has it")

    isaiah.unfolds("Ask the coder…", on=reference)
    isaiah.fills_in("Is a provocation test documented?", field="What do you need", on=reference)
    isaiah.sees("asking back", on=reference)
    isaiah.presses("Send the question", on=reference)
    isaiah.sees("waiting for Casey", "Waiting for the asker", on=reference)
    casey.is_told("asks you about", "Is a provocation test documented?")
    casey.sees("the question back")
    casey.fills_in("Yes: flecainide on 2 March.", field="Your reply")
    casey.presses("Send the reply")
    casey.sees("replied", "is with Isaiah Lead", "Yes: flecainide on 2 March.")

    isaiah.is_told("Yes: flecainide on 2 March.", "Being worked on", on=reference)
    isaiah.sees("the reply", on=reference)
    isaiah.unfolds("Answer…", on=reference)
    isaiah.fills_in("Code the conduction disorder.", field="Your answer", on=reference)
    isaiah.fills_in("I45.88", field="Codes", on=reference)
    isaiah.presses("Send the answer", on=reference)
    isaiah.is_answered("I45.88 is not a code in", "in force on 3 March 2026")
    isaiah.sees("not a code", on=reference)
    isaiah.unfolds("Answer…", on=reference)
    isaiah.fills_in("Code the conduction disorder.", field="Your answer", on=reference)
    isaiah.fills_in("I45.8", field="Codes", on=reference)
    isaiah.presses("Send the answer", on=reference)
    isaiah.sees("answered", "Answered, to be confirmed", "I45.8", on=reference)

    casey.is_told("has answered", "Code the conduction disorder.", "ICD-10 I45.8")
    casey.sees("the answer")
    casey.keeps_a_picture("case answered")
    casey.presses("This answers it")
    casey.sees("confirmed", reference, "Answered")
    isaiah.is_told("Answer confirmed, by Casey Coder", on=reference)
    isaiah.sees("closed for all", on=reference)

    casey.writes("my queries")
    casey.sees("my queries", reference, "Answered")
    casey.writes(reference)
    casey.sees("history", "Is a provocation test documented?", "I45.8", "History")
    casey.keeps_a_picture("history")

    assert "Is a provocation test documented?" in department.codingbot("audit", reference)
    department.codingbot("audit", "--verify")


def test_the_second_lead_sees_who_was_first(casey: Colleague, isaiah: Colleague, lynne: Colleague) -> None:
    given_new_cases_are_shown_in_queries(isaiah)
    reference = when_casey_asks_the_lead_coder(casey, "Takotsubo after a wedding")
    isaiah.is_told("nobody yet", on=reference)
    lynne.writes(reference)
    lynne.sees("the case", "nobody yet", "Take")
    isaiah.presses("Take", on=reference)
    isaiah.is_told("Being worked on", on=reference)
    lynne.presses("Take")
    lynne.sees("who was first", "Isaiah Lead", "first", "Being worked on")
    lynne.keeps_a_picture("who was first")


def test_the_queue_and_its_search(casey: Colleague, isaiah: Colleague) -> None:
    given_new_cases_are_shown_in_queries(isaiah)
    first = when_casey_asks_the_lead_coder(casey, "Kartagener with a cough")
    second = when_casey_asks_the_lead_coder(casey, "Moebius, facial palsy")
    isaiah.goes_to("Personal Chat")
    isaiah.writes("queue")
    isaiah.sees("the queue", first, second, "Casey Coder", "due")
    isaiah.keeps_a_picture("queue")
    isaiah.fills_in("Kartagener", field="Search")
    isaiah.presses("Search")
    isaiah.sees("found", first, "Found with")
    isaiah.does_not_see(second)
    isaiah.presses("Open")
    isaiah.sees("opened", first, "Answer…")
    isaiah.keeps_a_picture("lead history")
    isaiah.unfolds("More…")
    isaiah.sees("more", "Merge as a duplicate", "Pass to the coding manager")
    isaiah.keeps_a_picture("more")


def test_away_and_somebody_covers(isaiah: Colleague, lynne: Colleague) -> None:
    lynne.writes("help")
    lynne.sees("help for a manager", "queue")
    isaiah.writes("I am away from 24 December to 2 January, Lynne covers")
    isaiah.sees("away", "24 December", "Lynne Coder covers")
    isaiah.keeps_a_picture("absence")
    isaiah.presses("Cancel it")
    isaiah.sees("not away", "cancelled")
    isaiah.does_not_see("24 December")


def test_whoever_is_on_no_list_is_refused_kindly_and_nothing_else(patti: Colleague) -> None:
    patti.hears("I don't know you yet")
    patti.sees("a stranger")
    patti.writes("NSTEMI")
    patti.hears("I don't know you yet")
    patti.has_been_told(0)
