"""News as cards: one piece, several, and who has read it."""

from collections.abc import Sequence
from datetime import datetime

from casework.london import london_date
from casework.model.bulletin import Bulletin
from casework.model.ruling import reference_of
from casework.news import Readers
from dialogs import news_phrases as say
from dialogs import phrases
from dialogs.cards.case_parts import lines
from dialogs.cards.elements import Element, action, buttons, card, container, heading, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.case_phrases import day
from dialogs.message import Card
from dialogs.verbs import NewsReaders, OpenRuling, ReadNews

MOST_NAMES = 40


def news_card(title: str, rows: Sequence[tuple[Bulletin, bool]], *, is_lead: bool) -> Card:
    """Pieces of news, each with whether the reader has read it."""
    return fitted(
        lambda longest: card([heading(title), *[_piece(*row, longest, is_lead=is_lead) for row in rows]])
    )


def readers_card(found: Readers) -> Card:
    """Who has read it, when, and who has not."""
    read = [f"{person.name}, {phrases.moment(at)}" for person, at in found.read]
    unread = [person.name for person in found.unread]
    return card(
        [
            heading(plain(found.bulletin.title)),
            text(plain(say.counted(found), 600)),
            *_names("Not read yet", unread),
            *_names("Read", read),
        ]
    )


def _piece(one: Bulletin, read: bool, longest: int, *, is_lead: bool) -> Element:
    return container(
        [
            text(f"**{plain(one.title)}**"),
            quiet(plain(f"{one.kind.capitalize()} · {day(london_date(_at(one)))}")),
            text(lines(one.words, longest), spacing="None"),
            *([text(f"[Read more]({one.link})", spacing="None")] if one.link else []),
            *([quiet(say.READ)] if read else []),
            buttons(_moves(one, read, is_lead=is_lead)),
        ],
        separator=True,
        spacing="Medium",
    )


def _at(one: Bulletin) -> datetime:
    return one.posted_at


def _moves(one: Bulletin, read: bool, *, is_lead: bool) -> list[Element]:
    ids = one.id or 0
    moves = [] if read else [action(say.I_HAVE_READ, ReadNews(ids), style="positive")]
    if one.ruling_id:
        moves.append(action(f"Open {reference_of(one.ruling_id)}", OpenRuling(one.ruling_id)))
    if is_lead:
        moves.append(action(say.WHO_HAS_READ, NewsReaders(ids)))
    return moves


def _names(title: str, names: Sequence[str]) -> list[Element]:
    if not names:
        return []
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    shown = "; ".join(names[:MOST_NAMES])
    return [text(f"**{title}**"), text(plain(f"{shown}{more}", 4_000), spacing="None")]
