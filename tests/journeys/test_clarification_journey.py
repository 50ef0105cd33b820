"""A coder asks a clinician, fairly: from a template that is misused to an answer that stands in the record.

The pictures of every sight are in build/journey/clarification_journey/.
"""

import pytest

from tests.journeys.cast import Cast
from tests.journeys.colleague import Colleague
from tests.journeys.department import Department
from tests.journeys.office import at_any_hour, imports

pytestmark = [pytest.mark.playground, pytest.mark.xdist_group("playground")]

FINDING = "Creatinine 82 on admission, 214 on day 2, 96 on day 5"


@pytest.fixture(scope="module")
def cast() -> Cast:
    return Cast(
        people=("casey", "drew", "adele"),
        settings=at_any_hour(),
        prepare=imports({"casey": "coder", "drew": "clinician", "adele": "clinician"}),
    )


@pytest.fixture
def adele(department: Department) -> Colleague:
    """Adele, a second clinician."""
    return department.arrives("adele")


def given_a_question_begun(casey: Colleague, reference: str) -> str:
    """A form from a template with all in it but a title of its own; the number of the query."""
    casey.writes("AKI, creatinine")
    query = casey.the_reference()
    casey.writes(query)
    casey.presses("Ask a clinician")
    casey.presses("Rise in creatinine")
    casey.chooses("Dr Drew Clinician", field="Clinician")
    casey.fills_in(reference, field="The patient's local reference")
    casey.fills_in(FINDING, field="1. The record says")
    casey.fills_in("laboratory results", field="1. Found in")
    casey.fills_in("2 to 6 March", field="1. When")
    return query


def when_casey_sends_it(casey: Colleague, title: str) -> None:
    casey.fills_in(title, field="Title")
    casey.presses("Send")
    casey.is_told("is on its way to Dr Drew Clinician")


def test_an_unfair_question_is_mended_answered_and_recorded(casey: Colleague, drew: Colleague) -> None:
    query = given_a_question_begun(casey, "EP-0042")
    casey.fills_in("Acute kidney injury, for the tariff?", field="Title")
    casey.presses("Check")
    casey.sees("what is unfair", "Please mend this", "The title names “Acute kidney injury”", "“tariff”")
    casey.keeps_a_picture("form", height=436)
    casey.keeps_a_picture("whole form")
    casey.presses("Send")
    casey.sees("not sent", "Please mend this", "“tariff”")
    drew.has_been_told(1)

    casey.fills_in("Clinical clarification: rise in creatinine", field="Title")
    casey.presses("Check")
    casey.sees("the preview", "Nothing unfair found", "This is what Dr Drew Clinician will see", FINDING)
    casey.keeps_a_picture("preview")
    casey.presses("Send")
    casey.sees("sent", "is on its way to Dr Drew Clinician", "waits for an answer")
    casey.keeps_a_picture("sent")

    drew.is_told("Casey Coder from clinical coding asks for your help with patient EP-0042", FINDING)
    drew.has_been_told(2)
    drew.sees("the question", "laboratory results, 2 to 6 March", "Unable to determine", "Please answer by")
    drew.does_not_see(query)
    drew.keeps_a_picture("question")
    drew.chooses("Acute kidney injury")
    drew.fills_in("after contrast")
    drew.presses("Answer")
    drew.sees("the receipt", "You answered: Acute kidney injury: after contrast", "Where in the record")
    drew.has_been_told(2)
    drew.keeps_a_picture("receipt")
    casey.is_told("Dr Drew Clinician answered", "Acute kidney injury: after contrast", "Not said yet")
    drew.chooses("Discharge summary")
    drew.presses("Save")
    drew.sees("recorded", "In the record: Discharge summary")

    casey.is_told("Dr Drew Clinician answered", "Discharge summary")
    casey.sees("answered and recorded")
    casey.keeps_a_picture("clinician answered")
    casey.presses("Agree and close")
    casey.sees("closed", "answered and closed", "in agreement")
    casey.presses("Open the case")
    casey.sees("the case", query, "Asked of clinicians", "Discharge summary")


def test_two_questions_make_one_list_and_one_is_sent_on(
    casey: Colleague, drew: Colleague, adele: Colleague
) -> None:
    given_a_question_begun(casey, "EP-0043")
    when_casey_sends_it(casey, "Rise in creatinine, second stay")
    given_a_question_begun(casey, "EP-0044")
    when_casey_sends_it(casey, "Rise in creatinine, third stay")
    drew.is_told("EP-0044")
    drew.writes("my questions")
    drew.sees("two questions", "Questions for you from clinical coding", "EP-0043", "EP-0044")
    drew.keeps_a_picture("digest")
    drew.presses("Open")
    drew.sees("the first of two", "patient EP-0043", "All my questions")

    drew.unfolds("Not me: send to …")
    drew.chooses("Adele Auditor", field="Who can answer it?")
    drew.fills_in("Her patient", field="Why them?")
    drew.presses("Send on")
    drew.sees("sent on", "Thank you. I'll ask Adele Auditor.")
    adele.is_told("Casey Coder from clinical coding asks for your help with patient EP-0043")
    adele.sees("the question sent on")
    casey.is_told("sent on to another clinician", "Reason: Her patient")
    casey.sees("told that it was sent on", "See the new one")

    adele.chooses("Unable to determine")
    adele.presses("Answer")
    adele.sees("unable to determine", "You answered: Unable to determine")
    casey.is_told("Adele Auditor answered", "Unable to determine")
    drew.presses("All my questions")
    drew.sees("one is left", "patient EP-0044")
