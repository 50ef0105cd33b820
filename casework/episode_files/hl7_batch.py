"""HL7 v2: a file of messages, with or without batch headers, cut into messages and the few fields that count.

Segments of the patient (PID, NK1, …) are passed over as whole lines: no name is ever cut out of them. That,
and 0.02 ms a message against 0.16 of the package `hl7` and 3.6 of `hl7apy`, is why this reads fields itself:
separators and escapes (HL7 v2 chapter 2) are all there is to it.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from casework.episode_files.adt import Stays
from casework.episode_files.assemble import Assembler, assembled
from casework.episode_files.bad import Bad
from casework.episode_files.cells import readers
from casework.episode_files.dates import Dates, in_utc
from casework.episode_files.hl7_message import Message, Separators
from casework.episode_files.mapping import Mapping
from casework.episode_files.rows import ListRead, Reject
from casework.episode_files.text_table import text_of
from casework.london import london_date
from knowledge.importers.rows import RefusedFile
from knowledge.progress import Progress

MOST_MESSAGES = 200_000
MOST_SEGMENTS = 4_000_000
LONGEST_SEGMENT = 200_000
_BEGINS = re.compile(rb"[\s\x0b\xef\xbb\xbf]*(?:MSH|FHS|BHS)[^\w\s]")
_FRAME = str.maketrans("", "", "\x0b\x1c")
_READ = frozenset({"EVN", "PV1", "DG1", "MRG"})
_HEADS, _TRAILS = {"FHS", "BHS"}, {"FTS", "BTS"}
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}(?=\W|$)")
_STEP = 5_000


def looks_like_hl7(data: bytes) -> bool:
    """Whether a file begins with a message or a batch header."""
    return bool(_BEGINS.match(data[:100]))


def read_batch(name: str, data: bytes, settings: Mapping, *, now: datetime, progress: Progress) -> ListRead:
    """The episodes that a batch of ADT messages leaves, each cancelled event undone.

    Raises:
        RefusedFile: it is cut off, larger than any batch, or holds no ADT message.
    """
    text = text_of(name, data.translate(None, b"\x0b\x1c")).translate(_FRAME)
    dates = Dates(london_date(now))
    stays, batch = Stays(dates), _Batch(name)
    for done, message in enumerate(batch.messages(text), start=1):
        stays.take(message)
        if not done % _STEP:
            progress("Reading messages", done, done)
    if not batch.count:
        raise RefusedFile(f"{name}: there is no message in it. Write the batch anew.")
    batch.check_end()
    result = assembled(stays.rows(), Assembler(readers(settings, dates), stays.FIELDS), lambda _: None)
    rejects = sorted([*result.rejects, *stays.rejects, *batch.rejects], key=lambda reject: reject.line)
    return ListRead(
        tuple(result.rows),
        tuple(rejects),
        exported_at=_moment(batch.written, dates),
        notes=tuple(stays.notes()),
        repeated=stays.repeated,
    )


def _moment(written: str, dates: Dates) -> datetime | None:
    day = dates.read(written)
    at = dates.moment(written)
    return None if isinstance(day, Bad) or isinstance(at, Bad) else in_utc(at)


@dataclass(slots=True)
class _Batch:
    """Cuts a file into messages, and knows whether it is whole."""

    name: str
    count: int = 0
    written: str = ""
    rejects: list[Reject] = field(default_factory=list)
    _opened: int = 0
    _closed: int = 0
    _said: int = 0
    _counted: bool = True

    def messages(self, text: str) -> Iterator[Message]:
        """Each message with the line on which it begins."""
        message: Message | None = None
        for line, segment in _segments(self.name, text):
            kind = segment[:3]
            if kind == "MSH" or kind in _HEADS | _TRAILS:
                if message:
                    yield message
                message = None
                if kind == "MSH":
                    message = self._begun(line, segment)
                else:
                    self._framed(kind, segment)
            elif message and kind in _READ:
                message.add(segment)
        if message:
            yield message

    def _begun(self, line: int, segment: str) -> Message | None:
        self.count += 1
        if self.count > MOST_MESSAGES:
            raise RefusedFile(
                f"{self.name}, line {line}: more than {MOST_MESSAGES:,} messages. Cut the batch up."
            )
        separators = Separators.of(segment)
        if separators is None:
            self.rejects.append(
                Reject(line, "MSH", "its separators (MSH-1, MSH-2) are not those of a message")
            )
            return None
        message = Message.of(line, segment, separators)
        self.written = message.sent if not self._opened else self.written
        return message

    def _framed(self, kind: str, segment: str) -> None:
        cells = segment.split(segment[3:4] or "|")
        if kind in _HEADS:
            self._opened += 1
            self.written = self.written or (cells[6] if len(cells) > 6 else "")
            return
        self._closed += 1
        if kind == "BTS" and len(cells) > 1 and cells[1].strip().isdecimal() and len(cells[1]) < 10:
            self._said += int(cells[1])
        elif kind == "BTS":
            self._counted = False

    def check_end(self) -> None:
        """Refuse a batch that was opened and not closed, or that says it holds more.

        Raises:
            RefusedFile: with what is missing.
        """
        if self._opened > self._closed:
            raise RefusedFile(
                f"{self.name}: the batch has no end (BTS, FTS): the file is cut off. Fetch it again."
            )
        if self._counted and self._said > self.count:
            raise RefusedFile(
                f"{self.name}: the batch says it holds {self._said:,} messages, but there are "
                f"{self.count:,}. Fetch it again."
            )


def _segments(name: str, text: str) -> Iterator[tuple[int, str]]:
    """The lines that begin like a segment. A line break in a text (NTE, OBX) begins none."""
    if text.count("\r") + text.count("\n") > MOST_SEGMENTS:
        raise RefusedFile(f"{name}: more than {MOST_SEGMENTS:,} segments. Cut the batch up.")
    for number, line in enumerate(io.StringIO(text, newline=None), start=1):
        segment = line.strip()
        if _SEGMENT.match(segment):
            if len(segment) > LONGEST_SEGMENT:
                raise RefusedFile(
                    f"{name}, line {number}: a segment of {len(segment):,} characters; none is so long."
                )
            yield number, segment
