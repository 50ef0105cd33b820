"""One case with all that belongs to it, as plain data: what an audit or a challenge meeting asks for."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from casework import auditing
from casework.errors import NotFound
from casework.heads import Head
from casework.model.case_entry import CaseEntry
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery, QueryRound, SuggestionRow, reference_of
from casework.model.escalation import Escalation
from casework.model.notice import Notice, NoticeState
from casework.model.person import Person
from casework.model.status_change import StatusChange
from knowledge.codes import display
from knowledge.releases import Release

Facts = dict[str, Any]


def pack(session: Session, query_id: int, *, heads: list[Head], now: datetime) -> Facts:
    """The audit pack of a query: question, what was shown, indicators, answers, who and when, which
    release, the codes before and after, every step with its seal, and whether the chain holds.

    Raises:
        NotFound: there is no such query.
    """
    query = session.get(CodingQuery, query_id)
    if query is None:
        raise NotFound(reference_of(query_id))
    names = _Names(session)
    escalation = session.get(Escalation, query_id)
    verified = auditing.verify(session, heads, only=query_id)
    return {
        "reference": query.reference,
        "made_at": _at(now),
        "state": query.state,
        "outcome": query.outcome,
        "duplicate_of": reference_of(query.duplicate_of) if query.duplicate_of else "",
        "asked_by": names.of(query.asked_by),
        "asked_at": _at(query.asked_at),
        "place": query.place,
        "rounds": _rounds(session, query_id),
        "escalation": _escalation(escalation, names) if escalation else None,
        "entries": [_entry(one, names) for one in _all(session, CaseEntry, query_id)],
        "clarifications": [_clarification(one, names) for one in _all(session, Clarification, query_id)],
        "codes": {
            "suggested": _suggested_codes(session, query),
            "after": _codes_after(query, escalation),
        },
        "undelivered": _undelivered(session, query_id, names),
        "steps": [_step(one, names) for one in _steps(session, query_id)],
        "chain": {
            "holds": not verified.touched,
            "touched": [str(one) for one in verified.touched],
            "anchored_outside": verified.heads > 0,
        },
    }


class _Names:
    """People by id, each looked up once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, Facts] = {}

    def of(self, person_id: int | None) -> Facts | None:
        if person_id is None:
            return None
        if person_id not in self._known:
            person = self._session.get_one(Person, person_id)
            self._known[person_id] = {"name": person.name, "role": person.role, "id": person.channel_id}
        return self._known[person_id]


def _rounds(session: Session, query_id: int) -> list[Facts]:
    asked = select(QueryRound).where(QueryRound.query_id == query_id).order_by(col(QueryRound.round))
    shown = (
        select(SuggestionRow, Release)
        .join(Release, col(Release.id) == SuggestionRow.release_id)
        .where(SuggestionRow.query_id == query_id)
        .order_by(col(SuggestionRow.condition), col(SuggestionRow.place))
    )
    rows = list(session.exec(shown))
    return [
        {
            "round": one.round,
            "words": one.words,
            "asked_at": _at(one.asked_at),
            "shown": [_suggestion(row, release) for row, release in rows if row.round == one.round],
        }
        for one in session.exec(asked)
    ]


def _suggestion(row: SuggestionRow, release: Release) -> Facts:
    return {
        "for": row.condition_words,
        "place": row.place,
        "code": display(row.code),
        "title": row.title,
        "because": row.because,
        "classification": row.classification,
        "release": release.edition,
        "valid_from": release.valid_from.isoformat(),
    }


def _escalation(one: Escalation, names: _Names) -> Facts:
    return {
        "title": one.title,
        "urgency": one.urgency,
        "specialty": one.specialty,
        "episode_date": one.episode_date.isoformat() if one.episode_date else "",
        "by": names.of(one.escalated_by),
        "at": _at(one.escalated_at),
        "assigned_to": names.of(one.assigned_to),
        "answered_by": names.of(one.answered_by),
        "answered_at": _at(one.answered_at),
        "helpdesk_reference": one.helpdesk_reference,
    }


def _entry(one: CaseEntry, names: _Names) -> Facts:
    return {
        "kind": one.kind,
        "by": names.of(one.by),
        "at": _at(one.at),
        "words": one.words,
        "codes": _codes(one.codes),
    }


def _clarification(one: Clarification, names: _Names) -> Facts:
    return {
        "reference": one.reference,
        "state": one.state,
        "asked_by": names.of(one.asked_by),
        "clinician": names.of(one.clinician_id),
        "patient_reference": one.patient_reference,
        "title": one.title,
        "indicators": one.indicators,
        "question": one.question,
        "options": [*one.options, "Other", "Unable to determine"] if one.options else [],
        "sent_at": _at(one.sent_at),
        "answered_by": names.of(one.answered_by),
        "answered_at": _at(one.answered_at),
        "chosen": one.chosen,
        "answer": one.answer,
        "recorded_where": one.recorded_where,
        "agreement": one.agreement,
        "ended_because": one.ended_because,
    }


def _suggested_codes(session: Session, query: CodingQuery) -> list[str]:
    """What stood first for each condition of the last round: the codes before anybody was asked."""
    first = select(SuggestionRow).where(
        SuggestionRow.query_id == query.id,
        SuggestionRow.round == query.rounds,
        SuggestionRow.place == 1,
    )
    return [display(row.code) for row in session.exec(first.order_by(col(SuggestionRow.condition)))]


def _codes_after(query: CodingQuery, escalation: Escalation | None) -> list[str]:
    if escalation and escalation.answer_codes:
        return _codes(escalation.answer_codes)
    return [display(query.chosen_code)] if query.chosen_code else []


def _codes(kept: str) -> list[str]:
    return [display(part.rpartition(":")[2]) for part in kept.split(",") if part]


def _undelivered(session: Session, query_id: int, names: _Names) -> list[Facts]:
    """What may not have arrived: said as it is known, never guessed."""
    unsure = (NoticeState.UNKNOWN.value, NoticeState.UNREACHABLE.value, NoticeState.SET_ASIDE.value)
    wanted = select(Notice).where(Notice.query_id == query_id, col(Notice.state).in_(unsure))
    return [
        {"kind": one.kind, "to": names.of(one.person_id), "state": one.state, "at": _at(one.ended_at)}
        for one in session.exec(wanted.order_by(col(Notice.id)))
    ]


def _steps(session: Session, query_id: int) -> list[StatusChange]:
    rows = select(StatusChange).where(StatusChange.query_id == query_id)
    return list(session.exec(rows.order_by(col(StatusChange.sequence))))


def _step(one: StatusChange, names: _Names) -> Facts:
    return {
        "step": one.sequence,
        "of": one.subject,
        "before": one.before,
        "after": one.after,
        "by": names.of(one.by) or {"name": f"job: {one.job}", "role": "", "id": ""},
        "at": _at(one.at),
        "why": one.why,
        "seal": one.seal,
        "mac": one.mac,
    }


def _all(session: Session, table: Any, query_id: int) -> list[Any]:
    return list(session.exec(select(table).where(table.query_id == query_id).order_by(table.id)))


def _at(moment: datetime | None) -> str:
    return moment.isoformat(timespec="seconds") if moment else ""
