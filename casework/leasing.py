"""Who delivers: a lease that one process holds and renews while it lives; when it runs out, another takes it.

A row and not an advisory lock: it outlives a connection, works on both databases and behind a pooler.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from casework.model.courier_lease import COURIER, CourierLease

LEASE = timedelta(seconds=15)
# Renewed well before its end, and not at every look: a renewal is a write.
RENEW_BEFORE = timedelta(seconds=10)


def hold(session: Session, *, owner: str, now: datetime) -> bool:
    """Whether `owner` delivers now: it takes or renews the lease where that is due.

    The row stays locked until the transaction ends, so a claim made in it cannot meet another's.
    """
    row = select(CourierLease).where(CourierLease.name == COURIER).with_for_update()
    held = session.exec(row).one()
    if held.owner == owner and held.until - now > RENEW_BEFORE:
        return True
    mine_or_over = or_(col(CourierLease.owner) == owner, col(CourierLease.until) <= now)
    taken = update(CourierLease).where(col(CourierLease.name) == COURIER, mine_or_over)
    return bool(session.connection().execute(taken.values(owner=owner, until=now + LEASE)).rowcount)


def give_up(session: Session, *, owner: str, now: datetime) -> None:
    """Let another take over at once: the process stops."""
    mine = update(CourierLease).where(col(CourierLease.name) == COURIER, col(CourierLease.owner) == owner)
    session.connection().execute(mine.values(until=now))
