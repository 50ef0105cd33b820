"""Episodes that left the lists without being coded, each to be settled by a lead."""

from casework.digests import EpisodeLine, Section
from dialogs import episode_phrases as say
from dialogs.cards.elements import Element, action, card, heading, plain, quiet, text
from dialogs.cards.episode_list import row_of
from dialogs.cards.forms import NO_INPUTS
from dialogs.message import Card
from dialogs.verbs import SettleVanished, ShowBacklog

CODED, CHASE = "coded", "to be coded"


def vanished_line(section: Section) -> str:
    """How many, for a notification."""
    if not section.total:
        return say.NONE_VANISHED
    many = "episode has" if section.total == 1 else "episodes have"
    return f"{section.total:,} {many} left the lists without being coded."


def vanished_card(section: Section, *, says: str = "") -> Card:
    """Some of them; the others come once these are settled."""
    body: list[Element] = [
        *([text(plain(says, 600), weight="Bolder", color="Accent")] if says else []),
        heading(vanished_line(section)),
        *[_row(line) for line in section.lines],
    ]
    if section.total > len(section.lines):
        body.append(quiet(f"and {section.total - len(section.lines):,} more, once these are settled."))
    return card(body, [action("Backlog", ShowBacklog(), **NO_INPUTS)])


def _row(line: EpisodeLine) -> Element:
    which = (line.id, line.version)
    offered = [
        action("Was coded", SettleVanished(*which, was=CODED), **NO_INPUTS),
        action("Keep chasing", SettleVanished(*which, was=CHASE), **NO_INPUTS),
    ]
    return row_of(line, offered)
