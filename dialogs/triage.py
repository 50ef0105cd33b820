"""“triage here”: the lead coders choose where new cases are shown."""

import re

from sqlmodel import Session

from casework import addresses, privacy, specialties
from casework.model.address import Address
from casework.texts import usable_line
from dialogs.cards.identifier import identifier_text
from dialogs.desk import Desk
from dialogs.gate import speaking
from dialogs.message import Message, Reply

LONGEST_SPECIALTY = 60
_HERE = re.compile(r"triage here(?: for (?P<specialty>.+))?", re.IGNORECASE | re.DOTALL)


def asked_for(words: str) -> str | None:
    """The specialty whose cases are to come here, empty for all; None where nothing is said of it."""
    match = _HERE.fullmatch(words.strip(" .!"))
    return (match["specialty"] or "").strip() if match else None


async def choose(desk: Desk, message: Message, specialty: str) -> Reply:
    """New cases, or those of one specialty, come to this place from now on."""
    if findings := privacy.find(specialty):
        return Reply(identifier_text(specialty, findings))
    place = await desk.database.run(_mark, message, specialty, desk)
    of_what = f"New cases of {place.specialty}" if place.specialty else "New cases"
    return Reply(f"{of_what} will be shown here from now on.")


def _mark(session: Session, message: Message, specialty: str, desk: Desk) -> Address:
    meant = usable_line(specialties.named(specialty), "the specialty", most=LONGEST_SPECIALTY, needed=False)
    by = speaking(session, message.speaker)
    conversation = message.place.conversation
    return addresses.mark_triage(
        session, by=by, tenant=by.tenant, conversation=conversation, specialty=meant, now=desk.clock()
    )
