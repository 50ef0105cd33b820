"""One episode as a card: until when it counts, where its notes are, what happened, what can be done."""

from collections.abc import Sequence

from casework.grouper import is_error
from casework.model.person import Person
from casework.my_episodes import Whole
from casework.sources import Source
from dialogs import episode_phrases as say
from dialogs import phrases
from dialogs.cards.elements import Element, action, buttons, card, facts, heading, plain, quiet, text
from dialogs.cards.episode_moves import assign_form, card_moves
from dialogs.cards.fitting import fitted
from dialogs.cards.forms import NO_INPUTS
from dialogs.cards.sources import look_first
from dialogs.message import Card
from dialogs.verbs import MyEpisodes, OpenClarification, OpenQuery

STEPS = (20, 10, 5, 2)


def episode_card(
    whole: Whole, *, sources: Sequence[Source], coders: Sequence[Person] = (), hrg: str = "", says: str = ""
) -> Card:
    """The episode for its coder or a lead. `coders` are those whom a lead can give it to; `hrg` is given only
    where no clinician reads along."""
    one = whole.episode
    asked = next((request for request in whole.notes if request.is_open()), None)
    moves = [*card_moves(one, asked), *assign_form(one, coders)]

    def draw(most: int) -> Card:
        body: list[Element] = [
            *([text(plain(says, 600), weight="Bolder", color="Accent")] if says else []),
            heading(f"Episode {plain(one.reference)}: {plain(say.standing(one))}"),
            *([text(plain(one.note), color="Attention")] if one.note else []),
            facts(_facts(whole, hrg)),
            *look_first(sources, one.reference),
            *([buttons(moves)] if moves else []),
            *_history(whole, most),
        ]
        return card(body, [*_case(whole), action("My episodes", MyEpisodes(0), **NO_INPUTS)])

    return fitted(draw, STEPS)


def _case(whole: Whole) -> list[Element]:
    """The way to the case that it waits for, or waited for."""
    one = whole.episode
    if one.clarification_id is not None:
        return [action(f"Open {whole.case}", OpenClarification(one.clarification_id), **NO_INPUTS)]
    return [action(f"Open {whole.case}", OpenQuery(one.query_id), **NO_INPUTS)] if one.query_id else []


def _facts(whole: Whole, hrg: str) -> list[tuple[str, str]]:
    one = whole.episode
    spell = [
        f"{name} {say.day(on)}"
        for name, on in (("admitted", one.admitted), ("discharged", one.discharged))
        if on
    ]
    episode = [say.day(on) for on in (one.started, one.ended) if on]
    notes = " since ".join([one.notes_location, *([say.day(one.notes_since)] if one.notes_since else [])])
    flagged = f"{hrg}: groups to an error" if hrg and is_error(hrg) else hrg
    pairs = [
        ("Deadline", whole.closes),
        ("Specialty", say.specialty(one.treatment_function)),
        ("Consultant", one.consultant_code),
        ("Ward", one.ward),
        ("Spell", ", ".join(spell)),
        ("Episode", " to ".join(episode)),
        ("Coder", whole.names.get(one.coder_id or 0, "") or one.coder_words or "nobody"),
        ("Case", whole.case),
        ("Snoozed until", say.day(one.snoozed_until) if one.snoozed_until else ""),
        ("Notes", notes if one.notes_location else ""),
        ("HRG", flagged),
    ]
    return [(name, plain(value, 200)) for name, value in pairs if value]


def _history(whole: Whole, most: int) -> list[Element]:
    """The requests for notes and the newest steps, the newest last."""
    lines = [say.notes_line(request, whole.names) for request in whole.notes[-3:]]
    left_out = len(whole.changes) - most
    if left_out > 0:
        lines.append(f"{left_out} earlier steps are not shown.")
    for step in whole.changes[-most:]:
        who = whole.names.get(step.by or 0, "") or f"the {step.job or 'list'}"
        lines.append(f"{phrases.moment(step.at)}: {step.why}, by {who}")
    return [text("**What happened**", spacing="Medium"), *(quiet(plain(line, 240)) for line in lines)]
