"""The coding clerk's list: notes to find, each with found, not found and on its way in one press."""

from collections.abc import Sequence

from casework.digests import NotesLine
from casework.model.case_notes import NotesState
from dialogs import episode_phrases as say
from dialogs import phrases
from dialogs.cards.elements import Element, action, buttons, card, container, heading, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS
from dialogs.message import Card
from dialogs.verbs import AnswerNotes, NotesToFind

PAGES = (12, 10, 8, 6, 4)
ANSWERS = (
    ("Found", NotesState.FOUND),
    ("Not found", NotesState.NOT_FOUND),
    ("On its way", NotesState.ON_ITS_WAY),
)
OPEN = frozenset({NotesState.ASKED, NotesState.ON_ITS_WAY, NotesState.NOT_FOUND})


def notes_card(rows: Sequence[NotesLine], *, start: int = 0, title: str = "", says: str = "") -> Card:
    """The requests from `start` on, as many as a message holds."""

    def draw(most: int) -> Card:
        page = rows[start : start + most]
        upto = start + len(page)
        left = len(rows) - upto
        more = [action(f"More ({left:,})", NotesToFind(upto), **NO_INPUTS)] if left > 0 else []
        body: list[Element] = [
            *([text(plain(says, 600), weight="Bolder", color="Accent")] if says else []),
            heading(title or notes_line(rows)),
            *[_row(row) for row in page],
        ]
        return card(body, more)

    return fitted(draw, PAGES)


def notes_line(rows: Sequence[NotesLine]) -> str:
    """How many, for a notification."""
    to_find = sum(row.is_to_find() for row in rows)
    lost = len(rows) - to_find
    told = [f"Notes to find: {to_find:,}"] if to_find else []
    told += [f"Not found yet: {lost:,}"] if lost else []
    return ". ".join(told) or say.NO_NOTES


def _row(row: NotesLine) -> Element:
    since = f" since {say.day(row.since)}" if row.since else ""
    last_seen = f"last at {row.location}{since}" if row.location else "no place is known"
    where = [
        part
        for part in (
            row.ward and f"ward {row.ward}",
            row.consultant_code and f"consultant {row.consultant_code}",
        )
        if part
    ]
    asked = f"asked for by {row.asked_by}, {phrases.moment(row.asked_at)}: {row.state}"
    which = (row.request_id, row.version)
    offered = [
        action(name, AnswerNotes(*which, 0, said=state.value), **NO_INPUTS)
        for name, state in ANSWERS
        if row.state in OPEN and row.state != state
    ]
    return container(
        [
            text(f"**{plain(row.reference)}** {plain(', '.join(where))}".rstrip(), spacing="None"),
            quiet(plain(f"{last_seen} · {asked}", 240)),
            *([buttons(offered)] if offered else []),
        ],
        separator=True,
    )
