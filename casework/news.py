"""News that everybody concerned has to read: sent, read, counted, and reminded of.

BULLETIN goes out once to each person of the roles chosen. “I have read this” is kept once. Who has not read
is reminded in their own daily slot, as with all reminders, until the day that the sender chose.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from casework import outbox, rights
from casework.errors import NotFound, Unusable
from casework.holding import LARGEST_ID
from casework.london import london_date
from casework.model.bulletin import Bulletin, BulletinKind, BulletinRead
from casework.model.notice import NoticeKind
from casework.model.person import Person, Role
from casework.model.ruling import Ruling
from casework.reminding import Planned, Reminding, not_now
from casework.rights import Action
from casework.texts import usable, usable_line

LONGEST_LINK = 500
LONGEST_REMINDING = timedelta(days=90)
LATEST = 5


@dataclass(frozen=True, slots=True)
class Readers:
    """Who has read a bulletin, when, and who has not; both by name."""

    bulletin: Bulletin
    read: list[tuple[Person, datetime]]
    unread: list[Person]


def publish(
    session: Session,
    *,
    by: Person,
    kind: BulletinKind,
    title: str,
    words: str,
    roles: Collection[Role],
    link: str = "",
    ruling_id: int | None = None,
    remind_until: date | None = None,
    now: datetime,
) -> Bulletin:
    """A lead sends news to everybody of these roles. The sender has read it.

    Raises:
        NotAllowed: it is for leads.
        Unusable: no role is chosen, or a field is wrong.
    """
    rights.check(by, Action.POST_BULLETIN)
    if not roles:
        raise Unusable("Please choose who should get it.")
    bulletin = Bulletin(
        tenant=by.tenant,
        kind=kind.value,
        title=usable_line(title, "a title"),
        words=usable(words, "the news"),
        link=_link(link),
        roles=",".join(role.value for role in Role if role in roles),
        ruling_id=_ruling(session, ruling_id, by),
        posted_by=by.id or 0,
        posted_at=now,
        remind_until=_until(remind_until, london_date(now)),
    )
    session.add(bulletin)
    session.flush()
    mark_read(session, bulletin_id=bulletin.id or 0, by=by, now=now)
    _send(session, bulletin, now)
    return bulletin


def mark_read(session: Session, *, bulletin_id: int, by: Person, now: datetime) -> Bulletin:
    """“I have read this”; the first time counts.

    Raises:
        NotFound: there is no such news for this person.
    """
    bulletin = found(session, bulletin_id=bulletin_id, by=by)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {"bulletin_id": bulletin_id, "person_id": by.id, "read_at": now}
    session.connection().execute(insert(BulletinRead).values(row).on_conflict_do_nothing())
    return bulletin


def found(session: Session, *, bulletin_id: int, by: Person) -> Bulletin:
    """The bulletin, if it is for this person, or the person is a lead of the department.

    Raises:
        NotFound: it is not.
    """
    rights.check(by, Action.READ_BULLETIN)
    bulletin = session.get(Bulletin, bulletin_id) if 0 < bulletin_id <= LARGEST_ID else None
    if bulletin is None or bulletin.tenant != by.tenant or not (_is_for(bulletin, by) or by.is_lead()):
        raise NotFound("that news")
    return bulletin


def readers(session: Session, *, bulletin_id: int, by: Person) -> Readers:
    """For a lead: who has read it, and who of those that it is for has not.

    Raises:
        NotAllowed, NotFound.
    """
    rights.check(by, Action.POST_BULLETIN)
    bulletin = found(session, bulletin_id=bulletin_id, by=by)
    rows = select(Person, BulletinRead.read_at).join(BulletinRead, col(BulletinRead.person_id) == Person.id)
    read = list(session.exec(rows.where(BulletinRead.bulletin_id == bulletin_id)).all())
    have = {person.id for person, _ in read}
    unread = [one for one in _for_whom(session, bulletin) if one.id not in have]
    return Readers(bulletin, sorted(read, key=lambda pair: pair[0].name.casefold()), unread)


def whats_new(session: Session, *, by: Person, limit: int = LATEST) -> list[tuple[Bulletin, bool]]:
    """The latest news for this person, the newest first, each with whether they have read it."""
    rights.check(by, Action.READ_BULLETIN)
    rows = select(Bulletin).where(Bulletin.tenant == by.tenant).order_by(col(Bulletin.id).desc())
    mine = [one for one in session.exec(rows) if _is_for(one, by) or by.is_lead()][:limit]
    read = _read_by(session, by.id or 0)
    return [(one, one.id in read) for one in mine]


def unread(session: Session, person: Person, on: date) -> list[Bulletin]:
    """The news that this person is to be reminded of that day, the oldest first."""
    rows = select(Bulletin).where(Bulletin.tenant == person.tenant, col(Bulletin.remind_until) >= on)
    read = _read_by(session, person.id or 0)
    found = session.exec(rows.order_by(col(Bulletin.id)))
    return [one for one in found if _is_for(one, person) and one.id not in read]


def plan_unread(reminding: Reminding) -> list[Planned]:
    """Whom news is still to be read by: each in their own daily slot, and not on the day that it came."""
    kind, today = NoticeKind.BULLETINS_UNREAD, london_date(reminding.at)
    if reminding.session.exec(_reminded_of(today)).one() == 0:
        return []
    turns = reminding.turns(
        kind.value, reminding.people({role.value for role in Role}), reminding.department.schedules.coder
    )
    planned = []
    for turn in turns:
        if not turn.decides:
            planned.append(not_now(kind, turn))
            continue
        waiting = [
            one.id
            for one in unread(reminding.session, turn.person, today)
            if london_date(one.posted_at) < today
        ]
        why = f"{len(waiting)} not read yet" if waiting else "nothing to say"
        facts = {"until": turn.window.closes_at.isoformat() if turn.window else "", "bulletin_ids": waiting}
        person_id, rows = turn.person.id or 0, len(waiting)
        line = Planned(kind, person_id, turn.person.name, why, kind.value, turn.slot, rows, True, facts)
        planned.append(line)
    return planned


def _reminded_of(today: date) -> SelectOfScalar[int]:
    return select(func.count()).select_from(Bulletin).where(col(Bulletin.remind_until) >= today)


def _send(session: Session, bulletin: Bulletin, now: datetime) -> None:
    facts = {"bulletin_id": bulletin.id}
    persons: Iterable[Person] = _for_whom(session, bulletin)
    rows = [
        (NoticeKind.BULLETIN, f"bulletin {bulletin.id} to {one.id}", one.id or 0, facts)
        for one in persons
        if one.id != bulletin.posted_by
    ]
    outbox.owe_many(session, rows, now=now)
    session.info["owed"] = True


def _for_whom(session: Session, bulletin: Bulletin) -> list[Person]:
    roles: Sequence[str] = bulletin.roles.split(",")
    rows = select(Person).where(
        Person.tenant == bulletin.tenant, col(Person.active), col(Person.role).in_(roles)
    )
    return sorted(session.exec(rows), key=lambda one: (one.name.casefold(), one.id or 0))


def _is_for(bulletin: Bulletin, person: Person) -> bool:
    return person.role in bulletin.roles.split(",")


def _read_by(session: Session, person_id: int) -> set[int]:
    return set(session.exec(select(BulletinRead.bulletin_id).where(BulletinRead.person_id == person_id)))


def _ruling(session: Session, ruling_id: int | None, by: Person) -> int | None:
    if ruling_id is None:
        return None
    ruling = session.get(Ruling, ruling_id)
    if ruling is None or ruling.tenant != by.tenant or ruling.ratified_by is None:
        raise Unusable("Only a ratified ruling can be told as news.")
    return ruling.id


def _link(link: str) -> str:
    link = usable_line(link, "the link", most=LONGEST_LINK, needed=False)
    if link and not link.startswith("https://"):
        raise Unusable("Please give a link that begins with https://, or none.")
    return link


def _until(day: date | None, today: date) -> date | None:
    if day is not None and not today < day <= today + LONGEST_REMINDING:
        raise Unusable(
            f"Please choose a last day of reminding within {LONGEST_REMINDING.days} days, or none."
        )
    return day
