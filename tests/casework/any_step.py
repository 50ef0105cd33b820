"""The steps of a case: all there are, those that words go with, and those that a state is made for."""

from collections.abc import Callable

from casework import answering, closing, escalating, merging, referring
from casework.model.coding_query import CodingQuery

Verb = Callable[..., CodingQuery]
WRITTEN: tuple[Verb, ...] = (
    answering.ask_back,
    answering.reply,
    answering.answer,
    answering.not_answered,
    closing.withdraw,
    closing.reopen,
    escalating.pass_on,
    referring.refer,
    referring.resolve_referral,
)
PLAIN: tuple[Verb, ...] = (escalating.take, escalating.release, answering.confirm)
VERBS: tuple[Verb, ...] = (
    *WRITTEN,
    *PLAIN,
    escalating.escalate,
    escalating.escalate,
    escalating.take,
    answering.answer,
    escalating.assign,
    escalating.set_urgency,
    referring.helpdesk_reference,
    closing.close,
    merging.merge,
)
# What is done in a state as a rule: by the asker, or by a lead.
BY_ASKER: dict[str, tuple[Verb, ...]] = {
    "open": (*[escalating.escalate] * 6, closing.withdraw),
    "waiting on asker": (answering.reply, answering.reply, closing.withdraw),
    "answered": (answering.confirm, answering.not_answered),
    "closed": (closing.reopen,),
}
BY_LEAD: dict[str, tuple[Verb, ...]] = {
    "new": (escalating.take, escalating.take, escalating.assign, answering.ask_back, merging.merge),
    "assigned": (
        answering.ask_back,
        answering.answer,
        answering.answer,
        referring.refer,
        escalating.assign,
        escalating.release,
        escalating.pass_on,
        escalating.set_urgency,
        closing.close,
        merging.merge,
    ),
    "waiting on asker": (escalating.assign, escalating.release, answering.answer),
    "waiting on clinician": (answering.ask_back, escalating.release, answering.answer, merging.merge),
    "waiting on national helpdesk": (referring.helpdesk_reference, referring.resolve_referral),
    "answered": (closing.close, merging.merge),
    "closed": (closing.reopen,),
}
