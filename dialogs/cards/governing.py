"""A ruling and the governing texts beside an answer: whose word it is, and the words that decide."""

from collections.abc import Sequence

from casework.model.ruling import Ruling
from dialogs import phrases
from dialogs import ruling_phrases as say
from dialogs.cards.elements import Element, action, buttons, container, plain, quiet, text
from dialogs.case_phrases import day
from dialogs.precedent import Ruled
from dialogs.verbs import OpenRuling
from knowledge.finding.sentences import sentences
from knowledge.finding.texts import GoverningText, Passage
from knowledge.policies import Authority

LONGEST_SENTENCE = 300
LONGEST_ANSWER = 400
_DECISIVE_SENTENCES = 2


def ruled_element(one: Ruled) -> Element:
    """A ruling: its number, date and authority, the decisive words, and who says otherwise."""
    ruling = one.precedent.ruling
    return container(
        [
            text(f"**{ruling.reference}** {plain(ruling.question, 160)}"),
            *([text(f"**{plain(codes, 200)}**", spacing="None")] if (codes := say.codes(ruling)) else []),
            text(plain(decisive(ruling), LONGEST_ANSWER), spacing="None"),
            quiet(plain(_whose(one))),
            *[
                text(plain(say.clash(each), LONGEST_ANSWER), size="Small", color="Attention")
                for each in one.clashes[:1]
            ],
            buttons([action(f"Open {ruling.reference}", OpenRuling(ruling.id or 0))]),
        ],
        style="good",
        spacing="Small",
    )


def ruled_line(one: Ruled) -> str:
    """The ruling in a line."""
    ruling = one.precedent.ruling
    return f"{ruling.reference}, from {day(ruling.valid_from)}: {decisive(ruling)}"


def decisive(ruling: Ruling) -> str:
    """The first sentences of its answer."""
    return " ".join(sentences(ruling.answer)[:_DECISIVE_SENTENCES])


def passage_elements(passages: Sequence[Passage]) -> list[Element]:
    """The governing texts, the weightiest of them said to be so where two speak of one thing."""
    authorities = {one.authority for one in passages}
    several = [quiet(say.DIFFERENT_AUTHORITIES, spacing="Small")] if len(authorities) > 1 else []
    return [*several, *[passage_element(one) for one in passages]]


def passage_element(one: Passage) -> Element:
    """A governing text: its reference with a link to the page, the decisive sentence, whose word it is."""
    governing = one.governing
    name = governing.reference or governing.book
    reference = f"[{plain(name)}]({governing.link})" if governing.link else plain(name)
    return container(
        [
            text(f"**{reference}** {plain(governing.title, 160)}"),
            text(plain(one.sentence, LONGEST_SENTENCE), spacing="None"),
            quiet(plain(source(governing))),
        ],
        style="emphasis",
        spacing="Small",
    )


def source(one: GoverningText) -> str:
    """Whose word it is: authority, book, version, page."""
    parts = [
        one.authority.value.capitalize(),
        one.book,
        f"version {one.version}" if one.version else "",
        f"page {one.page}" if one.page and one.book else "",
        phrases.summary(one.confirmed) if one.confirmed else "",
    ]
    return " · ".join(part for part in parts if part)


def _whose(one: Ruled) -> str:
    ruling = one.precedent.ruling
    since = f"ratified by {one.precedent.ratifier}" if one.precedent.ratifier else "ratified"
    whose, close = Authority.LEADS_RULING.value.capitalize(), say.closeness(one.precedent.closeness)
    return f"{whose}, {since}, from {day(ruling.valid_from)} · {close}"
