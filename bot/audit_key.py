"""The key that seals every history: told in a setting, or made once and kept in a file of its own.

It must outlive the database and stay out of it: who has both can rewrite a history unnoticed.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path

SHORTEST = 32
MODE = 0o600


class UnsafeKey(Exception):
    """The file with the key cannot be used; the text says what to do."""


def key_in(file: Path) -> bytes:
    """The key in the file, which is made where there is none. Two that start at once get the same one.

    Raises:
        UnsafeKey: others may read the file, or it holds no key.
    """
    if not file.exists():
        _make(file)
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise UnsafeKey(f"{file} may be read by others: make it yours alone with chmod 600 {file}")
    key = file.read_bytes().strip()
    if len(key) < SHORTEST:
        raise UnsafeKey(f"{file} holds no key: put the one back that sealed the histories so far")
    return key


def _make(file: Path) -> None:
    """Written whole beside it, then given its name, which only the first gets."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE), "w", encoding="ascii"
        ) as out:
            out.write(secrets.token_hex(32) + "\n")
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)
