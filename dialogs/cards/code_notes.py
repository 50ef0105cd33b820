"""The notes on a code, on the card of its details, and the form for another one."""

from collections.abc import Sequence

from casework.code_notes import LONGEST_NOTE
from casework.model.code_note import CodeNote
from dialogs.cards.case_parts import lines
from dialogs.cards.elements import Element, action, container, quiet, text
from dialogs.cards.forms import choice_input, show_card, text_input
from dialogs.verbs.code_notes import WriteCodeNote

OWN, DEPARTMENT = "own", "department"
YOURS, THEIRS = "Your note", "The department's note"


def note_elements(notes: Sequence[CodeNote], longest: int = LONGEST_NOTE) -> list[Element]:
    """The notes, the department's first."""
    return [
        container(
            [
                quiet(THEIRS if one.owner_id is None else YOURS),
                text(lines(one.words, longest), spacing="None"),
            ],
            style="emphasis",
            spacing="Small",
        )
        for one in notes
    ]


def note_form(payload: WriteCodeNote, *, may_write_department: bool) -> Element:
    """“Add a note…”; a lead chooses whether it is for all to see."""
    body = [
        text_input(
            "code_note",
            "What is to be remembered of it?",
            lines=True,
            longest=LONGEST_NOTE,
            required="Please write it.",
        )
    ]
    if may_write_department:
        whose = [("For me", OWN), ("For the whole department", DEPARTMENT)]
        body.append(choice_input("whose", "Who sees it?", whose, value=OWN))
    return show_card("Add a note…", body, [action("Keep the note", payload)])
