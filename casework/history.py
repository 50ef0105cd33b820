"""Writes what happened: one immutable row a step, sealed into the query's chain."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col, select

from casework import chain
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery
from casework.model.person import Person
from casework.model.ruling import Ruling
from casework.model.status_change import StatusChange, Subject
from casework.privacy import refuse_identifiers


@dataclass(frozen=True, slots=True)
class Job:
    """A named job of ours: nobody acts anonymously."""

    name: str


By = Person | Job


def note(
    session: Session,
    *,
    query: CodingQuery,
    before: str,
    after: str,
    by: By,
    now: datetime,
    why: str,
    entry: CaseEntry | None = None,
    clarification: Clarification | None = None,
    ruling: Ruling | None = None,
    subject: Subject | None = None,
    seal: str = "",
    first: bool = False,
) -> None:
    """Append a row to the query's history; `first` spares the look for the row before.

    The states are the clarification's or ruling's where one is given, unless `subject` says that they are
    the query's. The row seals its entry, clarification and ruling, or else what `seal` is the digest of.

    The caller has changed or locked the query's row in this transaction, so that two who write at once
    take turns; the unique (query, sequence) refuses what slips through.
    """
    subject = subject or _subject(clarification, ruling)
    before_it = None if first else last(session, query.id or 0)
    row: dict[str, object] = {
        "query_id": query.id,
        "sequence": before_it.sequence + 1 if before_it else 1,
        "subject": subject.value,
        "before": before,
        "after": after,
        "by": by.id if isinstance(by, Person) else None,
        "job": "" if isinstance(by, Person) else by.name,
        "at": now,
        "why": why,
        "entry_id": entry.id if entry else None,
        "clarification_id": clarification.id if clarification else None,
        "ruling_id": ruling.id if ruling else None,
        "seal": seal or seal_of(after, entry, clarification, ruling),
    }
    row["mac"] = chain.mac_of(audit_key(session), row, before_it.mac if before_it else "")
    session.connection().execute(insert(StatusChange), [row])


def _subject(clarification: Clarification | None, ruling: Ruling | None) -> Subject:
    if ruling is not None:
        return Subject.RULING
    return Subject.CLARIFICATION if clarification else Subject.QUERY


def last(session: Session, query_id: int) -> StatusChange | None:
    """The newest row of a query's history."""
    rows = select(StatusChange).where(StatusChange.query_id == query_id)
    return session.exec(rows.order_by(col(StatusChange.sequence).desc()).limit(1)).first()


def write(
    session: Session,
    *,
    query: CodingQuery,
    kind: EntryKind,
    by: Person,
    words: str,
    now: datetime,
    nonce: str,
    codes: str = "",
) -> CaseEntry:
    """Keep somebody's words in a case, once and for good.

    Raises:
        HoldsIdentifier: the words may identify a patient; nothing was stored.
        sqlalchemy.exc.IntegrityError: the same card was pressed at the same moment elsewhere.
    """
    refuse_identifiers(words)
    entry = CaseEntry(
        query_id=query.id or 0,
        kind=kind.value,
        by=by.id or 0,
        at=now,
        words=words,
        codes=codes,
        nonce=nonce,
    )
    session.add(entry)
    session.flush()
    return entry


def audit_key(session: Session) -> bytes:
    """The key of the chains, which the database's owner gave (`Database(url, audit_key=…)`)."""
    key: bytes = session.info.get("audit_key", b"")
    return key


def seal_of(
    after: str,
    entry: CaseEntry | None,
    clarification: Clarification | None,
    ruling: Ruling | None = None,
) -> str:
    """The seal of a row with that entry, that clarification and that ruling."""
    seals = [chain.seal_of_entry(entry)] if entry else []
    seals += [chain.seal_of_clarification(clarification, after)] if clarification else []
    seals += [chain.seal_of_ruling(ruling)] if ruling else []
    return " ".join(seal for seal in seals if seal)
