"""What a card's buttons say: the verbs, and the base of their payloads.

A payload is the presser's to forge: it names things by id and is checked for its shape here; who
presses and what they may do is decided in casework.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, ClassVar

MOST_TYPED = 4_000
# The largest id that the databases' INTEGER holds.
LARGEST_ID = 2**31 - 1


class Verb(StrEnum):
    """Every action that a card can send."""

    ANSWERS = "answers"
    MORE = "more"
    DETAILS = "details"
    BACK = "back"
    NOT_MEANT = "not_meant"
    REWORD = "reword"
    OPEN_QUERY = "open_query"
    MY_QUERIES = "my_queries"
    ASK_CLEAN = "ask_clean"

    ESCALATE_FORM = "escalate_form"
    ESCALATE = "escalate"
    REPLY = "reply"
    ADD_NOTE = "add_note"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"
    NOT_ANSWERED = "not_answered"
    REOPEN = "reopen"
    TAKE = "take"
    RELEASE = "release"
    ASSIGN = "assign"
    SET_URGENCY = "set_urgency"
    ASK_BACK = "ask_back"
    ANSWER_CASE = "answer_case"
    REFER_FORM = "refer_form"
    REFER = "refer"
    HELPDESK_REFERENCE = "helpdesk_reference"
    RESOLVE_REFERRAL = "resolve_referral"
    PASS_ON = "pass_on"  # noqa: S105 - a case is passed on
    MERGE = "merge"
    CLOSE_CASE = "close_case"
    QUEUE = "queue"

    CLARIFY = "clarify"
    USE_TEMPLATE = "use_template"
    CHECK_CLARIFICATION = "check_clarification"
    SEND_CLARIFICATION = "send_clarification"
    OPEN_CLARIFICATION = "open_clarification"
    ANSWER_CLARIFICATION = "answer_clarification"
    RECORD_WHERE = "record_where"
    REDIRECT = "redirect"
    CANCEL_CLARIFICATION = "cancel_clarification"
    CLOSE_CLARIFICATION = "close_clarification"
    MY_QUESTIONS = "my_questions"

    SET_ABSENCE = "set_absence"
    CANCEL_ABSENCE = "cancel_absence"

    MY_EPISODES = "my_episodes"
    OPEN_EPISODE = "open_episode"
    START_EPISODE = "start_episode"
    EPISODE_DONE = "episode_done"
    TAKE_BACK_EPISODE = "take_back_episode"
    UNBLOCK_EPISODE = "unblock_episode"
    BLOCK_EPISODE = "block_episode"
    SNOOZE_EPISODE = "snooze_episode"
    ASK_ABOUT_EPISODE = "ask_about_episode"
    REQUEST_NOTES = "request_notes"
    ASSIGN_EPISODE = "assign_episode"
    NOTES_TO_FIND = "notes_to_find"
    ANSWER_NOTES = "answer_notes"
    BACKLOG = "backlog"
    VANISHED_EPISODES = "vanished_episodes"
    SETTLE_VANISHED = "settle_vanished"

    PROPOSE_FORM = "propose_form"
    PROPOSE = "propose"
    OPEN_RULING = "open_ruling"
    RULINGS = "rulings"
    RATIFY = "ratify"
    REFUSE_RULING = "refuse_ruling"
    KEEP_RULING = "keep_ruling"
    WITHDRAW_RULING = "withdraw_ruling"

    WRITE_CODE_NOTE = "write_code_note"
    READ_NEWS = "read_news"
    NEWS_READERS = "news_readers"
    TELL_RULING = "tell_ruling"


class BadPayload(ValueError):
    """A payload that no card of ours could have sent."""


@dataclass(frozen=True, slots=True)
class Payload:
    """The base of all payloads: plain fields of text or whole numbers."""

    verb: ClassVar[Verb]

    def data(self) -> dict[str, Any]:
        """What the card sends: the verb and the fields; not an empty one, which an input may fill."""
        return {"verb": self.verb.value, **{name: it for name, it in asdict(self).items() if it != ""}}
