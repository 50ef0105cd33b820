"""What a list of people becomes: rows that are sound in themselves."""

import re
from dataclasses import dataclass

from casework.model.person import Role
from casework.privacy import find

LONGEST_ID = 200
LONGEST_NAME = 100
LONGEST_SPECIALTY = 60
MOST_SPECIALTIES = 20
MOST_COVER = 10
_DIRECTORY_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
# What departments call the roles, besides the roles' own names.
_ROLES = {
    "clinical coder": Role.CODER,
    "trainee coder": Role.CODER,
    "doctor": Role.CLINICIAN,
    "consultant": Role.CLINICIAN,
    "lead": Role.LEAD_CODER,
    "lead clinical coder": Role.LEAD_CODER,
    "manager": Role.CODING_MANAGER,
    "clerk": Role.CODING_CLERK,
    "admin": Role.ADMINISTRATOR,
}


class WrongCell(ValueError):
    """A cell that cannot be used; the sentence says why and never shows what it holds."""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of a list. `cover` names people of the list or of the department, by id or name, in order."""

    line: int
    channel_id: str
    name: str
    role: Role
    specialties: tuple[str, ...] = ()
    cover: tuple[str, ...] = ()


def row_of(line: int, *, object_id: str, name: str, role: str, specialties: str, cover: str) -> PersonRow:
    """The row of a line's cells.

    Raises:
        WrongCell: saying which cell and why.
    """
    return PersonRow(
        line,
        channel_id(object_id),
        _text(name, "the name", LONGEST_NAME),
        _role(role),
        _several(re.split(r"[;,|]", specialties), "a specialty", LONGEST_SPECIALTY, MOST_SPECIALTIES),
        _several(cover.split(";"), "a cover", LONGEST_ID, MOST_COVER),
    )


def channel_id(cell: str) -> str:
    """A directory object id as the channel gives it: in small letters.

    Raises:
        WrongCell: it is none.
    """
    bare = cell.strip()
    if not bare or len(bare) > LONGEST_ID or not bare.isprintable() or re.search(r"[\s;,]", bare):
        raise WrongCell("the object id is missing or not one word. The directory shows it as “Object ID”.")
    return bare.lower() if _DIRECTORY_ID.fullmatch(bare) else bare


def _role(cell: str) -> Role:
    plain = " ".join(re.sub(r"[_-]", " ", cell).casefold().split())
    known = {role.value: role for role in Role} | _ROLES
    if plain not in known:
        raise WrongCell(f"the role is none of these: {', '.join(role.value for role in Role)}.")
    return known[plain]


def _text(cell: str, what: str, most: int) -> str:
    bare = " ".join(cell.split())
    if not bare or len(bare) > most or not bare.isprintable():
        raise WrongCell(f"{what} is missing, longer than {most} characters, or not plain text.")
    if find(bare):
        raise WrongCell(f"{what} may identify a patient; this list is of staff.")
    return bare


def _several(cells: list[str], what: str, most: int, how_many: int) -> tuple[str, ...]:
    kept = tuple(dict.fromkeys(_text(cell, what, most) for cell in cells if cell.strip()))
    if len(kept) > how_many:
        raise WrongCell(f"there are more than {how_many} of what should be {what}.")
    return kept
