"""The answer to a case, proposed as a ruling. What is wrong with a field is said in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from casework import moving, ratifying
from casework.answering import MOST_CODES, CheckCode
from casework.department import Department
from casework.errors import Unusable
from casework.holding import seen
from casework.london import london_date
from casework.model.case_entry import CaseEntry
from casework.model.coding_query import CodingQuery, Outcome, QueryState
from casework.model.escalation import Escalation
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.model.ruling import Ruling, RulingState
from casework.rights import Action
from casework.ruling_moving import begin, find
from casework.ruling_notices import tell
from casework.texts import usable, usable_line
from knowledge.codes import Classification

LONGEST_QUESTION = 400
LONGEST_REFERENCE = 60
MOST_REFERENCES = 20
LONGEST_RULE = timedelta(days=5 * 366)
_LIVE = (RulingState.PROPOSED.value, RulingState.RATIFIED.value)
_NO_ANSWER = {Outcome.WITHDRAWN.value, Outcome.DUPLICATE.value, Outcome.NO_ANSWER.value}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the form for proposing is filled with: all of it for the lead to change."""

    question: str
    answer: str
    codes: tuple[tuple[Classification, str], ...]
    specialty: str
    valid_from: date
    review_on: date


def may_be_proposed(session: Session, query: CodingQuery) -> bool:
    """Whether a card of the case offers it: the case has an answer and no ruling yet."""
    work = session.get(Escalation, query.id)
    ended = query.state in (QueryState.ANSWERED, QueryState.CLOSED) and query.outcome not in _NO_ANSWER
    return bool(ended and work and work.answer_entry and not _live(session, query.id or 0))


def proposal(
    session: Session, *, query_id: int, by: Person, department: Department, now: datetime
) -> Proposal:
    """What is known already: the question as it was asked, the answer, its codes.

    Raises:
        NotFound, NotAllowed: the case is not theirs to see, or to make a ruling of.
        Unusable: it has no answer.
    """
    query, _ = seen(session, query_id=query_id, by=by, action=Action.PROPOSE_RULING)
    work = _answered(session, query)
    entry = session.get_one(CaseEntry, work.answer_entry)
    today = london_date(now)
    return Proposal(
        question=query.words[:LONGEST_QUESTION],
        answer=entry.words,
        codes=codes_of(work.answer_codes),
        specialty=work.specialty,
        valid_from=today,
        review_on=today + department.rule_for,
    )


def propose(
    session: Session,
    *,
    query_id: int,
    by: Person,
    question: str,
    answer: str,
    codes: Sequence[tuple[Classification, str]] = (),
    rests_on: Sequence[str] = (),
    valid_from: date | None = None,
    review_on: date | None = None,
    supersedes: int | None = None,
    check_code: CheckCode,
    department: Department,
    now: datetime,
) -> Ruling:
    """A lead proposes the answer to a case as a ruling. RULING_TO_RATIFY to everybody who may ratify it.

    `supersedes` is the ruling that it takes the place of once it is ratified. The same again from the same
    person is the one that is there.

    Raises:
        Unusable: the case has no answer or a ruling already, nobody could ratify it, or a field is wrong.
        HoldsIdentifier: the question or the answer may identify a patient.
    """
    query, _ = seen(session, query_id=query_id, by=by, action=Action.PROPOSE_RULING)
    question = usable_line(question, "the question", most=LONGEST_QUESTION)
    answer = usable(answer, "the answer")
    moving.lock(session, query)
    work = _answered(session, query)
    there = _live(session, query_id)
    if there and (there.proposed_by, there.question, there.answer) == (by.id, question, answer):
        return there
    if there and there.id != supersedes:
        raise Unusable(f"{query.reference} has ruling {there.reference} ({there.state}) already.")
    begins, until = _days(valid_from, review_on, supersedes, department, london_date(now))
    ruling = Ruling(
        tenant=by.tenant,
        query_id=query_id,
        question=question,
        answer=answer,
        codes=_checked(codes, check_code, begins),
        rests_on=_references(rests_on),
        specialty=work.specialty,
        valid_from=begins,
        review_on=until,
        proposed_by=by.id or 0,
        proposed_at=now,
        supersedes=_superseded(session, supersedes, by),
    )
    second = ratifying.ratifiers(session, ruling, department)
    if not second:
        raise Unusable(f"Nobody could ratify it: there is no {department.ratifiers.value} but yourself.")
    begin(session, ruling, query, by=by, now=now)
    tell(session, NoticeKind.RULING_TO_RATIFY, ruling, [one.id for one in second], by=by, now=now)
    return ruling


def codes_of(text: str) -> tuple[tuple[Classification, str], ...]:
    """The codes of a column of codes: icd10:I214,opcs4:W371."""
    pairs = (one.partition(":") for one in text.split(",") if one)
    return tuple((Classification(classification), code) for classification, _, code in pairs)


def _answered(session: Session, query: CodingQuery) -> Escalation:
    work = session.get(Escalation, query.id, populate_existing=True)
    ended = query.state in (QueryState.ANSWERED, QueryState.CLOSED) and query.outcome not in _NO_ANSWER
    if work is None or work.answer_entry is None or not ended:
        raise Unusable(f"{query.reference} has no answer that a ruling could be made of.")
    return work


def _live(session: Session, query_id: int) -> Ruling | None:
    rows = select(Ruling).where(Ruling.query_id == query_id, col(Ruling.state).in_(_LIVE))
    return session.exec(rows.order_by(col(Ruling.id).desc()).limit(1)).first()


def _superseded(session: Session, ruling_id: int | None, by: Person) -> int | None:
    if ruling_id is None:
        return None
    older = find(session, ruling_id=ruling_id, by=by)
    if older.state != RulingState.RATIFIED:
        raise Unusable(f"{older.reference} is {older.state}: only a ratified ruling can be superseded.")
    return older.id


def _days(
    valid_from: date | None,
    review_on: date | None,
    supersedes: int | None,
    department: Department,
    today: date,
) -> tuple[date, date]:
    begins = valid_from or today
    if abs(begins - today) > LONGEST_RULE:
        raise Unusable("Please check the day from which it is valid: it is more than five years away.")
    if supersedes is not None and begins > today:
        raise Unusable(
            "What takes another ruling's place is valid from today or earlier, or nothing would answer."
        )
    return begins, review_day(review_on or max(begins, today) + department.rule_for, max(begins, today))


def review_day(review_on: date, after: date) -> date:
    """The review date, if it is after that day and not too far."""
    if not after < review_on <= after + LONGEST_RULE:
        raise Unusable("Please choose a review date after it begins and within five years.")
    return review_on


def _checked(codes: Sequence[tuple[Classification, str]], check: CheckCode, on: date) -> str:
    if len(codes) > MOST_CODES:
        raise Unusable(f"Please give at most {MOST_CODES} codes.")
    return ",".join(dict.fromkeys(f"{one.value}:{check(one, code, on)}" for one, code in codes))


def _references(rests_on: Sequence[str]) -> str:
    if len(rests_on) > MOST_REFERENCES:
        raise Unusable(f"Please name at most {MOST_REFERENCES} standards.")
    kept = (
        usable_line(one.replace(",", " "), "a standard", most=LONGEST_REFERENCE, needed=False)
        for one in rests_on
    )
    return ",".join(dict.fromkeys(one for one in kept if one))
