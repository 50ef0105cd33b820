"""Which column of a table holds the codes, which the titles, which the counts: found by name, or given."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from knowledge.importers.rows import RefusedFile
from knowledge.importers.sheet import Line, Sheet

# The header of NHS England's workbooks stands below a dozen lines of title.
HEADER_WITHIN = 60
# Which columns are meant without a word of it is guessed in small tables only.
GUESSED_WITHIN = 6
_CODE = ("code", "icd10_code", "icd_10_code", "opcs4_code", "opcs_4_code", "opcs_code", "icd10", "icd_10",
         "opcs4", "opcs_4", "diagnosis_code", "procedure_code")  # fmt: skip
_TITLE = ("title", "description", "term", "name", "preferred_term", "label", "code_title", "meaning")
_COUNT = ("all_diagnoses", "all_diagnosis", "all_procedures", "all_procedure", "all_operations",
          "finished_consultant_episodes", "fce", "fces", "usage", "count", "episodes")  # fmt: skip
_COUNT_WORDS = {
    "finished_consultant_episodes",
    "consultant_episodes",
    "episodes",
    "usage",
    "count",
    "counts",
    "fce",
}

IsCode = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Asked:
    """The columns that somebody names: by the header's word, or by number from 1; empty to find them."""

    code: str = ""
    title: str = ""
    count: str = ""

    def __bool__(self) -> bool:
        return bool(self.code or self.title or self.count)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table keeps what, and at which of its lines the data begins."""

    code: int
    title: int | None
    count: int | None
    first: int


def find_columns(sheet: Sheet, asked: Asked, is_code: IsCode) -> Columns:
    """The columns of a table with a header, or of one that begins with its first code.

    Raises:
        RefusedFile: there is no column of codes, or a column that was asked for.
    """
    data = _first_data(sheet, is_code)
    held = _first(sheet.lines[data], is_code) if data < len(sheet.lines) else None
    names = [[_plain(cell) for cell in line.cells] for line in sheet.lines[:data]]
    headers = [_by_names(each, asked, place + 1) for place, each in enumerate(names)]
    found = [(columns, place) for place, columns in enumerate(headers) if columns is not None]
    if found:
        best = max(found, key=lambda one: (one[0].count is not None, one[0].title is not None, one[1]))[0]
        if held is None or asked.code or is_code(sheet.lines[data].cell(best.code)):
            return best
        return replace(best, code=held)
    without = _without_header(sheet, asked, is_code, data)
    if without is None:
        raise _no_codes(sheet, asked)
    return without


def _first_data(sheet: Sheet, is_code: IsCode) -> int:
    """The first line with a code in it; titles and the header stand above."""
    for place, line in enumerate(sheet.lines[:HEADER_WITHIN]):
        if any(is_code(cell.strip()) for cell in line.cells):
            return place
    return min(1, len(sheet.lines))


def _plain(cell: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", cell.casefold()).strip("_")


def _by_names(names: list[str], asked: Asked, first: int) -> Columns | None:
    code = _asked(names, asked.code) if asked.code else _code(names)
    if code is None or _is_missing(names, asked.title) or _is_missing(names, asked.count):
        return None
    title = _asked(names, asked.title) if asked.title else _title(names, code)
    count = _asked(names, asked.count) if asked.count else _count(names, {code, title})
    return Columns(code, title, count, first)


def _is_missing(names: Sequence[str], asked: str) -> bool:
    return bool(asked) and _asked(names, asked) is None


def _asked(names: Sequence[str], asked: str) -> int | None:
    if asked.isdigit():
        return int(asked) - 1 if 0 < int(asked) <= len(names) else None
    return names.index(_plain(asked)) if _plain(asked) in names else None


def _code(names: Sequence[str]) -> int | None:
    exact = next((names.index(name) for name in _CODE if name in names), None)
    if exact is not None:
        return exact
    return next((at for at, name in enumerate(names) if "code" in name.split("_")), None)


def _title(names: Sequence[str], code: int) -> int | None:
    exact = next((names.index(name) for name in _TITLE if name in names and names.index(name) != code), None)
    if exact is not None:
        return exact
    words = (at for at, name in enumerate(names) if at != code and set(name.split("_")) & set(_TITLE))
    beside = (
        code + 1 if "description" in names[code] or (code + 1 < len(names) and not names[code + 1]) else None
    )
    return next(words, beside)


def _count(names: Sequence[str], taken: set[int | None]) -> int | None:
    exact = next((names.index(name) for name in _COUNT if name in names), None)
    if exact is not None:
        return exact
    free = [(at, name) for at, name in enumerate(names) if at not in taken]
    return next((at for at, name in free if any(word in name for word in _COUNT_WORDS)), None)


def _without_header(sheet: Sheet, asked: Asked, is_code: IsCode, data: int) -> Columns | None:
    if any(one and not one.isdigit() for one in (asked.code, asked.title, asked.count)):
        return None
    line = sheet.lines[min(data, len(sheet.lines) - 1)]
    if len(line.cells) > GUESSED_WITHIN and not asked.code:
        return None
    code = int(asked.code) - 1 if asked.code else _first(line, is_code)
    if code is None or not is_code(line.cell(code)):
        return None
    title = int(asked.title) - 1 if asked.title else _first(line, _is_words, but=code)
    # A line above with a digit where codes stand is no header but a code written wrongly: not to be skipped.
    above = (at for at in range(data) if any(sign.isdigit() for sign in sheet.lines[at].cell(code)))
    first = data if sheet.loose else next(above, data)
    return Columns(code, title, int(asked.count) - 1 if asked.count else None, first)


def _first(line: Line, wanted: IsCode, but: int | None = None) -> int | None:
    return next((at for at in range(len(line.cells)) if at != but and wanted(line.cell(at))), None)


def _is_words(cell: str) -> bool:
    return sum(letter.isalpha() for letter in cell) > 2


def _no_codes(sheet: Sheet, asked: Asked) -> RefusedFile:
    first = sheet.lines[0]
    names = ", ".join(cell.strip() for cell in first.cells[:12] if cell.strip())
    wanted = ", ".join(one for one in (asked.code, asked.title, asked.count) if one)
    if wanted:
        return sheet.refusal(
            first, f"there are no columns {wanted} with codes below. Its columns are: {names[:300]}."
        )
    return sheet.refusal(
        first,
        f"no column of codes is found. Its columns are: {names[:300]}. "
        "Name them with --code-column and --title-column.",
    )
