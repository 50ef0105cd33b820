"""The department's list of people, as imported: what it would change, and the change, whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from casework.covering import resolve
from casework.errors import Unusable
from casework.history import Job
from casework.leaving import hand_back
from casework.model.person import Cover, Person
from casework.people_rows import PersonRow as PersonRow

IMPORT = Job("people import")
MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody who is known already, and in words what changes."""

    name: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeopleDifference:
    """What a list changes: names. Who is known and not in it has `left`, or is `missing` and stays."""

    added: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()
    left: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unchanged: int = 0

    def changes_anything(self) -> bool:
        """Whether importing it would do anything."""
        return bool(self.added or self.changed or self.left)


@dataclass(frozen=True, slots=True)
class _Plan:
    """The list beside what is known: people by their id, and each row's cover as ids."""

    rows: Sequence[PersonRow]
    known: Mapping[str, Person]
    covers: Mapping[str, tuple[str, ...]]
    held_covers: Mapping[str, tuple[str, ...]]
    leavers: bool

    def difference(self) -> PeopleDifference:
        """What it changes."""
        listed = {row.channel_id for row in self.rows}
        old = [row for row in self.rows if row.channel_id in self.known]
        changed = [Changed(row.name, what) for row in old if (what := self.changes_of(row))]
        gone = tuple(one.name for key, one in self.known.items() if one.active and key not in listed)
        return PeopleDifference(
            added=tuple(row.name for row in self.rows if row.channel_id not in self.known),
            changed=tuple(changed),
            left=gone if self.leavers else (),
            missing=() if self.leavers else gone,
            unchanged=len(old) - len(changed),
        )

    def changes_of(self, row: PersonRow) -> tuple[str, ...]:
        """What the row changes of somebody known, in words."""
        person = self.known[row.channel_id]
        facts = {
            "name": (person.name, row.name),
            "role": (person.role, row.role.value),
            "specialties": (person.specialties, ", ".join(row.specialties)),
            "cover": (
                self._names(self.held_covers.get(row.channel_id, ())),
                self._names(self.covers[row.channel_id]),
            ),
        }
        changes = [
            f"{what}: {old or 'none'} → {new or 'none'}" for what, (old, new) in facts.items() if old != new
        ]
        return (*([] if person.active else ["is here again"]), *changes)

    def _names(self, ids: tuple[str, ...]) -> str:
        names = {row.channel_id: row.name for row in self.rows}
        return ", ".join(names.get(one) or self.known[one].name for one in ids)


def plan_people(
    session: Session, rows: Sequence[PersonRow], *, tenant: str, leavers: bool = False
) -> PeopleDifference:
    """What importing the list would change; nothing is changed.

    Raises:
        Unusable: naming the lines with a duplicate id or an unknown cover.
    """
    return _planned(session, rows, tenant, leavers).difference()


def import_people(
    session: Session, rows: Sequence[PersonRow], *, tenant: str, now: datetime, leavers: bool = False
) -> PeopleDifference:
    """Import the list, whole or not at all. Who is missing from it becomes inactive only with `leavers`.

    Who leaves or is no lead any more hands their open cases back.

    Raises:
        Unusable: as `plan_people`.
        sqlalchemy.exc.IntegrityError: somebody of the list wrote for the first time at this very moment.
    """
    plan = _planned(session, rows, tenant, leavers)
    difference = plan.difference()
    people = {row.channel_id: _kept(session, plan, row, tenant, now) for row in plan.rows}
    session.flush()
    everyone = {**plan.known, **people}
    for row in plan.rows:
        _keep_cover(session, row, plan, everyone)
    if leavers:
        for key in plan.known.keys() - people.keys():
            plan.known[key].active = False
    session.flush()
    for person in sorted(plan.known.values(), key=lambda one: one.id or 0):
        if not person.is_lead():
            hand_back(session, person, by=IMPORT, now=now)
    return difference


def _planned(session: Session, rows: Sequence[PersonRow], tenant: str, leavers: bool) -> _Plan:
    everyone = session.exec(select(Person).where(Person.tenant == tenant).order_by(col(Person.id))).all()
    known = {one.channel_id: one for one in everyone}
    covers, faults = resolve(rows, {} if leavers else known)
    faults = sorted([*_doubled(rows), *faults])
    if faults:
        more = [f"… and {len(faults) - MOST_FAULTS} more."] if len(faults) > MOST_FAULTS else []
        told = "\n".join([*(f"line {line}: {fault}" for line, fault in faults[:MOST_FAULTS]), *more])
        raise Unusable(f"The list was not imported. Mend it and try again:\n{told}")
    return _Plan(rows, known, covers, _held_covers(session, everyone), leavers)


def _doubled(rows: Sequence[PersonRow]) -> list[tuple[int, str]]:
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        if row.channel_id in first:
            faults.append((row.line, f"the object id is that of line {first[row.channel_id]} already."))
        first.setdefault(row.channel_id, row.line)
    return faults


def _held_covers(session: Session, everyone: Sequence[Person]) -> dict[str, tuple[str, ...]]:
    ids = {one.id: one.channel_id for one in everyone}
    held: dict[str, tuple[str, ...]] = {}
    for cover in session.exec(select(Cover).order_by(col(Cover.person_id), col(Cover.place))):
        if cover.person_id in ids:
            own = ids[cover.person_id]
            held[own] = (*held.get(own, ()), ids[cover.cover_id])
    return held


def _kept(session: Session, plan: _Plan, row: PersonRow, tenant: str, now: datetime) -> Person:
    person = plan.known.get(row.channel_id)
    if person is None:
        person = Person(tenant=tenant, channel_id=row.channel_id, name=row.name, first_seen_at=now)
        session.add(person)
    person.name, person.role, person.active = row.name, row.role.value, True
    person.specialties, person.imported_at = ", ".join(row.specialties), now
    return person


def _keep_cover(session: Session, row: PersonRow, plan: _Plan, everyone: Mapping[str, Person]) -> None:
    covers = plan.covers[row.channel_id]
    if covers == plan.held_covers.get(row.channel_id, ()):
        return
    own = everyone[row.channel_id].id or 0
    session.connection().execute(delete(Cover).where(col(Cover.person_id) == own))
    for place, cover in enumerate(covers, start=1):
        session.add(Cover(person_id=own, place=place, cover_id=everyone[cover].id or 0))
    session.flush()
