"""Queries handed to the lead coders, and the verbs of the casework as the people of the world use them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Barrier
from typing import Any

from sqlmodel import col, select

from casework import answering, asking, closing, escalating, merging, queue, referring
from casework.asking import Delivered, Offered
from casework.department import Department
from casework.model.address import Address
from casework.model.case_clock import CaseClock
from casework.model.case_entry import CaseEntry
from casework.model.coding_query import CodingQuery, Outcome
from casework.model.escalation import Escalation
from casework.model.notice import Notice, NoticeKind
from casework.model.person import Absence, Person
from casework.model.status_change import StatusChange
from casework.store import Database
from knowledge.codes import Classification
from tests.people import EVERYBODY, TRUST, Somebody, asha, dee
from tests.world import World

ICD10 = Classification.ICD10


def any_code(_classification: Classification, code: str, _on: object) -> str:
    """For tests that are not about codes: all are good."""
    return code


@dataclass
class Office:
    """The department with its people. Verbs take people, and give the query as it stands afterwards."""

    world: World
    department: Department = field(default_factory=Department)
    people: dict[str, Person] = field(default_factory=dict)
    hired: tuple[Somebody, ...] = EVERYBODY

    def __post_init__(self) -> None:
        for somebody in self.hired:
            self.people[somebody.speaker.id] = self.world.introduce(somebody)

    @property
    def now(self) -> datetime:
        """The moment on the world's clock."""
        return self.world.clock()

    @property
    def database(self) -> Database:
        """Where everything is kept."""
        return self.world.database

    def who(self, somebody: Somebody) -> Person:
        """The person as the department knows them now."""
        return self.database.now(lambda s: s.get_one(Person, self.id(somebody)))

    def id(self, somebody: Somebody) -> int:
        """The person's id."""
        return self.people[somebody.speaker.id].id or 0

    def edit(self, somebody: Somebody, **columns: Any) -> None:
        """Something about a person is otherwise."""

        def work(session: Any) -> None:
            person = session.get_one(Person, self.id(somebody))
            for name, value in columns.items():
                setattr(person, name, value)

        self.database.now(work)

    def asked(self, by: Somebody = asha, words: str = "lump in the groin", offered: Any = ()) -> CodingQuery:
        """A query with its asker."""
        number = len(self.world.queries()) + 1
        delivered = Delivered(by.speaker.tenant, "chat", f"asked-{number}", "personal")
        made, _receipt = self.database.now(
            asking.raise_query,
            by=self.who(by),
            words=words,
            offered=offered,
            delivered=delivered,
            now=self.now,
        )
        return made

    def act(
        self, verb: Callable[..., CodingQuery], by: Somebody, query: CodingQuery, **facts: Any
    ) -> CodingQuery:
        """One verb on a query, from a card that shows it as `query` is."""
        given: dict[str, Any] = {
            "query_id": query.id,
            "version": query.version,
            "department": self.department,
            "now": self.now,
        }
        if verb is answering.answer:
            given["check_code"] = any_code
        return self.database.now(verb, by=self.who(by), **(given | facts))

    def handed_over(self, by: Somebody = asha, words: str = "lump in the groin", **facts: Any) -> CodingQuery:
        """A query at the lead coders, nobody's yet."""
        return self.act(escalating.escalate, by, self.asked(by, words), **({"title": "Groin lump"} | facts))

    def taken(self, by: Somebody = dee, of: Somebody = asha, **facts: Any) -> CodingQuery:
        """A query that a lead has."""
        return self.act(escalating.take, by, self.handed_over(of, **facts))

    def at(self, state: str) -> CodingQuery:
        """A query of Asha's in that state; with the lead coders it is Dee's."""
        if state == "open":
            return self.asked()
        if state == "new":
            return self.handed_over()
        query = self.taken()
        match state:
            case "waiting on asker":
                return self.act(answering.ask_back, dee, query, words="Which side?")
            case "waiting on national helpdesk":
                return self.act(referring.refer, dee, query, words="Which code?")
            case "answered":
                return self.act(answering.answer, dee, query, words="K40.9", codes=[(ICD10, "K409")])
            case "closed":
                return self.act(closing.close, dee, query, outcome=Outcome.NO_ANSWER, words="nobody knows")
        return query

    def merged(self, query: CodingQuery, into: CodingQuery, by: Somebody = dee) -> CodingQuery:
        """The query is a duplicate of the other."""
        return self.act(merging.merge, by, query, duplicate_of=into.reference)

    def again(self, query: CodingQuery) -> CodingQuery:
        """The query as it is kept now."""
        return self.database.now(lambda s: s.get_one(CodingQuery, query.id))

    def work(self, query: CodingQuery) -> Escalation:
        """The query's escalation."""
        return self.database.now(lambda s: s.get_one(Escalation, query.id))

    def case(self, query: CodingQuery, by: Somebody = dee) -> queue.Case:
        """The whole case as somebody sees it."""
        return self.database.now(queue.case, query_id=query.id, by=self.who(by), now=self.now)

    def rows(self, table: Any) -> list[Any]:
        """All rows of a table that has ids, the oldest first."""
        return self.database.now(lambda s: list(s.exec(select(table).order_by(col(table.id)))))

    def steps(self, query: CodingQuery) -> list[tuple[str, str]]:
        """The moves of a query."""
        return [(one.before, one.after) for one in self.rows(StatusChange) if one.query_id == query.id]

    def words(self, query: CodingQuery) -> list[tuple[str, str]]:
        """What was written into a case, and what it is."""
        return [(one.kind, one.words) for one in self.rows(CaseEntry) if one.query_id == query.id]

    def clocks(self, query: CodingQuery) -> dict[str, CaseClock]:
        """The clocks of a case by kind."""
        wanted = select(CaseClock).where(CaseClock.query_id == query.id)
        return {one.kind: one for one in self.database.now(lambda s: list(s.exec(wanted)))}

    def told(self, *kinds: NoticeKind) -> list[tuple[str, str]]:
        """What is owed, and to whom by name or to which place, the oldest first."""
        names = {one.id: one.name for one in self.rows(Person)}
        places = {one.id: one.conversation for one in self.rows(Address)}
        return [
            (one.kind, names[one.person_id] if one.person_id else places[one.address_id])
            for one in self.rows(Notice)
            if not kinds or one.kind in kinds
        ]

    def forget(self) -> None:
        """All that was owed so far has gone out."""

        def work(session: Any) -> None:
            for one in session.exec(select(Notice)):
                session.delete(one)

        self.database.now(work)

    def place(self, name: str = "triage", specialty: str = "", tenant: str = TRUST) -> None:
        """A channel where new cases are shown."""
        place = Address(
            tenant=tenant,
            conversation=name,
            kind="channel",
            service_url="https://example.org",
            bot="bot",
            triage=True,
            specialty=specialty,
            known_at=self.now,
        )
        self.database.now(lambda s: s.add(place))

    def away(self, who: Somebody, substitute: Somebody, starts: datetime, ends: datetime) -> None:
        """An absence, whatever its rules."""
        absence = Absence(
            person_id=self.id(who),
            substitute_id=self.id(substitute),
            starts_at=starts,
            ends_at=ends,
            noted_by=self.id(who),
            noted_at=self.now,
        )
        self.database.now(lambda s: s.add(absence))


def offered(code: str, place: int = 1) -> Offered:
    """A code that was suggested."""
    return Offered(1, "lump", place, ICD10, code, f"title of {code}", 1, 0.9, "typed")


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """The calls from as many threads at the same moment: what each gives, or the error it raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
