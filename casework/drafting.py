"""A coder writes a question to a clinician: the draft, from its template to the moment before it is sent.

A draft is its writer's alone. Whatever is typed is kept, fair or not; what may identify a patient is not.
"""

import json
from dataclasses import dataclass, fields
from datetime import datetime

from sqlmodel import Session, select

from casework import history, moving, privacy, rights
from casework.clarification_answers import OTHER, UNABLE
from casework.clarification_moves import DRAFT, change, held, seen
from casework.errors import NotFound, Unusable
from casework.fairness.draft import MOST_INDICATORS, MOST_OPTIONS, Draft, Format, Indicator
from casework.model.clarification import Clarification, ClarificationState
from casework.model.coding_query import CodingQuery, QueryState, reference_of
from casework.model.person import Person, Role
from casework.rights import Action
from casework.templates import template as template_of

# All of it must find room on one card, in the form and in the letter: bytes as JSON.
LARGEST_DRAFT = 10_000
_DONE = (QueryState.ANSWERED, QueryState.CLOSED)


@dataclass(frozen=True, slots=True)
class Written:
    """What the writer has typed so far. `clinician_id` is None until one is chosen."""

    clinician_id: int | None = None
    patient_reference: str = ""
    title: str = ""
    indicators: tuple[Indicator, ...] = ()
    question: str = ""
    format: Format = Format.OPEN
    options: tuple[str, ...] = ()
    documented: str = ""

    def texts(self) -> list[str]:
        """Everything typed, one by one."""
        found = [self.patient_reference, self.title, self.question, self.documented, *self.options]
        return found + [text for one in self.indicators for text in (one.finding, one.source, one.on)]

    def masked(self) -> "Written":
        """The same with whatever may identify a patient replaced by what it was."""
        texts = {
            one.name: mask(getattr(self, one.name))
            for one in fields(self)
            if isinstance(getattr(self, one.name), str) and one.name != "format"
        }
        return Written(
            clinician_id=self.clinician_id,
            indicators=tuple(Indicator(mask(i.finding), mask(i.source), mask(i.on)) for i in self.indicators),
            format=self.format,
            options=tuple(mask(option) for option in self.options),
            **texts,
        )


def start_draft(
    session: Session, *, query_id: int, by: Person, template: str = "", now: datetime
) -> Clarification:
    """A new draft, begun from a template or blank. An untouched one of the same beginning is used again.

    Raises:
        NotFound, NotAllowed: the query is not this person's to ask a clinician about.
        NoSuchTemplate: the template is none.
        Unusable: the query is answered or closed.
    """
    query = check_may_ask(session, query_id=query_id, by=by)
    moving.lock(session, query)
    untouched = select(Clarification).where(
        Clarification.query_id == query.id,
        Clarification.asked_by == by.id,
        Clarification.state == ClarificationState.DRAFT.value,
        Clarification.template == template,
        Clarification.version == 1,
    )
    earlier = session.exec(untouched).first()
    return earlier or _begun(session, query, by, template, now)


def check_may_ask(session: Session, *, query_id: int, by: Person) -> CodingQuery:
    """The query, if this person may ask a clinician about it now; raises as `start_draft`."""
    query = session.get(CodingQuery, query_id)
    if query is None:
        raise NotFound(reference_of(query_id))
    rights.check_case(by, Action.CLARIFY, query, asker=session.get_one(Person, query.asked_by))
    check_is_worked(query)
    return query


def check_is_worked(query: CodingQuery) -> None:
    """Refuse a question about a case in which nobody waits for anything any more."""
    if query.state in _DONE:
        raise Unusable(f"{query.reference} is {query.state}: reopen it before you ask a clinician.")


def save_draft(
    session: Session, *, clarification_id: int, version: int, by: Person, written: Written, now: datetime
) -> Clarification:
    """Keep what has been typed so far.

    Raises:
        HoldsIdentifier: something may identify a patient; nothing of it was kept.
        Unusable: it is more than fits on a card, or the clinician chosen is none.
        QuestionNotFound, QuestionMoved: it is not this person's draft, or no longer a draft.
    """
    one, _query = held(
        session,
        clarification_id=clarification_id,
        version=version,
        at=DRAFT,
        by=by,
        action=Action.CLARIFY,
        now=now,
    )
    _check_size(written)
    privacy.refuse_identifiers(*written.texts())
    if written.clinician_id is not None:
        check_clinician(session, written.clinician_id, asked_by=by)
    change(
        session,
        one,
        clinician_id=written.clinician_id,
        patient_reference=written.patient_reference,
        title=written.title,
        indicators=[_row(one) for one in written.indicators if one.finding or one.source or one.on],
        question=written.question,
        format=written.format.value,
        options=_reasonable(written.options),
        documented=written.documented,
    )
    return one


def own_draft(session: Session, *, clarification_id: int, by: Person, now: datetime) -> Clarification:
    """The draft, for its writer."""
    return seen(session, clarification_id=clarification_id, by=by, action=Action.CLARIFY, now=now)


def written_in(one: Clarification) -> Written:
    """What has been kept of a draft, as its writer typed it."""
    return Written(
        clinician_id=one.clinician_id,
        patient_reference=one.patient_reference,
        title=one.title,
        indicators=tuple(Indicator(**row) for row in one.indicators),
        question=one.question,
        format=Format(one.format),
        options=tuple(one.options),
        documented=one.documented,
    )


def draft_of(one: Clarification) -> Draft:
    """It as the fairness check reads it. Every card adds the two fixed answers to those to choose from."""
    chosen_from = one.format != Format.OPEN
    return Draft(
        title=one.title,
        question=one.question,
        patient_reference=one.patient_reference,
        indicators=tuple(Indicator(**row) for row in one.indicators),
        format=Format(one.format),
        options=tuple(one.options),
        has_other=chosen_from,
        has_unable=chosen_from,
        documented=one.documented,
    )


def check_clinician(session: Session, clinician_id: int, *, asked_by: Person) -> Person:
    """The clinician with that id.

    Raises:
        Unusable: there is none in this department, or they have left.
    """
    person = session.get(Person, clinician_id)
    known = person and person.active and person.role == Role.CLINICIAN and person.tenant == asked_by.tenant
    if person is None or not known:
        raise Unusable("Please choose one of the clinicians in the list.")
    return person


def mask(text: str) -> str:
    """The text without what may identify a patient."""
    return privacy.mask(text, privacy.find(text))


def _begun(session: Session, query: CodingQuery, by: Person, template: str, now: datetime) -> Clarification:
    one = Clarification(
        query_id=query.id or 0, asked_by=by.id or 0, template=template, format=Format.OPEN.value, made_at=now
    )
    if template:
        begun = template_of(template)
        one.title, one.question, one.format = begun.title, begun.question, begun.format.value
        one.options, one.documented = list(begun.options), begun.documented
    session.add(one)
    session.flush()
    draft = ClarificationState.DRAFT
    why = f"began a question to a clinician ({one.reference})"
    history.note(session, query=query, before="", after=draft, by=by, now=now, why=why, clarification=one)
    return one


def _check_size(written: Written) -> None:
    kept = json.dumps(written.texts(), ensure_ascii=False).encode()
    many = len(written.indicators) > MOST_INDICATORS or len(written.options) > MOST_OPTIONS
    if many or len(kept) > LARGEST_DRAFT:
        raise Unusable(
            "That is more than fits into one question: keep to what this question needs. I have not kept it."
        )


def _row(indicator: Indicator) -> dict[str, str]:
    return {"finding": indicator.finding, "source": indicator.source, "on": indicator.on}


def _reasonable(options: tuple[str, ...]) -> list[str]:
    """The options once each, without the two fixed ones, which every card adds."""
    fixed = {OTHER.casefold(), UNABLE.casefold()}
    return [one for one in dict.fromkeys(options) if one and one.casefold() not in fixed]
