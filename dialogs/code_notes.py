"""Notes on codes, beside a code's details."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from casework import code_notes, rights
from casework.model.code_note import CodeNote
from casework.model.person import Person
from casework.rights import Action, Stands
from dialogs.cards.code_notes import DEPARTMENT
from dialogs.gate import speaking
from dialogs.message import Speaker
from dialogs.verbs.code_notes import WriteCodeNote
from knowledge.codes import Classification


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes that the reader sees with a code, and which they may write."""

    notes: tuple[CodeNote, ...] = ()
    may_write: bool = False
    may_write_department: bool = False


def notes_of(session: Session, by: Person, classification: Classification, code: str) -> Notes:
    """What that person sees with the code."""
    found = code_notes.notes_on(session, by=by, codes=[(classification, code)])
    return Notes(
        tuple(found.get((classification, code), ())),
        rights.may(by, Action.WRITE_CODE_NOTE, Stands.OWN),
        rights.may(by, Action.WRITE_DEPARTMENT_NOTE, Stands.OTHER),
    )


def write(session: Session, speaker: Speaker, pressed: WriteCodeNote, now: datetime) -> None:
    """Keep what was typed."""
    code_notes.write(
        session,
        by=speaking(session, speaker),
        classification=Classification(pressed.classification),
        code=pressed.code,
        words=pressed.code_note,
        of_department=pressed.whose == DEPARTMENT,
        now=now,
    )
