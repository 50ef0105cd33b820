"""One question to a clinician, drawn as it stands for whoever looks at it."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from casework import episode_cases, people
from casework.drafting import Written, draft_of, written_in
from casework.model.clarification import Clarification, ClarificationState
from casework.model.coding_query import CodingQuery
from casework.model.escalation import Escalation
from casework.model.person import Person
from casework.questions import Question, open_for, read_question
from casework.sources import Sources
from casework.templates import templates
from casework.wording import check
from dialogs import clarification_phrases as say
from dialogs.cards.clarification_answer import answered_card, asked_card, ended_card
from dialogs.cards.clarification_form import MOST_CLINICIANS, FormFacts, form_card
from dialogs.cards.clarification_letter import digest_card, over_card, question_card, receipt_card
from dialogs.message import Reply


@dataclass(frozen=True, slots=True)
class Clinicians:
    """Those to choose from; `too_many` where there are more than a list holds."""

    shown: list[Person]
    too_many: bool


NO_SOURCES = Sources()


def question_view(
    session: Session,
    *,
    clarification_id: int,
    by: Person,
    now: datetime,
    says: str = "",
    sources: Sources = NO_SOURCES,
) -> Reply:
    """The question as it stands, for its writer, for the leads, or for the clinician who is asked.

    Raises:
        QuestionNotFound: it does not exist or is not theirs to see.
    """
    question = read_question(session, clarification_id=clarification_id, by=by, now=now)
    if question.mine_to_answer:
        return _for_clinician(session, question, by, now, says)
    one = question.one
    if one.state == ClarificationState.DRAFT:
        return form_view(session, one, by=by, notice=says, sources=sources)
    return asker_view(question, says=says)


def asker_view(question: Question, *, says: str = "") -> Reply:
    """The question as who asked and the leads see it."""
    state = question.one.state
    if state == ClarificationState.OPEN:
        return Reply(says or say.sent(question), asked_card(question, says=says))
    if state in (ClarificationState.ANSWERED, ClarificationState.CLOSED):
        return Reply(says or say.answered(question), answered_card(question, says=says))
    return Reply(says or say.ended(question), ended_card(question, says=says))


def questions_view(session: Session, *, by: Person, now: datetime, says: str = "") -> Reply:
    """What a clinician owes an answer to: one as its letter, several as a list."""
    questions = open_for(session, clinician=by, now=now)
    if not questions:
        return Reply(f"{says} {say.NO_QUESTIONS}".strip())
    if len(questions) == 1:
        return _for_clinician(session, questions[0], by, now, says)
    return Reply(says or say.waiting(questions), digest_card(questions, says=says))


def form_view(
    session: Session,
    one: Clarification,
    *,
    by: Person,
    written: Written | None = None,
    named: str = "",
    mend: tuple[str, ...] = (),
    notice: str = "",
    sources: Sources = NO_SOURCES,
) -> Reply:
    """The form with what was kept, or with what is given instead; above it what to mend, where to look first.

    In a case that was begun for an episode, its local reference stands there from the beginning.
    """
    written = written or written_in(one)
    query = session.get_one(CodingQuery, one.query_id)
    about = episode_cases.episode_of(session, query, tenant=by.tenant, reference=written.patient_reference)
    if about and not written.patient_reference:
        written = replace(written, patient_reference=about.reference)
    found = clinicians_for(session, by, one, named, chosen=written.clinician_id)
    facts = FormFacts(
        query_reference=query.reference,
        query_words=query.words,
        clinicians=found.shown,
        too_many=found.too_many,
        named=named,
        template=next((it for it in templates() if it.key == one.template), None),
        mend=mend,
        notice=notice,
        look_in=sources.of(about.treatment_function if about else ""),
        episode=about.reference if about else "",
    )
    told = notice or (f"{say.MEND} {' '.join(mend)}" if mend else f"{one.reference}: {say.ASK_A_CLINICIAN}")
    return Reply(told, form_card(one, written, facts))


def clinicians_for(
    session: Session, by: Person, one: Clarification, named: str = "", chosen: int | None = None
) -> Clinicians:
    """The clinicians to choose from: the case's specialty first, then by name; with too many, those of the
    name typed, and always the one chosen."""
    everybody = people.clinicians(session, by.tenant)
    too_many = len(everybody) > MOST_CLINICIANS
    escalation = session.get(Escalation, one.query_id)
    specialty = escalation.specialty if escalation else ""
    found = people.clinicians(session, by.tenant, named) if too_many and named else everybody
    found = sorted(found, key=lambda it: not (specialty and it.has_specialty(specialty)))
    first = [it for it in everybody if it.id == chosen]
    shown = list({it.id: it for it in [*first, *found]}.values())
    return Clinicians(shown[:MOST_CLINICIANS], too_many)


def to_mend(one: Clarification) -> tuple[str, ...]:
    """What keeps the draft from being sent, each in a sentence."""
    nobody = () if one.clinician_id else (say.NO_CLINICIAN,)
    return (*nobody, *(fault.sentence for fault in check(draft_of(one))))


def _for_clinician(session: Session, question: Question, by: Person, now: datetime, says: str) -> Reply:
    one = question.one
    waiting = [it for it in open_for(session, clinician=by, now=now) if it.one.id != one.id]
    if one.is_open():
        found = clinicians_for(session, by, one)
        others = [it for it in found.shown if it.id not in (by.id, one.clinician_id)]
        shown = question_card(question, others, too_many=found.too_many, says=says, more=len(waiting))
        return Reply(says or say.waiting([question]), shown)
    if one.state == ClarificationState.ANSWERED:
        return Reply(says or say.thanks(one), receipt_card(question, says=says, more=len(waiting)))
    return Reply(says or say.ended(question), over_card(question, says=says, more=len(waiting)))
