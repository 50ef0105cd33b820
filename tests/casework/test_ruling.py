"""Rulings: every move that is allowed, and that no other is; nobody agrees with themselves."""

from collections.abc import Callable

import pytest

from casework import auditing, ruling
from casework.department import Department, Ratifiers
from casework.errors import NotAllowed, OwnRuling, RulingMoved, RulingNotFound, Unusable
from casework.model.notice import NoticeKind as N
from casework.model.ruling import Ruling, RulingState
from casework.ruling_review import age
from tests.cases import at_once
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit, mona
from tests.rulings import QUESTION, Rulings, days, office
from tests.world import World

WORDS = {"words": "because"}
VERBS = {
    ruling.ratify: ({}, mona, {"proposed"}),
    ruling.refuse: (WORDS, mona, {"proposed"}),
    ruling.withdraw: (WORDS, dee, {"proposed", "ratified"}),
    ruling.keep: ({"review_on": days(200)}, mona, {"ratified"}),
}


@pytest.fixture
def rulings(world: World) -> Rulings:
    return office(world)


def at(rulings: Rulings, state: RulingState) -> Ruling:
    """A ruling in that state."""
    match state:
        case RulingState.PROPOSED:
            return rulings.proposed()
        case RulingState.REFUSED:
            return rulings.do(ruling.refuse, mona, rulings.proposed(), **WORDS)
        case RulingState.WITHDRAWN:
            return rulings.do(ruling.withdraw, dee, rulings.ratified(), **WORDS)
        case RulingState.EXPIRED:
            return expired(rulings)
        case RulingState.SUPERSEDED:
            older = rulings.ratified()
            rulings.ratified(rulings.answered("another lump"), supersedes=older.id)
            return rulings.kept(older)
    return rulings.ratified()


def expired(rulings: Rulings) -> Ruling:
    one = rulings.ratified(review_on=days(10))
    rulings.world.clock.move(days=10)
    for _ in range(2):
        rulings.database.now(age, department=rulings.department, now=rulings.now)
    return rulings.kept(one)


@pytest.mark.parametrize("state", RulingState)
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_each_verb_goes_from_its_states_alone(rulings: Rulings, verb: Callable, state: RulingState) -> None:
    facts, who, states = VERBS[verb]
    one = at(rulings, state)
    assert one.state == state
    if state in states:
        assert rulings.do(verb, who, one, **facts).version == one.version + 1
    else:
        with pytest.raises(RulingMoved, match=f"{one.reference} has moved on"):
            rulings.do(verb, who, one, **facts)
        assert rulings.kept(one).version == one.version


def test_the_moves_of_the_verbs_and_the_jobs_are_all_there_are() -> None:
    ends = {state for state, to in Ruling.MOVES.items() if not to}
    assert ends == set(RulingState) - {RulingState.PROPOSED, RulingState.RATIFIED}


@pytest.mark.parametrize("verb", [ruling.ratify, ruling.refuse, ruling.keep], ids=lambda verb: verb.__name__)
def test_nobody_agrees_with_a_ruling_of_their_own(world: World, verb: Callable) -> None:
    """Mona proposed it; or Mona gave the answer that Dee proposed."""
    rulings = office(world)
    facts, _, states = VERBS[verb]
    for query, proposer in ((rulings.answered(), mona), (rulings.answered("a lump", by=mona), dee)):
        one = rulings.proposed(query, by=proposer)
        if "ratified" in states:
            one = rulings.do(ruling.ratify, cole, one)
        with pytest.raises(OwnRuling, match="somebody else has to agree"):
            rulings.do(verb, mona, one, **facts)
        assert rulings.kept(one).version == one.version


@pytest.mark.parametrize(
    ("demanded", "may", "may_not"),
    [
        (Ratifiers.MANAGER, mona, cole),
        (Ratifiers.CLINICIAN, cole, mona),
    ],
)
def test_the_department_says_who_agrees(world: World, demanded: Ratifiers, may, may_not) -> None:
    rulings = office(world, Department(ratifiers=demanded))
    one = rulings.proposed()
    with pytest.raises(NotAllowed):
        rulings.do(ruling.ratify, may_not, one)
    assert rulings.do(ruling.ratify, may, one).ratified_by == rulings.id(may)


def test_a_clinician_of_another_specialty_does_not_even_see_a_proposal(rulings: Rulings) -> None:
    one = rulings.proposed()
    rulings.edit(cole, specialties="Ophthalmology")
    with pytest.raises(RulingNotFound):
        rulings.do(ruling.ratify, cole, one)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_to_others_a_proposal_does_not_exist_and_leads_may_not_agree(
    rulings: Rulings, verb: Callable
) -> None:
    facts, _, _ = VERBS[verb]
    one = rulings.proposed()
    for who in (asha, ben, kit, ada, eve):
        with pytest.raises(RulingNotFound):
            rulings.do(verb, who, one, **facts)
    if verb is not ruling.withdraw:
        with pytest.raises(NotAllowed):
            rulings.do(verb, finn, one, **facts)
    else:
        with pytest.raises(NotAllowed):
            rulings.do(verb, cole, one, **facts)


@pytest.mark.parametrize("state", RulingState)
def test_what_was_ratified_once_stays_readable_for_all_who_ask(rulings: Rulings, state: RulingState) -> None:
    one = at(rulings, state)
    readers = {asha, ben, cole, dee, finn, mona}
    hidden = set() if one.ratified_by else {asha, ben}
    for who in readers - hidden:
        assert rulings.whole(one, who).ruling.question == QUESTION
    for who in {kit, ada, eve} | hidden:
        with pytest.raises(RulingNotFound):
            rulings.whole(one, who)


def test_a_stale_card_moves_nothing_and_is_told_who_was_first(rulings: Rulings) -> None:
    stale = rulings.proposed()
    rulings.do(ruling.ratify, mona, stale)
    with pytest.raises(RulingMoved, match=r"Mona Reed was first \(ratified on Tue 3 March 2026, 12:00\)"):
        rulings.do(ruling.refuse, cole, stale, **WORDS)


def test_of_two_who_press_at_once_one_ratifies(rulings: Rulings) -> None:
    one = rulings.proposed()
    done = at_once(
        lambda: rulings.do(ruling.ratify, mona, one), lambda: rulings.do(ruling.refuse, cole, one, **WORDS)
    )
    assert sorted(type(each).__name__ for each in done) == ["Ruling", "RulingMoved"]
    assert rulings.kept(one).version == 2


def test_a_new_ruling_takes_the_place_of_the_older_one_when_it_is_ratified(rulings: Rulings) -> None:
    older = rulings.ratified()
    newer = rulings.proposed(rulings.answered("another lump"), supersedes=older.id)
    assert rulings.kept(older).state == RulingState.RATIFIED
    rulings.forget()
    rulings.do(ruling.ratify, mona, newer)
    older = rulings.kept(older)
    assert (older.state, older.superseded_by) == (RulingState.SUPERSEDED, newer.id)
    assert rulings.told(N.RULING_ENDED) == [(N.RULING_ENDED, "Dee Marsh")]
    assert rulings.whole(newer, asha).supersedes.reference == older.reference


@pytest.mark.parametrize("state", [state for state in RulingState if state != RulingState.RATIFIED])
def test_only_a_ratified_ruling_can_be_superseded(rulings: Rulings, state: RulingState) -> None:
    older = at(rulings, state)
    with pytest.raises(Unusable, match="only a ratified ruling"):
        rulings.proposed(rulings.answered("another lump"), supersedes=older.id)


def test_what_takes_anothers_place_begins_at_once(rulings: Rulings) -> None:
    older = rulings.ratified()
    with pytest.raises(Unusable, match="nothing would answer"):
        rulings.proposed(rulings.answered("a lump"), supersedes=older.id, valid_from=days(5))


def test_refusing_and_withdrawing_take_a_reason(rulings: Rulings) -> None:
    one = rulings.proposed()
    for verb, who in ((ruling.refuse, mona), (ruling.withdraw, dee)):
        with pytest.raises(Unusable, match="Please write why"):
            rulings.do(verb, who, one, words=" ")


def test_each_is_told_what_the_others_did_and_nobody_what_they_did_themselves(rulings: Rulings) -> None:
    one = rulings.proposed()
    rulings.forget()
    one = rulings.do(ruling.ratify, mona, one)
    assert rulings.told() == [(N.RULING_RATIFIED, "Dee Marsh"), (N.RULING_RATIFIED, "Asha Patel")]
    rulings.forget()
    rulings.do(ruling.withdraw, finn, one, **WORDS)
    assert rulings.told(N.RULING_ENDED) == [(N.RULING_ENDED, "Dee Marsh"), (N.RULING_ENDED, "Mona Reed")]
    refused = rulings.proposed(rulings.answered("a lump"))
    rulings.forget()
    rulings.do(ruling.refuse, mona, refused, words="too broad")
    assert rulings.told() == [(N.RULING_REFUSED, "Dee Marsh")]
    assert rulings.kept(refused).ended_because == "too broad"


def test_its_steps_are_sealed_into_the_chain_of_its_case(rulings: Rulings) -> None:
    one = rulings.do(ruling.withdraw, dee, rulings.ratified(), **WORDS)
    history = [(step.after, who) for step, who in rulings.whole(one, asha).history]
    assert history == [("proposed", "Dee Marsh"), ("ratified", "Mona Reed"), ("withdrawn", "Dee Marsh")]
    assert not rulings.database.now(auditing.verify).touched

    def forge(session) -> None:
        session.get_one(Ruling, one.id).answer = "No: code nothing."

    rulings.database.now(forge)
    touched = rulings.database.now(auditing.verify).touched
    assert {each.what for each in touched} == {"the words that belong to this step were changed"}
    assert len(touched) == 3
