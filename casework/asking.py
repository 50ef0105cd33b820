"""A coder asks; the question is kept with what was suggested; the asker closes it or asks in other words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update
from sqlmodel import Session, SQLModel, col, select

from casework import history, moving, receiving
from casework.chain import seal_of_round
from casework.errors import AlreadyClosed, NotFound, NotOffered, NotYours
from casework.model.coding_query import (
    CodingQuery,
    Outcome,
    QueryRound,
    QueryState,
    SuggestionRow,
    reference_of,
)
from casework.model.person import Person
from casework.model.receipt import Receipt
from casework.privacy import refuse_identifiers
from knowledge.codes import Classification, display

ASKED = "asked"
REWORDED = "asked in other words"


@dataclass(frozen=True, slots=True)
class Offered:
    """A suggestion as it is to be kept."""

    condition: int
    condition_words: str
    place: int
    classification: Classification
    code: str
    title: str
    release_id: int
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """Which delivery raised the query: the key that makes a repeat harmless."""

    tenant: str
    conversation: str
    message: str
    place: str


def raise_query(
    session: Session,
    *,
    by: Person,
    words: str,
    offered: Sequence[Offered],
    delivered: Delivered,
    now: datetime,
) -> tuple[CodingQuery, Receipt]:
    """Keep a question and what was suggested for it, with the receipt of its message.

    Raises:
        HoldsIdentifier: the words may identify a patient; nothing was stored.
        sqlalchemy.exc.IntegrityError: the same message is being kept by another replica.
    """
    refuse_identifiers(words)
    query = CodingQuery(
        asked_by=_id(by),
        asked_at=now,
        words=words,
        place=delivered.place,
        conversation=delivered.conversation,
    )
    session.add(query)
    session.flush()
    receipt = receiving.receive(
        session,
        tenant=delivered.tenant,
        conversation=delivered.conversation,
        message=delivered.message,
        now=now,
    )
    receipt.query_id = query.id
    _keep(session, query, offered, now)
    seal = seal_of_round(query.id or 0, query.rounds, words)
    history.note(
        session,
        query=query,
        before="",
        after=QueryState.OPEN,
        by=by,
        now=now,
        why=ASKED,
        seal=seal,
        first=True,
    )
    return query, receipt


def reword(
    session: Session, *, query_id: int, by: Person, words: str, offered: Sequence[Offered], now: datetime
) -> CodingQuery:
    """Ask an open query again in other words; what was suggested before stays in its history.

    The same words again, as when the button is pressed twice, are no new round.
    """
    refuse_identifiers(words)
    query = own_query(session, query_id=query_id, by=by)
    _claim_open(session, query)
    if words == query.words:
        return query
    _claim_open(session, query, rounds=query.rounds + 1, words=words)
    _keep(session, query, offered, now)
    seal = seal_of_round(query.id or 0, query.rounds, words)
    _note_open(session, query, by=by, now=now, why=REWORDED, seal=seal)
    return query


def say_not_meant(session: Session, *, query_id: int, by: Person, now: datetime) -> CodingQuery:
    """The asker says that nothing shown is meant; the query stays open."""
    query = own_query(session, query_id=query_id, by=by)
    _claim_open(session, query)
    _note_open(session, query, by=by, now=now, why="not what I meant")
    return query


def close_with_code(
    session: Session, *, query_id: int, by: Person, classification: str, code: str, now: datetime
) -> CodingQuery:
    """The asker says that one of the suggested codes answers the query.

    Raises:
        NotFound, NotYours: the query is not this person's.
        NotOffered: the code was never suggested for it.
        AlreadyClosed: it is closed, by this or an earlier press.
    """
    query = own_query(session, query_id=query_id, by=by)
    if not _was_offered(session, query, classification, code):
        raise NotOffered(query.reference)
    _claim_open(
        session,
        query,
        state=QueryState.CLOSED.value,
        version=query.version + 1,
        outcome=Outcome.CODE.value,
        chosen_code=code,
        chosen_classification=classification,
        closed_at=now,
    )
    history.note(
        session,
        query=query,
        before=QueryState.OPEN,
        after=QueryState.CLOSED,
        by=by,
        now=now,
        why=f"answered with {display(code)}",
    )
    return query


def offer_more(session: Session, *, query_id: int, by: Person, offered: Sequence[Offered]) -> CodingQuery:
    """Keep further codes that were shown for the current round, so that one of them can be chosen."""
    query = own_query(session, query_id=query_id, by=by)
    _claim_open(session, query)
    rows = suggestions_of(session, query)
    held = {(row.condition, row.classification, row.code) for row in rows}
    places: dict[int, int] = {}
    for row in rows:
        places[row.condition] = max(places.get(row.condition, 0), row.place)
    further = []
    for item in offered:
        if (item.condition, item.classification.value, item.code) not in held:
            places[item.condition] = places.get(item.condition, 0) + 1
            further.append(_row(query, item, place=places[item.condition]))
    _insert(session, SuggestionRow, further)
    return query


def own_query(session: Session, *, query_id: int, by: Person) -> CodingQuery:
    """The query, if this person asked it; a lead may see it but only the asker may move it."""
    query = visible_query(session, query_id=query_id, by=by)
    if query.asked_by != by.id:
        raise NotYours(query.reference)
    return query


def visible_query(session: Session, *, query_id: int, by: Person) -> CodingQuery:
    """The query, if this person may see it; the same refusal whether it is another's or does not exist."""
    query = session.get(CodingQuery, query_id)
    if query is None:
        raise NotFound(reference_of(query_id))
    asker = session.get_one(Person, query.asked_by)
    seen = query.asked_by == by.id or (by.may_see_all_queries() and asker.tenant == by.tenant)
    if not seen:
        raise NotFound(reference_of(query_id))
    return query


def suggestions_of(session: Session, query: CodingQuery) -> list[SuggestionRow]:
    """What was suggested in the query's last round, in the order shown."""
    return list(
        session.exec(
            select(SuggestionRow)
            .where(SuggestionRow.query_id == query.id, SuggestionRow.round == query.rounds)
            .order_by(col(SuggestionRow.condition), col(SuggestionRow.place))
        )
    )


def chosen_title(session: Session, query: CodingQuery) -> str:
    """The title of the code that answered the query, as it was suggested; empty while it is open."""
    chosen = (query.chosen_classification, query.chosen_code)
    rows = suggestions_of(session, query)
    return next((row.title for row in rows if (row.classification, row.code) == chosen), "")


def _claim_open(session: Session, query: CodingQuery, **values: object) -> None:
    """Move an open query on, or say who was first. Zero rows changed means that it is no longer open:
    closed, or with the lead coders."""
    statement = (
        update(CodingQuery)
        .where(col(CodingQuery.id) == query.id, col(CodingQuery.state) == QueryState.OPEN.value)
        .values(**(values or {"state": QueryState.OPEN.value}))
    )
    changed = session.connection().execute(statement).rowcount
    session.refresh(query)
    if not changed and not query.is_closed():
        raise moving.moved(session, query)
    if not changed:
        raise AlreadyClosed(query.reference, display(query.chosen_code))


def _was_offered(session: Session, query: CodingQuery, classification: str, code: str) -> bool:
    return any(
        row.code == code and row.classification == classification for row in suggestions_of(session, query)
    )


def _keep(session: Session, query: CodingQuery, offered: Sequence[Offered], now: datetime) -> None:
    asked = {"query_id": query.id, "round": query.rounds, "words": query.words, "asked_at": now}
    _insert(session, QueryRound, [asked])
    _insert(session, SuggestionRow, [_row(query, item, place=item.place) for item in offered])


def _insert(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]]) -> None:
    """Rows that are only ever read back go in as plain rows: a fifth of the work of objects."""
    if rows:
        session.connection().execute(insert(table), [dict(row) for row in rows])


def _row(query: CodingQuery, item: Offered, *, place: int) -> dict[str, object]:
    return {
        "query_id": query.id,
        "round": query.rounds,
        "condition": item.condition,
        "condition_words": item.condition_words,
        "place": place,
        "classification": item.classification.value,
        "code": item.code,
        "title": item.title,
        "release_id": item.release_id,
        "score": item.score,
        "because": item.because,
    }


def _note_open(
    session: Session, query: CodingQuery, *, by: Person, now: datetime, why: str, seal: str = ""
) -> None:
    """A step of the asker's that leaves the query open."""
    same = QueryState.OPEN
    history.note(session, query=query, before=same, after=same, by=by, now=now, why=why, seal=seal)


def _id(person: Person) -> int:
    assert person.id is not None, "a person is stored before they do anything"
    return person.id
