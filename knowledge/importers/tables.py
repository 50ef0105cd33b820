"""A plain table of codes and titles, with or without counts: any header, any trust, any year."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from knowledge.codes import Classification, ICD10Code, NotACode, OPCS4Code, display
from knowledge.concepts import ConceptKind, Mark
from knowledge.importers.columns import Columns
from knowledge.importers.rows import RefusedFile, Row
from knowledge.importers.sheet import Line, Sheet

# What extracts write where there is no code.
NULL_MARKERS = frozenset(
    {"", "null", "none", "nan", "n/a", "na", "-", "*", "&", "unknown", "total", "grand total"}
)
_BLOCK = re.compile(r"[A-Z]\d\d\s?[-–]\s?[A-Z]\d\d")
_CHAPTER = {
    Classification.ICD10: re.compile(r"(?:chapter )?(?=.)(X{0,2}(?:IX|IV|V?I{0,3}))", re.IGNORECASE),
    Classification.OPCS4: re.compile(r"(?:chapter )?([A-Z])", re.IGNORECASE),
}
# Footnote signs stand before or after a code in published tables; so do dagger and asterisk.
_SIGNS = re.compile(r"^[^A-Za-z0-9]+|[‡§¹²³]+$")
_MARKS = {"†": Mark.DAGGER, "+": Mark.DAGGER, "*": Mark.ASTERISK}
# Published tables hide the smallest numbers: one at least.
_HIDDEN, _NONE = ("*",), ("", "-", ":", "z", "null", "n/a")
MOST_EPISODES = 2_000_000_000


def canonical(classification: Classification, text: str) -> str:
    """The canonical code of a cell.

    Raises:
        NotACode: it is not written like one.
    """
    bare = _SIGNS.sub("", text)
    if len(bare) > 12:
        raise NotACode(f"{bare[:20]!r} is too long for a code")
    return (ICD10Code(bare) if classification is Classification.ICD10 else OPCS4Code(bare)).canonical


def is_code(classification: Classification, text: str) -> bool:
    """Whether a cell is written like a code."""
    try:
        canonical(classification, text)
    except NotACode:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Table:
    """What a table holds, and in words what of it was left out."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def read_table(sheet: Sheet, columns: Columns, classification: Classification) -> Table:
    """The codes, categories and blocks of a table, in its order, each once.

    Raises:
        RefusedFile: a line that holds no code, no title, no number, or one code with two titles.
    """
    reader = _Reader(sheet, columns, classification)
    for line in sheet.lines[columns.first :]:
        reader.take(line)
    rows = levelled(classification, reader.rows, sheet)
    return Table(tuple(rows), tuple(_notes(reader, {row.code for row in rows})))


def _notes(reader: "_Reader", kept: set[str]) -> Iterator[str]:
    if reader.null:
        yield f"Left out: {reader.null} line{'s' if reader.null > 1 else ''} without a code."
    retired = sorted(code for code in reader.rows if code[3:] == "X" and code not in kept)
    if retired:
        named = ", ".join(display(code) for code in retired[:10]) + (" …" if retired[10:] else "")
        yield f"Left out as retired, because their categories are divided now: {named}."


def levelled(classification: Classification, rows: Mapping[str, Row], sheet: Sheet) -> list[Row]:
    """Three characters are a category, unless nothing divides it: then ICD-10 fills it up with X.

    A filled-up code beside the codes that divide its category is one that was retired: left out.
    """
    divided = {code[:3] for code, row in rows.items() if _divides(row)}
    kept: dict[str, Row] = {}
    for code, row in rows.items():
        if row.kind in (ConceptKind.BLOCK, ConceptKind.CHAPTER):
            kept[code] = row
        elif len(code) == 3 and (classification is Classification.OPCS4 or code in divided):
            kept[code] = replace(row, kind=ConceptKind.CATEGORY, usage=0)
        elif len(code) == 3:
            kept.setdefault(f"{code}X", replace(row, code=f"{code}X"))
        elif not (code[3:] == "X" and code[:3] in divided):
            kept[code] = row
    if not any(row.kind is ConceptKind.CODE for row in kept.values()):
        raise RefusedFile(
            f"{sheet.name}: there is no code in it. Check that this is the file of codes and titles."
        )
    return list(kept.values())


def _divides(row: Row) -> bool:
    return row.kind is ConceptKind.CODE and row.code[3:4] not in ("", "X")


class _Reader:
    def __init__(self, sheet: Sheet, columns: Columns, classification: Classification) -> None:
        self.sheet, self.columns, self.classification = sheet, columns, classification
        self.rows: dict[str, Row] = {}
        self.null = 0
        self._seen: dict[str, Line] = {}

    def take(self, line: Line) -> None:
        """Read one line."""
        written = line.cell(self.columns.code)
        if written.casefold() in NULL_MARKERS:
            self._check_null(line, written)
            return
        level = self._level(written)
        if level is not None:
            self._keep(line, level, self._title(line))
            return
        try:
            code = canonical(self.classification, written)
        except NotACode as error:
            if self.sheet.loose:
                self.null += 1
                return
            raise self.sheet.refusal(line, f"{error}. {self._advice(written)}") from error
        self._keep(line, Row(code, ConceptKind.CODE, "", mark=_mark(written)), self._title(line))

    def _advice(self, written: str) -> str:
        other = next(each for each in Classification if each is not self.classification)
        if is_code(other, written):
            return f"If the file holds {other.label}, import it as {other.value}; else correct the line."
        return "Correct or remove the line."

    def _check_null(self, line: Line, written: str) -> None:
        title = line.cell(self.columns.title)
        if not written and title and not self.sheet.loose:
            reason = f"there is a title, {title[:60]!r}, but no code. Correct or remove the line."
            raise self.sheet.refusal(line, reason)
        self.null += 1

    def _level(self, written: str) -> Row | None:
        upper = written.upper()
        if _BLOCK.fullmatch(upper):
            return Row(re.sub(r"\s?[-–]\s?", "-", upper), ConceptKind.BLOCK, "")
        chapter = _CHAPTER[self.classification].fullmatch(written)
        return Row(chapter[1].upper(), ConceptKind.CHAPTER, "") if chapter and chapter[1] else None

    def _title(self, line: Line) -> str:
        title = " ".join(line.cell(self.columns.title).split())
        if not title and self.columns.title is not None and not self.sheet.loose:
            code = line.cell(self.columns.code)
            raise self.sheet.refusal(line, f"{code} has no title; the file may be cut off. Fetch it again.")
        return title

    def _keep(self, line: Line, row: Row, title: str) -> None:
        before = self.rows.get(row.code)
        if before is not None and before.title.casefold() != title.casefold():
            number = self._seen[row.code].number
            reason = f"{row.code} was already on {self.sheet.unit} {number} with another title"
            raise self.sheet.refusal(line, f"{reason}. Keep one of the two.")
        usage = max(self._count(line), before.usage if before else 0)
        self.rows[row.code] = replace(row, title=title, usage=usage)
        self._seen[row.code] = line

    def _count(self, line: Line) -> int:
        written = line.cell(self.columns.count).replace(",", "").replace(" ", "")
        if written.casefold() in _NONE:
            return 0
        if written in _HIDDEN:
            return 1
        if not re.fullmatch(r"\d{1,10}(\.0*)?", written) or int(written.partition(".")[0]) > MOST_EPISODES:
            raise self.sheet.refusal(
                line, f"{written[:30]!r} is not a number of episodes. Name the right --count-column."
            )
        return int(written.partition(".")[0])


def _mark(written: str) -> Mark:
    return _MARKS.get(written[-1], Mark.NONE)
