"""Two colleagues at two keyboards and one bot between them: each gets their own answers and nobody else's.

The later tests are about the client: what journeys of casework rest on when somebody is told unasked.
"""

from typing import Any

import pytest

from tests.journeys.cast import Cast, person, tenant
from tests.journeys.colleague import Colleague
from tests.journeys.department import Department

FORM = [
    {"type": "Input.Text", "id": "why", "label": "Why", "isMultiline": True},
    {"type": "Input.Text", "id": "who", "label": "Who"},
    {
        "type": "Input.ChoiceSet",
        "id": "urgency",
        "label": "Urgency",
        "choices": [{"title": "Routine", "value": "r"}, {"title": "Urgent", "value": "u"}],
    },
    {
        "type": "Input.ChoiceSet",
        "id": "topic",
        "label": "Topic",
        "style": "expanded",
        "choices": [{"title": "Sepsis", "value": "s"}, {"title": "AKI", "value": "a"}],
    },
    {
        "type": "Input.ChoiceSet",
        "id": "seen",
        "label": "Seen in",
        "style": "expanded",
        "isMultiSelect": True,
        "choices": [{"title": "Notes", "value": "n"}, {"title": "Letter", "value": "l"}],
    },
    {"type": "Input.Date", "id": "until", "label": "Until"},
    {"type": "Input.Toggle", "id": "agreed", "title": "Agreed"},
]

pytestmark = [pytest.mark.playground, pytest.mark.xdist_group("playground")]


@pytest.fixture(scope="module")
def cast() -> Cast:
    return Cast(people=("casey", "isaiah"))


def test_each_asks_and_sees_their_own_answer_alone(casey: Colleague, isaiah: Colleague) -> None:
    casey.writes("NSTEMI")
    isaiah.writes("lap chole")
    casey.sees("her answer", "NSTEMI", "I21.4")
    casey.does_not_see("J18.3")
    casey.has_been_told(2)
    isaiah.sees("his answer", "lap chole", "J18.3")
    isaiah.does_not_see("I21.4")
    isaiah.has_been_told(2)
    assert casey.the_reference() != isaiah.the_reference()

    casey.writes("my queries")
    casey.sees("her queries", "NSTEMI")
    casey.does_not_see("lap chole")


def test_they_are_known_apart_in_one_tenant(
    department: Department, casey: Colleague, isaiah: Colleague
) -> None:
    casey.writes("help")
    isaiah.writes("help")
    for who in ("casey", "isaiah"):
        said = department.received(who)[-1]
        assert said["from"]["aadObjectId"] == person(who)["aadObjectId"]
        assert said["conversation"]["id"] == department.chat(who)
        assert said["channelData"]["tenant"]["id"] == tenant()
    assert department.chat("casey") != department.chat("isaiah")


def card(words: str, *body: dict[str, Any], button: str = "Nothing") -> dict[str, Any]:
    """An activity with a card that no bot of ours makes: its button is out of date."""
    content = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": [{"type": "TextBlock", "text": words}, *body],
        "actions": [{"type": "Action.Execute", "title": button, "verb": "none", "data": {"id": 1}}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "content": content}]}


async def test_what_comes_unasked_arrives_with_one_of_them_and_changes(
    department: Department, casey: Colleague, isaiah: Colleague
) -> None:
    path = f"/{department.chat('isaiah')}/activities"
    status, sent = await department.call("isaiah", "POST", path, card("A query waits"))
    assert status == 201
    isaiah.is_told("A query waits")
    status, _ = await department.call("isaiah", "PUT", f"{path}/{sent['id']}", card("Somebody took it"))
    assert status == 200
    isaiah.is_told("Somebody took it")
    casey.has_been_told(1)


async def test_a_conversation_that_is_opened_with_somebody_is_their_personal_chat(
    department: Department, isaiah: Colleague
) -> None:
    """By the person's id at the channel; the Playground knows nobody by their directory id."""
    opened = {
        "bot": {"id": "bot"},
        "isGroup": False,
        "members": [{"id": "isaiah"}],
        "tenantId": tenant(),
        "channelData": {"tenant": {"id": tenant()}},
    }
    assert await department.call("isaiah", "POST", "", opened) == (201, {"id": department.chat("isaiah")})


async def test_a_card_in_a_channel_changes_and_answers_a_press(
    department: Department, isaiah: Colleague
) -> None:
    path = f"/{department.chat('isaiah', 'Queries')}/activities"
    _, sent = await department.call("isaiah", "POST", path, card("CQ-77 is new"))
    isaiah.goes_to("Queries")
    isaiah.sees("the channel", "is new", on="CQ-77")
    await department.call("isaiah", "PUT", f"{path}/{sent['id']}", card("CQ-77 is taken", button="Take"))
    isaiah.is_told("is taken", on="CQ-77")
    isaiah.presses("Take", on="CQ-77")
    isaiah.is_answered("out of date")
    isaiah.sees("the note", "is taken", on="CQ-77")


async def test_every_kind_of_field_is_filled_in(department: Department, isaiah: Colleague) -> None:
    path = f"/{department.chat('isaiah')}/activities"
    await department.call("isaiah", "POST", path, card("A form", *FORM, button="Send"))
    isaiah.is_told("A form")
    isaiah.fills_in("because", field="Why")
    isaiah.fills_in("Casey", field="Who")
    isaiah.fills_in("2026-05-01", field="Until")
    isaiah.chooses("Urgent", field="Urgency")
    for box in ("AKI", "Letter", "Agreed"):
        isaiah.chooses(box)
    isaiah.presses("Send")
    isaiah.sees("the form", "A form")
    pressed = department.received("isaiah")[-1]["value"]["action"]
    filled_in = {"why": "because", "who": "Casey", "urgency": "u", "topic": "a", "seen": "l"}
    assert pressed["data"] == filled_in | {"id": 1, "until": "2026-05-01", "agreed": "true"}
