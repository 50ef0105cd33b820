"""The notices about questions to clinicians, drawn when they are sent: they say what is true then."""

from collections.abc import Callable

from sqlmodel import Session

from casework.errors import CaseworkError
from casework.model.clarification import ClarificationState
from casework.model.notice import Notice, NoticeKind, PostedCard
from casework.model.person import Person
from casework.questions import read_question
from dialogs import clarification_phrases as say
from dialogs.cards.clarification_answer import ended_card
from dialogs.cards.clarification_letter import over_card
from dialogs.composing import chooser
from dialogs.desk import Desk
from dialogs.message import Reply
from dialogs.question_views import asker_view, question_view, questions_view
from dialogs.rendered import Rendered

# The answer's card stays with who asked, and changes as the answer is recorded and closed.
ANSWER_CARD = "clarification answered"


async def render(desk: Desk, notice: Notice) -> Rendered | None:
    """The notice as it is to be said now; None where there is nothing to say any more."""
    return await desk.database.read(_render, desk, notice)


async def redraw(desk: Desk, posted: PostedCard) -> Reply | None:
    """A card kept as `ANSWER_CARD`, as it stands now; None where its reader may no longer see it."""
    return await desk.database.read(_redraw, desk, posted)


def _render(session: Session, desk: Desk, notice: Notice) -> Rendered | None:
    draw = _DRAWN[NoticeKind(notice.kind)]
    to = session.get(Person, notice.person_id) if notice.person_id else None
    if to is None or not to.active:
        return None
    try:
        return draw(session, desk, notice, to)
    except CaseworkError:  # it is not theirs any more, or the case has ended
        return None


def _waiting(session: Session, desk: Desk, notice: Notice, to: Person) -> Rendered | None:  # noqa: ARG001
    reply = questions_view(session, by=to, now=desk.clock())
    return Rendered(reply) if reply.card else None


def _answered(session: Session, desk: Desk, notice: Notice, to: Person) -> Rendered | None:
    number = notice.clarification_id or 0
    question = read_question(session, clarification_id=number, by=to, now=desk.clock())
    if question.one.state != ClarificationState.ANSWERED:
        return None
    return Rendered(asker_view(question, says=say.answered(question)), keeps=ANSWER_CARD)


def _ended(session: Session, desk: Desk, notice: Notice, to: Person) -> Rendered:
    number = notice.clarification_id or 0
    question = read_question(session, clarification_id=number, by=to, now=desk.clock())
    drawn = over_card(question) if question.mine_to_answer else ended_card(question)
    return Rendered(Reply(say.ended(question), drawn))


def _compose(session: Session, desk: Desk, notice: Notice, to: Person) -> Rendered:  # noqa: ARG001
    return Rendered(chooser(session, to, notice.query_id or 0))


_DRAWN: dict[NoticeKind, Callable[[Session, Desk, Notice, Person], Rendered | None]] = {
    NoticeKind.CLARIFICATIONS: _waiting,
    NoticeKind.CLARIFICATION_ANSWERED: _answered,
    NoticeKind.CLARIFICATION_ENDED: _ended,
    NoticeKind.COMPOSE: _compose,
}
KINDS = frozenset(_DRAWN)


def _redraw(session: Session, desk: Desk, posted: PostedCard) -> Reply | None:
    to = session.get(Person, posted.person_id) if posted.person_id else None
    if to is None or posted.clarification_id is None:
        return None
    try:
        return question_view(session, clarification_id=posted.clarification_id, by=to, now=desk.clock())
    except CaseworkError:
        return None
