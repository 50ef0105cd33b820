"""What can be done with an episode: buttons, and forms that open in the card, on a row or on its own card."""

from collections.abc import Sequence

from casework.model.case_notes import NotesRequest, NotesState
from casework.model.episode import Episode, EpisodeState
from casework.model.person import Person
from dialogs import episode_phrases as say
from dialogs.cards.elements import Element, action
from dialogs.cards.forms import NO_INPUTS, choice_input, date_input, show_card, text_input
from dialogs.verbs import (
    AnswerNotes,
    AskAboutEpisode,
    AssignEpisode,
    BlockEpisode,
    EpisodeDone,
    RequestNotes,
    SnoozeEpisode,
    StartEpisode,
    TakeBackEpisode,
    UnblockEpisode,
)

LONGEST_WORDS = 200
MOST_CODERS = 60
LONGEST_NAME = 60

Which = tuple[int, int, str]


def row_moves(which: Which, row: int, *, blocked: bool) -> list[Element]:
    """A row's buttons: done, blocked because, ask the clinician, snooze. `which` is id, version and list."""
    return [
        action("Done", EpisodeDone(*which), **NO_INPUTS),
        _unblock(which) if blocked else block_form(which, row),
        action(say.ASK_THE_CLINICIAN, AskAboutEpisode(which[0]), **NO_INPUTS),
        snooze_form(which, row),
    ]


def card_moves(one: Episode, request: NotesRequest | None) -> list[Element]:
    """The buttons of the episode's own card, by its state; `request` is the open one for its notes."""
    which = (one.id or 0, one.version, "")
    if one.waits_for_the_list():
        return [action("Not done after all", TakeBackEpisode(*which), **NO_INPUTS)]
    if not one.is_incomplete():
        return []
    blocked = one.state == EpisodeState.BLOCKED
    begin = [_start(which)] if one.state == EpisodeState.UNCODED else []
    done, hold, ask, snooze = row_moves(which, 0, blocked=blocked)
    awake = [_wake(which)] if one.snoozed_until else []
    return [done, *begin, hold, ask, _notes(which, request), snooze, *awake]


def block_form(which: Which, row: int) -> Element:
    """“Blocked…”: the reasons, and room for words or for the case that is to answer."""
    choices = [(title, reason.value) for reason, title in say.REASONS]
    body = [
        choice_input(f"reason_{row}", "Why can it not be coded yet?", choices),
        text_input(f"why_{row}", "In a few words, or the case: CQ-1042, CL-1042", longest=LONGEST_WORDS),
    ]
    return show_card("Blocked…", body, [action("Save", BlockEpisode(*which, row=row))])


def snooze_form(which: Which, row: int) -> Element:
    """“Snooze…”: until a day."""
    body = [date_input(f"until_{row}", "Say nothing of it until")]
    return show_card("Snooze…", body, [action("Snooze", SnoozeEpisode(*which, row=row))])


def assign_form(one: Episode, coders: Sequence[Person]) -> list[Element]:
    """“Give to…”, for a lead."""
    choices = [(coder.name[:LONGEST_NAME], str(coder.id)) for coder in coders[:MOST_CODERS] if coder.name]
    if not choices:
        return []
    body = [choice_input("coder", "Who codes it?", choices, searchable=True)]
    press = action("Give it to them", AssignEpisode(one.id or 0, one.version))
    return [show_card("Give to…", body, [press])]


def _notes(which: Which, request: NotesRequest | None) -> Element:
    """“Request notes”, or that they are here."""
    if request is None:
        return action("Request notes", RequestNotes(*which), **NO_INPUTS)
    here = AnswerNotes(request.id or 0, request.version, which[0], said=NotesState.FOUND.value)
    return action("The notes are here", here, **NO_INPUTS)


def _start(which: Which) -> Element:
    return action("I'm coding it", StartEpisode(*which), **NO_INPUTS)


def _unblock(which: Which) -> Element:
    return action("Nothing holds it up", UnblockEpisode(*which), **NO_INPUTS)


def _wake(which: Which) -> Element:
    return action("Say it again", SnoozeEpisode(*which, row=0), **NO_INPUTS)
