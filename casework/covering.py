"""Whom a list means by its cover chains: people by object id, or by name where it is one person's alone."""

from collections.abc import Mapping, Sequence

from casework.model.person import Person
from casework.people_rows import PersonRow, WrongCell, channel_id

Faults = list[tuple[int, str]]


def resolve(
    rows: Sequence[PersonRow], known: Mapping[str, Person]
) -> tuple[dict[str, tuple[str, ...]], Faults]:
    """The cover of each row as object ids, and what is wrong. The list counts before what is known."""
    ids = {row.channel_id for row in rows}
    here = [one for key, one in known.items() if one.active and key not in ids]
    names: dict[str, list[str]] = {}
    for key, name in [
        *((row.channel_id, row.name) for row in rows),
        *((one.channel_id, one.name) for one in here),
    ]:
        names.setdefault(name.casefold(), []).append(key)
    ids |= {one.channel_id for one in here}
    covers: dict[str, tuple[str, ...]] = {}
    faults: Faults = []
    for row in rows:
        found: list[str] = []
        for said in row.cover:
            try:
                found.append(_meant(said, ids, names, row.channel_id))
            except WrongCell as error:
                faults.append((row.line, str(error)))
        covers[row.channel_id] = tuple(dict.fromkeys(found))
    return covers, faults


def _meant(said: str, ids: set[str], names: Mapping[str, list[str]], own: str) -> str:
    """The id of the person meant. Names of staff may be shown; they are the list's own."""
    found = sorted(set(names.get(said.casefold(), ())))
    if " " not in said and channel_id(said) in ids:
        found = [channel_id(said)]
    if not found:
        raise WrongCell(f"the cover “{said}” is nobody of this list or the department.")
    if len(found) > 1:
        raise WrongCell(f"the cover “{said}” is the name of {len(found)} people: give the object id.")
    if found[0] == own:
        raise WrongCell("nobody can be their own cover.")
    return found[0]
