"""A change touches what was answered before: which cases, whose they are, and who is told."""

import pytest

from casework import answering, asking, closing, ripple
from casework.errors import NotAllowed, NotFound, Unusable
from casework.model.episode import Episode, EpisodeState
from casework.model.episode_list import EpisodeList
from casework.model.notice import Notice
from casework.model.notice import NoticeKind as N
from casework.ripple import Change, TouchedCase
from knowledge.codes import Classification
from knowledge.finding.texts import Span
from tests.cases import ICD10, offered
from tests.people import TRUST, asha, ben, dee, eve, finn, kit
from tests.rulings import Rulings, office
from tests.world import World

HERNIA = Change(codes={(ICD10, "K409")})


@pytest.fixture
def rulings(world: World) -> Rulings:
    return office(world)


def touched(rulings: Rulings, change: Change = HERNIA, by=dee, **facts) -> list[TouchedCase]:
    return rulings.database.now(ripple.touched, by=rulings.who(by), change=change, now=rulings.now, **facts)


def chosen(rulings: Rulings, code: str, by=asha) -> int:
    query = rulings.asked(by, "some words", [offered(code)])
    rulings.database.now(
        asking.close_with_code,
        query_id=query.id,
        by=rulings.who(by),
        classification="icd10",
        code=code,
        now=rulings.now,
    )
    return query.id


def episode(rulings: Rulings, query_id: int, coder=ben, state: EpisodeState = EpisodeState.BLOCKED) -> int:
    def work(session) -> int:
        listed = EpisodeList(
            tenant=TRUST, number=len(rulings.rows(EpisodeList)) + 1, file_name="list.csv", digest="d",
            exported_at=rulings.now, imported_at=rulings.now, imported_by="test", rows=1, rejects=0,
        )  # fmt: skip
        session.add(listed)
        session.flush()
        one = Episode(
            tenant=TRUST, reference=f"S{listed.number}/1", coder_id=rulings.id(coder), state=state.value,
            query_id=query_id, listed="d", first_listed=listed.id, first_seen_at=rulings.now,
        )  # fmt: skip
        session.add(one)
        session.flush()
        return one.id

    return rulings.database.now(work)


def test_cases_answered_with_the_code_are_touched_by_a_lead_or_by_choice(rulings: Rulings) -> None:
    answered, by_choice = rulings.answered().id, chosen(rulings, "K409")
    chosen(rulings, "I214")
    rulings.taken()
    assert [(one.query.id, one.because) for one in touched(rulings)] == [
        (by_choice, "it was answered with K40.9"),
        (answered, "it was answered with K40.9"),
    ]
    assert [one.query.id for one in touched(rulings, except_query=answered)] == [by_choice]


def test_what_was_never_answered_or_is_long_ago_is_not_touched(rulings: Rulings) -> None:
    rulings.act(closing.withdraw, asha, rulings.taken())
    rulings.merged(rulings.taken(), rulings.answered())
    assert len(touched(rulings)) == 1
    rulings.world.clock.move(days=401)
    assert touched(rulings) == []


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (Change(spans=[Span(ICD10, "K40", "K46")]), "it was answered with K40.9"),
        (Change(spans=[Span(ICD10, "K41", "K46")]), ""),
        (Change(spans=[Span(Classification.OPCS4, "K40", "K46")]), ""),
        (Change(became={(ICD10, "K409"): "retired"}), "K40.9 is retired"),
        (Change(close=lambda words: "groin" in words), "it asks the same"),
        (Change(close=lambda words: "knee" in words), ""),
    ],
)
def test_a_policy_an_edition_and_a_question_touch_in_their_own_way(rulings: Rulings, change, because) -> None:
    rulings.answered("lump in the groin")
    assert [one.because for one in touched(rulings, change)] == ([because] if because else [])


def test_open_episodes_that_wait_for_the_case_are_touched_with_it(rulings: Rulings) -> None:
    query = rulings.answered()
    waiting = episode(rulings, query.id)
    episode(rulings, query.id, state=EpisodeState.CODED)
    (one,) = touched(rulings)
    assert [each.id for each in one.episodes] == [waiting]
    assert one.person_ids == {rulings.id(asha), rulings.id(ben)}


def test_other_departments_cases_are_not_touched(rulings: Rulings) -> None:
    rulings.answered()
    assert touched(rulings, by=eve) == []
    with pytest.raises(NotAllowed):
        touched(rulings, by=asha)


def send(rulings: Rulings, ids, by=dee, nonce: str = "n1", **facts) -> int:
    given = {"cause": "R-101", "words": "please look again", "query_ids": ids, "nonce": nonce}
    return rulings.database.now(ripple.send, by=rulings.who(by), now=rulings.now, **(given | facts))


def test_each_coder_gets_their_own_cases_and_episodes_once(rulings: Rulings) -> None:
    first, second = (
        rulings.answered(),
        rulings.act(answering.confirm, ben, rulings.answered("a lump", of=ben)),
    )
    waiting = episode(rulings, first.id)
    rulings.forget()
    assert send(rulings, [first.id, second.id]) == 2
    assert send(rulings, [first.id, second.id]) == 0
    facts = {one.person_id: one.facts for one in rulings.rows(Notice) if one.kind == N.RIPPLE}
    assert facts[rulings.id(asha)]["query_ids"] == [first.id]
    assert facts[rulings.id(ben)]["query_ids"] == [second.id]
    assert facts[rulings.id(ben)]["episode_ids"] == [waiting]
    assert facts[rulings.id(asha)]["cause"] == "R-101"


def test_who_is_away_has_a_substitute_and_nobody_tells_themselves(rulings: Rulings) -> None:
    query = rulings.answered(by=dee, of=finn)
    rulings.away(finn, dee, rulings.now, rulings.now.replace(day=30))
    assert send(rulings, [query.id]) == 0
    assert send(rulings, [query.id], by=finn, nonce="n2") == 1


def test_what_cannot_be_sent_is_said(rulings: Rulings) -> None:
    query = rulings.answered()
    with pytest.raises(Unusable, match="choose the cases"):
        send(rulings, [])
    for who, error in ((eve, NotFound), (asha, NotAllowed), (kit, NotAllowed)):
        with pytest.raises(error):
            send(rulings, [query.id], by=who)
    with pytest.raises(NotFound):
        send(rulings, [9_999])
