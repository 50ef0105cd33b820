"""Small talk: greetings, help, thanks, empty messages and noise get a short useful reply."""

import re

from casework.model.person import LEADS, Role
from dialogs import phrases
from dialogs.cards.elements import action, buttons, card, plain, quiet, text
from dialogs.message import Message, Reply
from dialogs.verbs import MyQueries, MyQuestions, ShowQueue
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

ASKERS = frozenset({Role.CODER, Role.CLINICIAN, Role.LEAD_CODER, Role.CODING_MANAGER})
HELP_OF = {
    Role.CODING_CLERK: phrases.HELP_CLERK,
    Role.ADMINISTRATOR: phrases.HELP_ADMINISTRATOR,
}
LINES_OF = {
    Role.CODER: phrases.HELP_WORDS_CODER,
    Role.CLINICIAN: phrases.HELP_WORDS_CLINICIAN,
    Role.LEAD_CODER: phrases.HELP_WORDS_LEAD,
    Role.CODING_MANAGER: phrases.HELP_WORDS_LEAD,
    Role.CODING_CLERK: phrases.HELP_WORDS_CLERK,
    Role.ADMINISTRATOR: phrases.HELP_WORDS_ADMINISTRATOR,
}


def small_talk(words: str, role: Role = Role.CODER) -> Reply | None:
    """The reply to a message that asks nothing, or None when it does ask."""
    said = re.sub(r"[\s.!,]+", " ", fold(words)).strip()
    if not words.strip():
        return help_reply(phrases.EMPTY, role)
    if _GREETING.fullmatch(said):
        return greeting(role)
    if _HELP.fullmatch(said):
        return help_for(role)
    if _THANKS.fullmatch(said):
        return Reply(phrases.THANKS)
    if not _ANY_WORD.search(said) and not codes_typed_in(words):
        return help_reply(phrases.NOT_WORDS, role)
    return None


def joined(message: Message, role: Role = Role.CODER) -> Reply:
    """What the bot says when it is brought in."""
    if message.place.kind == "personal":
        return greeting(role)
    return help_reply(f"I'm {phrases.PRODUCT}. {phrases.HELP}", role)


def greeting(role: Role) -> Reply:
    """Hello, and what the person can do here."""
    return help_reply(f"Hello, I'm {phrases.PRODUCT}. {HELP_OF.get(role, phrases.HELP)}", role)


def help_for(role: Role) -> Reply:
    """What a person of that role can do here."""
    return help_reply(HELP_OF.get(role, phrases.HELP), role)


def help_reply(words: str, role: Role = Role.CODER) -> Reply:
    """Help, with a way to one's own queries, and for a lead to the queue."""
    press = [action("My queries", MyQueries())] if role in ASKERS else []
    press += [action("My questions", MyQuestions())] if role is Role.CLINICIAN else []
    press += [action("Queue", ShowQueue(0, view="open"))] if role in LEADS else []
    body = [
        text(plain(words, 700)),
        *[quiet(plain(line), spacing="Small") for line in LINES_OF[role]],
        *([quiet(phrases.NO_PATIENTS, spacing="Small")] if role in ASKERS else []),
        *([buttons(press)] if press else []),
    ]
    return Reply(words, card(body))
