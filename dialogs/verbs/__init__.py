"""What a card's buttons say: one payload type a verb, shared by the card that sends and the handler.

A payload is the presser's to forge: it names things by id and is checked for its shape here; who
presses and what they may do is decided in casework.
"""

from dataclasses import fields
from typing import Any, get_type_hints

from dialogs.verbs import asking, clarification, code_notes, episodes, escalation, news, people, rulings
from dialogs.verbs.asking import (
    Answers,
    AskClean,
    Back,
    Details,
    More,
    MyQueries,
    NotMeant,
    OpenQuery,
    Reword,
)
from dialogs.verbs.base import LARGEST_ID, MOST_TYPED, BadPayload, Payload, Verb
from dialogs.verbs.clarification import (
    AnswerClarification,
    CancelClarification,
    CheckClarification,
    Clarify,
    CloseClarification,
    MyQuestions,
    OpenClarification,
    RecordWhere,
    Redirect,
    SendClarification,
    UseTemplate,
)
from dialogs.verbs.code_notes import WriteCodeNote
from dialogs.verbs.episodes import (
    AnswerNotes,
    AskAboutEpisode,
    AssignEpisode,
    BlockEpisode,
    EpisodeDone,
    MyEpisodes,
    NotesToFind,
    OpenEpisode,
    RequestNotes,
    SettleVanished,
    ShowBacklog,
    SnoozeEpisode,
    StartEpisode,
    TakeBackEpisode,
    UnblockEpisode,
    VanishedEpisodes,
)
from dialogs.verbs.escalation import (
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
from dialogs.verbs.news import NewsReaders, ReadNews, TellRuling
from dialogs.verbs.people import CancelAbsence, SetAbsence
from dialogs.verbs.rulings import (
    KeepRuling,
    OpenRuling,
    Propose,
    ProposeForm,
    Ratify,
    RefuseRuling,
    ShowRulings,
    WithdrawRuling,
)

__all__ = [
    "LARGEST_ID",
    "PAYLOADS",
    "AddNote",
    "AnswerCase",
    "AnswerClarification",
    "AnswerNotes",
    "Answers",
    "AskAboutEpisode",
    "AskBack",
    "AskClean",
    "Assign",
    "AssignEpisode",
    "Back",
    "BadPayload",
    "BlockEpisode",
    "CancelAbsence",
    "CancelClarification",
    "CheckClarification",
    "Clarify",
    "CloseCase",
    "CloseClarification",
    "Confirm",
    "Details",
    "EpisodeDone",
    "Escalate",
    "EscalateForm",
    "HelpdeskReference",
    "KeepRuling",
    "Merge",
    "More",
    "MyEpisodes",
    "MyQueries",
    "MyQuestions",
    "NewsReaders",
    "NotAnswered",
    "NotMeant",
    "NotesToFind",
    "OpenClarification",
    "OpenEpisode",
    "OpenQuery",
    "OpenRuling",
    "PassOn",
    "Payload",
    "Propose",
    "ProposeForm",
    "Ratify",
    "ReadNews",
    "RecordWhere",
    "Redirect",
    "Refer",
    "ReferForm",
    "RefuseRuling",
    "Release",
    "Reopen",
    "ReplyToLead",
    "RequestNotes",
    "ResolveReferral",
    "Reword",
    "SendClarification",
    "SetAbsence",
    "SetUrgency",
    "SettleVanished",
    "ShowBacklog",
    "ShowQueue",
    "ShowRulings",
    "SnoozeEpisode",
    "StartEpisode",
    "Take",
    "TakeBackEpisode",
    "TellRuling",
    "UnblockEpisode",
    "UseTemplate",
    "VanishedEpisodes",
    "Verb",
    "Withdraw",
    "WithdrawRuling",
    "WriteCodeNote",
    "read_payload",
]

PAYLOADS: dict[Verb, type[Payload]] = {
    kind.verb: kind
    for room in (asking, escalation, clarification, people, episodes, rulings, news, code_notes)
    for kind in room.PAYLOADS
}


def read_payload(verb: str, data: dict[str, Any]) -> Payload:
    """The payload of a pressed button.

    Raises:
        BadPayload: the verb is unknown, or a field is missing or of the wrong kind.
    """
    if verb not in PAYLOADS:
        raise BadPayload(f"unknown verb {verb[:40]!r}")
    kind = PAYLOADS[Verb(verb)]
    hints = get_type_hints(kind)
    return kind(**{one.name: _value(data, one.name, hints[one.name]) for one in fields(kind)})


def _value(data: dict[str, Any], name: str, wanted: type) -> str | int:
    value = data.get(name, "" if wanted is str else None)
    if wanted is int:
        # A submit through an older client sends numbers as text.
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST_ID:
            raise BadPayload(f"{name} is not a whole number")
        return value
    if not isinstance(value, str) or len(value) > MOST_TYPED:
        raise BadPayload(f"{name} is not text, or too long")
    return value
