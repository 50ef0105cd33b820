"""A coder asks a clinician about an episode: the case that is begun for it, and the link once it is asked.

Case and question carry the episode's local reference. By that reference in the question the episode waits for
the answer, however the question was begun.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from casework import asking, episodes, privacy, receiving
from casework.asking import Delivered
from casework.episode_moving import find
from casework.errors import CaseworkError, Unusable
from casework.linking import Link
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.episode import INCOMPLETE, Episode
from casework.model.person import Person
from casework.rights import Action

ABOUT = "A question for a clinician about episode "
NAMELESS = "A question for a clinician about an episode"
_ENDED = (QueryState.ANSWERED.value, QueryState.CLOSED.value)


def begin_case(
    session: Session, *, episode_id: int, by: Person, delivered: Delivered, now: datetime
) -> CodingQuery:
    """The case in which a clinician can be asked about the episode; the one begun before, while it is open.

    Raises:
        EpisodeNotFound, NotAllowed: the episode is not theirs to work on.
        Unusable: nobody has to code it any more, or it waits for an answer already.
    """
    one = find(session, episode_id=episode_id, by=by, action=Action.WORK_EPISODE, now=now)
    if one.state not in INCOMPLETE:
        raise Unusable(f"Episode {one.reference} is {one.state}: there is nothing left to ask.")
    if one.waits_for_a_case():
        raise Unusable(f"Episode {one.reference} waits for an answer already.")
    words = _words(one)
    if (begun := _begun(session, words, by)) is not None:
        return begun
    query, receipt = asking.raise_query(session, by=by, words=words, offered=(), delivered=delivered, now=now)
    session.flush()
    # Nothing is suggested for it: there is no answer that would have to be sent again.
    receiving.settle(session, receipt_id=receipt.id or 0, now=now)
    return query


def episode_of(session: Session, query: CodingQuery, *, tenant: str, reference: str = "") -> Episode | None:
    """The episode that a question in this case is about: by the reference in it, else by the case's words."""
    said = reference or (query.words.removeprefix(ABOUT) if query.words.startswith(ABOUT) else "")
    if not said.strip():
        return None
    rows = select(Episode).where(Episode.tenant == tenant, Episode.reference == said.strip().upper())
    return session.exec(rows).first()


def link_sent(session: Session, one: Clarification, *, by: Person, now: datetime) -> Episode | None:
    """A question was sent: the episode whose reference it carries waits for its answer.

    None where there is no such episode, it is not this person's to work on, or it waits for a case already.
    """
    query = session.get_one(CodingQuery, one.query_id)
    about = episode_of(session, query, tenant=by.tenant, reference=one.patient_reference)
    if about is None or about.state not in INCOMPLETE or about.waits_for_a_case():
        return None
    try:
        find(session, episode_id=about.id or 0, by=by, action=Action.WORK_EPISODE, now=now)
    except CaseworkError:  # somebody else's: the question is sent all the same
        return None
    case = Link(clarification_id=one.id)
    return episodes.link(session, episode_id=about.id or 0, version=about.version, case=case, by=by, now=now)


def _begun(session: Session, words: str, by: Person) -> CodingQuery | None:
    """The open case that this person began about the same episode."""
    if words == NAMELESS:
        return None
    rows = select(CodingQuery).where(
        CodingQuery.asked_by == by.id, CodingQuery.words == words, col(CodingQuery.state).not_in(_ENDED)
    )
    return session.exec(rows.order_by(col(CodingQuery.id).desc()).limit(1)).first()


def _words(one: Episode) -> str:
    """What the case is called: by the local reference, unless that could be taken for a patient's number."""
    words = f"{ABOUT}{one.reference}"
    return NAMELESS if privacy.find(words) else words
