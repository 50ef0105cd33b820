"""A case with a fair question in it, and the verbs of clarifying as the people of the world use them.

gray    a second clinician
hart    a clinician who has left
"""

from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import col, select

from casework import asking, clarifying
from casework.asking import Delivered
from casework.clarifying import Written
from casework.fairness.draft import Format, Indicator
from casework.model.case_entry import CaseEntry
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery
from casework.model.notice import Notice, NoticeKind
from casework.model.person import Absence, Person, Role
from casework.model.status_change import StatusChange, Subject
from dialogs import notices_clarification
from dialogs.message import Speaker
from tests.adaptive_card import check
from tests.people import TRUST, Somebody, asha, ben, cole, dee, eve
from tests.world import World

gray = Somebody(Speaker(TRUST, "id-gray", "Dr Gray"), Role.CLINICIAN)
hart = Somebody(Speaker(TRUST, "id-hart", "Dr Hart"), Role.CLINICIAN)
EVERYBODY = (asha, ben, cole, dee, eve, gray)
OURS = {
    NoticeKind.CLARIFICATIONS,
    NoticeKind.CLARIFICATION_ANSWERED,
    NoticeKind.CLARIFICATION_ENDED,
    NoticeKind.COMPOSE,
}

FAIR = Written(
    patient_reference="EP-0042",
    title="Rise in creatinine",
    indicators=(Indicator("Creatinine 82 on admission, 214 on day 2", "laboratory results", "2 March"),),
    question="What condition, if any, explains the change in kidney function?",
    format=Format.CHOICE,
    options=("Acute kidney injury", "Chronic kidney disease without an acute change"),
)
OPEN_QUESTION = replace(FAIR, format=Format.OPEN, options=())
YES_NO = replace(
    FAIR,
    title="Pressure ulcer on arrival",
    indicators=(Indicator("Grade 2 pressure ulcer of the left heel documented", "nursing notes", "1 March"),),
    question="A grade 2 pressure ulcer is documented. Was it present on admission?",
    format=Format.YES_NO,
    options=(),
    documented="Grade 2 pressure ulcer of the left heel",
)


@dataclass
class Ward:
    """The world with its people in it, and one query of Asha's. Verbs take people and give rows."""

    world: World
    people: dict[str, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for somebody in (*EVERYBODY, hart):
            self.people[somebody.speaker.id] = self.world.introduce(somebody)
        self.world.database.now(self._left, self.who(hart).id)

    def who(self, somebody: Somebody) -> Person:
        """The person as the department knows them."""
        return self.people[somebody.speaker.id]

    def query(self, by: Somebody = asha, words: str = "AKI?") -> CodingQuery:
        """A query that somebody asked."""
        number = len(self.world.queries()) + 1
        delivered = Delivered(TRUST, "chat", f"asked-{number}", "personal")
        made, _receipt = self.world.database.now(
            asking.raise_query, by=self.who(by), words=words, offered=[], delivered=delivered, now=self.now
        )
        return made

    @property
    def now(self) -> Any:
        """The moment on the world's clock."""
        return self.world.clock()

    def do(self, verb: Any, by: Somebody, one: Clarification | None = None, **facts: Any) -> Clarification:
        """One verb of `clarifying`; of a clarification it is given, its id and the version that was read."""
        if one is not None:
            facts = {"clarification_id": one.id, "version": one.version, **facts}
        if verb in (clarifying.send, clarifying.answer, clarifying.redirect, clarifying.cancel):
            facts["department"] = self.world.router.desk.department
        return self.world.database.now(verb, by=self.who(by), now=self.now, **facts)

    def draft(self, by: Somebody = asha, query: CodingQuery | None = None) -> Clarification:
        """A blank draft in a query."""
        query = query or self.query()
        return self.do(clarifying.start_draft, by, query_id=query.id)

    def written(
        self, by: Somebody = asha, to: Somebody = cole, what: Written = FAIR, query: CodingQuery | None = None
    ) -> Clarification:
        """A draft with everything in it."""
        one = self.draft(by, query)
        return self.do(clarifying.save_draft, by, one, written=replace(what, clinician_id=self.who(to).id))

    def sent(
        self, by: Somebody = asha, to: Somebody = cole, what: Written = FAIR, query: CodingQuery | None = None
    ) -> Clarification:
        """A question that a clinician has to answer."""
        return self.do(clarifying.send, by, self.written(by, to, what, query))

    def answered(self, to: Somebody = cole, **facts: Any) -> Clarification:
        """A question with its answer."""
        one = self.sent(to=to, **facts)
        return self.do(clarifying.answer, to, one, chosen="Acute kidney injury")

    def read(self, table: Any) -> list[Any]:
        """All rows of a table, the oldest first."""
        return self.world.database.now(lambda s: list(s.exec(select(table).order_by(col(table.id)))))

    def again(self, one: Clarification) -> Clarification:
        """The clarification as it is kept now."""
        return self.world.database.now(lambda s: s.get_one(Clarification, one.id))

    def state(self, query_id: int = 1) -> str:
        """The state of the query."""
        return self.world.database.now(lambda s: s.get_one(CodingQuery, query_id).state)

    def told(self, kind: NoticeKind | None = None) -> list[tuple[str, str]]:
        """What is owed to whom, the oldest first; of one kind, or of all but card updates."""
        names = {person.id: person.name for person in self.people.values()}
        notices = [one for one in self.read(Notice) if kind is None or one.kind == kind]
        return [(one.kind, names[one.person_id]) for one in notices if one.person_id]

    def steps(self, clarification_id: int) -> list[tuple[str, str]]:
        """The moves of a clarification in its case's history."""
        rows = [one for one in self.read(StatusChange) if one.clarification_id == clarification_id]
        return [(row.before, row.after) for row in rows if row.subject == Subject.CLARIFICATION]

    def entries(self) -> list[str]:
        """What people wrote into cases."""
        return [one.words for one in self.read(CaseEntry)]

    def away(self, who: Somebody, substitute: Somebody, hours: float = 48) -> None:
        """Somebody is away from now on, and somebody stands in."""
        from datetime import timedelta

        absence = Absence(
            person_id=self.who(who).id,
            substitute_id=self.who(substitute).id,
            starts_at=self.now,
            ends_at=self.now + timedelta(hours=hours),
            noted_by=self.who(who).id,
            noted_at=self.now,
        )
        self.world.database.now(lambda s: s.add(absence))

    def set_notices(self, state: str) -> None:
        """What was owed has met this end, as the courier would write it."""

        def work(session: Any) -> None:
            for one in session.exec(select(Notice).where(Notice.state == "owed")):
                one.state = state
                session.add(one)

        self.world.database.now(work)

    @staticmethod
    def _left(session: Any, person_id: int) -> None:
        session.get_one(Person, person_id).active = False


async def delivered(converse: Any) -> dict[str, Any]:
    """Every notice of ours that is owed by now, drawn as the courier would, by who gets it; a card then
    stands in that person's chat. Nothing is said twice to one person at one time."""
    ward_people = {person.id: person for person in _people(converse.world)}
    desk, found = converse.world.router.desk, {}
    for notice in converse.world.database.now(_owed, converse.world.clock()):
        rendered = await notices_clarification.render(desk, notice)
        converse.world.database.now(_ended, notice.id, "sent" if rendered else "not needed")
        if rendered is None:
            continue
        person = ward_people[notice.person_id]
        assert rendered.reply.text.strip()
        assert person.name not in found, f"{person.name} gets two messages"
        found[person.name] = rendered.reply
        if rendered.reply.card:
            check(rendered.reply.card)
            converse.cards[person.channel_id] = rendered.reply.card
    return found


def _people(world: World) -> list[Person]:
    return world.database.now(lambda s: list(s.exec(select(Person))))


def _owed(session: Any, now: Any) -> list[Notice]:
    wanted = select(Notice).where(Notice.state == "owed", Notice.due_at <= now).order_by(col(Notice.id))
    return [one for one in session.exec(wanted) if one.kind in OURS]


def _ended(session: Any, notice_id: int, state: str) -> None:
    notice = session.get_one(Notice, notice_id)
    notice.state = state
    session.add(notice)
