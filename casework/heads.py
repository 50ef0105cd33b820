"""The heads of the hash chains, kept outside the database: what was cut off there is still known here.

An append-only file of JSON lines, one for each chain that has grown since the last time. Each line is
sealed with the audit key over itself and the seal of the line before, so that the file cannot be mended
to fit. Keep it, or a copy, where whoever runs the database cannot write.
"""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, func, select

from casework import chain, history
from casework.model.status_change import StatusChange

# On PostgreSQL a row may be committed after one with a higher id: the last ones are looked at again.
LOOK_BACK = 1_000


@dataclass(frozen=True, slots=True)
class Head:
    """The newest step of one query's history at some moment; `row` is that step's id."""

    query_id: int
    sequence: int
    mac: str
    row: int
    at: str


class BrokenHeads(Exception):
    """The file of heads itself was changed; the text says at which line."""


def read(path: Path, key: bytes) -> Iterator[Head]:
    """The heads in the file, in the order written; nothing where there is no file.

    A last line that breaks off, as when the machine stopped while writing it, is left out.

    Raises:
        BrokenHeads: a line is not as it was written.
    """
    if not path.exists():
        return
    before = ""
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines[:-1], 1):
        seal, _, body = line.partition(" ")
        if not hmac.compare_digest(seal, _seal(key, body, before)):
            raise BrokenHeads(f"{path.name}, line {number}: not as it was written")
        before = seal
        yield Head(**json.loads(body))


def append(session: Session, path: Path, *, now: datetime) -> int:
    """Write the heads of the chains that have grown since the file's last line; how many there were.

    Raises:
        BrokenHeads: the file is not as it was written, and is left alone.
    """
    newest_row = session.exec(select(func.max(StatusChange.id))).one() or 0
    if newest_row <= _last_row(path):
        return 0
    key = history.audit_key(session)
    known = {head.query_id: head for head in read(path, key)}
    newest = max((head.row for head in known.values()), default=0)
    grown = _grown(session, newest - LOOK_BACK)
    fresh = [row for row in grown if row.query_id not in known or known[row.query_id].sequence < row.sequence]
    if fresh:
        path.parent.mkdir(parents=True, exist_ok=True)
        _mend(path)
        _write(path, key, [_head(row, now) for row in fresh])
    return len(fresh)


def _grown(session: Session, after: int) -> list[StatusChange]:
    rows = select(StatusChange).where(col(StatusChange.id) > after).order_by(col(StatusChange.id))
    return list({row.query_id: row for row in session.exec(rows)}.values())


def _head(row: StatusChange, now: datetime) -> Head:
    return Head(row.query_id, row.sequence, row.mac, row.id or 0, now.isoformat(timespec="seconds"))


def _mend(path: Path) -> None:
    """Cut off a last line that was never finished."""
    if path.exists() and not (content := path.read_bytes()).endswith(b"\n"):
        path.write_bytes(content[: content.rfind(b"\n") + 1])


def _write(path: Path, key: bytes, heads: list[Head]) -> None:
    before = _last_seal(path)
    with path.open("a", encoding="utf-8") as file:
        for head in heads:
            body = json.dumps(asdict(head), separators=(",", ":"))
            before = _seal(key, body, before)
            file.write(f"{before} {body}\n")


def _last_seal(path: Path) -> str:
    return _last_line(path).partition(" ")[0]


def _last_row(path: Path) -> int:
    """The row of the newest head; the file's own seals are checked only when there is something to add."""
    try:
        return int(json.loads(_last_line(path).partition(" ")[2])["row"])
    except (ValueError, KeyError, TypeError):
        return 0


def _last_line(path: Path) -> str:
    """The last whole line, read from the end: the file grows for years."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2_000))
        lines = file.read().decode("utf-8", "replace").split("\n")
    return lines[-2] if len(lines) > 1 else ""


def _seal(key: bytes, body: str, before: str) -> str:
    return hmac.new(key, chain.canonical([body, before]), hashlib.sha256).hexdigest()
