"""The one door for a list of uncoded episodes: what the file is by its content, and the episodes in it."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from casework.episode_files.fhir_bundle import read_bundle
from casework.episode_files.hl7_batch import looks_like_hl7, read_batch
from casework.episode_files.lists import knows, read_table
from casework.episode_files.mapping import Mapping, shipped
from casework.episode_files.rows import ListRead
from casework.episode_files.text_table import table_of_text, text_of
from casework.episode_files.workbook_table import table_of_workbook
from knowledge.importers import opening
from knowledge.importers.opening import Kind
from knowledge.importers.rows import RefusedFile
from knowledge.progress import Progress, no_progress

_TOO_LARGE = (
    "no list of uncoded episodes is. Narrow the report down to the columns and months that are needed."
)


def read_list(
    file: Path,
    mapping: Mapping | None = None,
    progress: Progress = no_progress,
    *,
    now: datetime,
    drop_columns: Sequence[str] = (),
    sheet: str = "",
) -> ListRead:
    """The episodes of a CSV, TSV, workbook, FHIR bundle of Encounters or HL7 batch of ADT messages.

    `drop_columns` are headings that are left unread, though they may identify a patient. `sheet` is
    the workbook's sheet, if it is not found. `now` is aware; dates more than two days after it are
    rejected.

    Raises:
        RefusedFile: nothing of it can be read, with the reason.
        IdentifyingColumns: columns may identify patients and are not in `drop_columns`.
    """
    settings = mapping or shipped()
    data = opening.content(file, _TOO_LARGE)
    read = _read(file.name, data, settings, progress, now=now, drop_columns=drop_columns, sheet=sheet)
    if not read.rows and read.rejects:
        first = read.rejects[0]
        where = f"{first.line}, {first.column}" if first.column else str(first.line)
        raise RefusedFile(
            f"{file.name}: none of its {len(read.rejects):,} rows can be read. "
            f"The first is {where}: {first.reason}."
        )
    return read


def _read(
    name: str,
    data: bytes,
    settings: Mapping,
    progress: Progress,
    *,
    now: datetime,
    drop_columns: Sequence[str],
    sheet: str,
) -> ListRead:
    kind = opening.kind_of(name, data)
    if kind is Kind.ZIP:
        table = table_of_workbook(name, data, sheet, knows(settings), progress)
        return read_table(table, settings, now=now, drop_columns=drop_columns, progress=progress)
    if kind is Kind.XML:
        raise RefusedFile(
            f"{name}: this is XML or a web page, whatever its name says. Save a report as .xlsx or CSV, "
            "a FHIR bundle as JSON."
        )
    if looks_like_hl7(data):
        return read_batch(name, data, settings, now=now, progress=progress)
    text = text_of(name, data)
    if text.lstrip().startswith(("{", "[")):
        return read_bundle(name, text, settings, now=now, progress=progress)
    return read_table(
        table_of_text(name, text), settings, now=now, drop_columns=drop_columns, progress=progress
    )
