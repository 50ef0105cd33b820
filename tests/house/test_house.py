"""The house stands: floors look down, every button has its handler, schema and data are sound."""

import logging
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import bot.migrations.tables  # noqa: F401 - its import registers every table
from bot.app import make_app
from bot.logs import Line
from bot.migrations import config, upgrade
from bot.teams.channel import TeamsChannel
from casework.store import Database
from dialogs.cards.as_text import actions_of
from dialogs.router import HANDLERS
from dialogs.verbs import PAYLOADS, AskClean, Verb
from knowledge.codes import ICD10Code, NotACode, OPCS4Code
from tests.bot.edge import Ready, Settings
from tests.conversation import Arrival, Conversation, presses, says
from tests.episodes import Records, row
from tests.house.presses import ASKING, EPISODES, ESCALATION, RULINGS, VANISHED, clarification
from tests.people import asha, cole, dee, finn, mona
from tests.world import World

ROOT = Path(__file__).parents[2]
NOT_TEXT = (".png", ".pdf", ".docx", ".npz", ".ico", ".lock")
TERMS = sorted((ROOT / "knowledge" / "data" / "terms").glob("*.tsv"))
WORDS = sorted((ROOT / "knowledge" / "data" / "words").glob("*.tsv"))


def our_files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: there is no list of our files")
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def test_no_floor_looks_up() -> None:
    """In a process of its own: import-linter switches off the loggers of whoever calls it."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    checked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_contracts_are_the_three_of_the_house() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(one for one in contracts if one["type"] == "layers")
    assert layers["layers"] == ["bot", "dialogs", "casework", "knowledge"]
    forbidden = {name for one in contracts if one["type"] == "forbidden" for name in one["forbidden_modules"]}
    assert {"botbuilder", "botframework", "aiohttp", "apscheduler"} <= forbidden


def test_every_verb_has_a_payload_and_every_payload_its_verb() -> None:
    assert set(PAYLOADS) == set(Verb)
    assert all(kind.verb is verb for verb, kind in PAYLOADS.items())


def test_every_verb_has_a_handler_and_every_handler_a_verb() -> None:
    """“Ask without it” is a question, which the router answers itself."""
    assert set(HANDLERS) | {AskClean.verb} == set(Verb)


async def test_every_button_of_every_card_has_a_handler_and_no_verb_is_idle(
    world: World, converse: Conversation
) -> None:
    clinician = {somebody: world.introduce(somebody) for somebody in (asha, dee, finn, cole, mona)}[cole]
    sent: set[str] = set()
    for who, doing, expected in (*ASKING, *ESCALATION, *clarification(clinician.id or 0), *RULINGS):
        world.clock.move(minutes=12 if isinstance(doing, Arrival) else 1)
        reply = await converse(who, [(doing, expected)])
        sent |= {one["verb"] for one in actions_of(reply.card)} if reply.card else set()
    sent |= await _sent_about_episodes(world, converse)
    assert sent == {verb.value for verb in Verb}


async def _sent_about_episodes(world: World, converse: Conversation) -> set[str]:
    records = Records(world)
    sent: set[str] = set()
    for lines, listed in ((EPISODES, ("E-1", "E-2", "E-3")), (VANISHED, ("E-1", "E-2"))):
        records.take(*(row(reference) for reference in listed))
        for who, doing, expected in lines:
            reply = await converse(who, [(doing, expected)])
            sent |= {one["verb"] for one in actions_of(reply.card)} if reply.card else set()
    return sent


def test_every_route_is_known(world: World) -> None:
    """A new route is added here together with what guards it."""
    made = make_app(TeamsChannel(Settings(), world.router, world.clock), Ready())
    routes = {(route.method, route.resource.canonical) for route in made.router.routes() if route.resource}
    assert routes == {
        ("POST", "/api/messages"),  # the channel's token, unless in local mode
        ("GET", "/healthz"),  # says that the process lives, and nothing else
        ("HEAD", "/healthz"),
        ("GET", "/readyz"),  # says how the parts are, and nothing else
        ("HEAD", "/readyz"),
    }


def test_the_schema_of_the_migrations_is_that_of_the_models(new_database: str) -> None:
    database = Database(new_database)
    upgrade(database.engine)
    with database.engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), SQLModel.metadata)
    database.close()
    assert difference == []


def test_a_schema_that_is_there_is_left_alone(new_database: str) -> None:
    database = Database(new_database)
    for _ in range(2):
        upgrade(database.engine)
    database.close()


def test_the_migrations_are_one_line() -> None:
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


async def test_nothing_typed_is_logged(converse: Conversation, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await converse(
        asha,
        [
            ("wobblecough", says("CQ-1001")),
            (presses("Not what I meant"), says("still open")),
            (presses("Ask again", words="snorkelfoot"), says("CQ-1001")),
            ("open CQ-1001", says("Open")),
            ("wobblecough " * 400, says("too long")),
        ],
    )
    lines = [Line("%(message)s").format(record) for record in caplog.records]
    assert any("message answered" in line for line in lines)
    assert not [line for line in lines if re.search("wobblecough|snorkelfoot|Asha", line)]


@pytest.mark.parametrize("file", TERMS, ids=lambda file: file.name)
def test_every_line_of_a_term_file_is_a_code_and_a_term(file: Path) -> None:
    code_of = ICD10Code if file.name.startswith("icd10") else OPCS4Code
    wrong = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        try:
            fine = len(cells) == 2 and code_of(cells[0]).canonical == cells[0] and cells[1].strip()
        except NotACode:
            fine = False
        if not fine:
            wrong.append(f"{file.name}:{number}: {line}")
    assert wrong == []


@pytest.mark.parametrize("file", WORDS, ids=lambda file: file.name)
def test_every_line_of_a_word_file_has_its_cells(file: Path) -> None:
    least = {"abbreviations.tsv": 2, "phrases.tsv": 2, "related.tsv": 2}.get(file.name, 1)
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [
        (n, line.split("\t")) for n, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")
    ]
    assert [
        f"{file.name}:{n}"
        for n, cells in rows
        if len(cells) < least or not all(c.strip() for c in cells[:least])
    ] == []


def test_no_file_of_ours_holds_an_nhs_number_that_somebody_may_have() -> None:
    """Numbers of the range 999 are never issued; any other valid one may be a person's."""
    from unicodedata import normalize

    import nhs_number

    found = []
    for file in our_files():
        if file.suffix in NOT_TEXT or file.stat().st_size > 20_000_000:
            continue
        text = normalize("NFKC", file.read_text(encoding="utf-8", errors="replace"))
        for match in re.finditer(r"(?<![\w.-])\d{3}([ -]?)\d{3}\1\d{4}(?![\w.-])", text):
            digits = re.sub(r"\D", "", match.group())
            if not digits.startswith("999") and len(set(digits)) > 2 and nhs_number.is_valid(digits):
                found.append(f"{file.relative_to(ROOT)}: {match.group()}")
    assert found == []


def test_the_wheel_carries_the_data_files(tmp_path: Path) -> None:
    """Hatchling takes what lies in the packages, unless the build is told to leave something out."""
    from hatchling.builders.wheel import WheelBuilder

    builder = WheelBuilder(str(ROOT))
    carried = {file.distribution_path for file in builder.recurse_included_files()}
    wanted = {
        str(file.relative_to(ROOT)) for file in (ROOT / "knowledge" / "data").rglob("*") if file.is_file()
    }
    wanted |= {"bot/migrations/script.py.mako", "bot/migrations/versions/0001_the_first_tables.py"}
    assert wanted - carried == set()
    assert not [name for name in carried if name.startswith(("tests", "bench"))]
