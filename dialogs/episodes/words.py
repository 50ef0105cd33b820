"""What can be said about episodes: “my episodes”, “episode S123456-1”, “notes to find”, “backlog”."""

import re

from dialogs.desk import Desk
from dialogs.episodes import lists, reminders
from dialogs.message import Message, Reply
from dialogs.verbs import MyEpisodes, NotesToFind, ShowBacklog, VanishedEpisodes

_BEGINS = r"(?:show |list |see |open )?"
_MINE = re.compile(rf"{_BEGINS}(?:my )?(?:episodes|uncoded|uncoded episodes|worklist)", re.IGNORECASE)
# A local reference has a number at its end; a question about an episode of care has more words.
_ONE = re.compile(
    rf"{_BEGINS}episode (?P<reference>[a-z0-9][a-z0-9/_.-]{{0,40}}-\d{{1,2}})", re.IGNORECASE | re.ASCII
)
_NOTES = re.compile(rf"{_BEGINS}(?:case ?)?notes to find", re.IGNORECASE)
_BACKLOG = re.compile(rf"{_BEGINS}(?:the )?backlog", re.IGNORECASE)
_VANISHED = re.compile(rf"{_BEGINS}vanished(?: episodes)?", re.IGNORECASE)


async def said(desk: Desk, message: Message, words: str) -> Reply | None:
    """The reply to words about episodes and reminders; None for all others."""
    heard = words.strip(" .?!")
    if _MINE.fullmatch(heard):
        return await lists.mine(desk, message, MyEpisodes(0))
    if one := _ONE.fullmatch(heard):
        return await lists.named(desk, message, one["reference"])
    if _NOTES.fullmatch(heard):
        return await lists.notes_to_find(desk, message, NotesToFind(0))
    if _BACKLOG.fullmatch(heard):
        return await lists.backlog(desk, message, ShowBacklog())
    if _VANISHED.fullmatch(heard):
        return await lists.vanished(desk, message, VanishedEpisodes())
    return await reminders.said(desk, message, words)
