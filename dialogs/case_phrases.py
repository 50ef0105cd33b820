"""The sentences about a case: where it stands, when it is due, what happened last."""

from datetime import date, datetime, timedelta

from casework.london import london
from casework.model.case_clock import CaseClock, ClockKind
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.escalation import Urgency
from casework.model.notice import Notice, NoticeKind, NoticeState
from casework.queue import Case
from casework.referral import RECOMMENDATION
from dialogs import phrases
from knowledge.codes import Classification, display

THIS_WEEK = timedelta(days=6)
CLOCKS = {
    ClockKind.FIRST_RESPONSE: "first response",
    ClockKind.UPDATE: "next word",
    ClockKind.SOLUTION: "answer",
}
URGENCIES = {
    Urgency.ROUTINE: "Routine",
    Urgency.SOON: "Soon",
    Urgency.URGENT: "Urgent: coding waits for it",
}
MESSAGES = {
    NoticeKind.CASE_IN_TRIAGE: "the new case",
    NoticeKind.CASE_FOR_YOU: "the new case",
    NoticeKind.CASE_TAKEN: "the news of who has it",
    NoticeKind.QUESTION_BACK: "the question",
    NoticeKind.ASKER_REPLIED: "the reply",
    NoticeKind.NOTE_ADDED: "the note",
    NoticeKind.CASE_ANSWERED: "the answer",
    NoticeKind.CASE_CLOSED: "the news that it is closed",
    NoticeKind.CASE_REOPENED: "the news that it is open again",
    NoticeKind.DUE_SOON: "the warning that time runs out",
    NoticeKind.OVERDUE: "the news that it is overdue",
    NoticeKind.CLARIFICATIONS: "the question to a clinician",
    NoticeKind.CLARIFICATION_ANSWERED: "the clinician's answer",
    NoticeKind.CLARIFICATION_ENDED: "the news that a question has ended",
    NoticeKind.COMPOSE: "the form for a question",
    NoticeKind.ANSWER_AGAIN: "the suggested codes",
    NoticeKind.CARD_UPDATE: "the change of a card",
}
ENTRIES = {
    EntryKind.DETAILS: "Details",
    EntryKind.NOTE: "Note",
    EntryKind.QUESTION_BACK: "Question",
    EntryKind.REPLY: "Reply",
    EntryKind.ANSWER: "Answer",
    EntryKind.REFERRAL: "To the national helpdesk",
    EntryKind.RESOLUTION: f"National helpdesk: {RECOMMENDATION}",
    EntryKind.REASON: "Reason",
}


def due(at: datetime, now: datetime) -> str:
    """When something is due, as short as it is clear: today 15:00, Thu 12:00, Thu 12 March, 12:00."""
    local, today = london(at), london(now).date()
    if local.date() == today:
        return f"today {local:%H:%M}"
    if timedelta(0) < local.date() - today <= THIS_WEEK:
        return f"{local:%a %H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%B}{year}, {local:%H:%M}"


def day(on: date) -> str:
    """A date as people read it: 3 March 2026."""
    return f"{on.day} {on:%B %Y}"


def standing(case: Case, now: datetime) -> str:
    """Where the case stands and when the next step is due, in one sentence."""
    return f"{case.query.reference} {_stands(case)}{_by_when(case, now)}."


def _stands(case: Case) -> str:
    query, who = case.query, case.assignee.name if case.assignee else ""
    level = case.escalation.level if case.escalation else 0
    number = case.escalation.helpdesk_reference if case.escalation else ""
    return {
        QueryState.OPEN: "is open",
        QueryState.NEW: "is with the coding manager" if level else "is with the lead coders",
        QueryState.ASSIGNED: f"is with {who}",
        QueryState.WAITING_ASKER: f"waits for {case.asker.name} to reply",
        QueryState.WAITING_CLINICIAN: "waits for a clinician",
        QueryState.WAITING_HELPDESK: f"is with the national helpdesk{f' ({number})' if number else ''}",
        QueryState.ANSWERED: "is answered",
        QueryState.CLOSED: f"is closed: {_ended(case)}",
    }[QueryState(query.state)]


def _ended(case: Case) -> str:
    if case.original:
        return f"it asks the same as {case.original}"
    word = phrases.state(case.query)
    return word[0].lower() + word[1:]


def _by_when(case: Case, now: datetime) -> str:
    clock = next_clock(case)
    if clock is None or clock.due_at is None:
        return ""
    what = CLOCKS[ClockKind(clock.kind)]
    if clock.due_at <= now:
        return f"; {what} was due {due(clock.due_at, now)}"
    return f", {what} by {due(clock.due_at, now)}"


def next_clock(case: Case) -> CaseClock | None:
    """The running clock that people wait for: the first response, then the answer."""
    running = {clock.kind: clock for clock in case.clocks if clock.due_at and not clock.stopped_at}
    order = (ClockKind.FIRST_RESPONSE, ClockKind.SOLUTION, ClockKind.UPDATE)
    return next((running[kind] for kind in order if kind in running), None)


def due_fact(case: Case, now: datetime) -> str:
    """For the lead: when what is due first, or that the clocks stand still."""
    if case.due_at is not None:
        running = [one for one in case.clocks if one.due_at == case.due_at and not one.stopped_at]
        what = f"{CLOCKS[ClockKind(running[0].kind)]}, " if running else ""
        return f"{what}{due(case.due_at, now)}{', overdue' if case.overdue else ''}"
    return "not while it waits" if case.query.is_waiting() else ""


def clock_line(clock: CaseClock, now: datetime) -> str:
    """One clock in the history."""
    name = CLOCKS[ClockKind(clock.kind)].capitalize()
    late = ", too late" if clock.breached_at else ""
    if clock.stopped_at:
        return f"{name}: done {due(clock.stopped_at, now)}{late}"
    if clock.due_at is None:
        hours, minutes = divmod(clock.left_seconds // 60, 60)
        return f"{name}: stands still with {hours} h {minutes:02} min of working time left"
    return f"{name}: {'was due' if clock.due_at <= now else 'due'} {due(clock.due_at, now)}"


def entry_heading(case: Case, entry: CaseEntry) -> str:
    """Who wrote what, when."""
    who = case.names.get(entry.by, "")
    return f"{ENTRIES[EntryKind(entry.kind)]} · {who}, {phrases.moment(entry.at)}"


def codes_of(entry: CaseEntry) -> str:
    """The codes of an answer as people read them: ICD-10 I21.4."""
    found = [one.partition(":") for one in entry.codes.split(",") if one]
    return ", ".join(f"{Classification(kind).label} {display(code)}" for kind, _, code in found)


def last_step(case: Case) -> str:
    """What happened last, by whom and when."""
    step, who = case.changes[-1]
    return f"{step.why[:1].upper()}{step.why[1:]}, by {who}, {phrases.moment(step.at)}"


def message(notice: Notice) -> str:
    """What a message was about, to be read in a sentence."""
    return MESSAGES.get(NoticeKind(notice.kind), f"the message “{notice.kind}”")


def undelivered_line(notice: Notice, names: dict[int, str]) -> str:
    """A message that did not, or may not have, arrived."""
    who = names.get(notice.person_id or 0, "") or ("the triage place" if notice.address_id else "somebody")
    what = message(notice)
    if notice.state == NoticeState.UNKNOWN:
        return f"It is not known whether {what} reached {who}."
    if notice.state == NoticeState.UNREACHABLE:
        return f"{who[0].upper()}{who[1:]} could not be reached: {what} was not delivered."
    return f"{what[0].upper()}{what[1:]} to {who} failed and was set aside."


def waiting_line(
    query: CodingQuery, waiting_on: str, at: datetime | None, overdue: bool, now: datetime
) -> str:
    """For a list: the state, on whom it waits, and when it is due."""
    said = query.is_with_leads() and waiting_on
    parts = ["" if said else phrases.state(query), f"waiting on {waiting_on}" if waiting_on else ""]
    if at is not None:
        parts.append(f"{'was due' if overdue else 'due'} {due(at, now)}")
    return " · ".join(part for part in parts if part)
