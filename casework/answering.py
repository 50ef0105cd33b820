"""Lead coder and asker write to each other until the case is answered.

Notices carry `entry_id`. CASE_ANSWERED goes to the asker; to the lead whose case another lead answered; and
to the askers of cases merged into it, there with `original_id` and `original` (its reference) and with
`query_id` of their own case.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlmodel import Session

from casework import clocks
from casework.department import Department
from casework.errors import Unusable
from casework.holding import WITH_LEADS, Held, assigned_or_new, entry_fact, hold, work_state
from casework.london import london_date
from casework.merging import tell_merged
from casework.model.case_clock import ClockKind
from casework.model.case_entry import EntryKind
from casework.model.coding_query import CodingQuery, Outcome, QueryState
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.moving import move
from casework.rights import Action
from casework.taking_back import cancel_all
from casework.telling import tell_asker, tell_assignee, tell_workers
from casework.texts import usable
from casework.working import own_from_now, work_again, write
from knowledge.codes import Classification

# Given a code as typed and the episode's date: the canonical code. Raises Unusable, naming edition and date.
CheckCode = Callable[[Classification, str, date], str]
MOST_CODES = 30


def ask_back(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    words: str,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """A lead asks the asker for more: -> WAITING_ASKER, QUESTION_BACK. Nobody's case is theirs then."""
    words = usable(words, "your question")
    held = hold(session, query_id=query_id, version=version, by=by, action=Action.ASK_BACK, states=WITH_LEADS)
    entry = write(session, held, EntryKind.QUESTION_BACK, by, words, now)
    own_from_now(session, held, by, now)
    resumes = assigned_or_new(held).value
    to, why = QueryState.WAITING_ASKER, "asked back"
    move(session, held.query, to=to, by=by, now=now, why=why, entry=entry, resumes_to=resumes)
    clocks.stop(session, held.query, now, kinds=(ClockKind.FIRST_RESPONSE,))
    clocks.pause(session, held.query, department, now)
    clocks.restart_update(session, held.query, department, now)
    tell_asker(session, NoticeKind.QUESTION_BACK, held, by=by, now=now, facts=entry_fact(entry))
    return held.query


def reply(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    words: str,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """The asker replies: -> ASSIGNED, NEW where nobody has it, or WAITING_CLINICIAN while one is asked.

    ASKER_REPLIED to the assignee, else to the triage place or the leads.
    """
    words = usable(words, "your reply")
    held = hold(
        session,
        query_id=query_id,
        version=version,
        by=by,
        action=Action.REPLY,
        states={QueryState.WAITING_ASKER},
    )
    entry = write(session, held, EntryKind.REPLY, by, words, now)
    to, resumes = work_state(session, held), assigned_or_new(held).value
    move(session, held.query, to=to, by=by, now=now, why="replied", entry=entry, resumes_to=resumes)
    if not held.query.is_waiting():
        clocks.resume(session, held.query, department, now)
    clocks.restart_update(session, held.query, department, now)
    kind = NoticeKind.ASKER_REPLIED
    tell_workers(session, held, by=by, now=now, kind=kind, facts=entry_fact(entry))
    return held.query


def answer(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    words: str,
    codes: Sequence[tuple[Classification, str]] = (),
    check_code: CheckCode,
    department: Department,  # noqa: ARG001 - every verb takes it
    now: datetime,
) -> CodingQuery:
    """A lead answers: -> ANSWERED. Every clock stops, questions to clinicians are taken back. Who answers
    nobody's case has it then.

    The codes are checked on the episode's date, which is the day of asking where none is given.
    """
    words = usable(words, "your answer")
    held = hold(session, query_id=query_id, version=version, by=by, action=Action.ANSWER, states=WITH_LEADS)
    kept = _checked(held, codes, check_code)
    entry = write(session, held, EntryKind.ANSWER, by, words, now, codes=kept)
    own_from_now(session, held, by, now)
    work = held.work
    work.answer_entry, work.answer_codes, work.answered_by, work.answered_at = entry.id, kept, by.id, now
    session.flush()
    to, why = QueryState.ANSWERED, "answered"
    cancel_all(session, held.query, by=by, why=why, now=now)
    move(session, held.query, to=to, by=by, now=now, why=why, entry=entry, resumes_to="")
    clocks.stop(session, held.query, now)
    facts = entry_fact(entry)
    tell_asker(session, NoticeKind.CASE_ANSWERED, held, by=by, now=now, facts=facts)
    tell_assignee(session, NoticeKind.CASE_ANSWERED, held, by=by, now=now, facts=facts)
    tell_merged(session, NoticeKind.CASE_ANSWERED, held, by=by, now=now, facts=facts)
    return held.query


def confirm(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    department: Department,  # noqa: ARG001 - every verb takes it
    now: datetime,
) -> CodingQuery:
    """The asker says that the answer answers it: ANSWERED -> CLOSED, resolved."""
    held = hold(
        session,
        query_id=query_id,
        version=version,
        by=by,
        action=Action.CONFIRM,
        states={QueryState.ANSWERED},
    )
    move(
        session,
        held.query,
        to=QueryState.CLOSED,
        by=by,
        now=now,
        why="answer confirmed",
        outcome=Outcome.RESOLVED.value,
        closed_at=now,
    )
    return held.query


def not_answered(
    session: Session,
    *,
    query_id: int,
    version: int,
    by: Person,
    words: str,
    department: Department,
    now: datetime,
) -> CodingQuery:
    """The asker says what is missing from the answer: ANSWERED -> ASSIGNED or NEW. CASE_REOPENED."""
    words = usable(words, "what is still missing")
    held = hold(
        session,
        query_id=query_id,
        version=version,
        by=by,
        action=Action.CONFIRM,
        states={QueryState.ANSWERED},
    )
    entry = write(session, held, EntryKind.REASON, by, words, now)
    work_again(session, held, by=by, now=now, entry=entry, why="not answered yet", department=department)
    return held.query


def _checked(held: Held, codes: Sequence[tuple[Classification, str]], check: CheckCode) -> str:
    """The codes as they are kept: canonical, each once, in the order given."""
    if len(codes) > MOST_CODES:
        raise Unusable(f"Please give at most {MOST_CODES} codes.")
    on = held.work.episode_date or london_date(held.query.asked_at)
    kept = [f"{one.value}:{check(one, code, on)}" for one, code in codes]
    return ",".join(dict.fromkeys(kept))
