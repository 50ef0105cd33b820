"""The text for the national classification helpdesk: fully anonymised, without a name of patient or staff.

Staff are named freely within a case. In this text each name that the department knows becomes the person's
role; whatever then may still identify somebody is masked. A lead reads and mends the text before it leaves.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache

from sqlmodel import Session, col, select

from casework.holding import seen
from casework.london import london_date
from casework.model.case_entry import CaseEntry, EntryKind
from casework.model.clarification import Clarification
from casework.model.coding_query import CodingQuery, QueryRound, SuggestionRow
from casework.model.escalation import Escalation
from casework.model.person import Person, Role
from casework.privacy import IdentifierKind, find, mask
from casework.rights import Action
from knowledge.codes import Classification, display
from knowledge.policies import Policy, governing, starter_policies
from knowledge.releases import Release

MOST_CODES = 12
MOST_STANDARDS = 6
# Characters of what people wrote: with codes and standards it stays below what a referral may hold.
MOST_WRITTEN = 4_800
_TOLD = {
    EntryKind.DETAILS: "Details",
    EntryKind.QUESTION_BACK: "The coder was asked",
    EntryKind.REPLY: "The coder replied",
}
RECOMMENDATION = "case-specific recommendation, not a national standard"
_ROLES = {
    Role.CODER: "a coder",
    Role.CLINICIAN: "a clinician",
    Role.LEAD_CODER: "a lead coder",
    Role.CODING_MANAGER: "a coding manager",
    Role.CODING_CLERK: "a coding clerk",
    Role.ADMINISTRATOR: "an administrator",
}
_TITLE = r"(?:dr|mr|mrs|ms|miss|mx|prof|professor|sister|sr)\b\.?"
_TITLED = re.compile(rf"{_TITLE}\s+", re.IGNORECASE)


def compose(session: Session, query: CodingQuery) -> str:
    """The question and details, the codes considered with their editions and standards, what is asked."""
    work = session.get(Escalation, query.id)
    rows = _considered(session, query)
    parts = [
        _asked(session, query, work),
        _codes(rows),
        _standards(rows),
        "What we ask: which code or codes apply to this episode, and under which standard?",
        "Nothing in this text identifies a patient or a member of staff.",
    ]
    text = "\n\n".join(part for part in parts if part)
    return _without_patients(_without_staff(session, query, text))


def draft(session: Session, *, query_id: int, by: Person) -> str:
    """`compose`, for a lead who may refer the case."""
    query, _ = seen(session, query_id=query_id, by=by, action=Action.REFER)
    return compose(session, query)


def _without_staff(session: Session, query: CodingQuery, text: str) -> str:
    """Each name of the department's people, whole or as title and surname, replaced by their role."""
    tenant = session.get_one(Person, query.asked_by).tenant
    for person in session.exec(select(Person).where(Person.tenant == tenant)):
        for name in _written_as(person.name):
            text = re.sub(rf"(?<!\w){name}(?!\w)", _ROLES[Role(person.role)], text, flags=re.IGNORECASE)
    return text


def _written_as(name: str) -> Iterator[str]:
    """The patterns of a name: all of it with or without a title, then a title with the last word of it.

    A directory may write it as “Marsh, Dee”.
    """
    last, _, first = name.partition(",")
    words = [re.escape(word) for word in _TITLED.sub("", f"{first} {last}".strip()).split()]
    if len(words) > 1:
        whole = r"\s+".join(words)
        yield rf"(?:{_TITLE}\s+)?{whole}"
    if words:
        yield rf"{_TITLE}\s+{words[-1]}"


def _without_patients(text: str) -> str:
    """Names first: without one, a date beside it is a date again."""
    named = [one for one in find(text) if one.kind is IdentifierKind.NAME]
    for one in reversed(named):
        text = f"{text[: one.start]}[{one.kind.value} removed]{text[one.end :]}"
    return mask(text, find(text))


def _asked(session: Session, query: CodingQuery, work: Escalation | None) -> str:
    """The question in each of its wordings, when the episode was, and what was written about it; no names."""
    rounds = select(QueryRound.words).where(QueryRound.query_id == query.id).order_by(col(QueryRound.round))
    earlier = [words for words in dict.fromkeys(session.exec(rounds)) if words != query.words]
    on = _on(query, work)
    return "\n".join(
        [
            f"Our reference: {query.reference}",
            *([f"Subject: {work.title}"] if work else []),
            f"Codes are wanted as on {on.day} {on:%B %Y}.",
            *_shortened(
                [
                    f"Question: {query.words}",
                    *(f"Also asked as: {words}" for words in earlier),
                    *_told(session, query),
                ]
            ),
        ]
    )


def _shortened(lines: list[str]) -> list[str]:
    """The lines, the longest of them cut where all together are more than can be sent."""
    share = MOST_WRITTEN // len(lines)
    if sum(map(len, lines)) <= MOST_WRITTEN:
        return lines
    return [line if len(line) <= share else f"{line[: share - 1]}…" for line in lines]


def _told(session: Session, query: CodingQuery) -> list[str]:
    """What asker, leads and clinicians wrote, each under what it is."""
    kinds = [kind.value for kind in _TOLD]
    entries = select(CaseEntry).where(CaseEntry.query_id == query.id, col(CaseEntry.kind).in_(kinds))
    questions = select(Clarification).where(
        Clarification.query_id == query.id, col(Clarification.answered_at).is_not(None)
    )
    return [
        *(
            f"{_TOLD[EntryKind(one.kind)]}: {one.words}"
            for one in session.exec(entries.order_by(col(CaseEntry.id)))
        ),
        *(
            " ".join(f"A clinician, asked “{one.question}”, answered: {one.chosen}. {one.answer}".split())
            for one in session.exec(questions.order_by(col(Clarification.id)))
        ),
    ]


def _codes(rows: Sequence[tuple[SuggestionRow, Release]]) -> str:
    """The codes that were considered, each with its edition."""
    if not rows:
        return "No code was found."
    lines = [f"- {display(row.code)} {row.title} ({release.edition})" for row, release in rows]
    return "\n".join(["Codes considered:", *lines])


def _standards(rows: Sequence[tuple[SuggestionRow, Release]]) -> str:
    """What governs those codes, by reference; the helpdesk has the books."""
    codes = [(Classification(row.classification), row.code) for row, _ in rows]
    found = governing(_policies(), codes, limit=MOST_STANDARDS)
    if not found:
        return ""
    return "\n".join(["Standards considered:", *(f"- {one.reference} {one.title}" for one in found)])


def _considered(session: Session, query: CodingQuery) -> list[tuple[SuggestionRow, Release]]:
    """The codes shown in the last round and those chosen, each once, the best first."""
    rows = session.exec(
        select(SuggestionRow, Release)
        .join(Release, col(Release.id) == SuggestionRow.release_id)
        .where(SuggestionRow.query_id == query.id, SuggestionRow.round == query.rounds)
        .order_by(col(SuggestionRow.place), col(SuggestionRow.condition))
    )
    once = {(row.classification, row.code): (row, release) for row, release in rows}
    return list(once.values())[:MOST_CODES]


def _on(query: CodingQuery, work: Escalation | None) -> date:
    return (work.episode_date if work else None) or london_date(query.asked_at)


@cache
def _policies() -> tuple[Policy, ...]:
    return starter_policies()
