"""The notices about rulings, drawn when they are sent: they say what is true then."""

from sqlmodel import Session

from casework.errors import CaseworkError
from casework.model.notice import Notice, NoticeKind
from casework.model.person import Person
from casework.model.ruling import RulingState
from casework.ruling_notices import asker_of
from casework.rulings import WholeRuling
from dialogs import ruling_phrases as say
from dialogs.desk import Desk
from dialogs.message import Reply
from dialogs.rendered import Rendered
from dialogs.rulings.seeing import drawn, view

KINDS = frozenset(
    {
        NoticeKind.RULING_TO_RATIFY,
        NoticeKind.RULING_RATIFIED,
        NoticeKind.RULING_REFUSED,
        NoticeKind.RULING_ENDED,
        NoticeKind.RULING_FOR_REVIEW,
    }
)


async def render(desk: Desk, notice: Notice) -> Rendered | None:
    """The notice as it is to be said now; None where there is nothing to say any more."""
    return await desk.database.read(_render, desk, notice)


def _render(session: Session, desk: Desk, notice: Notice) -> Rendered | None:
    to = session.get(Person, notice.person_id) if notice.person_id else None
    if to is None or not to.active:
        return None
    try:
        one, found = view(session, desk, to, int(notice.facts["ruling_id"]))
    except CaseworkError:  # it is not theirs to see any more
        return None
    kind = NoticeKind(notice.kind)
    if not _is_so(kind, one):
        return None
    is_asker = asker_of(session, one.ruling) == to.id
    says = say.news(kind, one, str(notice.facts.get("because", "")), is_asker=is_asker)
    return Rendered(Reply(says, drawn(one, found, to, says)))


def _is_so(kind: NoticeKind, one: WholeRuling) -> bool:
    """Whether it is still as the notice says."""
    state = RulingState(one.ruling.state)
    match kind:
        case NoticeKind.RULING_TO_RATIFY:
            return state is RulingState.PROPOSED and one.may_ratify
        case NoticeKind.RULING_RATIFIED:
            return state is RulingState.RATIFIED
        case NoticeKind.RULING_FOR_REVIEW:
            return state is RulingState.RATIFIED and one.ruling.for_review
        case _:
            return True
