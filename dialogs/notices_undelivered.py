"""News of what did not arrive: somebody cannot be reached, or a message was set aside."""

from sqlmodel import Session

from casework.model.coding_query import CodingQuery, reference_of
from casework.model.notice import Notice, NoticeKind
from casework.model.person import Person
from dialogs import case_phrases
from dialogs.cards.elements import action, card, heading, plain, text
from dialogs.message import Reply
from dialogs.rendered import Rendered
from dialogs.verbs import OpenQuery

KINDS = frozenset({NoticeKind.UNREACHABLE, NoticeKind.SET_ASIDE})
REMEDY = "Ask them to open a chat with me, or tell them yourself."


def draw(session: Session, notice: Notice) -> Rendered | None:
    """The news; None where the person can be reached again, or the reader has left."""
    reader = session.get(Person, notice.person_id) if notice.person_id else None
    if reader is None or not reader.active:
        return None
    tells = _unreachable if notice.kind == NoticeKind.UNREACHABLE else _set_aside
    says = tells(session, notice)
    if not says:
        return None
    query = session.get(CodingQuery, notice.query_id) if notice.query_id else None
    may_open = query is not None and (reader.is_lead() or query.asked_by == reader.id)
    press = [action("Open", OpenQuery(notice.query_id or 0))] if may_open else []
    return Rendered(Reply(says, card([heading("Not delivered"), text(plain(says, 600))], press)))


def _unreachable(session: Session, notice: Notice) -> str:
    person = session.get(Person, notice.facts.get("person_id") or 0)
    if person is None or person.unreachable_since is None:
        return ""
    about = f" about {reference_of(notice.query_id)}" if notice.query_id else ""
    why = f" ({person.unreachable_because})" if person.unreachable_because else ""
    return f"I could not bring {person.name} a message{about}{why}. {REMEDY}"


def _set_aside(session: Session, notice: Notice) -> str:
    failed = session.get(Notice, notice.facts.get("notice_id") or 0)
    if failed is None:
        return ""
    about = f" about {reference_of(failed.query_id)}" if failed.query_id else ""
    what = case_phrases.message(failed)
    return f"A message{about} ({what}) failed time and again and was set aside. Others go on."
