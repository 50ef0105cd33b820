"""Which format a document is in: by its name, checked against its first bytes; and its text's encoding."""

import re
from pathlib import Path

from knowledge.documents.block import LONGEST_TEXT
from knowledge.documents.document import Kind
from knowledge.importers.rows import RefusedFile

ENDINGS = {
    ".docx": Kind.WORD,
    ".pdf": Kind.PDF,
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
}
_ADVICE = {
    ".doc": "this is a Word file of the old format; save it as .docx",
    ".docm": "this is a Word file with macros; save it as .docx without them",
    ".dotm": "this is a Word template with macros; save it as .docx without them",
    ".dotx": "this is a Word template; save it as .docx",
    ".rtf": "this is RTF; save it as .docx",
    ".odt": "this is an OpenDocument text; save it as .docx or PDF",
    ".txt": "this is plain text; name it .md if its headings begin with #, or save it as .docx",
    ".zip": "this is a zip archive; unpack it and import the documents in it",
}
_STARTS = (
    (b"PK", "a zip archive or an Office file"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office file, or one with a password"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
_RIGHT = {Kind.WORD: b"PK", Kind.PDF: b"%PDF"}
_CHARSET = re.compile(rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
# Encodings that browsers read; others (UTF-7 foremost) hide what a page says.
_ENCODINGS = {
    "utf-8": "utf-8-sig", "utf8": "utf-8-sig", "us-ascii": "ascii", "ascii": "ascii",
    "windows-1252": "cp1252", "cp1252": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252",
    "iso-8859-15": "iso-8859-15", "utf-16": "utf-16", "unicode": "utf-16",
}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def kind_of(path: Path, data: bytes) -> Kind:
    """The format that the name says and the content confirms.

    Raises:
        RefusedFile: it is in another format, or in none that is read.
    """
    ending = path.suffix.casefold()
    kind = ENDINGS.get(ending)
    if kind is None:
        advice = _ADVICE.get(ending, f"policies are read from {', '.join(ENDINGS)}")
        raise RefusedFile(f"{path.name}: {advice}.")
    looks = next(
        (what for start, what in _STARTS if data.lstrip(b"\xef\xbb\xbf\r\n\t ").startswith(start)), ""
    )
    if not data.startswith(_RIGHT.get(kind, b"")) or (looks and kind not in _RIGHT):
        is_it = f"by its content it is {looks}" if looks else f"by its content it is no {kind.value} file"
        raise RefusedFile(
            f"{path.name}: {is_it}, not what its name says. Save it anew or give it its right name."
        )
    return kind


def text_of(name: str, data: bytes) -> str:
    """The text of a Markdown or HTML file: UTF-8, or the encoding that the page declares.

    Raises:
        RefusedFile: the encoding is not one that is read, or the bytes are not in it.
    """
    encoding = _encoding(name, data)
    try:
        text = data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        line = data.count(b"\n", 0, getattr(error, "start", 0)) + 1
        raise RefusedFile(f"{name}, line {line}: the text is not in {encoding}. Save it as UTF-8.") from error
    found = _CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise RefusedFile(
            f"{name}, line {line}: there is a control character (U+{ord(found[0]):04X}). "
            "Save it anew as plain text."
        )
    if len(text) > LONGEST_TEXT:
        raise RefusedFile(f"{name}: more than {LONGEST_TEXT:,} letters; no policy document is so long.")
    return text


def _encoding(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    declared = _CHARSET.search(data[:4_000])
    if declared is None:
        return "utf-8-sig"
    said = declared[1].decode("ascii", "replace").casefold()
    if said not in _ENCODINGS:
        raise RefusedFile(
            f"{name}: the page says that it is encoded in {said}, which is not read. Save it as UTF-8."
        )
    return _ENCODINGS[said] if not _ENCODINGS[said].startswith("utf-16") else "utf-8-sig"
