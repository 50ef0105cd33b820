"""What every parser of a classification yields, whatever the file."""

from dataclasses import dataclass

from knowledge.concepts import ConceptKind, Mark


class RefusedFile(ValueError):
    """The file cannot be imported. The sentence names the file, the line and the reason."""


@dataclass(frozen=True, slots=True)
class Row:
    """One concept of a file: `code` canonical, `parent` the code above or empty for the top."""

    code: str
    kind: ConceptKind
    title: str
    parent: str = ""
    mark: Mark = Mark.NONE
    partner: str = ""
    usage: int = 0
