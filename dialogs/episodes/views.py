"""Episodes as who speaks may see them: their list, one of them, the lead's and the clerk's lists."""

from dataclasses import dataclass

from sqlmodel import Session

from casework import backlog, digests, episodes, grouper, my_episodes, people, vanished
from casework.digests import CoderDigest
from casework.errors import Unusable
from casework.model.person import Person, Role
from casework.my_episodes import ASIDE
from casework.outlook import Place
from casework.rights import Action, Stands, check
from dialogs import episode_phrases as say
from dialogs.cards.episode_backlog import backlog_card, backlog_line
from dialogs.cards.episode_card import episode_card
from dialogs.cards.episode_list import Page, aside_card, digest_card, page_of
from dialogs.cards.episode_notes import notes_card, notes_line
from dialogs.cards.episode_vanished import vanished_card, vanished_line
from dialogs.desk import Desk
from dialogs.message import Message, Reply
from dialogs.verbs.episodes import MOST_ROWS

FURTHEST = 5_000
DUE = "due"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of whose list: `place` is empty for what is due."""

    start: int = 0
    place: str = ""

    @classmethod
    def of(cls, shown: str) -> "Wanted":
        """From what a row's button says of where it stands.

        Raises:
            Unusable: no card of ours says that.
        """
        place, _, start = shown.rpartition(" ")
        if not (start.isascii() and start.isdigit() and len(start) < 6):
            raise Unusable("Say “my episodes” to see yours.")
        return cls(int(start), "" if place == DUE else place)


def private(message: Message) -> bool:
    """Whether nobody else reads along: a group may hold clinicians, who see no HRG."""
    return message.place.kind in ("personal", "terminal")


def list_view(session: Session, desk: Desk, by: Person, wanted: Wanted, *, says: str = "") -> Reply:
    """The person's own episodes.

    Raises:
        NotAllowed: they code nothing.
        Unusable: there is no such part of the list.
    """
    if wanted.start > FURTHEST or wanted.place not in ("", *ASIDE):
        raise Unusable("Say “my episodes” to see yours.")
    if wanted.place:
        return _aside(session, desk, by, wanted, says)
    most, now = wanted.start + MOST_ROWS, desk.clock()
    digest = my_episodes.my_digest(session, by=by, department=desk.department, now=now, most=most)
    return digest_view(digest, wanted.start, says=says)


def digest_view(digest: CoderDigest, start: int = 0, *, says: str = "") -> Reply:
    """What is due of a digest that was read so far. After the last row was done, the first ones are shown."""
    page = page_of(digest, start)
    if start and not page.rows:
        page = page_of(digest, 0)
    told = " ".join(part for part in (says, say.thanks(digest.thanked), say.digest_line(digest)) if part)
    return Reply(told, digest_card(digest, page, says=says))


def episode_view(
    session: Session, desk: Desk, message: Message, by: Person, episode_id: int, *, says: str = ""
) -> Reply:
    """One episode with all that is known of it.

    Raises:
        EpisodeNotFound: there is none that the person may see.
    """
    one = episodes.episode(session, episode_id=episode_id, by=by, now=desk.clock())
    drawn = episode_card(
        my_episodes.whole(session, one, desk.clock()),
        sources=desk.sources.of(one.treatment_function),
        coders=_coders(session, by) if by.is_lead() and one.is_incomplete() else (),
        hrg=grouper.hrg_for(by, one) if private(message) else "",
        says=says,
    )
    return Reply(says or f"Episode {one.reference}: {say.standing(one)}", drawn)


def notes_view(session: Session, by: Person, *, start: int = 0, says: str = "") -> Reply:
    """The notes to find, for a clerk or a lead.

    Raises:
        NotAllowed: it is not theirs to say where notes are.
    """
    check(by, Action.ANSWER_FOR_NOTES, Stands.OTHER)
    rows = digests.clerk_list(session, by.tenant)
    first = start if start < len(rows) else 0
    return Reply(" ".join(filter(None, (says, notes_line(rows)))), notes_card(rows, start=first, says=says))


def backlog_view(session: Session, desk: Desk, by: Person, *, alone: bool) -> Reply:
    """The backlog as it stands now.

    Raises:
        NotAllowed: they are no lead.
    """
    check(by, Action.SEE_BACKLOG, Stands.OTHER)
    found = backlog.lead_backlog(session, by.tenant, desk.clock())
    calendar = say.no_calendar(found.months_unknown)
    told = " ".join(part for part in (f"{backlog_line(found)}.", calendar) if part)
    return Reply(told, backlog_card(found, with_groups=alone))


def vanished_view(session: Session, desk: Desk, by: Person, *, says: str = "") -> Reply:
    """What left the lists without being coded and is not settled.

    Raises:
        NotAllowed: they are no lead.
    """
    section = vanished.vanished(session, by=by, department=desk.department, now=desk.clock())
    told = " ".join(filter(None, (says, vanished_line(section))))
    return Reply(told, vanished_card(section, says=says))


def _aside(session: Session, desk: Desk, by: Person, wanted: Wanted, says: str) -> Reply:
    place = Place(wanted.place)
    lines = my_episodes.aside(session, by=by, place=place, department=desk.department, now=desk.clock())
    start = wanted.start if wanted.start < len(lines) else 0
    rows = [("", line) for line in lines[start : start + MOST_ROWS]]
    told = " ".join(filter(None, (says, f"{say.ASIDE[place]}: {len(lines):,} of your episodes.")))
    return Reply(told, aside_card(Page(rows, start, len(lines), place.value), says=says))


def _coders(session: Session, by: Person) -> list[Person]:
    """Those whom an episode can be given to: the coders first, then who leads them."""
    found = [one for one in people.named(session, by.tenant, "") if episodes.may_code(one, by.tenant)]
    return sorted(found, key=lambda one: one.role != Role.CODER)
