"""A Reply -> what goes to the channel: an activity to post, or the answer to an invoke.

No message may exceed 28 KB (limits from 40 to 100 KB are quoted for Teams, and 70 KB has been
refused): a card too big gives way to its words, words too long are cut and say so.
"""

import json
import logging
from dataclasses import dataclass
from typing import Any

from bot.teams.address import Address
from dialogs.message import Card, Reply

log = logging.getLogger(__name__)

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
LARGEST_BYTES = 28 * 1024
# Left for the addresses around the content; conversation ids reach a few hundred bytes.
FRAME_BYTES = 4 * 1024
SUMMARY_LENGTH = 120
CUT = "\n\n[Cut here: the answer is too long for one Teams message.]"

SENT_BELOW = "The answer is in a new message."
NOTHING_MORE = "Received."


@dataclass(frozen=True, slots=True)
class Answer:
    """The HTTP answer to an activity; a message is answered by status alone."""

    status: int
    body: dict[str, Any] | None = None


ACCEPTED = Answer(201)
NOT_IMPLEMENTED = Answer(501, {"statusCode": 501})


def message(reply: Reply, address: Address, *, reply_to: str = "") -> dict[str, Any]:
    """The activity that says this reply at this address."""
    frame: dict[str, Any] = {
        "type": "message",
        "from": {"id": address.bot},
        "recipient": {"id": address.person},
        "conversation": {"id": address.conversation},
    }
    if reply_to:
        frame["replyToId"] = reply_to
    return frame | _content(reply)


def invoke_card(card: Card) -> Answer:
    """The answer to an invoke that turns the pressed card into this one."""
    return Answer(200, {"statusCode": 200, "type": CARD_TYPE, "value": card})


def invoke_words(text: str) -> Answer:
    """The answer to an invoke that shows these words and leaves the card as it is."""
    return Answer(200, {"statusCode": 200, "type": MESSAGE_TYPE, "value": _cut(text)})


def fits(card: Card) -> bool:
    """Whether a message with this card stays under what Teams takes."""
    return _size(card) <= LARGEST_BYTES - FRAME_BYTES


def _content(reply: Reply) -> dict[str, Any]:
    """Card or words, never both: Teams shows a text beside a card as a second answer."""
    if reply.card is not None and fits(reply.card):
        return {
            "attachments": [{"contentType": CARD_TYPE, "content": reply.card}],
            "summary": _summary(reply.text),
        }
    if reply.card is not None:
        log.warning("card too big for Teams, its words are sent instead: receipt %s", reply.receipt)
    return {"text": _cut(reply.text), "textFormat": "plain"}


def _summary(text: str) -> str:
    """What a notification shows: the first line, shortened."""
    line = text.strip().partition("\n")[0]
    return line if len(line) <= SUMMARY_LENGTH else line[: SUMMARY_LENGTH - 1].rstrip() + "…"


def _cut(text: str) -> str:
    """The text, shortened by a tenth at a time until it fits, with a line that says so."""
    if _size(text) <= LARGEST_BYTES - FRAME_BYTES:
        return text
    text = text[:LARGEST_BYTES]
    while _size(text + CUT) > LARGEST_BYTES - FRAME_BYTES:
        text = text[: len(text) * 9 // 10]
    return text.rstrip() + CUT


def _size(content: Any) -> int:
    """Bytes on the wire."""
    return len(json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"))
