"""The one way in which people move an episode: a conditional update and its history row."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from casework import people
from casework.errors import CaseworkError, EpisodeNotFound
from casework.history import By
from casework.model.episode import Episode, EpisodeChange, EpisodeState
from casework.model.person import Person
from casework.rights import Action, Stands, check, may
from casework.words import moment_words


class EpisodeMoved(CaseworkError):
    """The card was out of date: somebody, a list, or the same person a moment ago, was first."""

    def __init__(self, episode: Episode, who: str, what: str, at: datetime | None) -> None:
        self.episode_id = episode.id or 0
        when = f" on {moment_words(at)}" if at else ""
        said = f" {who} was first ({what}{when})." if who else ""
        super().__init__(f"Episode {episode.reference} has moved on.{said} This is how it stands now.")


def find(session: Session, *, episode_id: int, by: Person, action: Action, now: datetime) -> Episode:
    """The episode, if this person may do that to it: its coder, whoever stands in for them, or a lead.

    Raises:
        EpisodeNotFound: there is none that the person may see.
        NotAllowed: they may see it, but not do that.
    """
    episode = session.get(Episode, episode_id)
    if episode is None or episode.tenant != by.tenant:
        raise EpisodeNotFound
    stands = Stands.OWN if _is_theirs(session, episode, by, now) else Stands.OTHER
    if not may(by, Action.SEE_EPISODE, stands):
        raise EpisodeNotFound
    check(by, action, stands)
    return episode


def move(
    session: Session,
    episode: Episode,
    *,
    to: EpisodeState,
    version: int,
    by: By,
    now: datetime,
    why: str,
    **values: object,
) -> None:
    """Move the episode, if it still stands at that version. `values` are further columns.

    Raises:
        EpisodeMoved: it does not, or the move is none that its state allows.
    """
    before = EpisodeState(episode.state)
    if to not in Episode.MOVES[before]:
        raise moved(session, episode)
    statement = (
        update(Episode)
        .where(
            col(Episode.id) == episode.id,
            col(Episode.version) == version,
            col(Episode.state) == before.value,
        )
        .values(state=to.value, version=version + 1, **values)
    )
    changed = session.connection().execute(statement).rowcount
    session.refresh(episode)
    if not changed:
        raise moved(session, episode)
    note(session, episode, before=before.value, by=by, now=now, why=why)


def note(session: Session, episode: Episode, *, before: str, by: By, now: datetime, why: str) -> None:
    """Append to the episode's history."""
    session.add(
        EpisodeChange(
            episode_id=episode.id or 0,
            before=before,
            after=episode.state,
            by=by.id if isinstance(by, Person) else None,
            job="" if isinstance(by, Person) else by.name,
            at=now,
            why=why,
        )
    )
    session.flush()


def history(session: Session, episode: Episode) -> list[EpisodeChange]:
    """What happened to the episode, the oldest first."""
    rows = select(EpisodeChange).where(EpisodeChange.episode_id == episode.id)
    return list(session.exec(rows.order_by(col(EpisodeChange.id))))


def moved(session: Session, episode: Episode) -> EpisodeMoved:
    """The refusal that says who was first, with what, and when."""
    last = next(reversed(history(session, episode)), None)
    if last is None:
        return EpisodeMoved(episode, "", "", None)
    person = session.get(Person, last.by) if last.by else None
    who = person.name if person else f"The {last.job}"
    return EpisodeMoved(episode, who, last.why, last.at)


def _is_theirs(session: Session, episode: Episode, by: Person, now: datetime) -> bool:
    if episode.coder_id is None:
        return False
    return by.id in (episode.coder_id, people.stands_in(session, episode.coder_id, now))
