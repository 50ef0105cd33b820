"""What a PDF may be before its pages are read: whole, open to everyone, without scripts, within limits."""

from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from knowledge.importers.rows import RefusedFile

MOST_PAGES = 2_000
MOST_LOOKED_AT = 20_000
# A page of text takes some kilobytes; pypdf's own limits are made for pictures too.
LIMITS: dict[str, Any] = {
    "zlib_maximum_output_length": 20_000_000,
    "zlib_maximum_recovery_input_length": 1_000_000,
    "lzw_maximum_output_length": 20_000_000,
    "run_length_maximum_output_length": 20_000_000,
    "array_based_stream_maximum_output_length": 20_000_000,
    "stream_decoding_work_maximum_length": 60_000_000,
    "stream_parsing_work_maximum_count": 1_000_000,
    "page_tree_maximum_entries": 10_000,
    "page_tree_maximum_page_entries": 100_000,
    "xform_maximum_invocations_per_extraction": 200,
    "jbig2dec_binary": None,
}
_TAIL = 4_096
_RUNS = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute")


def refuse_without_end(name: str, data: bytes) -> None:
    """Refuse a file that lacks its end: what a download leaves that broke off.

    Raises:
        RefusedFile: the end mark is missing.
    """
    if b"%%EOF" not in data[-_TAIL:] or b"startxref" not in data:
        raise RefusedFile(f"{name}: the PDF is cut off: its end is missing. Fetch it again.")


def refuse_unsafe(name: str, reader: PdfReader) -> None:
    """Refuse what is encrypted or would do something by itself when it is opened.

    Raises:
        RefusedFile: saying which.
    """
    if reader.is_encrypted:
        raise RefusedFile(f"{name}: the PDF is encrypted or protected by a password. Save it without.")
    catalogue = reader.root_object
    names = _as_dictionary(catalogue.get("/Names"))
    if "/JavaScript" in names or _runs(catalogue.get("/OpenAction")) or _any_runs(catalogue.get("/AA")):
        raise _with_scripts(name)
    seen = 0
    for page in reader.pages:
        if _any_runs(page.get("/AA")):
            raise _with_scripts(name)
        for mark in _as_list(page.get("/Annots")):
            seen += 1
            note = _as_dictionary(mark)
            if seen > MOST_LOOKED_AT:
                raise RefusedFile(
                    f"{name}: more than {MOST_LOOKED_AT:,} notes and links. Print it to PDF anew."
                )
            if _runs(note.get("/A")) or _any_runs(note.get("/AA")):
                raise _with_scripts(name)


def _with_scripts(name: str) -> RefusedFile:
    return RefusedFile(f"{name}: the PDF carries scripts or starts programs. Print it to PDF anew.")


def _any_runs(actions: Any) -> bool:
    return any(_runs(action) for action in _as_dictionary(actions).values())


def _runs(action: Any, depth: int = 0) -> bool:
    """Whether an action, or one that follows it, does more than lead somewhere."""
    found = _as_dictionary(action)
    if found.get("/S") in _RUNS or "/JS" in found:
        return True
    following = found.get("/Next")
    return following is not None and (depth > 5 or _runs(following, depth + 1))


def _as_dictionary(thing: Any) -> DictionaryObject:
    found = thing.get_object() if hasattr(thing, "get_object") else thing
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _as_list(thing: Any) -> ArrayObject:
    found = thing.get_object() if hasattr(thing, "get_object") else thing
    return found if isinstance(found, ArrayObject) else ArrayObject()
