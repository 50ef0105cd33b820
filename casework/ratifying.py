"""Who may agree with a ruling: a second person, of the kind that the department demands."""

from sqlmodel import Session

from casework import people, rights
from casework.department import Department, Ratifiers
from casework.errors import NotAllowed, OwnRuling
from casework.model.escalation import Escalation
from casework.model.person import Person, Role
from casework.model.ruling import Ruling
from casework.rights import Action


def ratifiers(session: Session, ruling: Ruling, department: Department) -> list[Person]:
    """Everybody who may ratify it, by name: coding managers, clinicians of its specialty, or both."""
    managers = people.managers(session, ruling.tenant)
    everyone = [*managers, *people.clinicians(session, ruling.tenant)]
    own = authors(session, ruling)
    return [one for one in everyone if one.id not in own and _is_one(one, ruling, department)]


def check(session: Session, person: Person, ruling: Ruling, department: Department) -> None:
    """Raise unless the person may ratify or refuse it.

    Raises:
        OwnRuling: they proposed it, or gave the answer that it is made of.
        NotAllowed: the department asks for somebody else.
    """
    if person.id in authors(session, ruling):
        raise OwnRuling(ruling.reference)
    rights.check(person, Action.RATIFY_RULING)
    if not _is_one(person, ruling, department):
        raise NotAllowed(Action.RATIFY_RULING.value)


def may_ratify(session: Session, person: Person, ruling: Ruling, department: Department) -> bool:
    """Whether a card offers it to the person."""
    return person.id not in authors(session, ruling) and _is_one(person, ruling, department)


def authors(session: Session, ruling: Ruling) -> set[int | None]:
    """Whose own work it is: its proposer's, and that of whoever gave the answer."""
    work = session.get(Escalation, ruling.query_id)
    return {ruling.proposed_by, work.answered_by if work and work.answered_by else ruling.proposed_by}


def _is_one(person: Person, ruling: Ruling, department: Department) -> bool:
    if not person.active or person.tenant != ruling.tenant:
        return False
    if person.role == Role.CODING_MANAGER:
        return department.ratifiers in (Ratifiers.MANAGER, Ratifiers.EITHER)
    of_specialty = person.role == Role.CLINICIAN and person.has_specialty(ruling.specialty)
    return of_specialty and department.ratifiers in (Ratifiers.CLINICIAN, Ratifiers.EITHER)
