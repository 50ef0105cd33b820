"""What a card's buttons say: one payload type a verb, shared by the card that sends and the handler.

A payload is the presser's to forge: it names things by id and is checked for its shape here; who
presses and what they may do is decided in casework.
"""

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, get_type_hints

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


class BadPayload(ValueError):
    """A payload that no card of ours could have sent."""


@dataclass(frozen=True, slots=True)
class Payload:
    """The base of all payloads: plain fields of text or whole numbers."""

    verb: ClassVar[Verb]

    def data(self) -> dict[str, Any]:
        """What the card sends: the verb and the fields; not an empty one, which an input may fill."""
        return {"verb": self.verb.value, **{name: it for name, it in asdict(self).items() if it != ""}}


@dataclass(frozen=True, slots=True)
class Answers(Payload):
    """“This answers it”: close the query with that code."""

    verb = Verb.ANSWERS
    query_id: int
    classification: str
    code: str


@dataclass(frozen=True, slots=True)
class More(Payload):
    """“More codes” for every condition of the query."""

    verb = Verb.MORE
    query_id: int


@dataclass(frozen=True, slots=True)
class Details(Payload):
    """“Details” of one suggested code."""

    verb = Verb.DETAILS
    query_id: int
    classification: str
    code: str
    edition_id: int


@dataclass(frozen=True, slots=True)
class Back(Payload):
    """From details back to the answer."""

    verb = Verb.BACK
    query_id: int


@dataclass(frozen=True, slots=True)
class NotMeant(Payload):
    """“Not what I meant”: the query stays open and asks for more words."""

    verb = Verb.NOT_MEANT
    query_id: int


@dataclass(frozen=True, slots=True)
class Reword(Payload):
    """The query asked again; `words` come from the card's own input."""

    verb = Verb.REWORD
    query_id: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class OpenQuery(Payload):
    """Open a query with its history."""

    verb = Verb.OPEN_QUERY
    query_id: int


@dataclass(frozen=True, slots=True)
class MyQueries(Payload):
    """List the presser's own queries."""

    verb = Verb.MY_QUERIES


@dataclass(frozen=True, slots=True)
class AskClean(Payload):
    """Ask the redacted version of a message that held an identifier; `words` are already clean.

    `instead_of` is the id of that message: however often the button is pressed, it is asked once.
    """

    verb = Verb.ASK_CLEAN
    words: str = ""
    instead_of: str = ""


PAYLOADS: dict[Verb, type[Payload]] = {
    kind.verb: kind
    for kind in (Answers, More, Details, Back, NotMeant, Reword, OpenQuery, MyQueries, AskClean)
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
