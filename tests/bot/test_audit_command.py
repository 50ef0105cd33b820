"""`codingbot audit`: a case as a page or as data, and the walk over all histories."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from casework import heads, referring
from tests.bot.commands import Command, set_up
from tests.cases import Office
from tests.conversation import Conversation, presses, says
from tests.people import asha, dee
from tests.world import AUDIT_KEY, Prepared, World

HEADS = "audit-heads.jsonl"


@pytest.fixture
def codingbot(
    world: World, prepared: Prepared, monkeypatch: pytest.MonkeyPatch, own_logs: None
) -> Iterator[Command]:
    monkeypatch.setenv("CODINGBOT_AUDIT_KEY", AUDIT_KEY.decode())
    yield from set_up(world, prepared.folder, monkeypatch)


@pytest.fixture
async def answered(converse: Conversation, world: World) -> None:
    """A query whose words are markup, closed with a code; its head is kept outside."""
    await converse(
        asha, [("<b>NSTEMI</b>", says("CQ-1001")), (presses("This answers it"), says("CQ-1001 answered"))]
    )
    world.database.now(heads.append, world.folder / HEADS, now=world.clock())


def touch(world: World, statement: str) -> None:
    """What somebody with the keys to the database can do."""
    with world.database.engine.begin() as connection:
        for verb in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS status_change_no_{verb}"))
        connection.execute(text(statement))


@pytest.mark.usefixtures("answered")
def test_the_page_of_a_case_shows_what_was_typed_as_text(codingbot: Command) -> None:
    result = codingbot("audit", "CQ-1001")
    assert result.exit_code == 0, result.output
    assert "<!doctype html>" in result.stdout
    assert "&lt;b&gt;NSTEMI&lt;/b&gt;" in result.stdout
    assert "<b>NSTEMI" not in result.stdout
    assert "as it was written and agrees with the head kept outside" in result.stdout


@pytest.mark.usefixtures("answered")
async def test_the_page_is_on_londons_clocks_and_the_data_on_utc(
    codingbot: Command, converse: Conversation, world: World
) -> None:
    world.clock.at = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
    await converse(asha, [("lap chole", says("CQ-1002"))])
    assert "Mon 1 June 2026, 10:30:00 BST" in codingbot("audit", "CQ-1002").stdout
    data = json.loads(codingbot("audit", "CQ-1002", "--format", "json").stdout)
    assert data["asked_at"] == "2026-06-01T09:30:00+00:00"


def test_the_page_marks_what_the_helpdesk_said(codingbot: Command, world: World) -> None:
    office = Office(world)
    query = office.at("waiting on national helpdesk")
    office.act(referring.resolve_referral, dee, query, words="Code K40.9")
    page = codingbot("audit", query.reference).stdout
    assert "case-specific recommendation, not a national standard" in page


@pytest.mark.usefixtures("answered")
def test_the_data_of_a_case_hold_every_step_and_code(codingbot: Command) -> None:
    pack = json.loads(codingbot("audit", "cq-1001", "--format", "json").stdout)
    assert [one["why"] for one in pack["steps"]] == ["asked", "answered with I21.4"]
    assert pack["codes"] == {"suggested": ["I21.4"], "after": ["I21.4"]}
    assert pack["rounds"][0]["shown"][0]["release"] == "ICD-10 tiny"
    assert pack["chain"]["holds"]


@pytest.mark.usefixtures("answered")
def test_untouched_histories_are_said_to_be_so(codingbot: Command) -> None:
    result = codingbot("audit", "--verify")
    assert result.exit_code == 0
    assert "1 case, 2 steps, 1 head kept outside" in result.stdout
    assert "Every history is as it was written." in result.stdout


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE status_change SET why = 'x' WHERE sequence = 2", "CQ-1001, step 2: changed"),
        ("DELETE FROM status_change WHERE sequence = 2", "CQ-1001, step 2: cut off"),
    ],
)
def test_what_was_touched_is_named_and_the_end_is_1(
    codingbot: Command, world: World, statement: str, named: str
) -> None:
    touch(world, statement)
    result = codingbot("audit", "--verify")
    assert result.exit_code == 1
    assert f"TOUCHED  {named}" in result.stdout


@pytest.mark.usefixtures("answered")
def test_a_file_of_heads_that_was_changed_is_said_to_be_so(codingbot: Command, world: World) -> None:
    file = world.folder / HEADS
    file.write_text(file.read_text().replace('"sequence":2', '"sequence":1'))
    result = codingbot("audit", "--verify")
    assert result.exit_code == 1
    assert "line 1: not as it was written" in result.output


@pytest.mark.parametrize("words", [[], ["CQ-1001", "--verify"]])
def test_a_case_or_the_walk_is_to_be_given(codingbot: Command, words: list[str]) -> None:
    result = codingbot("audit", *words)
    assert result.exit_code == 2
    assert "--verify" in result.output


@pytest.mark.parametrize("reference", ["CQ-1099", "CQ-99999999999", "CQ-x", "²"])
def test_a_case_that_is_not_there_is_one_sentence(codingbot: Command, reference: str) -> None:
    result = codingbot("audit", reference)
    assert result.exit_code != 0
    assert str(result.exception) == f"I can't find a case {reference}."
