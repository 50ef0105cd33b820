"""A coder's episodes as a card, a page at a time: what is due, section by section, or what lies aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.digests import CoderDigest, EpisodeLine
from casework.model.episode import EpisodeState
from casework.outlook import Place
from dialogs import episode_phrases as say
from dialogs.cards.elements import Element, action, buttons, card, container, heading, plain, quiet, text
from dialogs.cards.episode_moves import row_moves
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS
from dialogs.message import Card
from dialogs.verbs import MyEpisodes, OpenEpisode
from dialogs.verbs.episodes import MOST_ROWS

PAGES = tuple(range(MOST_ROWS, 1, -1))
LONGEST_ROW = 300

# A row, with the name of its section.
Row = tuple[str, EpisodeLine]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list from `start` on. `place` is empty for what is due."""

    rows: Sequence[Row]
    start: int
    total: int
    place: str = ""

    @property
    def shown(self) -> str:
        """What a row's button says of where it stands."""
        return f"{self.place or 'due'} {self.start}"


def page_of(digest: CoderDigest, start: int) -> Page:
    """The rows of a digest that was read far enough, from `start` on."""
    found = say.sections(digest)
    rows = [(name, line) for name, part in found for line in part.lines]
    return Page(rows[start : start + MOST_ROWS], start, sum(part.total for _, part in found))


def digest_card(digest: CoderDigest, page: Page, *, says: str = "") -> Card:
    """What is due, and how much lies aside."""
    above = [
        *_said(says),
        heading(say.digest_line(digest)),
        *([text(say.thanks(digest.thanked))] if digest.thanked else []),
        *_missing(digest.no_calendar_for),
    ]
    aside = {Place.WAITING: digest.waiting, Place.LATER: digest.later, Place.SNOOZED: digest.snoozed}
    ways = [
        action(f"{say.ASIDE[place]} ({count:,})", MyEpisodes(0, place=place.value), **NO_INPUTS)
        for place, count in aside.items()
        if count
    ]
    return _paged(above, page, ways)


def aside_card(page: Page, *, says: str = "") -> Card:
    """The episodes of one place that lies aside."""
    above = [*_said(says), heading(f"{say.ASIDE[Place(page.place)]}: {page.total:,} of your episodes")]
    return _paged(above, page, [action("What is due", MyEpisodes(0), **NO_INPUTS)])


def _paged(above: list[Element], page: Page, ways: list[Element]) -> Card:
    """As many rows as a message holds, and the way to the next ones."""

    def draw(most: int) -> Card:
        rows = page.rows[:most]
        upto = page.start + len(rows)
        more = []
        if upto < page.total:
            payload = MyEpisodes(upto, place=page.place)
            more = [action(f"More ({page.total - upto:,})", payload, **NO_INPUTS)]
        return card([*above, *_rows(rows, page)], [*more, *ways])

    return fitted(draw, PAGES)


def _rows(rows: Sequence[Row], page: Page) -> list[Element]:
    found: list[Element] = []
    section = ""
    for number, (name, line) in enumerate(rows):
        if name != section and name:
            found.append(text(f"**{name}**", spacing="Medium"))
        section = name
        found.append(_row(line, number, page.shown))
    return found


def _row(line: EpisodeLine, number: int, shown: str) -> Element:
    which = (line.id, line.version, shown)
    return row_of(line, row_moves(which, number, blocked=line.state == EpisodeState.BLOCKED))


def row_of(line: EpisodeLine, moves: Sequence[Element] = ()) -> Element:
    """The two lines of an episode and its buttons; a press beside these opens it."""
    what = f"{plain(say.specialty(line.treatment_function))}, {say.ended(line.ended)}"
    words = [
        text(f"**{plain(line.reference)}** {what}", spacing="None"),
        quiet(plain(say.row(line), LONGEST_ROW)),
    ]
    opened = action(f"Open {line.reference}", OpenEpisode(line.id), **NO_INPUTS)
    return container([*words, *([buttons(moves)] if moves else [])], separator=True, selectAction=opened)


def _said(says: str) -> list[Element]:
    return [text(plain(says, 600), weight="Bolder", color="Accent")] if says else []


def _missing(months: Sequence[date]) -> list[Element]:
    said = say.no_calendar(months)
    return [quiet(said, color="Attention")] if said else []
