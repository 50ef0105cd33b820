"""A query's moves: each allowed to its asker and refused to everybody else, each with its history."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.exc import IntegrityError

from casework import asking, whole_case, worklists
from casework.asking import Delivered, Offered
from casework.errors import AlreadyClosed, CaseworkError, HoldsIdentifier, NotFound, NotOffered, NotYours
from casework.model.coding_query import CodingQuery, QueryState, reference_of
from knowledge.codes import Classification
from tests.nhs_numbers import ONE
from tests.people import EVERYBODY, Somebody, asha, ben, cole, dee, eve
from tests.world import NOON, World

ICD, OPCS = Classification.ICD10, Classification.OPCS4
PERSONAL = "personal"


def offered(code: str, *, of: Classification = ICD, place: int = 1, condition: int = 1) -> Offered:
    return Offered(condition, "hernia", place, of, code, f"title of {code} in {of.label}", 1, 0.9, "typed")


CODES = [offered("K402"), offered("K402", of=OPCS, place=2), offered("K409", place=3)]


def asked(world: World, by: Somebody = asha, message: str = "m1", words: str = "hernia") -> CodingQuery:
    delivered = Delivered(by.speaker.tenant, "chat", message, PERSONAL)
    person = world.introduce(by)
    query, _ = world.database.now(
        asking.raise_query, by=person, words=words, offered=CODES, delivered=delivered, now=world.clock()
    )
    return query


def closes(
    world: World, by: Somebody, query_id: int = 1, code: str = "K402", of: str = "icd10"
) -> CodingQuery:
    return world.database.now(
        asking.close_with_code,
        query_id=query_id,
        by=world.introduce(by),
        classification=of,
        code=code,
        now=world.clock(),
    )


def rewords(world: World, by: Somebody, query_id: int = 1, words: str = "groin lump") -> CodingQuery:
    return world.database.now(
        asking.reword,
        query_id=query_id,
        by=world.introduce(by),
        words=words,
        offered=[offered("K403")],
        now=world.clock(),
    )


def is_not_meant(world: World, by: Somebody, query_id: int = 1) -> CodingQuery:
    return world.database.now(
        asking.say_not_meant, query_id=query_id, by=world.introduce(by), now=world.clock()
    )


def is_offered_more(world: World, by: Somebody, query_id: int = 1) -> CodingQuery:
    return world.database.now(
        asking.offer_more, query_id=query_id, by=world.introduce(by), offered=[offered("K401", of=OPCS)]
    )


MOVES = [closes, rewords, is_not_meant, is_offered_more]


def test_a_query_is_kept_with_who_when_where_and_what_was_suggested(world: World) -> None:
    query = asked(world)
    assert (query.reference, query.state, query.asked_at) == ("CQ-1001", "open", NOON)
    assert (query.words, query.place, query.conversation) == ("hernia", "personal", "chat")
    assert [(row.classification, row.code) for row in world.suggested()] == [
        ("icd10", "K402"),
        ("opcs4", "K402"),
        ("icd10", "K409"),
    ]
    assert [(step.before, step.after, step.why) for step in world.history()] == [("", "open", "asked")]


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.speaker.name)
def test_whoever_asks_may_close(world: World, who: Somebody) -> None:
    asked(world, by=who)
    world.clock.move(hours=1)
    query = closes(world, by=who)
    assert (query.state, query.chosen_code, query.closed_at) == ("closed", "K402", NOON + timedelta(hours=1))
    last = world.history()[-1]
    assert (last.before, last.after, last.why) == ("open", "closed", "answered with K40.2")
    assert (last.by, last.at) == (world.introduce(who).id, query.closed_at)


def test_asked_in_other_words_it_stays_open_with_its_first_round(world: World) -> None:
    asked(world)
    query = rewords(world, by=asha)
    assert (query.state, query.rounds, query.words) == ("open", 2, "groin lump")
    assert world.rounds() == ["hernia", "groin lump"]
    assert [(row.round, row.code) for row in world.suggested()][-1] == (2, "K403")
    assert world.history()[-1].why == "asked in other words"


def test_the_same_words_again_are_no_new_round(world: World) -> None:
    asked(world)
    rewords(world, by=asha)
    assert rewords(world, by=asha).rounds == 2
    assert len(world.history()) == 2


def test_not_meant_keeps_it_open_and_says_so_in_its_history(world: World) -> None:
    asked(world)
    assert is_not_meant(world, by=asha).is_open()
    assert world.history()[-1].why == "not what I meant"


def test_more_codes_can_be_chosen_once_they_were_shown(world: World) -> None:
    asked(world)
    with pytest.raises(NotOffered):
        closes(world, by=asha, code="K401", of="opcs4")
    is_offered_more(world, by=asha)
    assert closes(world, by=asha, code="K401", of="opcs4").chosen_code == "K401"


def test_more_codes_shown_twice_are_kept_once(world: World) -> None:
    asked(world)
    is_offered_more(world, by=asha)
    is_offered_more(world, by=asha)
    assert [row.place for row in world.suggested()] == [1, 2, 3, 4]


def test_a_code_of_both_classifications_is_kept_for_each(world: World) -> None:
    asked(world)
    more = [offered("K409", of=OPCS)]
    world.database.now(asking.offer_more, query_id=1, by=world.introduce(asha), offered=more)
    assert closes(world, by=asha, code="K409", of="opcs4").chosen_classification == "opcs4"


def test_the_title_is_that_of_the_classification_chosen(world: World) -> None:
    asked(world)
    query = closes(world, by=asha, of="opcs4")
    assert world.database.now(asking.chosen_title, query) == "title of K402 in OPCS-4"


def test_an_open_query_has_no_chosen_title(world: World) -> None:
    assert world.database.now(asking.chosen_title, asked(world)) == ""


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_no_closed_query_moves(world: World, move) -> None:
    asked(world)
    closes(world, by=asha)
    before = (world.history(), len(world.suggested()))
    with pytest.raises(AlreadyClosed, match=r"CQ-1001 is already closed with K40\.2"):
        move(world, asha)
    assert (world.history(), len(world.suggested())) == before


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_the_lead_sees_but_does_not_move_anothers(world: World, move) -> None:
    asked(world)
    with pytest.raises(NotYours):
        move(world, dee)
    assert len(world.history()) == 1


@pytest.mark.parametrize("who", [ben, cole, eve], ids=lambda who: who.speaker.name)
@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.__name__)
def test_anothers_query_reads_like_one_that_is_not_there(world: World, move, who: Somebody) -> None:
    asked(world)
    with pytest.raises(NotFound) as anothers:
        move(world, who)
    with pytest.raises(NotFound) as missing:
        move(world, who, 999)
    assert str(missing.value) == str(anothers.value).replace("CQ-1001", reference_of(999))


def test_a_role_does_not_reach_into_another_tenant(world: World) -> None:
    asked(world)
    with pytest.raises(NotFound):
        world.database.now(whole_case.case, query_id=1, by=world.introduce(eve), now=NOON)
    seen = world.database.now(whole_case.case, query_id=1, by=world.introduce(dee), now=NOON)
    assert seen.asker.name == "Asha Patel"


@pytest.mark.parametrize(("code", "of"), [("I214", "icd10"), ("K409", "opcs4"), ("", ""), ("k402", "icd10")])
def test_a_code_that_was_not_offered_closes_nothing(world: World, code: str, of: str) -> None:
    asked(world)
    with pytest.raises(NotOffered):
        closes(world, by=asha, code=code, of=of)
    assert world.queries()[0].is_open()


def test_a_code_of_an_earlier_round_is_offered_no_more(world: World) -> None:
    asked(world)
    rewords(world, by=asha)
    with pytest.raises(NotOffered):
        closes(world, by=asha)


def test_an_identifier_is_refused_before_anything_is_kept(world: World) -> None:
    with pytest.raises(HoldsIdentifier) as refused:
        asked(world, words=f"hernia {ONE}")
    assert (refused.value.kinds, world.queries(), world.receipts()) == (["NHS number"], [], [])
    assert ONE not in str(refused.value)


def test_an_identifier_in_other_words_is_refused(world: World) -> None:
    asked(world)
    with pytest.raises(HoldsIdentifier):
        rewords(world, by=asha, words=f"hernia {ONE}")
    assert world.rounds() == ["hernia"]


def test_the_same_message_is_kept_once(world: World) -> None:
    asked(world)
    with pytest.raises(IntegrityError):
        asked(world)
    assert len(world.queries()) == 1


def test_two_chats_may_use_one_message_id(world: World) -> None:
    asked(world)
    asked(world, by=eve)
    assert len(world.queries()) == 2


def together(*calls) -> list[object]:
    """Run each call in a thread of its own, all starting at once; what each gave or raised."""
    barrier = Barrier(len(calls))

    def run(call) -> object:
        barrier.wait()
        try:
            return call()
        except CaseworkError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_who_press_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    asked(world)
    world.introduce(asha)
    outcomes = together(
        *(lambda code=code, of=of: closes(world, asha, code=code, of=of) for code, of in PRESSED)
    )
    lost = [one for one in outcomes if isinstance(one, AlreadyClosed)]
    won = [one for one in outcomes if isinstance(one, CodingQuery)]
    assert (len(won), len(lost)) == (1, len(PRESSED) - 1)
    assert [step.after for step in world.history()] == ["open", "closed"]
    assert world.queries()[0].chosen_code == won[0].chosen_code


PRESSED = [("K402", "icd10"), ("K402", "opcs4"), ("K409", "icd10"), ("K402", "icd10")]


def test_of_many_rewordings_at_once_each_is_a_round(world: World) -> None:
    asked(world)
    world.introduce(asha)
    together(*(lambda n=n: rewords(world, asha, words=f"lump {n}") for n in range(4)))
    assert sorted(world.rounds()) == ["hernia", "lump 0", "lump 1", "lump 2", "lump 3"]
    assert world.queries()[0].rounds == 5


def test_more_codes_pressed_twice_at_once_are_kept_once(world: World) -> None:
    asked(world)
    by, more = world.introduce(asha), [offered("K401", of=OPCS)]
    before = len(world.suggested())
    together(*[lambda: world.database.now(asking.offer_more, query_id=1, by=by, offered=more)] * 4)
    assert len(world.suggested()) == before + 1


def test_a_query_moves_only_as_its_table_says() -> None:
    assert QueryState.ANSWERED not in CodingQuery.MOVES[QueryState.OPEN]
    assert CodingQuery.MOVES[QueryState.CLOSED] == {QueryState.OPEN, QueryState.NEW, QueryState.ASSIGNED}
    assert set(CodingQuery.MOVES) == set(QueryState)


def test_ones_own_queries_are_listed_open_first_then_newest(world: World) -> None:
    for number in range(4):
        asked(world, message=f"m{number}")
    asked(world, by=ben, message="bens")
    closes(world, by=asha, query_id=4)
    listed, total = world.database.now(worklists.mine, by=world.introduce(asha), limit=3)
    assert ([query.reference for query in listed], total) == (["CQ-1003", "CQ-1002", "CQ-1001"], 4)


def test_a_history_names_who_did_what(world: World) -> None:
    asked(world)
    is_not_meant(world, by=asha)
    rewords(world, by=asha)
    closes(world, by=asha, code="K403")
    found = world.database.now(whole_case.case, query_id=1, by=world.introduce(asha), now=NOON)
    assert [(step.why, name) for step, name in found.changes] == [
        ("asked", "Asha Patel"),
        ("not what I meant", "Asha Patel"),
        ("asked in other words", "Asha Patel"),
        ("answered with K40.3", "Asha Patel"),
    ]
