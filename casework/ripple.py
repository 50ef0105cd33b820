"""What a new or changed ruling, policy or edition touches of what was answered before, and whom to tell.

A case is touched where the code chosen, or a code of the lead's answer, is one that the change is about; or
where its words ask what a ruling answers. Nothing is changed by it: people look again.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from casework import outbox, people, rights
from casework.errors import NotFound, Unusable
from casework.model.coding_query import CodingQuery, Outcome, QueryState
from casework.model.episode import INCOMPLETE, Episode
from casework.model.escalation import Escalation
from casework.model.notice import NoticeKind
from casework.model.person import Person
from casework.proposing import codes_of
from casework.rights import Action
from casework.texts import usable, usable_line
from knowledge.codes import Classification, display
from knowledge.finding.texts import Span

# Further back nobody codes again: the last inclusion date of a year's episodes has passed by then.
LOOK_BACK = timedelta(days=400)
MOST = 500
LONGEST_CAUSE = 120
Code = tuple[Classification, str]
Close = Callable[[str], bool]
_ENDED = (QueryState.ANSWERED.value, QueryState.CLOSED.value)
_EMPTY_HANDED = (Outcome.WITHDRAWN.value, Outcome.DUPLICATE.value)


@dataclass(frozen=True, slots=True)
class TouchedCase:
    """An answered case, why it is touched, and the open episodes that waited or wait for it."""

    query: CodingQuery
    because: str
    episodes: tuple[Episode, ...] = ()

    @property
    def person_ids(self) -> frozenset[int]:
        """Whose it is to look again: its asker, and the coders of its open episodes."""
        return frozenset({self.query.asked_by, *(one.coder_id for one in self.episodes if one.coder_id)})


@dataclass(frozen=True)
class Change:
    """What changed: codes, ranges, and whether words ask what a new ruling answers (`close`)."""

    codes: Collection[Code] = ()
    spans: Sequence[Span] = ()
    close: Close | None = None
    became: Mapping[Code, str] = field(default_factory=dict)

    def because(self, words: str, codes: Sequence[Code]) -> str:
        """Why it touches a case of these words and codes; empty if it does not."""
        for pair in codes:
            if pair in self.became:
                return f"{display(pair[1])} is {self.became[pair]}"
            if pair in self.codes or any(_within(span, pair) for span in self.spans):
                return f"it was answered with {display(pair[1])}"
        return "it asks the same" if self.close and self.close(words) else ""


def touched(
    session: Session, *, by: Person, change: Change, now: datetime, except_query: int | None = None
) -> list[TouchedCase]:
    """The answered cases of the last year or so that the change touches, the newest first.

    Raises:
        NotAllowed: it is for leads.
    """
    rights.check(by, Action.SEND_RIPPLE)
    found: list[TouchedCase] = []
    for query, answer_codes in _answered(session, by.tenant, now - LOOK_BACK):
        because = "" if query.id == except_query else change.because(query.words, _codes(query, answer_codes))
        if because:
            found.append(TouchedCase(query, because, _episodes(session, query)))
        if len(found) == MOST:
            break
    return found


def send(
    session: Session,
    *,
    by: Person,
    cause: str,
    words: str,
    query_ids: Sequence[int],
    nonce: str,
    now: datetime,
) -> int:
    """A lead sends each coder the cases that they should look at again; how many people are told.

    `cause` names what changed (“R-104”, “Policy book 4.2, 3.1”), `nonce` is the card's own mark. RIPPLE
    carries `cause`, `words`, `query_ids` and `episode_ids` of that person alone.

    Raises:
        NotAllowed: it is for leads.
        Unusable: no case was chosen, or the words are too long.
        NotFound: a case is another department's.
    """
    rights.check(by, Action.SEND_RIPPLE)
    cause = usable_line(cause, "what changed", most=LONGEST_CAUSE)
    words = usable(words, "your message", needed=False)
    if not 0 < len(query_ids) <= MOST:
        raise Unusable(f"Please choose the cases to be looked at again: one at least, {MOST} at most.")
    theirs: dict[int, tuple[list[int], list[int]]] = {}
    for query_id in dict.fromkeys(query_ids):
        query = _own_case(session, query_id, by)
        theirs.setdefault(query.asked_by, ([], []))[0].append(query_id)
        for episode in _episodes(session, query):
            if episode.coder_id:
                theirs.setdefault(episode.coder_id, ([], []))[1].append(episode.id or 0)
    told = 0
    for person_id, (cases, episodes) in theirs.items():
        reader = people.stands_in(session, person_id, now)
        facts = {
            "cause": cause,
            "words": words,
            "query_ids": cases,
            "episode_ids": episodes,
            "for": person_id,
        }
        key = f"ripple {nonce} of {person_id}"
        if session.get_one(Person, reader).active and reader != by.id:
            owed = outbox.owe(session, NoticeKind.RIPPLE, key=key, now=now, person_id=reader, facts=facts)
            told += owed is not None
    return told


def _answered(session: Session, tenant: str, since: datetime) -> list[tuple[CodingQuery, str]]:
    rows = (
        select(CodingQuery, Escalation.answer_codes)
        .join(Person, col(Person.id) == CodingQuery.asked_by)
        .join(Escalation, col(Escalation.query_id) == CodingQuery.id, isouter=True)
        .where(
            Person.tenant == tenant,
            col(CodingQuery.state).in_(_ENDED),
            col(CodingQuery.outcome).not_in(_EMPTY_HANDED),
            col(CodingQuery.asked_at) >= since,
        )
    )
    ordered = rows.order_by(col(CodingQuery.asked_at).desc(), col(CodingQuery.id).desc())
    return [(query, codes or "") for query, codes in session.exec(ordered)]


def _codes(query: CodingQuery, answer_codes: str) -> list[Code]:
    chosen = f"{query.chosen_classification}:{query.chosen_code}" if query.chosen_code else ""
    return [*codes_of(answer_codes), *codes_of(chosen)]


def _episodes(session: Session, query: CodingQuery) -> tuple[Episode, ...]:
    rows = select(Episode).where(Episode.query_id == query.id, col(Episode.state).in_(sorted(INCOMPLETE)))
    return tuple(session.exec(rows.order_by(col(Episode.id))))


def _own_case(session: Session, query_id: int, by: Person) -> CodingQuery:
    query = session.get(CodingQuery, query_id)
    if query is None or session.get_one(Person, query.asked_by).tenant != by.tenant:
        raise NotFound("one of these cases")
    return query


def _within(span: Span, pair: Code) -> bool:
    classification, code = pair
    return span.classification == classification and (
        span.first <= code[: len(span.first)] and code[: len(span.last)] <= span.last
    )
