"""Opening a file that somebody hands in: how large it may be, what it is by content, how it is encoded."""

import re
from enum import Enum
from pathlib import Path

from knowledge.importers.rows import RefusedFile

LARGEST_FILE = 60_000_000
UTF8 = "utf-8"
WINDOWS = "cp1252"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_END_OF_FILE_MARK = "\x1a"  # what DOS programs put at the end of a text


class Kind(Enum):
    """What a file is, by its first bytes."""

    TEXT = "text"
    XML = "XML"
    ZIP = "zip archive"


# What people hand in by mistake, and what to do instead.
_NOT_OURS = {
    b"\xd0\xcf\x11\xe0": "this is an old .xls file or one with a password; save it as .xlsx or CSV UTF-8",
    b"%PDF": "this is a PDF; import the text, table or workbook that it was made from",
    b"\x1f\x8b": "this is packed with gzip; unpack it and import what is inside",
    b"7z\xbc\xaf": "this is a 7-Zip archive; unpack it and import what is inside",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def content(path: Path, advice: str = "no release is. Import the file of codes and titles itself.") -> bytes:
    """The bytes of a file that is there, not empty and not too large; `advice` is what to do if it is.

    Raises:
        RefusedFile: saying which of these it is not.
    """
    if not path.is_file():
        raise RefusedFile(f"{path}: there is no such file; check the path.")
    try:
        with path.open("rb") as file:
            # Asking for more than there is would set that much memory aside.
            data = file.read(min(path.stat().st_size, LARGEST_FILE) + 1)
    except OSError as error:
        raise RefusedFile(f"{path.name} cannot be read: {error.strerror}.") from error
    if len(data) > LARGEST_FILE:
        raise RefusedFile(f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB; {advice}")
    if not data.strip():
        raise RefusedFile(f"{path.name}, line 1: the file is empty. Fetch it again and check its size.")
    return data


def kind_of(name: str, data: bytes) -> Kind:
    """What the content is.

    Raises:
        RefusedFile: it is something that cannot hold a table of codes.
    """
    for start, advice in _NOT_OURS.items():
        if data.startswith(start):
            raise RefusedFile(f"{name}: {advice}.")
    if data.startswith(b"PK"):
        return Kind.ZIP
    return Kind.XML if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") else Kind.TEXT


def text_of(name: str, data: bytes, encoding: str = "", *, or_windows: bool = False) -> str:
    """The text of the file, as UTF-8 unless told otherwise.

    `or_windows` also takes the Windows encoding: only for layouts that are known to come in it,
    because a wrong guess spoils every accented letter and nobody notices.

    Raises:
        RefusedFile: the bytes are not text of that encoding, with the line where they stop being it.
    """
    if not encoding and data.startswith(_UTF16):
        raise RefusedFile(
            f"{name}, line 1: the file is encoded in UTF-16. Save it as UTF-8 (in Excel: “CSV UTF-8”), "
            "or say --encoding utf-16."
        )
    try:
        text = data.decode(encoding or "utf-8-sig")
    except LookupError as error:
        raise RefusedFile(f"{name}: there is no encoding named {encoding!r}.") from error
    except UnicodeDecodeError as error:
        if not (or_windows and not encoding):
            raise _not_in(name, data, error, encoding) from error
        text = data.decode(WINDOWS, errors="replace")
    return _without_control(name, text.removeprefix("\ufeff").rstrip(_END_OF_FILE_MARK))


def _not_in(name: str, data: bytes, error: UnicodeDecodeError, encoding: str) -> RefusedFile:
    line = data.count(b"\n", 0, error.start) + 1
    advice = "Save it as UTF-8" + (
        ", or say --encoding cp1252 if it comes from an older Windows program" if not encoding else ""
    )
    return RefusedFile(f"{name}, line {line}: the text is not encoded in {encoding or 'UTF-8'}. {advice}.")


def _without_control(name: str, text: str) -> str:
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise RefusedFile(
            f"{name}, line {line}: there is a control character (U+{ord(found[0]):04X}) in the text, "
            "so this is no plain table. Save it anew as text in UTF-8."
        )
    return text
