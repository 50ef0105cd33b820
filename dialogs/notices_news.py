"""The notices about news, drawn when they are sent."""

from sqlmodel import Session

from casework import news
from casework.errors import CaseworkError
from casework.london import london_date
from casework.model.bulletin import Bulletin
from casework.model.notice import Notice, NoticeKind
from casework.model.person import Person
from dialogs import news_phrases as say
from dialogs.cards.news import news_card
from dialogs.desk import Desk
from dialogs.message import Reply
from dialogs.rendered import Rendered

KINDS = frozenset({NoticeKind.BULLETIN, NoticeKind.BULLETINS_UNREAD})


async def render(desk: Desk, notice: Notice) -> Rendered | None:
    """The news, or what of it is still unread; None where it is not for the person, or all is read."""
    return await desk.database.read(_render, desk, notice)


def _render(session: Session, desk: Desk, notice: Notice) -> Rendered | None:
    to = session.get(Person, notice.person_id) if notice.person_id else None
    if to is None or not to.active:
        return None
    if notice.kind == NoticeKind.BULLETIN:
        return _told(_one(session, to, notice), to)
    waiting = notice.facts.get("bulletin_ids") or []
    unread = [one for one in news.unread(session, to, london_date(desk.clock())) if one.id in waiting]
    return _told(unread, to, say.NOT_READ)


def _one(session: Session, to: Person, notice: Notice) -> list[Bulletin]:
    try:
        return [news.found(session, bulletin_id=int(notice.facts["bulletin_id"]), by=to)]
    except CaseworkError:  # their role has changed since
        return []


def _told(rows: list[Bulletin], to: Person, title: str = "") -> Rendered | None:
    if not rows:
        return None
    title = title or say.sent(rows[0])
    said = (
        title
        if len(rows) == 1 and title != say.NOT_READ
        else f"{title}: " + "; ".join(one.title for one in rows)
    )
    return Rendered(Reply(said, news_card(title, [(one, False) for one in rows], is_lead=to.is_lead())))
