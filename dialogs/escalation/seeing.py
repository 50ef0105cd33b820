"""A case as the person who speaks may see it, and every step in it: done, or shown as it stands now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from casework import people, privacy, proposing, queue
from casework.department import Department
from casework.errors import CaseMoved
from casework.model.case_entry import CaseEntry
from casework.model.coding_query import Outcome
from casework.model.person import Person
from casework.queue import Case
from dialogs import case_phrases
from dialogs.cards.asker_case import asker_card
from dialogs.cards.case_history import asker_history, lead_history
from dialogs.cards.identifier import identifier_text
from dialogs.cards.lead_case import lead_card
from dialogs.desk import Desk
from dialogs.gate import speaking
from dialogs.message import Card, Message, Reply, Speaker

Step = Callable[[Session, Person], object]
Verb = Callable[..., object]
Draw = Callable[["Seen", str], Card]


class Moving(Protocol):
    """The payload of a button that moves a case: which one, and as it was when the card was drawn."""

    @property
    def query_id(self) -> int: ...
    @property
    def version(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Seen:
    """One case at one moment, who looks at it, and whom it can be given to."""

    case: Case
    by: Person
    colleagues: Sequence[Person]
    now: datetime
    department: Department
    may_propose: bool = False

    @property
    def may_reopen(self) -> bool:
        """Whether it was closed lately enough, and not as a duplicate."""
        query = self.case.query
        if query.closed_at is None or query.outcome == Outcome.DUPLICATE:
            return False
        return self.now <= query.closed_at + self.department.reopen_within

    @property
    def standing(self) -> str:
        """Where the case stands, in a sentence."""
        return case_phrases.standing(self.case, self.now)

    def asker_card(self, says: str = "", entry: CaseEntry | None = None) -> Card:
        """The case as its asker works with it; `entry` is what the news is about."""
        return asker_card(self.case, now=self.now, may_reopen=self.may_reopen, says=says, entry=entry)

    def lead_card(self, says: str = "", entry: CaseEntry | None = None) -> Card:
        """The case as the lead coders work with it."""
        return lead_card(
            self.case,
            now=self.now,
            colleagues=self.colleagues,
            may_reopen=self.may_reopen,
            may_propose=self.may_propose,
            says=says,
            entry=entry,
        )


def see(session: Session, by: Person, query_id: int, department: Department, now: datetime) -> Seen:
    """The case, if the person may see it.

    Raises:
        NotFound: it does not exist or is not theirs to see.
    """
    case = queue.case(session, query_id=query_id, by=by, now=now)
    specialty = case.escalation.specialty if case.escalation else ""
    with_leads = case.escalation is not None and not case.query.is_closed()
    colleagues = people.leads(session, by.tenant, specialty) if with_leads and by.is_lead() else []
    may_propose = by.is_lead() and proposing.may_be_proposed(session, case.query)
    return Seen(case, by, colleagues, now, department, may_propose)


def for_asker(seen: Seen, says: str = "") -> Card:
    """The case as its asker works with it."""
    return seen.asker_card(says)


def for_lead(seen: Seen, says: str = "") -> Card:
    """The case as the lead coders work with it."""
    return seen.lead_card(says)


def for_either(seen: Seen, says: str = "") -> Card:
    """For a step that both may do: the asker sees their own card."""
    return for_asker(seen, says) if seen.case.query.asked_by == seen.by.id else for_lead(seen, says)


def with_history(seen: Seen) -> Card:
    """The case with its whole history, for whoever may see it."""
    own = seen.case.query.asked_by == seen.by.id
    if own and not seen.by.is_lead():
        return asker_history(seen.case, now=seen.now, may_reopen=seen.may_reopen)
    return lead_history(
        seen.case,
        now=seen.now,
        colleagues=seen.colleagues,
        may_reopen=seen.may_reopen,
        own=own,
        may_propose=seen.may_propose,
    )


async def seen(desk: Desk, message: Message, query_id: int) -> Seen:
    """The case as it stands now, for the person who speaks."""
    return await desk.database.read(_seen, message.speaker, query_id, desk.department, desk.clock())


async def as_it_stands(
    desk: Desk, message: Message, query_id: int, *, says: str = "", draw: Draw = for_either
) -> Reply:
    """The case as it is now, in place of a card that was out of date."""
    now = await seen(desk, message, query_id)
    return Reply(says or now.standing, draw(now, says), replaces=message.kind == "action")


async def step(desk: Desk, message: Message, query_id: int, do: Step, draw: Draw) -> Reply:
    """Do one step and show the case after it. A stale card moves nothing: who was first is said, and the
    case stands there as it is now."""
    told = (message.speaker, query_id, do, desk.department, desk.clock())
    try:
        try:
            after = await desk.database.run(_done, *told)
        except IntegrityError:  # the same card, pressed at the same moment elsewhere: now it is seen
            after = await desk.database.run(_done, *told)
    except CaseMoved as moved:
        return await as_it_stands(desk, message, query_id, says=str(moved), draw=draw)
    return Reply(after.standing, draw(after, ""), replaces=True)


async def move(
    desk: Desk, message: Message, pressed: Moving, verb: Verb, draw: Draw, **facts: object
) -> Reply:
    """A step that is one verb of casework, with what was typed for it."""
    if refusal := refused(facts):
        return refusal

    def do(session: Session, by: Person) -> None:
        verb(
            session,
            query_id=pressed.query_id,
            version=pressed.version,
            by=by,
            department=desk.department,
            now=desk.clock(),
            **facts,
        )

    return await step(desk, message, pressed.query_id, do, draw)


def refused(facts: dict[str, object]) -> Reply | None:
    """The refusal of typed words that may identify a patient: the form stays as it is, nothing is kept."""
    for typed in facts.values():
        if isinstance(typed, str) and privacy.find(typed):
            return Reply(identifier_text(typed, privacy.find(typed)))
    return None


def _done(
    session: Session, speaker: Speaker, query_id: int, do: Step, department: Department, now: datetime
) -> Seen:
    by = speaking(session, speaker)
    do(session, by)
    session.flush()
    return see(session, by, query_id, department, now)


def _seen(session: Session, speaker: Speaker, query_id: int, department: Department, now: datetime) -> Seen:
    return see(session, speaking(session, speaker), query_id, department, now)
