"""Notes on codes: a coder's own, and the department's, shown with the code."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from casework import rights
from casework.errors import NotFound, Unusable
from casework.holding import LARGEST_ID
from casework.model.code_note import CodeNote
from casework.model.person import Person
from casework.rights import Action, Stands
from casework.texts import usable
from knowledge.codes import CATEGORY_LENGTH, Classification, ICD10Code, NotACode, OPCS4Code

LONGEST_NOTE = 500
# More on one code is a policy, and belongs where policies are.
MOST_ON_A_CODE = 10


def write(
    session: Session,
    *,
    by: Person,
    classification: Classification,
    code: str,
    words: str,
    of_department: bool = False,
    instead_of: int | None = None,
    now: datetime,
) -> CodeNote:
    """Keep a note on a code or a category: one's own, or, by a lead, the department's.

    `instead_of` is the note that it takes the place of. The same words again are the note that is there.

    Raises:
        Unusable: it is written like no code, or there are too many on it.
        HoldsIdentifier: the words may identify a patient.
        NotAllowed, NotFound: the department's notes are for leads to write; the older note is not theirs.
    """
    if of_department:
        rights.check(by, Action.WRITE_DEPARTMENT_NOTE)
    else:
        rights.check(by, Action.WRITE_CODE_NOTE, Stands.OWN)
    words = usable(words, "your note", most=LONGEST_NOTE)
    owner = None if of_department else by.id
    canonical = _canonical(classification, code)
    if instead_of is not None:
        remove(session, note_id=instead_of, by=by, now=now)
    there = _standing(session, by.tenant, classification, canonical, owner)
    same = next((one for one in there if one.words == words), None)
    if same is not None:
        return same
    if len(there) >= MOST_ON_A_CODE:
        raise Unusable(f"There are {MOST_ON_A_CODE} notes on this code already. Please remove one first.")
    note = CodeNote(
        tenant=by.tenant,
        classification=classification.value,
        code=canonical,
        owner_id=owner,
        words=words,
        written_by=by.id or 0,
        written_at=now,
    )
    session.add(note)
    session.flush()
    return note


def remove(session: Session, *, note_id: int, by: Person, now: datetime) -> CodeNote:
    """Take a note away: one's own, or, by a lead, one of the department's. Twice is harmless.

    Raises:
        NotFound: there is none, or it is somebody else's.
        NotAllowed: it is the department's, and the person is no lead.
    """
    note = session.get(CodeNote, note_id) if 0 < note_id <= LARGEST_ID else None
    if note is None or note.tenant != by.tenant or note.owner_id not in (None, by.id):
        raise NotFound("that note")
    if note.owner_id is None:
        rights.check(by, Action.WRITE_DEPARTMENT_NOTE)
    statement = update(CodeNote).where(col(CodeNote.id) == note_id, col(CodeNote.ended_at).is_(None))
    session.connection().execute(statement.values(ended_at=now, ended_by=by.id))
    session.refresh(note)
    return note


def notes_on(
    session: Session, *, by: Person, codes: Collection[tuple[Classification, str]]
) -> dict[tuple[Classification, str], list[CodeNote]]:
    """The notes to show with these codes: those on the code and on its category, the department's first."""
    wanted = {(one, name) for one, code in codes for name in (code, code[:CATEGORY_LENGTH])}
    rows = select(CodeNote).where(
        CodeNote.tenant == by.tenant,
        col(CodeNote.code).in_(sorted({name for _, name in wanted})),
        col(CodeNote.ended_at).is_(None),
        col(CodeNote.owner_id).is_(None) | (col(CodeNote.owner_id) == by.id),
    )
    notes = sorted(session.exec(rows), key=lambda one: (one.owner_id is not None, one.id or 0))
    return {(one, code): kept for one, code in codes if (kept := _of(notes, one, code))}


def _of(notes: Collection[CodeNote], classification: Classification, code: str) -> list[CodeNote]:
    names = (code, code[:CATEGORY_LENGTH])
    return [one for one in notes if one.classification == classification and one.code in names]


def _standing(
    session: Session, tenant: str, classification: Classification, code: str, owner: int | None
) -> list[CodeNote]:
    rows = select(CodeNote).where(
        CodeNote.tenant == tenant,
        CodeNote.classification == classification.value,
        CodeNote.code == code,
        CodeNote.owner_id == owner,
        col(CodeNote.ended_at).is_(None),
    )
    return list(session.exec(rows.order_by(col(CodeNote.id))))


def _canonical(classification: Classification, code: str) -> str:
    make = ICD10Code if classification is Classification.ICD10 else OPCS4Code
    try:
        return make(code).canonical
    except NotACode as error:
        raise Unusable(f"{error}.") from error
