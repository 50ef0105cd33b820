"""“Ask the lead coder”: the form, and what is sent with it."""

from datetime import date

from sqlmodel import Session

from casework import asking, escalating, privacy, specialties
from casework.errors import HoldsIdentifier, Unusable
from casework.model.coding_query import CodingQuery, SuggestionRow
from casework.model.escalation import Escalation, Urgency
from casework.texts import LONGEST_TEXT, LONGEST_TITLE
from dialogs.already_asked import Before, already_asked
from dialogs.cards.case_parts import codes_of_rows
from dialogs.cards.escalate_form import Typed, escalate_form
from dialogs.cards.identifier import identifier_text
from dialogs.desk import Desk
from dialogs.escalation.seeing import as_it_stands, for_asker, move
from dialogs.gate import speaking
from dialogs.message import Message, Reply, Speaker
from dialogs.verbs import Escalate, EscalateForm

FORM = "Ask the lead coder about {reference}: give it a title, then press “Send to the lead coder”."
NOT_UNDERSTOOD = "Not understood: {words}"


async def open_form(desk: Desk, message: Message, pressed: EscalateForm) -> Reply:
    """The form, in place of the card that was pressed; a query that is with the leads already is shown."""
    query, rows = await desk.database.read(_own, message.speaker, pressed.query_id)
    if not await desk.database.read(_is_alone, query):
        return await as_it_stands(desk, message, pressed.query_id)
    title = " ".join(query.words.split())[:LONGEST_TITLE]
    said = FORM.format(reference=query.reference)
    return await _form(desk, message, query, rows, Typed(title=title), said)


async def send(desk: Desk, message: Message, pressed: Escalate) -> Reply:
    """“Send to the lead coder”. What cannot be used is said above the form, which keeps what was typed."""
    query, rows = await desk.database.read(_own, message.speaker, pressed.query_id)
    typed = Typed(
        pressed.title,
        pressed.details,
        pressed.urgency or Urgency.ROUTINE.value,
        pressed.specialty,
        pressed.topic,
        pressed.episode_date,
    )
    try:
        return await move(
            desk, message, pressed, escalating.escalate, for_asker, **_facts(desk, query, typed)
        )
    except (Unusable, HoldsIdentifier) as wrong:
        clean, found = _masked(typed)
        says = found or str(wrong)
        return await _form(desk, message, query, rows, clean, says, says=says)


def _facts(desk: Desk, query: CodingQuery, typed: Typed) -> dict[str, object]:
    """What casework wants to know of the form.

    Raises:
        Unusable, HoldsIdentifier: something in the form.
    """
    privacy.refuse_identifiers(typed.title, typed.details, typed.topic)
    if typed.urgency not in list(Urgency):
        raise Unusable("Please choose how urgent it is.")
    unknown = _not_understood(desk, query)
    told = f"{typed.details.strip()}\n\n{NOT_UNDERSTOOD.format(words=unknown)}" if unknown else typed.details
    return {
        "title": typed.title,
        "details": told.strip() if len(told) <= LONGEST_TEXT else typed.details,
        "urgency": Urgency(typed.urgency),
        "specialty": specialties.named(typed.topic or typed.specialty),
        "episode_date": _date(typed.episode_date),
    }


def _date(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        raise Unusable("Please write the episode's date as year-month-day, for example 2026-03-03.") from None


async def _form(
    desk: Desk,
    message: Message,
    query: CodingQuery,
    rows: list[SuggestionRow],
    typed: Typed,
    said: str,
    says: str = "",
) -> Reply:
    unknown = _not_understood(desk, query)
    before = await desk.database.read(_before, desk, message.speaker, query, typed)
    form = escalate_form(
        query, typed, codes=codes_of_rows(rows), not_understood=unknown, says=says, before=before
    )
    return Reply(said, form, replaces=True)


def _before(session: Session, desk: Desk, speaker: Speaker, query: CodingQuery, typed: Typed) -> Before:
    """What was answered already, of the words asked and, once typed, of the title."""
    words = query.words if typed.title in query.words else f"{query.words}, {typed.title}"
    return already_asked(session, desk, speaking(session, speaker), query, words)


def _not_understood(desk: Desk, query: CodingQuery) -> str:
    """The words of the question that nothing is found under."""
    answer = desk.knowledge.base.suggest(privacy.without_marks(query.words), on=desk.today())
    return ", ".join(f"“{word}”" for word in answer.not_understood)


def _masked(typed: Typed) -> tuple[Typed, str]:
    """The same without what may identify a patient, and the sentence that says what was found."""
    said, clean = "", {}
    for name in ("title", "details", "topic"):
        words = getattr(typed, name)
        findings = privacy.find(words)
        clean[name] = privacy.mask(words, findings)
        said = said or (_found(words, clean[name]) if findings else "")
    return Typed(
        urgency=_known_urgency(typed), specialty=_listed(typed), episode_date=typed.episode_date, **clean
    ), said


def _found(words: str, clean: str) -> str:
    said = identifier_text(words, privacy.find(words))
    return said.replace(f" You can send: {clean}", " The form below is without it.")


def _known_urgency(typed: Typed) -> str:
    return typed.urgency if typed.urgency in list(Urgency) else Urgency.ROUTINE.value


def _listed(typed: Typed) -> str:
    return typed.specialty if typed.specialty in specialties.names() else ""


def _is_alone(session: Session, query: CodingQuery) -> bool:
    """Whether it is still with its asker, be it that a clinician is asked."""
    waits = query.is_waiting() and session.get(Escalation, query.id) is None
    return query.is_open() or waits


def _own(session: Session, speaker: Speaker, query_id: int) -> tuple[CodingQuery, list[SuggestionRow]]:
    query = asking.own_query(session, query_id=query_id, by=speaking(session, speaker))
    return query, asking.suggestions_of(session, query)
