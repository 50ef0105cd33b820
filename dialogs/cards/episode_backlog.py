"""The lead's backlog as a card: by age, specialty, reason, each as a chart, with the change of the week."""

from collections.abc import Sequence

from casework.backlog import Backlog, Count
from dialogs import episode_phrases as say
from dialogs.cards import charts
from dialogs.cards.elements import Element, action, card, heading, plain, quiet, text
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS
from dialogs.message import Card
from dialogs.verbs import MyEpisodes, NotesToFind, ShowBacklog, VanishedEpisodes

MOST_LINES = (10, 6, 3)
HELD_BY_NOTHING = "nothing holds it up"


def backlog_line(backlog: Backlog) -> str:
    """The whole of it, for a notification."""
    changed = say.change(backlog.total.change)
    against = f" ({changed} since {say.day(backlog.compared_with)})" if backlog.compared_with else ""
    return f"Backlog: {backlog.total.episodes:,} episodes to be coded{against}"


def backlog_card(backlog: Backlog, *, with_groups: bool, says: str = "") -> Card:
    """The backlog; `with_groups` only where no clinician reads along."""

    def draw(most: int) -> Card:
        body: list[Element] = [
            *([text(plain(says, 600), weight="Bolder", color="Accent")] if says else []),
            heading(backlog_line(backlog)),
            *[
                quiet(plain(line, 300), color="Attention")
                for line in _aloud(backlog, with_groups=with_groups)
            ],
            *_charts(backlog, most),
        ]
        return card(body, _ways(backlog))

    return fitted(draw, MOST_LINES)


def _charts(backlog: Backlog, most: int) -> list[Element]:
    specialty = [_named(one, say.specialty(one.name)) for one in backlog.by_specialty]
    reason = [_named(one, one.name or HELD_BY_NOTHING) for one in backlog.by_reason]
    age = [_named(one, f"{one.name} days") for one in backlog.by_age]
    return [
        *_chart("Days since the episode ended", charts.bars, age, len(age)),
        *_chart("By specialty", charts.bars, specialty, most),
        *_chart("By reason", charts.donut, reason, most),
    ]


def _chart(title: str, draw: charts.Draw, counts: Sequence[Count], most: int) -> list[Element]:
    """The chart of the largest, and under it how they changed."""
    shown = [one for one in counts if one.episodes][:most]
    if not shown:
        return []
    left = sum(one.episodes for one in counts) - sum(one.episodes for one in shown)
    figures = [(one.name, one.episodes) for one in shown] + ([("the others", left)] if left else [])
    moved = [f"{one.name} {say.change(one.change)}" for one in counts[: most + 1] if one.change]
    changes = [quiet(plain(f"Since last week: {', '.join(moved)}", 300))] if moved else []
    return [text(f"**{title}**", spacing="Medium"), draw(title, figures), *changes]


def _aloud(backlog: Backlog, *, with_groups: bool) -> list[str]:
    """What a lead must know beside the figures."""
    said = [
        say.no_calendar(backlog.months_unknown)
        and f"{say.no_calendar(backlog.months_unknown)} Until it is, nothing can say what closes when.",
        backlog.missed_first and f"{backlog.missed_first:,} missed the first reconciliation.",
        backlog.nobody and f"{backlog.nobody:,} are nobody's.",
        backlog.vanished and f"{backlog.vanished:,} left the lists without being coded.",
        with_groups and backlog.error_hrg and f"{backlog.error_hrg:,} group to an error HRG.",
    ]
    return [str(line) for line in said if line]


def _ways(backlog: Backlog) -> list[Element]:
    vanished = (
        [action(f"Vanished ({backlog.vanished:,})", VanishedEpisodes(), **NO_INPUTS)]
        if backlog.vanished
        else []
    )
    return [
        *vanished,
        action("Notes to find", NotesToFind(0), **NO_INPUTS),
        action("My episodes", MyEpisodes(0), **NO_INPUTS),
        action("As it stands now", ShowBacklog(), **NO_INPUTS),
    ]


def _named(one: Count, name: str) -> Count:
    return Count(name, one.episodes, one.change)
