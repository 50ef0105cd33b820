"""Small talk: greetings, help, thanks, empty messages and noise get a short useful reply."""

import re

from dialogs import phrases
from dialogs.cards.elements import action, buttons, card, plain, quiet, text
from dialogs.message import Message, Reply
from dialogs.verbs import MyQueries
from knowledge.codes import codes_typed_in
from knowledge.search.text import fold

_GREETING = re.compile(
    r"(?:hi|hiya|hello|hey|morning|good (?:morning|afternoon|evening|day)|afternoon|evening|yo|start)"
    r"(?: (?:there|all|bot|everyone|team))?"
)
_HELP = re.compile(
    r"help|help me|what can you do|how do (?:i|you) (?:work|use (?:this|you)|start)|how does this work|"
    r"menu|commands|\?+"
)
_THANKS = re.compile(
    r"(?:ok |great |perfect |lovely |brilliant )?(?:thanks|thank you|ta|cheers|thx|many thanks)"
    r"(?: (?:so much|very much|a lot|bot|again))?|ok|okay|great|perfect|bye|goodbye"
)
_ANY_WORD = re.compile(r"[a-z]{2,}")


def small_talk(words: str) -> Reply | None:
    """The reply to a message that asks nothing, or None when it does ask."""
    said = re.sub(r"[\s.!,]+", " ", fold(words)).strip()
    if not words.strip():
        return help_reply(phrases.EMPTY)
    if _GREETING.fullmatch(said):
        return help_reply(phrases.GREETING)
    if _HELP.fullmatch(said):
        return help_reply(phrases.HELP)
    if _THANKS.fullmatch(said):
        return Reply(phrases.THANKS)
    if not _ANY_WORD.search(said) and not codes_typed_in(words):
        return help_reply(phrases.NOT_WORDS)
    return None


def joined(message: Message) -> Reply:
    """What the bot says when it is brought in."""
    return help_reply(
        phrases.GREETING if message.place.kind == "personal" else f"I'm {phrases.PRODUCT}. {phrases.HELP}"
    )


def help_reply(words: str) -> Reply:
    """Help, with a way to one's own queries."""
    body = [
        text(plain(words, 500)),
        *[quiet(plain(line)) for line in phrases.HELP_WORDS],
        quiet(phrases.NO_PATIENTS),
        buttons([action("My queries", MyQueries())]),
    ]
    return Reply(words, card(body))
