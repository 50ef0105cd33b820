"""An edition is planned, shown and kept whole; the date picks it; a running bot takes it up."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.knowledge_holder import KnowledgeHolder
from knowledge.base import KnowledgeBase
from knowledge.codes import Classification
from knowledge.concepts import Concept, ConceptKind, ConceptRow, Mark
from knowledge.importers.hierarchy import with_levels_above
from knowledge.importers.rows import RefusedFile, Row
from knowledge.importers.run import HowToRead, read, sheet_of
from knowledge.importing import Plan, carry_out, index_of, plan
from knowledge.library import load_base
from knowledge.releases import Release, ready_releases
from knowledge.usage import Counting, give_counts, index_with_counts, plan_counts
from tests.knowledge import import_files as files
from tests.world import NOON, TODAY, World

ICD10, OPCS4 = Classification.ICD10, Classification.OPCS4
NEW_YEAR = date(2026, 1, 1)
OPCS4_ROWS = [
    ("J18.1", "Total cholecystectomy and excision of surrounding tissue"),
    ("J18.3", "Total removal of gall bladder"),
    ("W85.2", "Endoscopic irrigation of knee joint"),
    ("W85.9", "Unspecified therapeutic endoscopic operations on cavity of knee joint"),
    ("W99.9", "Unspecified mending of bones"),
]


def planned(world: World, path: Path, of: Classification = OPCS4, name="OPCS-4 new", begins=NEW_YEAR) -> Plan:
    return world.database.now(plan, read(path, of), of, name, begins)


def imported(
    world: World, path: Path, of: Classification = OPCS4, name="OPCS-4 new", begins=NEW_YEAR, **how
) -> Release:
    return world.database.now(carry_out, planned(world, path, of, name, begins), now=NOON, **how)


def opcs4_table(folder: Path, rows=OPCS4_ROWS) -> Path:
    return files.table(folder / "opcs4.tsv", [("code", "title"), *rows])


def concepts(world: World, release: Release) -> dict[str, ConceptRow]:
    chosen = select(ConceptRow).where(ConceptRow.release_id == release.id)
    return {row.code: row for row in world.database.now(lambda session: list(session.exec(chosen)))}


def releases(world: World) -> list[tuple[str, str]]:
    return world.database.now(lambda s: [(one.edition, one.state) for one in s.exec(select(Release))])


def base(world: World) -> KnowledgeBase:
    return load_base(world.database.engine, world.folder / "cache")


def test_the_plan_shows_what_is_added_retired_and_reworded(world, tmp_path):
    found = planned(world, opcs4_table(tmp_path))
    assert found.followed.name == "OPCS-4 tiny"
    assert [one.code for one in found.difference.added] == ["W859", "W999"]
    assert [one.code for one in found.difference.retired] == ["K401", "K402", "W851"]
    assert [(one.before, one.after) for one in found.difference.reworded] == [
        ("Total cholecystectomy NEC", "Total removal of gall bladder")
    ]


def test_a_plan_changes_nothing(world, tmp_path):
    before = releases(world)
    planned(world, opcs4_table(tmp_path))
    assert releases(world) == before


def test_levels_above_come_from_the_newest_edition_that_has_them(world, tmp_path):
    kept = concepts(world, imported(world, opcs4_table(tmp_path)))
    assert (kept["J18"].title, kept["J18"].parent) == ("Excision of gall bladder", "J")
    assert (kept["J"].kind, kept["W852"].parent) == ("chapter", "W85")
    assert "K40" not in kept


def test_an_unknown_category_is_named_after_its_unspecified_code(world, tmp_path):
    kept = concepts(world, imported(world, opcs4_table(tmp_path)))
    assert (kept["W99"].kind, kept["W99"].title, kept["W99"].parent) == ("category", "Mending of bones", "W")


def test_counts_and_marks_that_the_file_lacks_are_carried_over(world, tmp_path):
    rows = [("I21.9", "Infarction"), ("H36.0", "Eye"), ("E11.3", "With eyes"), ("I10", "Pressure")]
    path = files.table(tmp_path / "t", [("code", "title"), *rows])
    kept = concepts(world, imported(world, path, ICD10, "ICD-10 new", force=True))
    assert (kept["I219"].usage, kept["I10X"].usage) == (900, 5000)
    assert (kept["H360"].mark, kept["E113"].partner) == ("asterisk", "H360")


def test_a_release_keeps_its_own_marks_and_levels(world, tmp_path):
    kept = concepts(world, imported(world, files.trud_icd10(tmp_path / "r"), ICD10, "5th", force=True))
    assert (kept["A170"].mark, kept["A170"].partner) == ("dagger", "G01X")
    assert (kept["M9000"].parent, kept["M900"].parent, kept["M90"].kind) == ("M900", "M90", "category")
    assert (kept["I10X"].kind, kept["I10X"].parent) == ("code", "I10-I15")
    assert kept["E11"].title == "Type 2 diabetes mellitus"


def test_the_same_file_again_is_known_and_changes_nothing(world, tmp_path):
    first = imported(world, opcs4_table(tmp_path))
    before = releases(world)
    assert planned(world, opcs4_table(tmp_path)).known
    assert imported(world, opcs4_table(tmp_path)).id == first.id
    assert releases(world) == before


def test_the_same_codes_saved_as_another_kind_of_file_are_the_same(world, tmp_path):
    imported(world, files.trud_opcs4(tmp_path / "o.txt"))
    assert planned(world, files.trud_opcs4_xml(tmp_path / "o.xml")).known


def test_another_file_for_the_same_day_replaces_the_edition_and_keeps_its_rows(world, tmp_path):
    first = imported(world, opcs4_table(tmp_path))
    second = planned(world, opcs4_table(tmp_path, [*OPCS4_ROWS, ("W85.8", "Other")]))
    assert second.followed.id == first.id
    assert [one.code for one in second.difference.added] == ["W858"]
    world.database.now(carry_out, second, now=NOON)
    assert releases(world)[-2:] == [("OPCS-4 new", "replaced"), ("OPCS-4 new", "ready")]
    assert concepts(world, first)


def test_fewer_than_half_of_the_codes_are_refused_unless_forced(world, tmp_path):
    path = opcs4_table(tmp_path, OPCS4_ROWS[:2])
    before = releases(world)
    with pytest.raises(RefusedFile, match=r"opcs4\.tsv: only 2 codes, where OPCS-4 tiny has 6\. .* --force"):
        imported(world, path)
    assert releases(world) == before
    assert imported(world, path, force=True).state == "ready"


def test_a_first_import_over_the_starter_edition_may_be_small(world, tmp_path):
    def as_starter(session: Session) -> None:
        for one in ready_releases(session):
            one.starter = True

    world.database.now(as_starter)
    assert imported(world, opcs4_table(tmp_path, OPCS4_ROWS[:2])).state == "ready"


def test_procedures_are_not_taken_for_diagnoses(world, tmp_path):
    with pytest.raises(RefusedFile, match=r"those of OPCS-4, not of ICD-10\. Import it as opcs4"):
        planned(world, files.trud_opcs4(tmp_path / "o.txt"), ICD10)


def test_an_edition_needs_a_name(world, tmp_path):
    with pytest.raises(RefusedFile, match="give the edition a name"):
        planned(world, opcs4_table(tmp_path), name="  ")


def test_a_failure_halfway_leaves_nothing(world, tmp_path, monkeypatch):
    found = planned(world, opcs4_table(tmp_path))
    broken = replace(found, rows=(*found.rows, found.rows[0]))
    before = releases(world)
    with pytest.raises(Exception, match=r"(?i)unique"):
        world.database.now(carry_out, broken, now=NOON)
    assert releases(world) == before


def test_the_date_picks_the_edition(world, tmp_path):
    imported(world, opcs4_table(tmp_path))
    held = base(world)
    assert held.in_force(OPCS4, date(2025, 12, 31)).edition.name == "OPCS-4 tiny"
    assert held.in_force(OPCS4, NEW_YEAR).edition.name == "OPCS-4 new"
    assert held.in_force(OPCS4, date(2026, 4, 1)).edition.name == "OPCS-4 tiny next"
    assert "W859" in held.in_force(OPCS4, NEW_YEAR).concepts


def test_a_running_bot_takes_up_the_edition_with_its_saved_index(world, tmp_path):
    holder = KnowledgeHolder(world.database, world.folder / "cache", world.clock)
    assert "W859" not in holder.base.in_force(OPCS4, TODAY).concepts
    found = planned(world, opcs4_table(tmp_path))
    index = world.database.now(index_of, found, world.folder / "cache")
    assert not holder.refresh()
    world.database.now(carry_out, found, index, now=NOON)
    saved = {file: file.stat().st_mtime_ns for file in (world.folder / "cache").iterdir()}
    assert holder.refresh()
    answer = holder.base.suggest("mending of bones", on=TODAY, classification=OPCS4)
    assert answer.suggestions[0][1].concept.code == "W999"
    assert {file: file.stat().st_mtime_ns for file in (world.folder / "cache").iterdir()} == saved
    assert not holder.refresh()


def test_progress_is_told_step_by_step(world, tmp_path):
    told = []
    tell = lambda *step: told.append(step)  # noqa: E731 - a step as it is told
    world.database.now(index_of, planned(world, opcs4_table(tmp_path)), world.folder / "cache", tell)
    imported(world, opcs4_table(tmp_path), progress=tell)
    assert [name for name, done, total in told if done == total] == ["Indexing OPCS-4", "Storing OPCS-4 new"]


def counted(world: World, path: Path) -> Counting:
    found = world.database.now(plan_counts, sheet_of(path, HowToRead()), HowToRead(), TODAY)
    world.database.now(give_counts, found)
    return found


@pytest.mark.parametrize(
    ("what", "rows", "edition"),
    [
        ("Diagnoses", [("I21.9", "Acute myocardial infarction, unspecified", 40)], "ICD-10 tiny"),
        (
            "Procedure",
            [("K40.1", "Saphenous vein graft replacement of one coronary artery", 7)],
            "OPCS-4 tiny",
        ),
    ],
)
def test_a_yearly_workbook_is_recognised_by_what_is_in_it(what, rows, edition, world, tmp_path):
    given = counted(world, files.yearly_workbook(tmp_path / "w.xlsx", what, rows))
    assert (given.edition.name, given.codes, given.unknown) == (edition, 1, 0)


def test_counts_reach_the_edition_in_force_and_those_that_follow(world, tmp_path):
    path = files.table(tmp_path / "u", [("code", "title", "fce"), ("J18.3", "Total cholecystectomy NEC", 77)])
    assert len(counted(world, path).releases) == 2
    for day in (TODAY, date(2026, 5, 1)):
        assert base(world).in_force(OPCS4, day).concepts["J183"].usage == 77


def test_codes_that_a_file_of_counts_leaves_out_keep_theirs(world, tmp_path):
    path = files.table(tmp_path / "u", [("code", "title", "fce"), ("I21.9", "", 1), ("K40.9", "", 5)])
    counted(
        world,
        files.write(path, path.read_text().replace("\t\t", "\tAcute myocardial infarction, unspecified\t")),
    )
    held = base(world).in_force(ICD10, TODAY).concepts
    assert (held["I219"].usage, held["I10X"].usage) == (1, 5000)


def test_the_same_counts_again_change_nothing_and_a_running_bot_sees_new_ones(world, tmp_path):
    holder = KnowledgeHolder(world.database, world.folder / "cache", world.clock)
    path = files.table(tmp_path / "u", [("code", "title", "fce"), ("J18.3", "Total cholecystectomy NEC", 77)])
    assert counted(world, path).releases
    assert holder.refresh()
    assert holder.base.in_force(OPCS4, TODAY).concepts["J183"].usage == 77
    assert not counted(world, path).releases
    assert not holder.refresh()


def test_the_index_with_its_counts_is_saved_beforehand(world, tmp_path):
    path = files.table(tmp_path / "u", [("code", "title", "fce"), ("J18.3", "Total cholecystectomy NEC", 77)])
    found = world.database.now(plan_counts, sheet_of(path, HowToRead()), HowToRead(), TODAY)
    cache = world.folder / "cache"
    indexes = {one: world.database.now(index_with_counts, found, one, cache) for one in found.releases}
    world.database.now(give_counts, found, indexes)
    saved = {file: file.stat().st_mtime_ns for file in cache.iterdir()}
    assert base(world).in_force(OPCS4, TODAY).concepts["J183"].usage == 77
    assert {file: file.stat().st_mtime_ns for file in cache.iterdir()} == saved


def test_counts_do_not_make_the_edition_another(world, tmp_path):
    imported(world, opcs4_table(tmp_path))
    counted(world, files.table(tmp_path / "u", [("code", "fce"), ("J18.3", 77), ("W85.9", 3)]))
    assert planned(world, opcs4_table(tmp_path)).known


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("code", "title"), ("J18.3", "Total cholecystectomy NEC")], "no column of counts is found"),
        ([("code", "title", "fce"), ("A01.1", "Something", 3)], "those of no edition that is loaded"),
    ],
)
def test_counts_without_a_column_or_an_edition_are_refused(rows, said, world, tmp_path):
    with pytest.raises(RefusedFile, match=said):
        counted(world, files.table(tmp_path / "u", rows))


KNOWN = [
    Concept(ICD10, "I", ConceptKind.CHAPTER, "Infections"),
    Concept(ICD10, "A00-A09", ConceptKind.BLOCK, "Intestinal", "I"),
    Concept(ICD10, "A90-A99", ConceptKind.BLOCK, "Fevers", "I"),
    Concept(ICD10, "A92-A94", ConceptKind.BLOCK, "Some fevers", "A90-A99"),
    Concept(ICD10, "A00", ConceptKind.CATEGORY, "Cholera", "A00-A09", Mark.NONE),
]


def levels(*rows: Row) -> dict[str, Row]:
    return {row.code: row for row in with_levels_above(ICD10, rows, {one.code: one for one in KNOWN})}


def code(code: str, title: str) -> Row:
    return Row(code, ConceptKind.CODE, title)


def test_a_new_category_goes_to_the_narrowest_block_that_holds_it():
    found = levels(code("A930", "Oropouche"), code("A90X", "Dengue"), code("A850", "Outside"))
    assert found["A93"].parent == "A92-A94"
    assert found["A90X"].parent == "A90-A99"
    assert found["A85"].parent == "I"
    assert "A00-A09" not in found


@pytest.mark.parametrize(
    ("titles", "named"),
    [
        ({"A938": "Other fever", "A939": "Fever, unspecified"}, "Fever"),
        ({"A939": "Unspecified fever of birds"}, "Fever of birds"),
        ({"A930": "Bird fever - mild", "A931": "Bird fever - bad"}, "Bird fever"),
        ({"A938": "Other specified fever"}, "Fever"),
        ({"A930": "Oropouche"}, "Oropouche"),
    ],
)
def test_a_made_title_says_what_its_codes_share(titles, named):
    assert levels(*(code(*one) for one in titles.items()))["A93"].title == named


def test_parents_come_before_children():
    found = list(levels(code("A000", "Cholera 01"), code("A930", "Oropouche")).values())
    seen = {""}
    for row in found:
        assert row.parent in seen
        seen.add(row.code)


def test_blocks_of_the_file_go_before_those_known():
    found = levels(Row("A95-A99", ConceptKind.BLOCK, "Late fevers"), code("A950", "Yellow"))
    assert (found["A95"].parent, found["A95-A99"].parent, found["A95-A99"].title) == (
        "A95-A99",
        "I",
        "Late fevers",
    )
