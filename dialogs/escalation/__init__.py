"""The conversation of escalation: a query goes to the lead coders, and comes back answered."""

from collections.abc import Awaitable, Callable
from typing import Any

from dialogs.desk import Desk
from dialogs.escalation import asker, form, lead, queue
from dialogs.message import Message, Reply
from dialogs.verbs import (
    AddNote,
    AnswerCase,
    AskBack,
    Assign,
    CloseCase,
    Confirm,
    Escalate,
    EscalateForm,
    HelpdeskReference,
    Merge,
    NotAnswered,
    PassOn,
    Payload,
    Refer,
    ReferForm,
    Release,
    Reopen,
    ReplyToLead,
    ResolveReferral,
    SetUrgency,
    ShowQueue,
    Take,
    Withdraw,
)

HANDLERS: dict[type[Payload], Callable[[Desk, Message, Any], Awaitable[Reply]]] = {
    EscalateForm: form.open_form,
    Escalate: form.send,
    ReplyToLead: asker.reply,
    AddNote: asker.add_note,
    Withdraw: asker.withdraw,
    Confirm: asker.confirm,
    NotAnswered: asker.not_answered,
    Reopen: asker.reopen,
    Take: lead.take,
    Release: lead.release,
    Assign: lead.assign,
    SetUrgency: lead.set_urgency,
    AskBack: lead.ask_back,
    AnswerCase: lead.answer,
    ReferForm: lead.refer_form,
    Refer: lead.refer,
    HelpdeskReference: lead.helpdesk_reference,
    ResolveReferral: lead.resolve_referral,
    PassOn: lead.pass_on,
    Merge: lead.merge,
    CloseCase: lead.close,
    ShowQueue: queue.show,
}
