"""Word's paragraph styles: which are headings, how deep, which carry automatic numbers, which are bold."""

import re
from dataclasses import dataclass, field
from typing import Any

from knowledge.documents.word_numbers import W

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_DEEPEST = 9
_OFF = ("0", "false", "none", "off")


@dataclass(frozen=True, slots=True)
class Style:
    """`level` is the heading's level from 1, 0 for other text."""

    name: str = ""
    level: int = 0
    num_id: str = ""
    list_level: int = 0
    bold: bool = False


@dataclass(slots=True)
class WordStyles:
    """The styles of one document, with what they take over from the ones that they are based on."""

    _raw: dict[str, Any] = field(default_factory=dict)
    _known: dict[str, Style] = field(default_factory=dict)
    _default: str = ""

    @classmethod
    def of(cls, styles: Any) -> "WordStyles":
        """Those of a styles part's element."""
        made = cls()
        for style in styles.iter(f"{W}style"):
            if style.get(f"{W}type", "paragraph") == "paragraph":
                key = str(style.get(f"{W}styleId", ""))
                made._raw[key] = style
                if style.get(f"{W}default") in ("1", "true"):
                    made._default = key
        return made

    def of_paragraph(self, paragraph: Any) -> Style:
        """The style of a paragraph; an outline level of its own makes it a heading too."""
        named = paragraph.find(f"{W}pPr/{W}pStyle")
        style = self._style(str(named.get(f"{W}val", "")) if named is not None else self._default)
        own = _outline(paragraph.find(f"{W}pPr"))
        return style if own is None or style.level else Style(style.name, own, style.num_id, style.list_level)

    def list_of(self, paragraph: Any, style: Style) -> tuple[str, int]:
        """The list and level that number the paragraph: its own, else its style's; 0 means none."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        if own is None:
            return style.num_id, style.list_level
        num_id = _of(own, "numId") or style.num_id
        level = _of(own, "ilvl") or str(style.list_level)
        return ("" if num_id == "0" else num_id), int(level) if level.isdigit() and len(level) < 3 else 0

    def is_bold(self, paragraph: Any) -> bool:
        """Whether all of its words are bold."""
        style = self.of_paragraph(paragraph)
        runs = [
            run for run in paragraph.iter(f"{W}r") if "".join(t.text or "" for t in run.iter(f"{W}t")).strip()
        ]
        return bool(runs) and all(_bold(run.find(f"{W}rPr"), otherwise=style.bold) for run in runs)

    def _style(self, key: str, seen: tuple[str, ...] = ()) -> Style:
        if key in self._known:
            return self._known[key]
        element = self._raw.get(key)
        if element is None or key in seen or len(seen) > 20:
            return Style()
        below = self._style(_of(element, "basedOn"), (*seen, key))
        made = _made(element, below)
        self._known[key] = made
        return made


def _made(element: Any, below: Style) -> Style:
    name = _of(element, "name")
    settings = element.find(f"{W}pPr")
    found = _HEADING.fullmatch(name)
    outline = _outline(settings)
    level = int(found[1]) if found else below.level if outline is None else outline
    numbering = settings.find(f"{W}numPr") if settings is not None else None
    num_id, list_level = below.num_id, below.list_level
    if numbering is not None:
        num_id = _of(numbering, "numId") or num_id
        written = _of(numbering, "ilvl")
        list_level = int(written) if written.isdigit() and len(written) < 3 else list_level
    return Style(
        name, level, "" if num_id == "0" else num_id, list_level, _bold(element.find(f"{W}rPr"), below.bold)
    )


def _of(element: Any, name: str) -> str:
    child = element.find(f"{W}{name}")
    return "" if child is None else str(child.get(f"{W}val", ""))


def _outline(settings: Any) -> int | None:
    """Word counts outline levels from 0; 9 is plain text."""
    written = _of(settings, "outlineLvl") if settings is not None else ""
    if not (written.isdigit() and len(written) == 1):
        return None
    return 0 if int(written) >= _DEEPEST else int(written) + 1


def _bold(settings: Any, otherwise: bool) -> bool:
    mark = settings.find(f"{W}b") if settings is not None else None
    return otherwise if mark is None else str(mark.get(f"{W}val", "1")) not in _OFF
