"""Rulings in the making, for tests: an answered case, its ruling, and the verbs as people use them."""

from collections.abc import Callable
from datetime import date
from typing import Any

from casework import answering, proposing, ruling
from casework.department import Department
from casework.model.coding_query import CodingQuery
from casework.model.ruling import Ruling
from casework.rulings import WholeRuling, whole
from tests.cases import ICD10, Office, any_code
from tests.people import Somebody, asha, cole, dee, mona
from tests.world import TODAY, World

QUESTION = "Is a groin lump with bowel in it coded as a hernia?"
ANSWER = "Yes: code K40.9 when the surgeon calls it an inguinal hernia."


class Rulings(Office):
    """The department with Asha who asks, Dee who answers, Mona who ratifies."""

    def answered(
        self, words: str = "lump in the groin", by: Somebody = dee, of: Somebody = asha
    ) -> CodingQuery:
        """A case with an answer."""
        query = self.taken(by, of, words=words, specialty="General surgery")
        return self.act(answering.answer, by, query, words=ANSWER, codes=[(ICD10, "K409")])

    def proposed(self, query: CodingQuery | None = None, by: Somebody = dee, **facts: Any) -> Ruling:
        """A ruling that waits for a second person."""
        given: dict[str, Any] = {
            "question": QUESTION,
            "answer": ANSWER,
            "codes": [(ICD10, "K409")],
            "rests_on": ["DGCS.1"],
            "check_code": any_code,
            "department": self.department,
            "now": self.now,
        }
        query = query or self.answered()
        return self.database.now(proposing.propose, query_id=query.id, by=self.who(by), **(given | facts))

    def ratified(self, query: CodingQuery | None = None, by: Somebody = mona, **facts: Any) -> Ruling:
        """A ruling that answers."""
        return self.do(ruling.ratify, by, self.proposed(query, **facts))

    def do(self, verb: Callable[..., Ruling], by: Somebody, one: Ruling, **facts: Any) -> Ruling:
        """One verb on a ruling, from a card that shows it as `one` is."""
        given: dict[str, Any] = {"ruling_id": one.id, "version": one.version, "now": self.now}
        if verb is not ruling.withdraw:
            given["department"] = self.department
        return self.database.now(verb, by=self.who(by), **(given | facts))

    def kept(self, one: Ruling) -> Ruling:
        """The ruling as it is kept now."""
        return self.database.now(lambda s: s.get_one(Ruling, one.id))

    def whole(self, one: Ruling, by: Somebody) -> WholeRuling:
        """The ruling as that person sees it."""
        return self.database.now(whole, ruling_id=one.id, by=self.who(by), department=self.department)


def office(world: World, department: Department | None = None) -> Rulings:
    """The department, with General surgery for Dr Cole."""
    made = Rulings(world, department or Department())
    made.edit(cole, specialties="General surgery")
    return made


def days(number: int) -> date:
    """So many days from today."""
    return date.fromordinal(TODAY.toordinal() + number)
