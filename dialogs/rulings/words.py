"""What people say of rulings: one by its number, or all of them."""

import re

from casework.model.ruling import FIRST_NUMBER
from dialogs.desk import Desk
from dialogs.message import Message, Reply
from dialogs.rulings import seeing
from dialogs.verbs import OpenRuling, ShowRulings

# With its hyphen: R101 is how people type the code R10.1.
_ONE = re.compile(
    r"(?:(?:open|show|see) )?(?:(?:ruling )?r-(\d{1,9})|ruling (?:r\s?)?(\d{1,9}))", re.IGNORECASE | re.ASCII
)
_LIST = re.compile(r"(?:(?:show|list|see) )?(?:all |the |our )?rulings", re.IGNORECASE)


async def said(desk: Desk, message: Message, words: str) -> Reply | None:
    """The reply to words about rulings, or None where they are none."""
    words = words.strip(" .?!")
    if match := _ONE.fullmatch(words):
        number = int(match[1] or match[2]) - FIRST_NUMBER
        return await seeing.open_one(desk, message, OpenRuling(max(0, number)))
    if _LIST.fullmatch(words):
        return await seeing.show_list(desk, message, ShowRulings())
    return None
