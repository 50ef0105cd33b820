"""What a workbook's archive may be before anything of it is read: no macros, no bomb, no declarations.

A workbook is a zip archive of XML, so a file of some kilobytes can unpack to gigabytes.
"""

import io
import zipfile
import zlib

from knowledge.importers.rows import RefusedFile

MOST_MEMBERS = 500
LARGEST_UNPACKED = 200_000_000
HIGHEST_RATIO = 100
RATIO_MATTERS_ABOVE = 5_000_000
_CHUNK = 1 << 20
_MACROS = ("vbaproject.bin", "macrosheets/", "activex/")
_DECLARES = tuple(text.encode(code) for text in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le"))
_OVERLAP = max(map(len, _DECLARES)) - 1

NAMES = frozenset({"[content_types].xml", "xl/workbook.xml"})


def check_archive(name: str, data: bytes) -> None:
    """Look through the archive of a workbook.

    Raises:
        RefusedFile: it is no workbook, carries macros, or is made to harm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_names(name, [member.filename for member in members])
            _check_sizes(name, members)
            _check_texts(name, archive, members)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError) as error:
        if isinstance(error, RefusedFile):
            raise
        raise damaged(name, error) from error


def damaged(name: str, error: Exception) -> RefusedFile:
    """The refusal of an archive that cannot be read to its end."""
    return RefusedFile(
        f"{name}: the workbook is damaged or cut off ({type(error).__name__}). Fetch it again."
    )


def _check_names(name: str, names: list[str]) -> None:
    folded = {each.casefold() for each in names}
    if any(mark in each for each in folded for mark in _MACROS):
        raise _with_macros(name)
    if not folded >= NAMES:
        raise RefusedFile(
            f"{name}: this is a zip archive, not a workbook. "
            f"Unpack it and import the file in it ({', '.join(names[:5])[:200]})."
        )


def _with_macros(name: str) -> RefusedFile:
    return RefusedFile(f"{name}: the workbook carries macros. Save it as .xlsx without them.")


def _check_sizes(name: str, members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > LARGEST_UNPACKED or any(map(_is_swollen, members)):
        raise RefusedFile(
            f"{name}: the workbook unpacks to {unpacked // 1_000_000:,} MB in {len(members):,} parts, "
            "far more than a table needs. It is not opened."
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise RefusedFile(f"{name}: the workbook is protected by a password. Save it without one.")


def _is_swollen(member: zipfile.ZipInfo) -> bool:
    large = member.file_size > RATIO_MATTERS_ABOVE
    return large and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1)


def _check_texts(name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        if not member.filename.casefold().endswith((".xml", ".rels")):
            continue
        before = b""
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                text = before + chunk
                if any(mark in text for mark in _DECLARES):
                    raise RefusedFile(
                        f"{name}: {member.filename[:60]} declares entities or a document type, "
                        "which a workbook never does. Save it anew."
                    )
                if b"macroEnabled" in text and member.filename.casefold() == "[content_types].xml":
                    raise _with_macros(name)
                before = text[-_OVERLAP:]
