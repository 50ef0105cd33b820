"""Lists of uncoded episodes: what one changes against the last, and carrying it out, whole or not at all.

The same file twice changes nothing. A list that is older than the last one, or that looks cut off, is
refused unless it is forced.
"""

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from casework import backlog, outbox, people
from casework.assigning import Assigner, Rules
from casework.department import Department
from casework.episode_files.rows import ListRead
from casework.errors import CaseworkError
from casework.list_difference import (
    Difference,
    Tally,
    compare,
    difference,
    given_out,
    known_steps,
    new_values,
)
from casework.list_merging import Context
from casework.list_writing import insert_new, withdraw_idle_notes_requests, write_steps
from casework.model.episode_list import EpisodeList
from casework.model.notice import NoticeKind
from casework.words import moment_words

# A report that was cut off on its way is far shorter than the day before's.
LEAST_SHARE = 0.5


class ListRefused(CaseworkError):
    """The list is not taken as it is; the sentence says why, and what to do if it is right all the same."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a list comes from: its file, the file's digest, when the hospital's system wrote it, by whom.

    `forced`: it is taken although it is older than the last one, or far shorter.
    """

    file_name: str
    digest: str
    exported_at: datetime
    imported_by: str
    forced: bool = False


def last_list(session: Session, tenant: str) -> EpisodeList | None:
    """The list that was taken last."""
    rows = select(EpisodeList).where(EpisodeList.tenant == tenant)
    return session.exec(rows.order_by(col(EpisodeList.number).desc()).limit(1)).first()


def plan(
    session: Session, read: ListRead, *, arrival: Arrival, tenant: str, rules: Rules, now: datetime
) -> Difference:
    """What the list would change; nothing is written.

    Raises:
        ListRefused: it is older than the last one, or looks cut off, and is not forced.
    """
    last = last_list(session, tenant)
    if last is not None and last.digest == arrival.digest:
        return Difference(len(read.rows), len(read.rejects), same_file=True)
    _check(read, arrival, last)
    context, tally = _context(rules, arrival, 0, now), Tally()
    assigner = Assigner(session, tenant=tenant, rules=rules)
    found = compare(session, read, tenant)
    steps = known_steps(session, found, assigner, tally, context=context, lock=False)
    for counted in (steps, given_out(found.new, assigner, tally)):
        deque(counted, maxlen=0)
    return difference(read, found, tally, assigner)


def carry_out(
    session: Session,
    read: ListRead,
    *,
    arrival: Arrival,
    tenant: str,
    rules: Rules,
    department: Department,
    now: datetime,
) -> Difference:
    """Take the list, and tell the leads of what vanished. The figures are reckoned anew, in this transaction.

    Raises:
        ListRefused: as `plan`; or another list is being taken at this moment.
    """
    last = last_list(session, tenant)
    if last is not None and last.digest == arrival.digest:
        return Difference(len(read.rows), len(read.rejects), same_file=True)
    _check(read, arrival, last)
    taken = _begin(session, read, arrival, tenant, last, now)
    context, tally = _context(rules, arrival, taken.id or 0, now), Tally()
    assigner = Assigner(session, tenant=tenant, rules=rules)
    found = compare(session, read, tenant)
    steps = known_steps(session, found, assigner, tally, context=context, lock=True)
    write_steps(session, steps, list_id=context.list_id, now=now)
    rows = new_values(found.new, assigner, tally, tenant=tenant, context=context)
    insert_new(session, rows, list_id=context.list_id, now=now)
    withdraw_idle_notes_requests(session, tenant=tenant, now=now)
    return _finish(
        session, taken, difference(read, found, tally, assigner, list_id=taken.id), department, now
    )


def _check(read: ListRead, arrival: Arrival, last: EpisodeList | None) -> None:
    if last is None or arrival.forced:
        return
    if arrival.exported_at < last.exported_at:
        raise ListRefused(
            f"{arrival.file_name} was written on {moment_words(arrival.exported_at)}, before the last list "
            f"({last.file_name}, {moment_words(last.exported_at)}). Import it with --force if that is meant."
        )
    held = len(read.rows) + len(read.rejects)
    if held < LEAST_SHARE * (last.rows + last.rejects):
        raise ListRefused(
            f"{arrival.file_name} has {held:,} rows, the last list had {last.rows + last.rejects:,}: it "
            "looks cut off. Write the report anew, or import it with --force if it is whole."
        )


def _context(rules: Rules, arrival: Arrival, list_id: int, now: datetime) -> Context:
    return Context(arrival.exported_at, now, list_id, rules.confirm_after, rules.gone_means_coded)


def _begin(
    session: Session, read: ListRead, arrival: Arrival, tenant: str, last: EpisodeList | None, now: datetime
) -> EpisodeList:
    """The list's own row comes first: its number, unique, makes a second import at this moment wait and lose.

    A list cannot be written after it was read: a clock that is wrong would shut out all the following ones.
    """
    taken = EpisodeList(
        tenant=tenant,
        number=last.number + 1 if last else 1,
        file_name=arrival.file_name,
        digest=arrival.digest,
        exported_at=min(arrival.exported_at, now),
        imported_at=now,
        imported_by=arrival.imported_by,
        forced=arrival.forced,
        rows=len(read.rows),
        rejects=len(read.rejects),
    )
    session.add(taken)
    try:
        session.flush()
    except IntegrityError as error:
        raise ListRefused("Another list was imported at the same moment. Import this one again.") from error
    return taken


def _finish(
    session: Session, taken: EpisodeList, made: Difference, department: Department, now: datetime
) -> Difference:
    taken.added, taken.coded, taken.vanished = made.new, made.coded, made.vanished
    taken.returned, taken.changed = made.returned, made.changed
    backlog.keep_figures(session, tenant=taken.tenant, now=now)
    if made.vanished:
        for lead in people.leads(session, taken.tenant):
            person_id = people.stands_in(session, lead.id or 0, now)
            outbox.owe(
                session,
                NoticeKind.EPISODES_VANISHED,
                key=f"{NoticeKind.EPISODES_VANISHED.value} {taken.id} to {person_id}",
                now=now,
                person_id=person_id,
                due_at=department.calendar.next_working(now),
                facts={"list": taken.id, "count": made.vanished},
            )
    return replace(made, list_id=taken.id)
