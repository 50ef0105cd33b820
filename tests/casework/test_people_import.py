"""The department's list of people: added, changed, left; whole or not at all; whatever the file is."""

from pathlib import Path

import pytest
from sqlmodel import select

from casework import people_file, people_list
from casework.errors import Unusable
from casework.model.person import Cover, Person, Role
from casework.people_list import PeopleDifference
from knowledge.importers.rows import RefusedFile
from tests.cases import Office
from tests.nhs_numbers import ONE
from tests.people import ELSEWHERE, TRUST, dee, finn
from tests.world import World

HEADER = "Object ID,Name,Role,Specialties,Cover"
LIST = [
    "id-lea,Lea Ford,lead coder,cardiology; Surgery,id-sam;Mo Reed",
    "id-sam,Sam Hill,Lead-Coder,,",
    "id-mo,Mo Reed,coding manager,,",
    "id-doc,Dr Imran,consultant,cardiology,",
]


def csv(tmp_path: Path, lines: list[str], header: str = HEADER, name: str = "people.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    return path


def brought_in(world: World, path: Path, *, tenant: str = TRUST, leavers: bool = False) -> PeopleDifference:
    rows = people_file.read(path)
    return world.database.now(
        people_list.import_people, rows, tenant=tenant, now=world.clock(), leavers=leavers
    )


def everybody(world: World, tenant: str = TRUST) -> dict[str, Person]:
    wanted = select(Person).where(Person.tenant == tenant)
    return {one.channel_id: one for one in world.database.now(lambda s: list(s.exec(wanted)))}


def covers(world: World) -> list[tuple[str, str]]:
    names = {one.id: one.name for one in everybody(world).values()}
    rows = world.database.now(lambda s: list(s.exec(select(Cover).order_by(Cover.person_id, Cover.place))))
    return [(names[one.person_id], names[one.cover_id]) for one in rows]


def test_a_first_list_is_added(world: World, tmp_path: Path) -> None:
    found = brought_in(world, csv(tmp_path, LIST))
    assert found.added == ("Lea Ford", "Sam Hill", "Mo Reed", "Dr Imran")
    people = everybody(world)
    assert {key: one.role for key, one in people.items()} == {
        "id-lea": Role.LEAD_CODER,
        "id-sam": Role.LEAD_CODER,
        "id-mo": Role.CODING_MANAGER,
        "id-doc": Role.CLINICIAN,
    }
    assert people["id-lea"].has_specialty("surgery")
    assert people["id-lea"].imported_at == world.clock()
    assert covers(world) == [("Lea Ford", "Sam Hill"), ("Lea Ford", "Mo Reed")]


def test_the_same_list_again_changes_nothing(world: World, tmp_path: Path) -> None:
    brought_in(world, csv(tmp_path, LIST))
    found = brought_in(world, csv(tmp_path, LIST), leavers=True)
    assert found == PeopleDifference(unchanged=4)
    assert not found.changes_anything()


def test_changes_are_said_and_made(world: World, tmp_path: Path) -> None:
    brought_in(world, csv(tmp_path, LIST))
    changed = ["id-lea,Lea Ford-Hill,coding manager,,Mo Reed", *LIST[1:]]
    found = brought_in(world, csv(tmp_path, changed))
    assert [(one.name, one.what) for one in found.changed] == [
        (
            "Lea Ford-Hill",
            (
                "name: Lea Ford → Lea Ford-Hill",
                "role: lead coder → coding manager",
                "specialties: cardiology, Surgery → none",
                "cover: Sam Hill, Mo Reed → Mo Reed",
            ),
        )
    ]
    assert found.unchanged == 3
    assert covers(world) == [("Lea Ford-Hill", "Mo Reed")]


def test_who_is_missing_leaves_only_where_the_list_is_complete(world: World, tmp_path: Path) -> None:
    brought_in(world, csv(tmp_path, LIST))
    short = csv(tmp_path, ["id-sam,Sam Hill,lead coder,,", "id-mo,Mo Reed,coding manager,,"])
    found = brought_in(world, short)
    assert (found.missing, found.left) == (("Lea Ford", "Dr Imran"), ())
    assert all(one.active for one in everybody(world).values())
    found = brought_in(world, short, leavers=True)
    assert (found.missing, found.left) == ((), ("Lea Ford", "Dr Imran"))
    assert {key for key, one in everybody(world).items() if not one.active} == {"id-lea", "id-doc"}
    again = brought_in(world, csv(tmp_path, LIST))
    assert ("is here again",) in [one.what for one in again.changed]
    assert all(one.active for one in everybody(world).values())


def test_who_was_met_before_gets_the_role_of_the_list(world: World, tmp_path: Path) -> None:
    world.introduce(dee)
    brought_in(world, csv(tmp_path, ["id-dee,Dee Marsh,coder,,"]))
    assert everybody(world)["id-dee"].role == Role.CODER


def test_another_tenants_people_are_not_touched(world: World, tmp_path: Path) -> None:
    brought_in(world, csv(tmp_path, LIST), tenant=ELSEWHERE)
    brought_in(world, csv(tmp_path, ["id-sam,Sam Hill,coder,,"]), leavers=True)
    assert all(one.active for one in everybody(world, ELSEWHERE).values())
    assert everybody(world, ELSEWHERE)["id-sam"].role == Role.LEAD_CODER


@pytest.mark.parametrize("how", ["left", "is a coder now"])
def test_who_leaves_the_leads_hands_their_cases_back(world: World, tmp_path: Path, how: str) -> None:
    office = Office(world)
    query, done = office.taken(dee), office.at("closed")
    office.forget()
    rest = [
        f"{one.channel_id},{one.name},{one.role},,"
        for one in office.people.values()
        if one.tenant == TRUST and one.channel_id != "id-dee"
    ]
    rows = rest if how == "left" else [*rest, "id-dee,Dee Marsh,coder,,"]
    brought_in(world, csv(tmp_path, rows), leavers=True)
    assert (office.again(query).state, office.work(query).assigned_to) == ("new", None)
    assert office.again(done).state == "closed"
    assert [name for _, name in office.told()] == ["Finn Hale", "Mona Reed"]
    assert office.case(query, finn).changes[-1][1] == "people import"


def test_every_bad_line_is_named_and_nothing_is_imported(world: World, tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        [
            LIST[0],
            ",No Id,coder,,",
            "id-b,,coder,,",
            "id-c,Wrong Role,king,,",
            f"id-d,Name {ONE},coder,,",
            "id e,Two Words,coder,,",
            f"id-f,{'x' * 101},coder,,",
            f"id-g,Many,coder,{';'.join(f's{n}' for n in range(21))},",
        ],
    )
    with pytest.raises(RefusedFile) as error:
        brought_in(world, path)
    for line in range(3, 10):
        assert f"line {line}: " in str(error.value)
    assert "line 2: " not in str(error.value)
    assert ONE not in str(error.value)
    assert everybody(world) == {}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["id-a,A A,coder,,", "id-a,B B,coder,,"], "line 3: the object id is that of line 2"),
        (["id-a,A A,coder,,Nobody Known"], "line 2: the cover “Nobody Known” is nobody"),
        (["id-a,A A,coder,,id-zzz"], "line 2: the cover “id-zzz” is nobody"),
        (["id-a,A A,coder,,a a"], "line 2: nobody can be their own cover"),
        (
            ["id-a,A A,coder,,Same Name", "id-b,Same Name,coder,,", "id-c,Same Name,coder,,"],
            "line 2: the cover “Same Name” is the name of 2 people",
        ),
    ],
)
def test_what_does_not_fit_together_is_named_and_nothing_is_imported(world, tmp_path, lines, said) -> None:
    with pytest.raises(Unusable) as error:
        brought_in(world, csv(tmp_path, lines))
    assert said in str(error.value)
    assert everybody(world) == {}


def test_a_cover_may_be_somebody_known_who_is_not_in_the_list(world: World, tmp_path: Path) -> None:
    brought_in(world, csv(tmp_path, LIST))
    one = csv(tmp_path, ["id-new,New Lead,lead coder,,sam hill; id-mo"])
    with pytest.raises(Unusable):
        brought_in(world, one, leavers=True)
    brought_in(world, one)
    assert covers(world)[-2:] == [("New Lead", "Sam Hill"), ("New Lead", "Mo Reed")]


def test_a_directory_id_is_kept_as_the_channel_gives_it(world: World, tmp_path: Path) -> None:
    brought_in(world, csv(tmp_path, ["6F1D0A52-AAAA-4000-8000-00000000000B,A A,coder,,"]))
    assert list(everybody(world)) == ["6f1d0a52-aaaa-4000-8000-00000000000b"]
