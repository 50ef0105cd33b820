"""What an import changes, drawn for the terminal: numbers, and some codes of each kind."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from knowledge.codes import display
from knowledge.importers.difference import Change
from knowledge.importers.run import Content
from knowledge.importing import Plan

EXAMPLES = 10
_TITLE = 70


def show(planned: Plan, content: Content, console: Console | None = None) -> None:
    """Say what the file is and what keeping it would change."""
    console = console or Console(soft_wrap=True)
    new, found = planned.new, planned.difference
    console.print(
        f"{escape(content.source)}: {content.layout}, {found.codes:,} codes for "
        f"{escape(new.name)}, valid from {new.valid_from.isoformat()}.",
        highlight=False,
    )
    for note in content.notes:
        console.print(escape(note), highlight=False)
    if planned.known:
        console.print("This file is there already under that name and date; nothing changes.")
        return
    if planned.followed is None:
        console.print(f"The first edition of {new.classification.label}.")
        return
    console.print(_table(planned))
    if found.looks_cut_off():
        console.print(
            f"[bold]Mind:[/bold] fewer than half of the {found.followed:,} codes of "
            f"{escape(planned.followed.label)} are in it. Is the file whole?",
            highlight=False,
        )


def _table(planned: Plan) -> Table:
    followed = escape(planned.followed.label) if planned.followed else ""
    table = Table(title=f"Against {followed}", title_justify="left", title_style="bold")
    table.add_column("")
    table.add_column("Codes", justify="right")
    table.add_column("For example")
    found = planned.difference
    for name, changes in (("Added", found.added), ("Retired", found.retired), ("Reworded", found.reworded)):
        table.add_row(name, f"{len(changes):,}", _examples(changes))
    return table


def _examples(changes: Sequence[Change]) -> str:
    lines = [f"{display(one.code)} {escape(_wording(one))}" for one in changes[:EXAMPLES]]
    return "\n".join([*lines, "…"] if len(changes) > EXAMPLES else lines)


def _wording(change: Change) -> str:
    if change.before and change.after:
        return f"{_short(change.before)} → {_short(change.after)}"
    return _short(change.before or change.after)


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else title[: _TITLE - 1] + "…"
