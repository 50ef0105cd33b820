"""Charts of an Adaptive Card, each with the same in letters for a client that draws none."""

from collections.abc import Callable, Sequence

from dialogs.cards.elements import Element, container, plain, quiet

WIDEST = 24
LONGEST_NAME = 40
_FULL, _HALF = "█", "▌"

Figures = Sequence[tuple[str, int]]
Draw = Callable[[str, Figures], Element]


def bars(title: str, figures: Figures) -> Element:
    """One bar a name, in their order."""
    data = [{"x": _name(name), "y": count} for name, count in figures]
    return {"type": "Chart.HorizontalBar", "title": title, "data": data, "fallback": in_letters(figures)}


def donut(title: str, figures: Figures) -> Element:
    """Shares of a whole."""
    data = [{"legend": _name(name), "value": count} for name, count in figures]
    return {"type": "Chart.Donut", "title": title, "data": data, "fallback": in_letters(figures)}


def in_letters(figures: Figures) -> Element:
    """The bars as text: a name, a bar of blocks, the number."""
    most = max((count for _, count in figures), default=0)
    return container(
        [quiet(f"{bar(count, most)} {count:,}  {plain(_name(name))}") for name, count in figures]
    )


def bar(count: int, most: int) -> str:
    """A bar of blocks as long as its share of the largest; never empty where there is something."""
    halves = round(2 * WIDEST * count / most) if most else 0
    if count and not halves:
        halves = 1
    return _FULL * (halves // 2) + _HALF * (halves % 2) or "·"


def _name(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
