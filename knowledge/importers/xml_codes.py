"""The XML variants of the TRUD releases: one element a code, everything in its attributes."""

import io
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from knowledge.importers.rows import RefusedFile
from knowledge.importers.sheet import LONGEST_CELL, MOST_CELLS, MOST_LINES, Line, Sheet

# The release files are two deep; a file of 200,000 levels takes the stock parsers seconds and 70 MB.
DEEPEST = 8


def sheet_of_xml(name: str, data: bytes) -> Sheet:
    """A table with one line for each element with a CODE, its attributes as columns.

    Raises:
        RefusedFile: it is no such file, or one made to harm.
    """
    found = _elements(name, data)
    header = list(dict.fromkeys(column for attributes in found for column in attributes))
    if len(header) > MOST_CELLS:
        raise RefusedFile(f"{name}: more than {MOST_CELLS} kinds of attribute; a release has a dozen.")
    lines = [Line(0, tuple(header))]
    lines += [
        Line(number, tuple(attributes.get(column, "") for column in header))
        for number, attributes in enumerate(found, start=1)
    ]
    return Sheet(name, tuple(lines), unit="code")


def _elements(name: str, data: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    try:
        _collect(name, data, found)
    except RefusedFile:
        raise
    except DefusedXmlException as error:
        raise RefusedFile(
            f"{name}: the XML declares entities or a document type, which a release never does. "
            "Fetch it again from TRUD."
        ) from error
    except ParseError as error:
        line, column = error.position
        raise RefusedFile(
            f"{name}, line {line}: the XML is damaged or cut off at column {column}. Fetch it again."
        ) from error
    except (ValueError, LookupError) as error:
        raise RefusedFile(f"{name}, line 1: the XML's encoding cannot be read. Fetch it again.") from error
    if not found:
        raise RefusedFile(
            f"{name}: no element of it has a CODE. Import the CodesAndTitles file of the release."
        )
    return found


def _collect(name: str, data: bytes, found: list[dict[str, str]]) -> None:
    path: list[Element] = []
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "end":
            path.pop()
            element.clear()
            if path:
                path[-1].remove(element)
            continue
        path.append(element)
        if len(path) > DEEPEST:
            raise RefusedFile(
                f"{name}: elements stand more than {DEEPEST} deep in each other; no release is so."
            )
        attributes = {key.rpartition("}")[2].upper(): value for key, value in element.attrib.items()}
        if "CODE" in attributes:
            found.append(attributes)
            _check(name, found)


def _check(name: str, found: list[dict[str, str]]) -> None:
    if len(found) > MOST_LINES:
        raise RefusedFile(f"{name}: more than {MOST_LINES:,} codes; no release has so many.")
    if any(len(value) > LONGEST_CELL for value in found[-1].values()):
        raise RefusedFile(f"{name}, code {len(found)}: an attribute is too long for a title.")
