"""A ruling as the person who speaks may see it, and the list of them."""

from sqlmodel import Session

from casework import rulings
from casework.considering import Considerations, considerations
from casework.model.person import Person
from casework.model.ruling import RulingState
from casework.rulings import WholeRuling
from dialogs import ruling_phrases as say
from dialogs.cards.ruling_card import ruling_card, rulings_card
from dialogs.desk import Desk
from dialogs.gate import speaking
from dialogs.message import Card, Message, Reply, Speaker
from dialogs.verbs import OpenRuling, ShowRulings

MOST_LISTED = 12
MOST_WAITING = 6


async def open_one(desk: Desk, message: Message, pressed: OpenRuling) -> Reply:
    """“Open”, or its number said: a message of its own."""
    return await as_it_stands(desk, message, pressed.ruling_id, replaces=False)


async def show_list(desk: Desk, message: Message, pressed: ShowRulings) -> Reply:  # noqa: ARG001
    """“rulings”."""
    return await desk.database.read(_listed, desk, message.speaker)


async def as_it_stands(
    desk: Desk, message: Message, ruling_id: int, *, says: str = "", replaces: bool = True
) -> Reply:
    """The ruling as it is now."""
    said, drawn = await desk.database.read(_seen, desk, message.speaker, ruling_id, says)
    return Reply(said, drawn, replaces=replaces and message.kind == "action")


def view(
    session: Session, desk: Desk, by: Person, ruling_id: int
) -> tuple[WholeRuling, Considerations | None]:
    """The ruling, and what speaks against agreeing with it unseen, for whoever decides.

    Raises:
        RulingNotFound: there is none, or it is not theirs to see.
    """
    one = rulings.whole(session, ruling_id=ruling_id, by=by, department=desk.department)
    if one.ruling.state != RulingState.PROPOSED or not (one.may_ratify or by.is_lead()):
        return one, None
    found = desk.finder.take_up(session, desk.knowledge.base, desk.today())
    return one, considerations(session, one.ruling, found, now=desk.clock())


def drawn(one: WholeRuling, found: Considerations | None, by: Person, says: str = "") -> Card:
    """Its card for that person."""
    return ruling_card(one, found, says=says, is_lead=by.is_lead())


def _seen(session: Session, desk: Desk, speaker: Speaker, ruling_id: int, says: str) -> tuple[str, Card]:
    by = speaking(session, speaker)
    one, found = view(session, desk, by, ruling_id)
    return says or say.standing(one), drawn(one, found, by, says)


def _listed(session: Session, desk: Desk, speaker: Speaker) -> Reply:
    by = speaking(session, speaker)
    kept, total = rulings.listed(session, by=by, limit=MOST_LISTED)
    waiting = rulings.to_ratify(session, by=by, department=desk.department)[:MOST_WAITING]
    if not kept and not waiting:
        return Reply(say.NO_RULINGS)
    said = "; ".join(f"{one.reference} {one.question[:80]}" for one in (*waiting, *kept))
    return Reply(f"Rulings: {said}", rulings_card(waiting, kept, total))
