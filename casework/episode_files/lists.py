"""A table of uncoded episodes, read from its header down to its rows."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest

from casework.episode_files.assemble import Assembled, Assembler, Texts, assembled
from casework.episode_files.cells import Remembering, readers
from casework.episode_files.dates import Dates
from casework.episode_files.exported import exported_at
from casework.episode_files.finding_columns import Columns, find_columns, known_headings
from casework.episode_files.headings import compact, expanded, shown
from casework.episode_files.identifying_cells import is_nhs_number, kind_of_content, kind_of_numbers
from casework.episode_files.identifying_headings import kind_of_heading
from casework.episode_files.mapping import FIELDS
from casework.episode_files.mapping import Mapping as Settings
from casework.episode_files.rows import IdentifyingColumns, ListRead, Reject
from casework.episode_files.table import Headed, Table, distinct, headed, refuse_cut_off
from casework.london import london_date
from knowledge.importers.sheet import Line
from knowledge.progress import Progress

TOO_FEW = "the row has fewer cells than the header: is there a line break in a cell?"
TOO_MANY = "the row has more cells than the header: is there a separator in a cell without quotation marks?"
NAMES, CELLS = "their names", "what they hold"
_TEN, _USUAL = 10, 0.5
_LONGEST_HEADING = 80

Columned = list[Counter[str]]


def knows(settings: Settings) -> Callable[[str], bool]:
    """Whether a cell is a heading of such a list, or one that is refused."""
    known = known_headings(settings)

    def is_heading(cell: str) -> bool:
        if len(cell) > _LONGEST_HEADING or not compact(cell):
            return False
        return compact(cell) in known or expanded(cell) in known or bool(kind_of_heading(cell))

    return is_heading


def read_table(
    table: Table, settings: Settings, *, now: datetime, drop_columns: Sequence[str], progress: Progress
) -> ListRead:
    """The episodes of a table.

    Raises:
        RefusedFile: there is no header, a column is missing or ambiguous, the file is cut off.
        IdentifyingColumns: columns may identify a patient and are not among `drop_columns`.
    """
    dates = Dates(london_date(now), table.epoch)
    head = headed(table, knows(settings))
    refuse_cut_off(head)
    kept, dropped = _without(head.headings, drop_columns)
    _refuse(
        table.name,
        {at: kind_of_heading(heading or "") for at, heading in enumerate(kept)},
        kept,
        NAMES,
    )
    cells = _columned(head, kept)
    _refuse(table.name, {at: kind_of_numbers(column) for at, column in enumerate(cells)}, kept, CELLS)
    by_field = readers(settings, dates)
    columns = find_columns(table.name, [heading or "" for heading in kept], cells, settings, by_field)
    _refuse(table.name, _contents(kept, cells, columns, dates), kept, CELLS)
    if _has_ten_digits(cells, columns):
        by_field = readers(settings, dates, ten_digits_usual=True)
    result = _assembled(head, columns, by_field, progress)
    spoilt = [reject for reject in table.spoilt if reject.line > head.header_line]
    return ListRead(
        rows=tuple(result.rows),
        rejects=tuple(sorted([*result.rejects, *spoilt], key=lambda reject: reject.line)),
        columns=columns.found,
        refused_columns=dropped,
        exported_at=exported_at(head.above, dates, now),
        repeated=result.repeated,
        notes=(*columns.notes, *_not_there(drop_columns, dropped), *_on_none(head)),
    )


def _without(
    headings: Sequence[str], drop_columns: Sequence[str]
) -> tuple[list[str | None], tuple[str, ...]]:
    """The headings with None for a column that is left unread, and the names of those."""
    unread = {compact(name) for name in drop_columns}
    kept = [None if heading and compact(heading) in unread else heading for heading in headings]
    return kept, tuple(heading for heading, left in zip(headings, kept, strict=True) if left is None)


def _not_there(drop_columns: Sequence[str], dropped: Sequence[str]) -> Iterator[str]:
    there = {compact(heading) for heading in dropped}
    for name in drop_columns:
        if compact(name) not in there:
            yield f"There is no column “{shown(name, 0)}” to leave unread."


def _on_none(head: Headed) -> Iterator[str]:
    if not head.below:
        yield "There is no row below the header: the list holds no episode."


def _refuse(name: str, kinds: Mapping[int, str], headings: Sequence[str | None], how: str) -> None:
    """Refuse the file if any of its columns holds what identifies a patient."""
    found = {at: kind for at, kind in kinds.items() if kind}
    if not found:
        return
    called = [shown(headings[at] or "" if at < len(headings) else "", at) for at in found]
    named = ", ".join(f"“{each}” ({kind})" for each, kind in zip(called, found.values(), strict=True))
    raise IdentifyingColumns(
        f"{name}: these columns may identify patients by {how}: {named}. Nothing was imported. "
        "Take them out of the report, or have them left unread with --drop-columns and their names."
    )


def _columned(head: Headed, kept: Sequence[str | None]) -> Columned:
    """The different cells of each column, those without a heading too; empty for a column left unread."""
    width = max((len(line.cells) for line in head.below), default=len(kept))
    columns = zip_longest(range(max(width, len(kept))), kept, fillvalue="")
    return [
        Counter[str]() if heading is None else distinct(head, at) for at, (_, heading) in enumerate(columns)
    ]


def _contents(kept: Sequence[str | None], cells: Columned, columns: Columns, dates: Dates) -> dict[int, str]:
    field_at = {at: field for field, at in columns.at.items()}
    return {
        at: kind_of_content(column, field_at.get(at, ""), kept[at] or "" if at < len(kept) else "", dates)
        for at, column in enumerate(cells)
    }


def _has_ten_digits(cells: Columned, columns: Columns) -> bool:
    """Whether the hospital's own spell numbers have ten digits: some look like NHS numbers."""
    column = cells[columns.at["spell"]] if "spell" in columns.at else Counter[str]()
    ten = sum(n for cell, n in column.items() if len(cell) == _TEN and cell.isdecimal())
    valid = sum(n for cell, n in column.items() if is_nhs_number(cell))
    return ten > _USUAL * column.total() and valid < _USUAL * ten


def _assembled(
    head: Headed, columns: Columns, by_field: Mapping[str, Remembering], progress: Progress
) -> Assembled:
    headings = {column.field: column.heading for column in columns.found}
    total = len(head.below)

    def tell(done: int) -> None:
        progress("Reading episodes", done, total)

    short: list[Reject] = []
    rows = _texts(head, columns, short)
    result = assembled(rows, Assembler(by_field, headings), tell)
    tell(total)
    result.rejects.extend(short)
    return result


def _texts(head: Headed, columns: Columns, short: list[Reject]) -> Iterator[tuple[int, Texts]]:
    """The texts of each row in the order of the fields; rows of another width go to `short`."""
    width, exact = len(head.headings), head.table.exact
    places = [columns.at.get(field, -1) for field in FIELDS]
    for line in head.below:
        cells = line.cells
        if len(cells) != width:
            wrong = _wrong_width(line, width, head.width) if exact else ""
            if wrong:
                short.append(Reject(line.number, "", wrong))
                continue
            cells = (*cells[:width], *[""] * (width - len(cells)))
        padded = (*cells, "")
        yield line.number, [padded[at] for at in places]


def _wrong_width(line: Line, least: int, most: int) -> str:
    if len(line.cells) < least:
        return TOO_FEW
    return TOO_MANY if any(cell.strip() for cell in line.cells[most:]) else ""
