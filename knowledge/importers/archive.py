"""What the archive of an Office file may be before anything of it is read: no macros, bomb or declarations.

Workbooks and Word files are zip archives of XML, so a file of some kilobytes can unpack to gigabytes.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass

from knowledge.importers.rows import RefusedFile

MOST_MEMBERS = 500
LARGEST_UNPACKED = 200_000_000
HIGHEST_RATIO = 100
RATIO_MATTERS_ABOVE = 5_000_000
_CHUNK = 1 << 20
_MACROS = ("vbaproject.bin", "macrosheets/", "activex/")
_DECLARES = tuple(text.encode(code) for text in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le"))
_OVERLAP = max(map(len, _DECLARES)) - 1


@dataclass(frozen=True, slots=True)
class Package:
    """One kind of Office file: the parts that it always has, and how large its texts may be unpacked."""

    what: str
    holds: str
    saved_as: str
    names: frozenset[str]
    largest_text: int = LARGEST_UNPACKED


WORKBOOK = Package("workbook", "table", ".xlsx", frozenset({"[content_types].xml", "xl/workbook.xml"}))


def check_archive(name: str, data: bytes, package: Package = WORKBOOK) -> None:
    """Look through the archive of a workbook or Word file.

    Raises:
        RefusedFile: it is no such file, carries macros, or is made to harm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_names(name, [member.filename for member in members], package)
            _check_sizes(name, members, package)
            _check_texts(name, archive, members, package)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError) as error:
        if isinstance(error, RefusedFile):
            raise
        raise damaged(name, error, package) from error


def damaged(name: str, error: Exception, package: Package = WORKBOOK) -> RefusedFile:
    """The refusal of an archive that cannot be read to its end."""
    return RefusedFile(
        f"{name}: the {package.what} is damaged or cut off ({type(error).__name__}). Fetch it again."
    )


def _check_names(name: str, names: list[str], package: Package) -> None:
    folded = {each.casefold() for each in names}
    if any(mark in each for each in folded for mark in _MACROS):
        raise _with_macros(name, package)
    if not folded >= package.names:
        raise RefusedFile(
            f"{name}: this is a zip archive, not a {package.what}. "
            f"Unpack it and import the file in it ({', '.join(names[:5])[:200]})."
        )


def _with_macros(name: str, package: Package) -> RefusedFile:
    return RefusedFile(
        f"{name}: the {package.what} carries macros. Save it as {package.saved_as} without them."
    )


def _check_sizes(name: str, members: list[zipfile.ZipInfo], package: Package) -> None:
    unpacked = sum(member.file_size for member in members)
    texts = sum(member.file_size for member in members if _is_text(member))
    if (
        texts > package.largest_text
        or len(members) > MOST_MEMBERS
        or unpacked > LARGEST_UNPACKED
        or any(map(_is_swollen, members))
    ):
        raise RefusedFile(
            f"{name}: the {package.what} unpacks to {unpacked // 1_000_000:,} MB in {len(members):,} parts, "
            f"far more than a {package.holds} needs. It is not opened."
        )
    if any(member.flag_bits & 0x1 for member in members):
        raise RefusedFile(f"{name}: the {package.what} is protected by a password. Save it without one.")


def _is_swollen(member: zipfile.ZipInfo) -> bool:
    large = member.file_size > RATIO_MATTERS_ABOVE
    return large and member.file_size > HIGHEST_RATIO * max(member.compress_size, 1)


def _is_text(member: zipfile.ZipInfo) -> bool:
    return member.filename.casefold().endswith((".xml", ".rels"))


def _check_texts(
    name: str, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], package: Package
) -> None:
    for member in members:
        if not _is_text(member):
            continue
        before = b""
        with archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                text = before + chunk
                if any(mark in text for mark in _DECLARES):
                    raise RefusedFile(
                        f"{name}: {member.filename[:60]} declares entities or a document type, "
                        f"which a {package.what} never does. Save it anew."
                    )
                if b"macroEnabled" in text and member.filename.casefold() == "[content_types].xml":
                    raise _with_macros(name, package)
                before = text[-_OVERLAP:]
