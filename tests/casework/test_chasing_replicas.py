"""Three replicas tick at once, or one is killed between claim and commit: each reminder is owed once.

On PostgreSQL, where there are replicas; and on whatever database the worlds have.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import Session, select

from bot.migrations import upgrade
from casework import chasing, people
from casework.assigning import Rule, Rules
from casework.department import Department
from casework.episode_files.rows import ListRead
from casework.episode_list import Arrival, carry_out
from casework.model.notice import Notice, NoticeKind
from casework.store import Database
from tests.cases import at_once
from tests.episodes import Records, at, row
from tests.people import TRUST
from tests.postgres import Postgres
from tests.world import World

MONDAY = at(2026, 3, 9, 9)
CODERS = 40


def people_and_episodes(database: Database) -> None:
    """Forty coders with an episode each."""

    def fill(session: Session) -> None:
        for number in range(CODERS):
            people.met(session, tenant=TRUST, channel_id=f"c{number}", name=f"Coder {number}", now=MONDAY)
        carry_out(
            session,
            ListRead(tuple(row(f"E{number}-1", coder=f"Coder {number}") for number in range(CODERS)), ()),
            arrival=Arrival("list.csv", "digest", MONDAY - timedelta(hours=2), "tests"),
            tenant=TRUST,
            rules=Rules((Rule(("*",), ("Coder 0",)),)),
            department=Department(),
            now=MONDAY - timedelta(hours=1),
        )

    database.now(fill)


def owed(database: Database) -> list[int | None]:
    wanted = select(Notice.person_id).where(Notice.kind == NoticeKind.CODER_DIGEST.value)
    return database.now(lambda s: list(s.exec(wanted)))


@pytest.fixture
def replicas(postgres_server: Postgres) -> Iterator[list[Database]]:
    """Three processes' worth of connections to one PostgreSQL database."""
    with postgres_server.database() as url:
        made = [Database(url) for _ in range(3)]
        upgrade(made[0].engine)
        people_and_episodes(made[0])
        yield made
        for database in made:
            database.close()


@pytest.mark.postgres
def test_three_replicas_that_tick_at_once_owe_each_digest_once(replicas: list[Database]) -> None:
    for day in range(5):
        now = MONDAY + timedelta(days=day)
        ticks = [partial(one.now, chasing.raise_due_reminders, Department(), now) for one in replicas]
        raised = at_once(*ticks, *ticks)
        assert not [one for one in raised if isinstance(one, Exception)]
        assert sum(one.owed for one in raised) == CODERS
        assert sorted(owed(replicas[0])) == sorted([*range(1, CODERS + 1)] * (day + 1))


@pytest.mark.postgres
def test_lists_that_two_replicas_import_at_once_are_taken_once(replicas: list[Database]) -> None:
    def take(database: Database, digest: str):
        rows = tuple(row(f"E{number}-1", coder=f"Coder {number}", ward="NEW") for number in range(CODERS))
        return database.now(
            carry_out,
            ListRead(rows, ()),
            arrival=Arrival("list.csv", digest, MONDAY, "tests"),
            tenant=TRUST,
            rules=Rules(),
            department=Department(),
            now=MONDAY,
        )

    made = at_once(*[partial(take, one, f"second {n}") for n, one in enumerate(replicas)])
    taken = [one for one in made if not isinstance(one, Exception)]
    assert taken
    assert sum(one.changed for one in taken) == CODERS


def test_a_process_killed_between_claim_and_commit_loses_nothing(world: World) -> None:
    people_and_episodes(world.database)

    def dies(session: Session) -> None:
        raised = chasing.raise_due_reminders(session, Department(), MONDAY)
        assert raised.owed == CODERS
        raise SystemExit("killed")

    with pytest.raises(SystemExit):
        world.database.now(dies)
    assert owed(world.database) == []
    assert world.database.now(chasing.raise_due_reminders, Department(), MONDAY).owed == CODERS
    assert world.database.now(chasing.raise_due_reminders, Department(), MONDAY).owed == 0


def test_threads_that_tick_at_once_owe_each_digest_once(world: World) -> None:
    people_and_episodes(world.database)
    records = Records(world)
    raised = at_once(*[lambda: records.tick(MONDAY)] * 4)
    assert sum(one.owed for one in raised if not isinstance(one, Exception)) >= CODERS
    assert len(owed(world.database)) == len(set(owed(world.database))) == CODERS
