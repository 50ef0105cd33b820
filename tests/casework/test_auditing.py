"""Whoever touches a history is found out: a row changed, cut, swapped, put in, or the whole file restored."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session

from casework import asking, audit_pack, auditing, heads, history, moving
from casework.asking import Delivered
from casework.auditing import Verified
from casework.errors import NotFound
from casework.heads import BrokenHeads, Head
from casework.model.case_entry import EntryKind
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.person import Person
from tests.people import TRUST, asha, dee
from tests.world import World

TABLES = ("status_change", "case_entry")


def case(world: World, number: int) -> int:
    """A case with a round, a rewording, an escalation with details, an answer."""
    coder, lead = world.introduce(asha), world.introduce(dee)
    return world.database.now(_case, number, coder, lead, world.clock())


def _case(session: Session, number: int, coder: Person, lead: Person, now) -> int:
    place = Delivered(TRUST, "chat", f"m{number}", "personal")
    query, _ = asking.raise_query(
        session, by=coder, words=f"lump {number}", offered=[], delivered=place, now=now
    )
    asking.reword(session, query_id=query.id, by=coder, words=f"swelling {number}", offered=[], now=now)
    session.refresh(query)
    entry = _write(session, query, EntryKind.DETAILS, coder, f"as seen {number}", now)
    moving.move(session, query, to=QueryState.NEW, by=coder, now=now, why="asked the lead", entry=entry)
    moving.move(session, query, to=QueryState.ASSIGNED, by=lead, now=now, why="taken")
    entry = _write(session, query, EntryKind.ANSWER, lead, f"code it so {number}", now)
    moving.move(session, query, to=QueryState.ANSWERED, by=lead, now=now, why="answered", entry=entry)
    return query.id or 0


def _write(session: Session, query: CodingQuery, kind: EntryKind, by: Person, words: str, now):
    return history.write(session, query=query, kind=kind, by=by, words=words, now=now, nonce=f"{kind}")


def unlocked(session: Session) -> None:
    """What somebody with the keys to the database can do: the triggers are gone."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    for table in TABLES:
        names = (f"{table}_no_update", f"{table}_no_delete") if on_sqlite else (f"{table}_written_once",)
        for name in names:
            session.connection().execute(text(f"DROP TRIGGER {name}{'' if on_sqlite else f' ON {table}'}"))


def after(world: World, kept: list[Head], tamper: Callable[[Session], None]) -> Verified:
    """What the walk finds after a tampering, which is undone again."""

    class Undo(Exception):
        pass

    found: list[Verified] = []

    def work(session: Session) -> None:
        unlocked(session)
        tamper(session)
        found.append(auditing.verify(session, kept))
        raise Undo

    with pytest.raises(Undo):
        world.database.now(work)
    return found[0]


def do(statement: str, **facts: object) -> Callable[[Session], None]:
    return lambda session: session.connection().execute(text(statement), facts) and None


@pytest.fixture
def kept(world: World, tmp_path: Path) -> list[Head]:
    """Three cases, and their heads in a file outside."""
    for number in range(1, 4):
        case(world, number)
    file = tmp_path / "heads.jsonl"
    world.database.now(heads.append, file, now=world.clock())
    return list(heads.read(file, world.audit_key))


def test_untouched_histories_hold(world: World, kept: list[Head]) -> None:
    found = world.database.now(auditing.verify, kept)
    assert (found.cases, found.steps, found.unsealed, found.heads, found.touched) == (3, 15, 0, 3, [])


@pytest.mark.parametrize(
    ("tamper", "where", "what"),
    [
        (
            "UPDATE status_change SET why = 'x' WHERE query_id = 2 AND sequence = 3",
            "CQ-1002, step 3",
            "changed",
        ),
        ("UPDATE status_change SET by = 2 WHERE query_id = 2 AND sequence = 1", "CQ-1002, step 1", "changed"),
        ("DELETE FROM status_change WHERE query_id = 1 AND sequence = 2", "CQ-1001, step 2", "missing"),
        ("DELETE FROM status_change WHERE query_id = 1 AND sequence = 5", "CQ-1001, step 5", "cut off"),
        ("DELETE FROM status_change WHERE query_id = 3", "CQ-1003, step 1", "whole history"),
        ("UPDATE case_entry SET words = 'I21.9' WHERE query_id = 2", "CQ-1002, step 5", "words"),
        ("UPDATE query_round SET words = 'lumps' WHERE query_id = 2", "CQ-1002, step 1", "words"),
        ("UPDATE coding_query SET state = 'closed' WHERE id = 3", "CQ-1003", "its state says"),
        ("UPDATE status_change SET mac = '' WHERE query_id = 3", "CQ-1003, step 5", "anchored"),
    ],
)
def test_what_was_touched_is_named(
    world: World, kept: list[Head], tamper: str, where: str, what: str
) -> None:
    found = [str(one) for one in after(world, kept, do(tamper)).touched]
    assert any(one.startswith(where) and what in one for one in found), found


def test_two_steps_that_changed_places_are_found(world: World, kept: list[Head]) -> None:
    def swap(session: Session) -> None:
        for old, new in ((2, 90), (3, 2), (90, 3)):
            statement = "UPDATE status_change SET sequence = :new WHERE query_id = 1 AND sequence = :old"
            do(statement, old=old, new=new)(session)

    assert after(world, kept, swap).touched


def test_a_step_sealed_with_another_key_is_found(world: World, kept: list[Head]) -> None:
    def forge(session: Session) -> None:
        query = session.get_one(CodingQuery, 1)
        by = session.get_one(Person, query.asked_by)
        session.info["audit_key"] = b"guessed"
        history.note(
            session, query=query, before="answered", after="answered", by=by, now=world.clock(), why="x"
        )
        session.info["audit_key"] = world.audit_key

    assert after(world, kept, forge).touched


def test_of_a_thousand_random_tamperings_each_is_found(world: World, kept: list[Head]) -> None:
    """Any column of any row of a history, or any row gone; the places come from one seed."""
    rng = random.Random(20261122)
    columns = ("before", "after", "why", "job", "seal", "mac", "subject")
    tampers = []
    for _ in range(1_000):
        query, step = rng.randint(1, 3), rng.randint(1, 5)
        row = f"WHERE query_id = {query} AND sequence = {step}"
        if rng.random() < 0.2:
            tampers.append(f"DELETE FROM status_change {row}")
        else:
            tampers.append(f"UPDATE status_change SET {rng.choice(columns)} = '{rng.random()}' {row}")

    def each(session: Session) -> list[str]:
        unlocked(session)
        missed = []
        for tamper in tampers:
            inner = session.begin_nested()
            do(tamper)(session)
            session.expire_all()
            if not auditing.verify(session, kept).touched:
                missed.append(tamper)
            inner.rollback()
        return missed

    assert world.database.now(each) == []


def test_the_database_itself_refuses_to_change_a_history(world: World) -> None:
    case(world, 1)
    for table in TABLES:
        for statement in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):
            with pytest.raises(DatabaseError, match="written once"):
                world.database.now(do(statement))


def test_only_histories_that_grew_are_anchored_again(world: World, tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    case(world, 1)
    case(world, 2)
    append = heads.append
    assert world.database.now(append, file, now=world.clock()) == 2
    assert world.database.now(append, file, now=world.clock()) == 0

    def one_more(session: Session) -> None:
        query = session.get_one(CodingQuery, 2)
        by = session.get_one(Person, query.asked_by)
        moving.move(session, query, to=QueryState.CLOSED, by=by, now=world.clock(), why="confirmed")

    world.database.now(one_more)
    assert world.database.now(append, file, now=world.clock()) == 1
    assert [(head.query_id, head.sequence) for head in heads.read(file, world.audit_key)] == [
        (1, 5),
        (2, 5),
        (2, 6),
    ]


def test_a_line_that_broke_off_is_written_again(world: World, tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    case(world, 1)
    world.database.now(heads.append, file, now=world.clock())
    whole = file.read_bytes()
    file.write_bytes(whole[:-10])
    assert world.database.now(heads.append, file, now=world.clock()) == 1
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    "edit", [lambda s: s.replace('"sequence":5', '"sequence":4'), lambda s: s[s.index("\n") + 1 :]]
)
def test_a_file_of_heads_that_was_mended_to_fit_is_found(
    world: World, tmp_path: Path, edit: Callable[[str], str]
) -> None:
    file = tmp_path / "heads.jsonl"
    case(world, 1)
    case(world, 2)
    world.database.now(heads.append, file, now=world.clock())
    file.write_text(edit(file.read_text()))
    with pytest.raises(BrokenHeads):
        list(heads.read(file, world.audit_key))


def test_the_pack_of_a_case_holds_all_of_it(world: World, kept: list[Head]) -> None:
    pack = world.database.now(audit_pack.pack, 2, heads=kept, now=world.clock())
    assert [one["words"] for one in pack["rounds"]] == ["lump 2", "swelling 2"]
    assert [one["words"] for one in pack["entries"]] == ["as seen 2", "code it so 2"]
    assert [one["after"] for one in pack["steps"]] == ["open", "open", "new", "assigned", "answered"]
    assert [one["by"]["name"] for one in pack["steps"]][-1] == dee.speaker.name
    assert pack["chain"] == {"holds": True, "touched": [], "anchored_outside": True}


def test_a_case_that_is_not_there_has_no_pack(world: World) -> None:
    with pytest.raises(NotFound, match="CQ-1099"):
        world.database.now(audit_pack.pack, 99, heads=[], now=world.clock())
