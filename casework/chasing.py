"""Reminders, decided from the database: a tick that is late, double, or on three replicas does the same once.

Nothing here knows when it is called. Each person's slot is open for a while; whoever inserts the slot's row
decides on it, in the transaction that owes the notice. Nothing to say is decided on too, and sends nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from casework import backlog, notes_ladder, outbox, slots
from casework.chasing_coders import plan_coders, thank
from casework.chasing_others import plan_clerks, plan_clinicians, plan_ladder, plan_leads
from casework.department import Department
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.news import plan_unread
from casework.reminding import Planned, Reminding

PLANS = (plan_coders, plan_leads, plan_clinicians, plan_clerks, plan_unread)

__all__ = ["Planned", "Raised", "plan", "raise_due_reminders"]


@dataclass(frozen=True, slots=True)
class Raised:
    """What a tick did: slots that it decided on, and notices that it owes since."""

    decided: int = 0
    owed: int = 0


def plan(session: Session, department: Department, at: datetime) -> list[Planned]:
    """Who would get what at that moment, and why; and who would get nothing, and why. Writes nothing."""
    reminding = Reminding(session, department, at)
    return [line for make in (*PLANS, plan_ladder) for line in make(reminding)]


def raise_due_reminders(session: Session, department: Department, now: datetime) -> Raised:
    """Decide on every slot that is open, and owe what there is to say. Does nothing outside working hours."""
    if not department.calendar.is_working(now):
        return Raised()
    reminding = Reminding(session, department, now)
    decided = owed = 0
    for make in PLANS:
        won = _claim(session, [line for line in make(reminding) if line.decides], now)
        decided, owed = decided + len(won), owed + _owe(session, won, now)
    owed += notes_ladder.climb(session, department, now)
    if decided:
        slots.forget_old(session, now - timedelta(days=department.schedules.keep_slots_days))
    return Raised(decided, owed)


def _claim(session: Session, lines: Sequence[Planned], now: datetime) -> list[Planned]:
    """Those of the lines whose slot is this transaction's to decide on."""
    won: list[Planned] = []
    for job in sorted({line.job for line in lines}):
        mine = [line for line in lines if line.job == job]
        slots_won = slots.claim(session, job, [line.slot for line in mine], now)
        won += [line for line in mine if line.slot in slots_won]
    return won


def _owe(session: Session, won: Sequence[Planned], now: datetime) -> int:
    sent = [line for line in won if line.sends]
    outbox.owe_many(
        session,
        [(line.kind, line.key, line.person_id, dict(line.facts)) for line in sent],
        now=now,
    )
    thank(session, {owner for line in sent for owner in line.facts.get("owners", ())}, now)
    leads = {line.person_id for line in won if line.kind is NoticeKind.LEAD_BACKLOG}
    for tenant in sorted({session.get_one(Person, one).tenant for one in leads}):
        backlog.keep_figures(session, tenant=tenant, now=now)
    return len(sent)
