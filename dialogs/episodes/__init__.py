"""Incomplete episodes: each button and the handler that answers it."""

from collections.abc import Awaitable, Callable
from typing import Any

from dialogs.desk import Desk
from dialogs.episodes import lists, steps
from dialogs.message import Message, Reply
from dialogs.verbs import (
    AnswerNotes,
    AskAboutEpisode,
    AssignEpisode,
    BlockEpisode,
    EpisodeDone,
    MyEpisodes,
    NotesToFind,
    OpenEpisode,
    Payload,
    RequestNotes,
    SettleVanished,
    ShowBacklog,
    SnoozeEpisode,
    StartEpisode,
    TakeBackEpisode,
    UnblockEpisode,
    VanishedEpisodes,
)

HANDLERS: dict[type[Payload], Callable[[Desk, Message, Any], Awaitable[Reply]]] = {
    MyEpisodes: lists.mine,
    OpenEpisode: lists.open_one,
    StartEpisode: steps.start,
    EpisodeDone: steps.done,
    TakeBackEpisode: steps.take_back,
    UnblockEpisode: steps.unblock,
    BlockEpisode: steps.block,
    SnoozeEpisode: steps.snooze,
    AskAboutEpisode: lists.ask_about,
    RequestNotes: steps.request_notes,
    AssignEpisode: steps.assign,
    NotesToFind: lists.notes_to_find,
    AnswerNotes: lists.answer_notes,
    ShowBacklog: lists.backlog,
    VanishedEpisodes: lists.vanished,
    SettleVanished: lists.settle,
}
