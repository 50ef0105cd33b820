"""The payloads of chasing incomplete episodes.

`version` is the episode's, or the request's, when the card was drawn: a stale card moves nothing. `start` is
from which episode on a list is shown; `shown` says where a button stands: empty on the episode's card, else
the list that is to be drawn again. The inputs of a row end with the row's number, because all inputs of one
card share their names.
"""

from dataclasses import dataclass

from dialogs.verbs.base import Payload, Verb

# The rows of a list that have inputs of their own.
MOST_ROWS = 8


@dataclass(frozen=True, slots=True)
class MyEpisodes(Payload):
    """The presser's own episodes: what is due, or one of the places that lie aside."""

    verb = Verb.MY_EPISODES
    start: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class OpenEpisode(Payload):
    """One episode with all that is known of it."""

    verb = Verb.OPEN_EPISODE
    episode_id: int


@dataclass(frozen=True, slots=True)
class EpisodeStep(Payload):
    """The base of what moves one episode."""

    episode_id: int
    version: int
    shown: str = ""


@dataclass(frozen=True, slots=True)
class StartEpisode(EpisodeStep):
    """“I'm coding it”."""

    verb = Verb.START_EPISODE


@dataclass(frozen=True, slots=True)
class EpisodeDone(EpisodeStep):
    """“Done”: it is coded in the encoder."""

    verb = Verb.EPISODE_DONE


@dataclass(frozen=True, slots=True)
class TakeBackEpisode(EpisodeStep):
    """“Not done after all”."""

    verb = Verb.TAKE_BACK_EPISODE


@dataclass(frozen=True, slots=True)
class UnblockEpisode(EpisodeStep):
    """Nothing holds it up any more."""

    verb = Verb.UNBLOCK_EPISODE


@dataclass(frozen=True, slots=True)
class BlockEpisode(EpisodeStep):
    """“Blocked because”: the reason of its row, the words of its row, and a case where one is to answer."""

    verb = Verb.BLOCK_EPISODE
    row: int = 0
    reason_0: str = ""
    reason_1: str = ""
    reason_2: str = ""
    reason_3: str = ""
    reason_4: str = ""
    reason_5: str = ""
    reason_6: str = ""
    reason_7: str = ""
    why_0: str = ""
    why_1: str = ""
    why_2: str = ""
    why_3: str = ""
    why_4: str = ""
    why_5: str = ""
    why_6: str = ""
    why_7: str = ""


@dataclass(frozen=True, slots=True)
class SnoozeEpisode(EpisodeStep):
    """Say nothing of it before that day; without a day, say it again."""

    verb = Verb.SNOOZE_EPISODE
    row: int = 0
    until_0: str = ""
    until_1: str = ""
    until_2: str = ""
    until_3: str = ""
    until_4: str = ""
    until_5: str = ""
    until_6: str = ""
    until_7: str = ""


@dataclass(frozen=True, slots=True)
class AskAboutEpisode(Payload):
    """“Ask the clinician”: begins a case for the episode."""

    verb = Verb.ASK_ABOUT_EPISODE
    episode_id: int


@dataclass(frozen=True, slots=True)
class RequestNotes(EpisodeStep):
    """Puts the notes on the coding clerk's list."""

    verb = Verb.REQUEST_NOTES


@dataclass(frozen=True, slots=True)
class AssignEpisode(EpisodeStep):
    """A lead gives it to a coder, by their number."""

    verb = Verb.ASSIGN_EPISODE
    coder: str = ""


@dataclass(frozen=True, slots=True)
class NotesToFind(Payload):
    """The clerk's list, from that request on."""

    verb = Verb.NOTES_TO_FIND
    start: int


@dataclass(frozen=True, slots=True)
class AnswerNotes(Payload):
    """What is said of notes: found, not found, on its way; `episode_id` is 0 on the clerk's list."""

    verb = Verb.ANSWER_NOTES
    request_id: int
    version: int
    episode_id: int
    said: str


@dataclass(frozen=True, slots=True)
class ShowBacklog(Payload):
    """The backlog, for a lead."""

    verb = Verb.BACKLOG


@dataclass(frozen=True, slots=True)
class VanishedEpisodes(Payload):
    """The episodes that left the lists without being coded."""

    verb = Verb.VANISHED_EPISODES


@dataclass(frozen=True, slots=True)
class SettleVanished(Payload):
    """“Was coded” (`was` = coded) or “Keep chasing”."""

    verb = Verb.SETTLE_VANISHED
    episode_id: int
    version: int
    was: str = ""


PAYLOADS: tuple[type[Payload], ...] = (
    MyEpisodes,
    OpenEpisode,
    StartEpisode,
    EpisodeDone,
    TakeBackEpisode,
    UnblockEpisode,
    BlockEpisode,
    SnoozeEpisode,
    AskAboutEpisode,
    RequestNotes,
    AssignEpisode,
    NotesToFind,
    AnswerNotes,
    ShowBacklog,
    VanishedEpisodes,
    SettleVanished,
)
