"""What finds texts, made of what a database and a base hold."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Engine
from sqlmodel import Session

from knowledge.base import KnowledgeBase
from knowledge.finding.finding import Finding, finding
from knowledge.finding.from_books import of_books
from knowledge.finding.texts import GoverningText, RulingText, of_starter
from knowledge.policy_library import ready_sections


def governing_texts(session: Session, base: KnowledgeBase) -> tuple[GoverningText, ...]:
    """The starter's standards, and the sections of every ready version of the department's books."""
    return of_starter(base.policies) + of_books(ready_sections(session))


def load_finding(
    engine: Engine,
    base: KnowledgeBase,
    rulings: Iterable[RulingText],
    *,
    on: date,
    before: Finding | None = None,
) -> Finding:
    """The finding over a base, the books in the database, and these rulings."""
    with Session(engine) as session:
        texts = governing_texts(session, base)
    return finding(base, texts, rulings, on=on, before=before)
