"""The payloads of news that everybody concerned has to read."""

from dataclasses import dataclass

from dialogs.verbs.base import Payload, Verb


@dataclass(frozen=True, slots=True)
class ReadNews(Payload):
    """“I have read this”."""

    verb = Verb.READ_NEWS
    bulletin_id: int


@dataclass(frozen=True, slots=True)
class NewsReaders(Payload):
    """For a lead: who has read it, and who has not."""

    verb = Verb.NEWS_READERS
    bulletin_id: int


@dataclass(frozen=True, slots=True)
class TellRuling(Payload):
    """A lead sends a ratified ruling out as news. `to` is one of the groups of the form."""

    verb = Verb.TELL_RULING
    ruling_id: int
    news: str = ""
    to: str = ""
    remind_until: str = ""


PAYLOADS: tuple[type[Payload], ...] = (ReadNews, NewsReaders, TellRuling)
