"""One long day of a department: every button that a card can send is on a card of it."""

from tests.conversation import Doing, Expectation, arrives, offers, presses, says, shows
from tests.nhs_numbers import ONE
from tests.people import Somebody, asha, cole, dee, kit, mona

Line = tuple[Somebody, Doing, Expectation]

FAIR = {
    "reference": "EP-0042",
    "title": "Rise in creatinine",
    "finding_1": "Creatinine 82 on admission, 214 on day 2",
    "source_1": "laboratory results",
    "on_1": "2 March",
    "question": "What condition, if any, explains the change in kidney function?",
    "format": "choice",
    "options": "Acute kidney injury\nChronic kidney disease without an acute change",
}

ASKING: list[Line] = [
    (asha, f"NSTEMI {ONE}", says("NHS number")),
    (asha, presses("Ask without it"), says("CQ-1001")),
    (asha, presses("Details"), says("I21.")),
    (asha, presses("Back"), says("CQ-1001")),
    (asha, presses("More codes"), says("CQ-1001")),
    (asha, presses("Not what I meant"), says("still open")),
    (asha, presses("Back"), says("CQ-1001")),
    (asha, presses("This answers it"), says("answered")),
    (asha, presses("My queries"), says("CQ-1001")),
    (asha, presses("Open"), says("Answered")),
    (asha, "help", says("Tell me")),
]

ESCALATION: list[Line] = [
    (asha, "lump", says("CQ-1002")),
    (asha, presses("Ask the lead coder"), shows("CQ-1002")),
    (asha, presses("Send to the lead coder"), says("is with the lead coders")),
    (dee, arrives(), shows("CQ-1002")),
    (dee, presses("Take"), says("Dee Marsh")),
    (dee, presses("Send the question", question="Where?"), says("waits for")),
    (asha, "CQ-1002", shows("Where?")),
    (asha, presses("Send the reply", reply="Groin"), says("Dee Marsh")),
    (dee, "queue", shows("CQ-1002")),
    (dee, presses("Open"), shows("Groin")),
    (dee, presses("Refer to the helpdesk"), says("lump")),
    (dee, presses("I have sent it"), says("national helpdesk")),
    (dee, presses("Record the resolution", resolution="R19.0"), says("Dee Marsh")),
    (dee, presses("Send the answer", answer="R19.0"), says("is answered")),
    (asha, "CQ-1002", shows("R19.0")),
    (asha, presses("This answers it"), says("is closed")),
    (dee, "I am away from today to tomorrow, Finn covers", says("Finn Hale covers")),
]


def clarification(clinician: int) -> list[Line]:
    """Asha asks Dr Cole, who has that number."""
    return [
        (asha, "aki, creatinine", says("CQ-1003")),
        (asha, "CQ-1003", shows("creatinine")),
        (asha, presses("Ask a clinician"), offers("Blank")),
        (asha, presses("Blank"), shows("CL-1001")),
        (asha, presses("Check", **FAIR, clinician=str(clinician)), shows("This is what Dr Cole will see")),
        (asha, presses("Send"), shows("on its way to Dr Cole")),
        (cole, "help", offers("My questions")),
        (cole, arrives(), shows("Creatinine 82")),
        (cole, presses("Answer", chosen="Acute kidney injury"), shows("You answered")),
        (cole, presses("Save", where="Letter"), shows("In the record")),
        (asha, arrives(), shows("Dr Cole")),
    ]


# The next morning's list, without E-3, is taken between the two.
EPISODES: list[Line] = [
    (asha, "my episodes", shows("E-1", "E-2")),
    (asha, presses("Open E-1"), shows("Episode E-1: uncoded")),
    (asha, presses("Snooze", until_0="2026-03-10"), shows("Snoozed until")),
    (asha, presses("Save", reason_0="histology awaited"), shows("blocked: histology awaited")),
    (asha, presses("Nothing holds it up"), shows("uncoded")),
    (asha, presses("I'm coding it"), shows("in progress")),
    (asha, presses("Request notes"), shows("asked")),
    (kit, "notes to find", shows("E-1")),
    (asha, presses("Done"), shows("waits for the next list")),
    (dee, "episode E-2", offers("Give it to them")),
]
VANISHED: list[Line] = [
    (dee, "backlog", shows("Backlog", "General surgery")),
    (dee, presses("Vanished (1)"), offers("Was coded", "Keep chasing")),
]

RULINGS: list[Line] = [
    (dee, "CQ-1002", offers("Propose as ruling")),
    (dee, presses("Propose as ruling"), shows("CQ-1002")),
    (dee, presses("Propose it"), says("R-101 is proposed")),
    (mona, "rulings", offers("Open")),
    (mona, presses("Open"), offers("Ratify", "Refuse it")),
    (mona, presses("Ratify"), offers("Keep it")),
    (dee, "R-101", offers("Supersede", "Withdraw it", "Rulings")),
    (dee, presses("Send it"), says("have read")),
    (dee, "what's new", offers("Who has read it")),
    (asha, "what's new", offers("I have read this")),
]
