"""Where evidence lives, in one line: nobody asks a clinician for what a system already holds."""

from collections.abc import Sequence

from casework.sources import Source
from dialogs.cards.elements import Element, plain, quiet

MOST_SHOWN = 4


def look_first(sources: Sequence[Source], reference: str) -> list[Element]:
    """“Look first in …”, with links to the episode where it has a reference; nothing where none is known."""
    named = ", ".join(_source(one, reference) for one in sources[:MOST_SHOWN])
    return [quiet(f"Look first in: {named}")] if named else []


def _source(one: Source, reference: str) -> str:
    link = one.link_to(reference) if reference else ""
    # A bracket would end the link's target too early; the rest of it was checked when the file was read.
    target = link.replace("(", "%28").replace(")", "%29")
    name = f"[{plain(one.name)}]({target})" if target else plain(one.name)
    return f"{name} ({plain(one.holds)})" if one.holds else name
