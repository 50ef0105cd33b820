"""What can be said in words beside a question: lists, a case by its number, episodes, triage, being away."""

from casework.london import london_date
from dialogs import absence, absence_words, clarification, my_queries, news, policy_words, triage
from dialogs.desk import Desk
from dialogs.episodes import words as episode_words
from dialogs.escalation import queue
from dialogs.message import Message, Reply
from dialogs.rulings import words as ruling_words


async def answer(desk: Desk, message: Message, words: str) -> Reply | None:
    """The reply to a command, or None where the words are none."""
    if put_to_me := await clarification.said(desk, message, words):
        return put_to_me
    if my_queries.asks_for_list(words):
        return await my_queries.list_mine(desk, message)
    if (query_id := my_queries.query_asked_for(words)) is not None:
        return await my_queries.open_query(desk, message, query_id)
    if (wanted := queue.asked_for(words)) is not None:
        return await queue.show(desk, message, wanted)
    if about_episodes := await episode_words.said(desk, message, words):
        return about_episodes
    if about_rulings := await ruling_words.said(desk, message, words):
        return about_rulings
    if latest := await news.said(desk, message, words):
        return latest
    if governing := await policy_words.said(desk, message, words):
        return governing
    if (specialty := triage.asked_for(words)) is not None:
        return await triage.choose(desk, message, specialty)
    if (away := absence_words.read(words, london_date(desk.clock()))) is not None:
        return await absence.said(desk, message, away)
    return None
