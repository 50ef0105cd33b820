"""What people do with rulings: propose, ratify, refuse, withdraw, keep.

A ruling is made of the answer to a case. Its words are sealed into the case's chain when it is proposed and
never change: what is wrong with it is refused, and proposed anew; what is outdated is superseded.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from casework import moving, ratifying, rights
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
from casework.ruling_moving import begin, find, move
from casework.ruling_notices import asker_of, keepers, tell
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


def ratify(
    session: Session, *, ruling_id: int, version: int, by: Person, department: Department, now: datetime
) -> Ruling:
    """A second person agrees: PROPOSED -> RATIFIED; what it supersedes ends. RULING_RATIFIED to its proposer and
    to the asker of its case."""
    ruling = find(session, ruling_id=ruling_id, by=by)
    ratifying.check(session, by, ruling, department)
    _only(session, ruling, RulingState.PROPOSED, version)
    to, why = RulingState.RATIFIED, "ratified"
    move(session, ruling, to=to, by=by, now=now, why=why, version=version, ratified_by=by.id, ratified_at=now)
    _end_older(session, ruling, by=by, now=now)
    told = [ruling.proposed_by, asker_of(session, ruling)]
    tell(session, NoticeKind.RULING_RATIFIED, ruling, told, by=by, now=now)
    return ruling


def refuse(
    session: Session,
    *,
    ruling_id: int,
    version: int,
    by: Person,
    words: str,
    department: Department,
    now: datetime,
) -> Ruling:
    """A second person does not agree, and says why: -> REFUSED, RULING_REFUSED to its proposer."""
    words = usable(words, "why you refuse it")
    ruling = find(session, ruling_id=ruling_id, by=by)
    ratifying.check(session, by, ruling, department)
    to = RulingState.REFUSED
    move(session, ruling, to=to, by=by, now=now, why="refused", version=version, ended_at=now, ended_because=words)
    tell(session, NoticeKind.RULING_REFUSED, ruling, [ruling.proposed_by], by=by, now=now)
    return ruling


def withdraw(
    session: Session, *, ruling_id: int, version: int, by: Person, words: str, now: datetime
) -> Ruling:
    """A lead takes it back, and says why: it answers no more. RULING_ENDED to proposer and ratifier."""
    words = usable(words, "why it is withdrawn")
    ruling = find(session, ruling_id=ruling_id, by=by)
    rights.check(by, Action.END_RULING)
    to, why = RulingState.WITHDRAWN, "withdrawn"
    move(session, ruling, to=to, by=by, now=now, why=why, version=version, ended_at=now, ended_because=words)
    told = [ruling.proposed_by, ruling.ratified_by]
    tell(session, NoticeKind.RULING_ENDED, ruling, told, by=by, now=now, how=to.value)
    return ruling


def keep(
    session: Session,
    *,
    ruling_id: int,
    version: int,
    by: Person,
    review_on: date,
    department: Department,
    now: datetime,
) -> Ruling:
    """A second person has looked at a ratified ruling again: it stands, until the new review date."""
    ruling = find(session, ruling_id=ruling_id, by=by)
    ratifying.check(session, by, ruling, department)
    _only(session, ruling, RulingState.RATIFIED, version)
    until = _review(review_on, london_date(now))
    values: dict[str, object] = {"review_on": until, "for_review": False, "for_review_because": ""}
    to, why = RulingState.RATIFIED, f"reviewed, stands until {until.isoformat()}"
    move(session, ruling, to=to, by=by, now=now, why=why, version=version, **values)
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


def _end_older(session: Session, ruling: Ruling, *, by: Person, now: datetime) -> None:
    older = session.get(Ruling, ruling.supersedes) if ruling.supersedes else None
    if older is None or older.state != RulingState.RATIFIED:
        return
    to, why = RulingState.SUPERSEDED, f"superseded by {ruling.reference}"
    move(session, older, to=to, by=by, now=now, why=why, ended_at=now, superseded_by=ruling.id)
    tell(session, NoticeKind.RULING_ENDED, older, keepers(session, older), by=by, now=now, how=to.value)


def _only(session: Session, ruling: Ruling, state: RulingState, version: int) -> None:
    from casework.ruling_moving import moved

    if ruling.state != state or ruling.version != version:
        raise moved(session, ruling)


def _days(
    valid_from: date | None, review_on: date | None, supersedes: int | None, department: Department, today: date
) -> tuple[date, date]:
    begins = valid_from or today
    if abs(begins - today) > LONGEST_RULE:
        raise Unusable("Please check the day from which it is valid: it is more than five years away.")
    if supersedes is not None and begins > today:
        raise Unusable("What takes another ruling's place is valid from today or earlier, or nothing would answer.")
    return begins, _review(review_on or max(begins, today) + department.rule_for, max(begins, today))


def _review(review_on: date, after: date) -> date:
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
    kept = (usable_line(one.replace(",", " "), "a standard", most=LONGEST_REFERENCE, needed=False) for one in rests_on)
    return ",".join(dict.fromkeys(one for one in kept if one))
