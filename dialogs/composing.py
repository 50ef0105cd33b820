"""A coder or lead asks a clinician: from the template to the question sent, all in their own chat."""

from dataclasses import replace

from sqlmodel import Session

from casework import clarifying, episode_cases, people
from casework.clarification_notices import ask_to_compose
from casework.clarifying import Written
from casework.drafting import check_may_ask, own_draft, written_in
from casework.errors import HoldsIdentifier
from casework.fairness.draft import Format, Indicator
from casework.model.clarification import Clarification
from casework.model.person import Person
from casework.questions import drafts_of, read_question
from casework.templates import for_words, templates
from dialogs import clarification_phrases as say
from dialogs.cards.clarification_form import BLANK, FINDINGS, chooser_card, preview_card
from dialogs.desk import Desk
from dialogs.gate import speaking
from dialogs.message import Message, Reply
from dialogs.moved_questions import alone, as_it_stands, in_place
from dialogs.question_views import asker_view, form_view, to_mend
from dialogs.verbs import CheckClarification, Clarify, SendClarification, UseTemplate
from dialogs.verbs.clarification import Form

_BULLETS = "-•*· \t"


async def clarify(desk: Desk, message: Message, pressed: Clarify) -> Reply:
    """“Ask a clinician”: the templates to choose from, or a message that brings them to one's own chat."""
    if not alone(message):
        return await desk.database.run(_to_own_chat, desk, message, pressed.query_id)
    return in_place(message, await desk.database.read(_chooser, message, pressed.query_id))


async def use_template(desk: Desk, message: Message, pressed: UseTemplate) -> Reply:
    """The form, begun from a template or blank."""
    if not alone(message):
        return await desk.database.run(_to_own_chat, desk, message, pressed.query_id)
    return in_place(message, await desk.database.run(_begin, desk, message, pressed))


@as_it_stands
async def check(desk: Desk, message: Message, pressed: CheckClarification) -> Reply:
    """“Check”: what is typed is kept; what is unfair is said, or the letter shown."""
    if not alone(message):
        return Reply(say.OWN_CHAT)
    return in_place(message, await desk.database.run(_checked, desk, message, pressed))


@as_it_stands
async def send(desk: Desk, message: Message, pressed: SendClarification) -> Reply:
    """“Send”: only what is fair goes."""
    if not alone(message):
        return Reply(say.OWN_CHAT)
    return in_place(message, await desk.database.run(_sent, desk, message, pressed))


def number_in(typed: str) -> int | None:
    """The number that a choice sends, if it is one."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def chooser(session: Session, by: Person, query_id: int) -> Reply:
    """The templates that the query's words name, the others, and one's own drafts in it.

    Raises:
        NotFound, NotAllowed, Unusable: as `start_draft`.
    """
    query = check_may_ask(session, query_id=query_id, by=by)
    matched = for_words(query.words)
    others = [one for one in templates() if one not in matched]
    drafts = drafts_of(session, query_id=query_id, by=by)
    return Reply(
        f"{say.ASK_A_CLINICIAN} about {query.reference}", chooser_card(query, matched, others, drafts)
    )


def _chooser(session: Session, message: Message, query_id: int) -> Reply:
    return chooser(session, speaking(session, message.speaker), query_id)


def _to_own_chat(session: Session, desk: Desk, message: Message, query_id: int) -> Reply:
    by = speaking(session, message.speaker)
    query = check_may_ask(session, query_id=query_id, by=by)
    ask_to_compose(session, query, by=by, now=desk.clock())
    return Reply(say.SENT_TO_OWN_CHAT)


def _begin(session: Session, desk: Desk, message: Message, pressed: UseTemplate) -> Reply:
    by = speaking(session, message.speaker)
    key = pressed.template or pressed.topic or BLANK
    template = "" if key == BLANK else key
    one = clarifying.start_draft(
        session, query_id=pressed.query_id, by=by, template=template, now=desk.clock()
    )
    return form_view(session, one, by=by, sources=desk.sources)


def _checked(session: Session, desk: Desk, message: Message, pressed: CheckClarification) -> Reply:
    by = speaking(session, message.speaker)
    one, refusal = _saved(session, desk, by, pressed)
    return refusal or _form_or_preview(session, desk, by, one, pressed.clinician_name)


def _sent(session: Session, desk: Desk, message: Message, pressed: SendClarification) -> Reply:
    by = speaking(session, message.speaker)
    if pressed.as_kept:
        one = own_draft(session, clarification_id=pressed.clarification_id, by=by, now=desk.clock())
        version = pressed.version
    else:
        one, refusal = _saved(session, desk, by, pressed)
        version = one.version
        if refusal:
            return refusal
    if to_mend(one) and one.state == "draft":
        return _form_or_preview(session, desk, by, one, pressed.clinician_name)
    number, now = pressed.clarification_id, desk.clock()
    sent = clarifying.send(
        session, clarification_id=number, version=version, by=by, department=desk.department, now=now
    )
    episode_cases.link_sent(session, sent, by=by, now=now)
    question = read_question(session, clarification_id=number, by=by, now=now)
    return asker_view(question, says=say.sent(question))


def _saved(session: Session, desk: Desk, by: Person, form: Form) -> tuple[Clarification, Reply | None]:
    """What was typed, kept; or the form again, with whatever may identify a patient replaced."""
    now, number = desk.clock(), form.clarification_id
    one = own_draft(session, clarification_id=number, by=by, now=now)
    written = _written(session, by, form, one)
    try:
        one = clarifying.save_draft(
            session, clarification_id=number, version=form.version, by=by, written=written, now=now
        )
    except HoldsIdentifier:
        again = form_view(
            session,
            one,
            by=by,
            written=written.masked(),
            named=form.clinician_name,
            notice=say.REPLACED,
            sources=desk.sources,
        )
        return one, again
    return one, None


def _form_or_preview(session: Session, desk: Desk, by: Person, one: Clarification, named: str) -> Reply:
    mend = to_mend(one)
    if mend:
        return form_view(session, one, by=by, named=named, mend=mend, sources=desk.sources)
    question = read_question(session, clarification_id=one.id or 0, by=by, now=desk.clock())
    return Reply(f"{one.reference}: {say.FAIR}", preview_card(question))


def _written(session: Session, by: Person, form: Form, one: Clarification) -> Written:
    """The form as it was typed; findings beyond those that the form shows stay as they were."""
    kept = written_in(one)
    typed = tuple(_finding(form, number) for number in range(1, FINDINGS + 1))
    return replace(
        kept,
        clinician_id=_clinician(session, by, form),
        patient_reference=form.reference.strip(),
        title=form.title.strip(),
        indicators=typed + kept.indicators[FINDINGS:],
        question=form.question.strip(),
        format=Format(form.format) if form.format in list(Format) else kept.format,
        options=tuple(filter(None, (line.strip(_BULLETS) for line in form.options.splitlines()))),
        documented=form.documented.strip(),
    )


def _finding(form: Form, number: int) -> Indicator:
    said, where, when = (getattr(form, f"{name}_{number}").strip() for name in ("finding", "source", "on"))
    return Indicator(said, where, when)


def _clinician(session: Session, by: Person, form: Form) -> int | None:
    """The one chosen, or the only one of the name typed."""
    if (number := number_in(form.clinician)) is not None:
        return number
    named = people.clinicians(session, by.tenant, form.clinician_name) if form.clinician_name.strip() else []
    return named[0].id if len(named) == 1 else None
