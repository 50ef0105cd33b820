"""Random people who do random things to random cases, in any order, with old cards and forged numbers.

What is typed into a case carries the case's own mark, so that it is known wherever it turns up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from casework import absences, clarifying, closing, escalating, merging, noting, referring
from casework.errors import CaseMoved, CaseworkError, NotAllowed, NotFound
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery, Outcome
from casework.model.escalation import Urgency
from casework.model.notice import Notice
from casework.watching import watch
from tests.cases import Office
from tests.casework import sound
from tests.casework.any_step import BY_ASKER, BY_LEAD, VERBS, WRITTEN, Verb
from tests.clarifications import FAIR, gray
from tests.people import EVERYBODY, Somebody, ada, asha, ben, cole, dee, eve, finn, kit, mona
from tests.world import Prepared, World, opened

HIRED = (*EVERYBODY, gray)
ASKERS = (asha, ben, cole, dee, eve)
# Leads come more often: most of what there is to do is theirs.
ANYBODY = st.sampled_from((asha, asha, ben, cole, dee, dee, finn, finn, mona, kit, ada, eve))
PICK = st.integers(0, 59)


class AnySequence(RuleBasedStateMachine):
    """The department on any day. `prepared` and `folder` are set by the test."""

    prepared: Prepared
    folder: Path
    _numbers = count()

    def __init__(self) -> None:
        super().__init__()
        folder = self.folder / str(next(self._numbers))
        folder.mkdir()
        self._opened: Iterator[World] = opened(self.prepared, folder)
        self.office = Office(next(self._opened), hired=HIRED)
        self.marks: dict[str, int] = {}
        self.cards: list[CodingQuery] = []
        self.versions: dict[int, int] = {}
        self.urgencies = cycle(Urgency)

    def teardown(self) -> None:
        for somebody in HIRED:
            sound.sees_only_what_is_theirs(self.office, somebody, self.marks)
        for _ in self._opened:
            pass

    @rule(who=st.sampled_from(ASKERS))
    @precondition(lambda self: len(self.office.world.queries()) < 6)
    def ask(self, who: Somebody) -> None:
        number = len(self.office.world.queries()) + 1
        self.marks[f"mark{number}x"] = number
        self.cards.append(self.office.asked(who, f"lump mark{number}x"))

    @rule(verb=st.sampled_from(VERBS), who=ANYBODY, card=PICK, old=st.booleans(), twice=st.booleans())
    @precondition(lambda self: self.cards)
    def act(self, verb: Verb, who: Somebody, card: int, old: bool, twice: bool) -> None:
        """A verb from any card; mostly of the case as it stands, now and then from an older one, or twice."""
        query = self.cards[card % len(self.cards)]
        query = query if old else self.office.again(query)
        facts = self.facts(verb, query, card)
        for press in (1, 2) if twice else (1,):
            with self.refusals(who) as refused:
                made = self.office.act(verb, who, query, **facts)
                assert press == 1, "the same card did the same thing twice"
                self.cards.append(made)
            if refused and press == 2:
                assert isinstance(refused[0], CaseworkError)

    def step(self, card: int, verb: int, lead: Somebody, asks: bool) -> None:
        """A step that the case as it stands is made for, by somebody who may take it."""
        query = self.office.again(self.cards[card % len(self.cards)])
        by_asker, by_lead = BY_ASKER.get(query.state, ()), BY_LEAD.get(query.state, ())
        asker = next(one for one in HIRED if self.office.id(one) == query.asked_by)
        verbs, who = (by_asker, asker) if (asks and by_asker) or not by_lead else (by_lead, lead)
        chosen = verbs[verb % len(verbs)]
        with self.refusals(who):
            self.cards.append(self.office.act(chosen, who, query, **self.facts(chosen, query, verb)))

    @rule(cards=st.lists(st.tuples(PICK, PICK, st.booleans()), min_size=3, max_size=8))
    @precondition(lambda self: self.cards)
    def a_busy_hour(self, cards: list[tuple[int, int, bool]]) -> None:
        for card, verb, asks in cards:
            self.office.world.clock.move(hours=0.2)
            self.step(card, verb, (dee, finn, mona)[verb % 3], asks)
            self.everything_is_sound()

    def facts(self, verb: Verb, query: CodingQuery, number: int) -> dict[str, Any]:
        """What is typed into the form."""
        mark = next(mark for mark, query_id in self.marks.items() if query_id == query.id)
        if verb is escalating.escalate:
            return {"title": f"title {mark}", "details": f"details {mark}", "urgency": next(self.urgencies)}
        if verb is escalating.assign:
            return {"to_id": self.office.id(HIRED[number % len(HIRED)])}
        if verb is escalating.set_urgency:
            return {"urgency": next(self.urgencies)}
        if verb is referring.helpdesk_reference:
            return {"number": f"QRD {mark}"}
        if verb is closing.close:
            outcome = (Outcome.RESOLVED, Outcome.NO_ANSWER)[number % 2]
            return {"outcome": outcome, "words": f"reason {mark}"}
        if verb is merging.merge:
            return {"duplicate_of": f"CQ-{1001 + number % (len(self.marks) + 1)}"}
        return {"words": f"{verb.__name__} {mark}"} if verb in WRITTEN else {}

    @rule(who=ANYBODY, verb=st.sampled_from(VERBS), number=st.sampled_from([0, -1, 99, 2**31, 2**63]))
    @precondition(lambda self: self.cards)
    def forge(self, who: Somebody, verb: Verb, number: int) -> None:
        """A number that is no case: it is not found, whoever asks."""
        facts = self.facts(verb, self.cards[0], 0) | {"query_id": number}
        with self.refusals(who) as refused:
            self.office.act(verb, who, self.cards[0], **facts)
        assert isinstance(refused[0], NotFound)

    @rule(who=ANYBODY, card=PICK, nonce=st.sampled_from("ab"))
    @precondition(lambda self: self.cards)
    def note(self, who: Somebody, card: int, nonce: str) -> None:
        query = self.cards[card % len(self.cards)]
        words = f"note mark{query.id}x"
        with self.refusals(who):
            self.office.database.now(
                noting.add_note,
                query_id=query.id,
                by=self.office.who(who),
                words=words,
                nonce=nonce,
                department=self.office.department,
                now=self.office.now,
            )

    @rule(who=ANYBODY, card=PICK)
    @precondition(lambda self: self.cards)
    def ask_a_clinician(self, who: Somebody, card: int) -> None:
        query_id = self.cards[card % len(self.cards)].id
        with self.refusals(who):
            self.office.database.now(self._ask_clinician, query_id, who)

    def _ask_clinician(self, session: Any, query_id: int, who: Somebody) -> None:
        by, now = session.get_one(type(self.office.people["id-asha"]), self.office.id(who)), self.office.now
        one = clarifying.start_draft(session, query_id=query_id, by=by, now=now)
        facts = {"clarification_id": one.id, "by": by, "now": now}
        written = replace(FAIR, title=f"Rise mark{query_id}x", clinician_id=self.office.id(cole))
        one = clarifying.save_draft(session, version=one.version, written=written, **facts)
        clarifying.send(session, version=one.version, department=self.office.department, **facts)

    @rule(who=st.sampled_from((cole, cole, gray, asha, dee, eve)), pick=PICK)
    def a_clinician_answers(self, who: Somebody, pick: int) -> None:
        rows = self.office.rows(Clarification)
        if rows:
            one = rows[pick % len(rows)]
            with self.refusals(who):
                self.office.database.now(
                    clarifying.answer,
                    clarification_id=one.id,
                    version=one.version,
                    by=self.office.who(who),
                    chosen="Other",
                    words=f"neither mark{one.query_id}x",
                    department=self.office.department,
                    now=self.office.now,
                )

    @rule(who=st.sampled_from((dee, finn, mona, asha)), substitute=st.sampled_from((dee, finn, mona, ben)))
    def go_away(self, who: Somebody, substitute: Somebody) -> None:
        with self.refusals(who):
            self.office.database.now(
                absences.set_absence,
                by=self.office.who(who),
                person_id=self.office.id(who),
                substitute_id=self.office.id(substitute),
                starts_at=self.office.now,
                ends_at=self.office.now + timedelta(days=2),
                now=self.office.now,
            )

    @rule(hours=st.sampled_from((0.5, 4, 20, 90, 400)))
    def time_passes(self, hours: float) -> None:
        """Two replicas look at the clocks, one after the other: the second finds nothing left to tell."""
        self.office.world.clock.move(hours=hours)
        given = {"department": self.office.department, "now": self.office.now}
        self.office.database.now(watch, **given)
        before = len(self.office.rows(Notice))
        self.office.database.now(watch, **given)
        assert len(self.office.rows(Notice)) == before
        self.office.database.now(closing.close_confirmed, **given)

    @rule(active=st.booleans())
    def a_lead_comes_or_goes(self, active: bool) -> None:
        self.office.edit(finn, active=active)

    @contextmanager
    def refusals(self, who: Somebody) -> Iterator[list[CaseworkError]]:
        """A step is done or refused in words; nobody is told of their own, nothing of others' is said."""
        before = {one.id for one in self.office.rows(Notice)}
        refused: list[CaseworkError] = []
        try:
            yield refused
        except (CaseMoved, NotAllowed, NotFound, CaseworkError) as error:
            refused.append(error)
        new = [one for one in self.office.rows(Notice) if one.id not in before]
        assert not (refused and new), "a refused step told somebody"
        assert self.office.id(who) not in [one.person_id for one in new]
        sound.sees_only_what_is_theirs(self.office, who, self.marks)
        for error in refused:
            assert not any(mark in str(error) for mark in self.marks)

    @invariant()
    def everything_is_sound(self) -> None:
        kept = self.office.database.now(sound.read)
        sound.histories(kept)
        sound.clocks(kept)
        sound.notices(kept)
        self.versions = sound.versions(kept, self.versions)
