"""The notices about episodes and reminders, drawn when they are sent: as things stand at that moment."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from casework import backlog, digests
from casework.errors import CaseworkError
from casework.model.clarification import Clarification
from casework.model.coding_query import reference_of
from casework.model.notice import Notice, NoticeKind
from casework.model.person import Person
from casework.reminding import SINCE_AT_FIRST
from dialogs import episode_phrases as say
from dialogs.cards.elements import action, card, heading, quiet
from dialogs.cards.episode_backlog import backlog_card, backlog_line
from dialogs.cards.episode_list import row_of
from dialogs.cards.episode_notes import OPEN, notes_card
from dialogs.cards.episode_vanished import vanished_card, vanished_line
from dialogs.cards.forms import NO_INPUTS
from dialogs.desk import Desk
from dialogs.episodes.views import digest_view, notes_view
from dialogs.message import Reply
from dialogs.question_views import questions_view
from dialogs.rendered import NotBefore, Rendered
from dialogs.verbs import MyEpisodes
from dialogs.verbs.episodes import MOST_ROWS

MOST_FREED = 10


async def render(desk: Desk, notice: Notice) -> Rendered | None:
    """The notice as it is to be said now; None where there is nothing to say any more.

    Raises:
        NotBefore: it is a reminder, and nobody works now.
    """
    return await desk.database.read(_render, desk, notice)


def _render(session: Session, desk: Desk, notice: Notice) -> Rendered | None:
    to = session.get(Person, notice.person_id) if notice.person_id else None
    if to is None or not to.active or _is_over(notice, desk.clock()):
        return None
    try:
        reply = _DRAWN[NoticeKind(notice.kind)](session, desk, notice, to)
    except CaseworkError:  # their role has changed, or it is not theirs any more
        return None
    if reply and notice.kind != NoticeKind.EPISODE_UNBLOCKED:
        _hold_back(desk)
    return Rendered(reply) if reply else None


def _hold_back(desk: Desk) -> None:
    """A weekly backlog or a step of the ladder may be sent on a later day, never outside working hours."""
    calendar, now = desk.department.calendar, desk.clock()
    if not calendar.is_working(now):
        raise NotBefore(calendar.next_working(now))


def _is_over(notice: Notice, now: datetime) -> bool:
    """Whether the reminder's slot has closed: yesterday's digest is not sent today."""
    until = str(notice.facts.get("until") or "")
    return bool(until) and now >= datetime.fromisoformat(until)


def _digest(session: Session, desk: Desk, notice: Notice, to: Person) -> Reply | None:
    now, facts = desk.clock(), notice.facts
    since = datetime.fromisoformat(facts["since"]) if facts.get("since") else now - SINCE_AT_FIRST
    digest = digests.coder_digest(
        session,
        to,
        now,
        department=desk.department,
        since=since,
        thanked=int(facts.get("thanked") or 0),
        afternoon=bool(facts.get("afternoon")),
        most=MOST_ROWS,
    )
    return digest_view(digest) if digest.has_something() else None


def _backlog(session: Session, desk: Desk, notice: Notice, to: Person) -> Reply | None:  # noqa: ARG001
    found = backlog.lead_backlog(session, to.tenant, desk.clock())
    if not (found.total.episodes or found.vanished):
        return None
    calendar = say.no_calendar(found.months_unknown)
    told = " ".join(part for part in (f"{backlog_line(found)}.", calendar) if part)
    return Reply(told, backlog_card(found, with_groups=True))


def _questions(session: Session, desk: Desk, notice: Notice, to: Person) -> Reply | None:  # noqa: ARG001
    reply = questions_view(session, by=to, now=desk.clock())
    return reply if reply.card else None


def _notes(session: Session, desk: Desk, notice: Notice, to: Person) -> Reply | None:  # noqa: ARG001
    rows = digests.clerk_list(session, to.tenant)
    return notes_view(session, to) if any(row.is_to_find() for row in rows) else None


def _ladder(session: Session, desk: Desk, notice: Notice, to: Person) -> Reply | None:  # noqa: ARG001
    asked = digests.clerk_list(session, to.tenant, request_ids=[int(notice.facts["request"])])
    rows = [row for row in asked if row.state in OPEN]
    if not rows:
        return None
    title = f"The notes of {rows[0].reference} are still missing"
    return Reply(f"{title}.", notes_card(rows, title=title))


def _unblocked(session: Session, desk: Desk, notice: Notice, to: Person) -> Reply | None:  # noqa: ARG001
    ids = [int(one) for one in notice.facts.get("episodes", ())]
    lines = digests.episode_lines(session, ids, desk.clock(), desk.department)
    free = [line for line in lines if line.state in ("uncoded", "in progress")]
    if not free:
        return None
    named = ", ".join(line.reference for line in free[:MOST_FREED])
    told = f"You can go on with {named}{_because(session, notice)}."
    body = [heading(told), *(row_of(line) for line in free[:MOST_FREED])]
    if len(free) > MOST_FREED:
        body.append(quiet(f"and {len(free) - MOST_FREED:,} more."))
    return Reply(told, card(body, [action("My episodes", MyEpisodes(0), **NO_INPUTS)]))


def _because(session: Session, notice: Notice) -> str:
    """Which case set them free."""
    if notice.clarification_id is not None:
        return f": {session.get_one(Clarification, notice.clarification_id).reference} has ended"
    return f": {reference_of(notice.query_id)} has its answer" if notice.query_id else ": the notes are here"


def _vanished(session: Session, desk: Desk, notice: Notice, to: Person) -> Reply | None:  # noqa: ARG001
    listed = int(notice.facts["list"])
    section = digests.vanished_in(session, listed, desk.clock(), desk.department)
    return Reply(vanished_line(section), vanished_card(section)) if section.total else None


_DRAWN: dict[NoticeKind, Callable[[Session, Desk, Notice, Person], Reply | None]] = {
    NoticeKind.CODER_DIGEST: _digest,
    NoticeKind.LEAD_BACKLOG: _backlog,
    NoticeKind.CLINICIAN_DIGEST: _questions,
    NoticeKind.CLERK_LIST: _notes,
    NoticeKind.NOTES_LADDER: _ladder,
    NoticeKind.EPISODE_UNBLOCKED: _unblocked,
    NoticeKind.EPISODES_VANISHED: _vanished,
}
KINDS = frozenset(_DRAWN)
