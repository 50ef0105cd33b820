"""The payloads of asking for a code."""

from dataclasses import dataclass

from dialogs.verbs.base import Payload, Verb


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


PAYLOADS: tuple[type[Payload], ...] = (
    Answers,
    More,
    Details,
    Back,
    NotMeant,
    Reword,
    OpenQuery,
    MyQueries,
    AskClean,
)
