"""The sentences that the bot says: short, plain, in the second person."""

from datetime import datetime

from casework.model.coding_query import CodingQuery, Outcome, QueryState
from casework.model.status_change import StatusChange
from casework.words import moment_words
from knowledge.answers import Edition
from knowledge.codes import Classification, display
from knowledge.policies import Confirmed, Policy
from knowledge.search.matches import Because, Where

PRODUCT = "Coding Query Bot"

HELP = (
    "Tell me what is in the notes, as you would say it: “NSTEMI, previous CABG”, “lap chole”, or a code "
    "such as I21.4. I suggest codes, say why, and show the policy. You decide."
)
HELP_WORDS = (
    "“my queries” lists what you asked; “CQ-1042” opens that query.",
    "“Ask the lead coder”, under every answer, hands a query over.",
    "“rulings” lists what was ruled, “R-101” opens one; “DCS.X.5” or “policy on sepsis” shows the text.",
    "“what's new” shows the latest news.",
    "“help” shows this again.",
)
AWAY_WORDS = "“away” says when you are away and who covers."
REMINDER_WORDS = "“remind me at 09:15”, “pause reminders until 3 June”, “resume reminders”."
HELP_WORDS_CODER = (
    *HELP_WORDS,
    "“my episodes” lists what is yours to code and due; “episode S123456-1” opens one.",
    REMINDER_WORDS,
)
HELP_WORDS_CLINICIAN = (
    "Coders' questions about records come to you here; “my questions” shows those that wait.",
    *HELP_WORDS,
    AWAY_WORDS,
)
HELP_WORDS_LEAD = (
    "“queue” shows the cases; “queue mine”, “queue overdue”, “queue waiting”; “queue sepsis” searches.",
    "“CQ-1042” opens a case with its history; “my queries” lists what you asked yourself.",
    "“triage here”, said in a channel, shows new cases there; “triage here for cardiology” those alone.",
    "“rulings” lists what was ruled, “R-101” opens one; “policy on sepsis” shows the text; “what's new”.",
    "“backlog” shows the uncoded episodes, “vanished” those that left the lists uncoded.",
    "“notes to find” lists the case notes that coders wait for; “my episodes” what is yours to code.",
    REMINDER_WORDS,
    AWAY_WORDS,
)
HELP_CLERK = "Coders ask me for codes. I write to you when there is something for you to do."
HELP_WORDS_CLERK = (
    "“notes to find” lists the case notes that coders wait for.",
    AWAY_WORDS,
    "“help” shows this again.",
)
HELP_ADMINISTRATOR = "Coders ask me for codes. You say who may: I answer only the people on my list."
HELP_WORDS_ADMINISTRATOR = (
    "Put people on the list with “codingbot import people FILE” where I run.",
    "“triage here”, said in a channel, shows new cases there; “triage here for cardiology” those alone.",
    "“help” shows this again.",
)
GREETING = f"Hello, I'm {PRODUCT}. {HELP}"
THANKS = "You're welcome."
EMPTY = f"You sent no words. {HELP}"
NOT_WORDS = f"I could not read a diagnosis or procedure in that. {HELP}"
NO_PATIENTS = "Please leave out anything that identifies a patient: I don't need it."
TOO_LONG = (
    "That is too long for me: please send one or a few conditions, at most {most} characters. "
    "I have not kept it."
)
BUTTON_OUT_OF_DATE = "That button is out of date. Please ask again."
NOTHING_FOUND = "I don't know a code for this. Try other words, or ask your lead coder."
NO_MORE = "I know no more codes for this."
ADVICE = "Suggestions only: check the Tabular List and the standards before you code."
PROCEDURES_NOT_LOADED = "Procedures (OPCS-4) are not loaded, so I can only suggest diagnoses."
DIAGNOSES_NOT_LOADED = "Diagnoses (ICD-10) are not loaded, so I can only suggest procedures."
WOULD_DECIDE = "The record decides between:"
NOT_MEANT = "Change or add words: what do the notes say?"
NO_QUERIES = "You have not asked anything yet."
IDENTIFIER_FOUND = "I have not kept that, because it may identify a patient. I found:"
IDENTIFIER_ADVICE = "Your own message stays in this chat until you delete it."
ASK_CLEAN = "Ask without it"
ASK_THE_LEAD = "Ask the lead coder"
ALREADY_ASKED = "You have asked that already: say “my queries” to see it."

STATES = {
    QueryState.OPEN: "Open",
    QueryState.NEW: "With the lead coder",
    QueryState.ASSIGNED: "Being worked on",
    QueryState.WAITING_ASKER: "Waiting for the asker",
    QueryState.WAITING_CLINICIAN: "Waiting for a clinician",
    QueryState.WAITING_HELPDESK: "Waiting for the national helpdesk",
    QueryState.ANSWERED: "Answered, to be confirmed",
    QueryState.CLOSED: "Closed",
}
OUTCOMES = {
    Outcome.CODE: "Answered",
    Outcome.RESOLVED: "Answered",
    Outcome.WITHDRAWN: "Withdrawn",
    Outcome.DUPLICATE: "Duplicate",
    Outcome.NO_ANSWER: "No answer possible",
}


def moment(at: datetime) -> str:
    """A moment as people in London read it: Tue 3 March 2026, 17:05."""
    return moment_words(at)


def state(query: CodingQuery) -> str:
    """The state in a word or two, with the code once answered."""
    word = (
        OUTCOMES[Outcome(query.outcome)]
        if query.outcome and query.is_closed()
        else STATES[QueryState(query.state)]
    )
    return f"{word}: {display(query.chosen_code)}" if query.chosen_code else word


def change(step: StatusChange, name: str) -> str:
    """One line of a query's history."""
    return f"{moment(step.at)}: {step.why}, by {name}"


def edition(one: Edition) -> str:
    """The release that a suggestion comes from."""
    label = one.classification.label
    return one.label if one.label.startswith(label) else f"{label} {one.label}"


def not_loaded(classification: Classification) -> str:
    """That a whole classification is missing."""
    return PROCEDURES_NOT_LOADED if classification is Classification.OPCS4 else DIAGNOSES_NOT_LOADED


def confirmed(policy: Policy) -> str:
    """How far to trust our summary of it."""
    return summary(policy.confirmed)


def summary(confirmed: Confirmed) -> str:
    """How far to trust a summary of ours."""
    return {
        Confirmed.READ: "our summary, checked",
        Confirmed.SECONDARY: "our summary, from a secondary source: check the book",
        Confirmed.DERIVED: "our summary, not yet checked against the book",
        Confirmed.GENERAL: "our summary, unconfirmed: check the book",
    }[confirmed]


def reason(because: tuple[Because, ...]) -> str:
    """The one-line reason: which words hit what."""
    groups: dict[tuple[Where, str], list[str]] = {}
    for one in because:
        groups.setdefault((one.where, one.meant), []).append(one.word)
    return "; ".join(_because(words, where, meant) for (where, meant), words in groups.items())


def ignored(words: tuple[str, ...]) -> str:
    """The words that played no part in a suggestion."""
    return "not used: " + " ".join(f"“{word}”" for word in words) if words else ""


def _because(words: list[str], where: Where, meant: str) -> str:
    said = " ".join(dict.fromkeys(words))
    if where is Where.CODE:
        return f"you typed {display(said.upper().replace('.', ''))}"
    if where is Where.ABBREVIATION:
        return f"“{_short(said)}” = {meant}"
    if where is Where.PARTLY:
        return f"only part of “{_short(said)}” = {meant}"
    if where is Where.HISTORY:
        return f"“{said}”: {meant}"
    if where is Where.PHRASE:
        return f"“{said}” = {meant}"
    if where is Where.SYNONYM:
        return f"“{said}” in the synonym “{meant}”"
    if where is Where.SPELLING:
        return f"“{said}” read as “{meant}”"
    if where is Where.BEGINNING:
        return f"“{said}” taken as the start of “{meant}”"
    if where is Where.CATEGORY:
        return f"“{said}” in the category's title"
    if where is Where.RELATED:
        return f"“{said}” close to the title"
    if where is Where.USAGE:
        return "coded often"
    return f"“{said}” in the title"


def _short(said: str) -> str:
    """A short form as people write it: t 2 dm is T2DM."""
    return said.replace(" ", "").upper() if len(said) <= 8 else said
