"""What is owed is claimed once, in order, by whoever delivers; what is lost on the way is known."""

import asyncio
from datetime import timedelta

import pytest

from casework import (
    addresses,
    claiming,
    couriering,
    leasing,
    moving,
    outbox,
    receiving,
    settling,
    undeliverable,
)
from casework.claiming import CLAIM, Claimed
from casework.errors import NotAllowed, Unusable
from casework.model.coding_query import CodingQuery, QueryState
from casework.model.notice import NoticeKind, NoticeState
from casework.model.person import Absence, Person, Role
from casework.settling import Fault
from tests.fake_post import perhaps, refused
from tests.owing import Owing
from tests.people import ELSEWHERE, TRUST, Somebody, asha, ben, cole, dee, eve
from tests.world import World

ONCE, REPEATS = NoticeKind.DUE_SOON, NoticeKind.CASE_ANSWERED
S = NoticeState
ada = Somebody(dee.speaker.__class__(TRUST, "id-ada", "Ada Reed"), Role.ADMINISTRATOR)


@pytest.fixture
def owing(world: World) -> Owing:
    made = Owing(world)
    for somebody in (asha, ben, dee):
        made.chat(somebody)
    return made


def claim(owing: Owing, *, owner: str = "one", limit: int = 10, **facts) -> list[Claimed]:
    now = owing.world.clock()
    return owing.world.database.now(claiming.claim, owner=owner, now=now, limit=limit, **facts)


def ids(claimed: list[Claimed]) -> list[int]:
    return [one.notice.id for one in claimed]


def test_the_same_thing_is_owed_once(world: World) -> None:
    person = world.introduce(asha)
    for _ in range(2):
        world.database.now(outbox.owe, REPEATS, key="same", now=world.clock(), person_id=person.id)
    assert len(Owing(world).notices()) == 1


def test_what_is_owed_wakes_the_courier_after_the_commit(world: World) -> None:
    woken = []
    world.database.on_owed = lambda: woken.append(len(Owing(world).notices()))
    person = world.introduce(asha)
    world.database.now(outbox.owe, REPEATS, key="a", now=world.clock(), person_id=person.id)
    world.database.now(outbox.owe, REPEATS, key="a", now=world.clock(), person_id=person.id)
    assert woken == [1]


def test_the_oldest_due_of_each_conversation_is_claimed_and_its_attempt_is_written(owing: Owing) -> None:
    for somebody in (asha, asha, ben):
        owing.owe(REPEATS, somebody)
    assert ids(claim(owing)) == [1, 3]
    assert [attempt.notice_id for attempt in owing.attempts()] == [1, 3]
    assert all(attempt.settled_at is None for attempt in owing.attempts())
    assert claim(owing, owner="two") == []


def test_no_more_are_claimed_than_asked_for(owing: Owing) -> None:
    for somebody in (asha, ben, dee):
        owing.owe(REPEATS, somebody)
    assert ids(claim(owing, limit=2)) == [1, 2]
    assert claim(owing, limit=0) == []


def test_a_conversation_that_is_not_admitted_keeps_its_place(owing: Owing) -> None:
    owing.owe(REPEATS, asha)
    owing.owe(REPEATS, ben)
    full = claim(owing, admits=lambda _, conversation: conversation != "chat-id-asha")
    assert ids(full) == [2]
    assert ids(claim(owing)) == [1]


def test_many_that_are_not_admitted_do_not_hide_the_others(owing: Owing) -> None:
    for number in range(claiming.PAGE + 5):
        owing.chat(Somebody(asha.speaker.__class__(TRUST, f"id-{number}", f"Coder {number}")))
        owing.owe(REPEATS, Somebody(asha.speaker.__class__(TRUST, f"id-{number}", f"Coder {number}")))
    last = owing.owe(REPEATS, asha)
    assert ids(claim(owing, admits=lambda _, where: where == "chat-id-asha")) == [last.id]


def test_two_chats_of_notices_that_lead_to_one_conversation_take_turns(owing: Owing) -> None:
    """An update of a card in Asha's chat and a notice to Asha are for the same conversation."""
    address = owing.chat(asha)
    owing.owe(NoticeKind.CASE_IN_TRIAGE, address_id=address.id)
    owing.owe(REPEATS, asha)
    assert ids(claim(owing)) == [1]


def goes_away(owing: Owing, who: Somebody, substitute: Somebody) -> None:
    away, instead = owing.person(who), owing.person(substitute)

    def leave(session) -> None:
        now, day = owing.world.clock(), timedelta(days=1)
        session.add(
            Absence(
                person_id=away.id,
                substitute_id=instead.id,
                starts_at=now - day,
                ends_at=now + day,
                noted_by=away.id,
                noted_at=now,
            )
        )

    owing.world.database.now(leave)


def test_who_is_away_gets_nothing_and_their_substitute_does(owing: Owing) -> None:
    goes_away(owing, asha, ben)
    owing.owe(REPEATS, asha)
    (claimed,) = claim(owing)
    assert (claimed.target.conversation, claimed.recipient_id) == ("chat-id-ben", owing.person(ben).id)


@pytest.mark.parametrize(("substitute", "reader"), [(ben, asha), (dee, dee)])
def test_what_is_about_a_case_goes_only_to_a_substitute_who_may_see_it(
    owing: Owing, substitute: Somebody, reader: Somebody
) -> None:
    goes_away(owing, asha, substitute)
    owing.owe(REPEATS, asha, query_id=owing.query(asha).id)
    (claimed,) = claim(owing)
    assert claimed.recipient_id == owing.person(reader).id


def test_a_claim_that_ran_out_is_unknown_or_repeated_as_its_class_says(owing: Owing) -> None:
    owing.owe(ONCE, asha)
    owing.owe(REPEATS, ben)
    claim(owing)
    assert owing.world.database.now(claiming.recover, now=owing.world.clock()) == []
    owing.world.clock.move(seconds=CLAIM.total_seconds())
    assert owing.world.database.now(claiming.recover, now=owing.world.clock()) == [1, 2]
    assert owing.states() == [S.UNKNOWN, S.OWED]
    owing.world.clock.move(seconds=3)
    assert ids(claim(owing, owner="two")) == [2]


def test_a_notice_that_kills_every_process_is_set_aside(owing: Owing) -> None:
    owing.owe(REPEATS, asha)
    for _ in range(24):
        assert ids(claim(owing)) == [1]
        owing.world.clock.move(seconds=CLAIM.total_seconds())
        owing.world.database.now(claiming.recover, now=owing.world.clock())
        owing.world.clock.move(minutes=18)
    assert owing.states(REPEATS) == [S.SET_ASIDE]


def test_a_late_settlement_counts_unless_somebody_has_taken_over(owing: Owing) -> None:
    owing.owe(ONCE, asha)
    owing.owe(REPEATS, ben)
    first = claim(owing, owner="one")
    owing.world.clock.move(seconds=CLAIM.total_seconds())
    owing.world.database.now(claiming.recover, now=owing.world.clock())
    owing.world.clock.move(seconds=3)
    (again,) = claim(owing, owner="two")
    sent = {"activity": "a", "keeps": "", "now": owing.world.clock()}
    assert owing.world.database.now(settling.settle_sent, first[0], **sent) is S.SENT
    assert owing.world.database.now(settling.settle_sent, first[1], **sent) is None
    assert owing.states() == [S.SENT, S.SENDING]
    owing.world.database.now(settling.settle_failed, first[1], Fault("rejected"), now=owing.world.clock())
    assert owing.states() == [S.SENT, S.SENDING]
    assert owing.world.database.now(settling.settle_sent, again, **sent) is S.SENT


def test_a_claim_given_back_was_no_try(owing: Owing) -> None:
    owing.owe(REPEATS, asha)
    (claimed,) = claim(owing)
    owing.world.database.now(claiming.release, claimed)
    (notice,) = owing.notices()
    assert (notice.state, notice.tries, owing.attempts()) == (S.OWED, 0, [])


def test_pauses_grow_to_a_quarter_of_an_hour_and_are_spread() -> None:
    seconds = [undeliverable.pause(tries, 0.5).total_seconds() for tries in range(1, 40)]
    assert seconds[:4] == [2, 4, 8, 16]
    assert (seconds, max(seconds)) == (sorted(seconds), 900)
    assert undeliverable.pause(3, 0).total_seconds() < 8 < undeliverable.pause(3, 0.99).total_seconds()


def test_retry_after_is_waited_out_even_where_the_pause_is_shorter(owing: Owing) -> None:
    owing.owe(REPEATS, asha)
    (claimed,) = claim(owing)
    fault = Fault("rejected", status=429, retry_after=90)
    owing.world.database.now(settling.settle_failed, claimed, fault, now=owing.world.clock())
    (notice,) = owing.notices()
    assert notice.again_at == owing.world.clock() + timedelta(seconds=90)
    assert notice.blocks


def test_one_process_delivers_at_a_time(owing: Owing) -> None:
    database, clock = owing.world.database, owing.world.clock

    def holds(owner: str) -> bool:
        return database.now(leasing.hold, owner=owner, now=clock())

    assert (holds("one"), holds("two")) == (True, False)
    clock.move(seconds=10)
    assert (holds("one"), holds("two")) == (True, False)  # renewed
    clock.move(seconds=14)
    assert holds("two") is False
    clock.move(seconds=1)
    assert (holds("two"), holds("one")) == (True, False)
    database.now(leasing.give_up, owner="two", now=clock())
    assert holds("one") is True


def test_who_takes_over_learns_what_was_sent_in_the_last_hour(owing: Owing) -> None:
    owing.owe(REPEATS, asha)
    (claimed,) = claim(owing, owner="one")
    sent = {"activity": "a", "keeps": "", "now": owing.world.clock()}
    owing.world.database.now(settling.settle_sent, claimed, **sent)
    owing.world.clock.move(minutes=1)
    look = owing.world.database.now(
        couriering.look, owner="two", now=owing.world.clock(), limit=5, take_over=True
    )
    assert (look.leads, look.claimed) == (True, ())
    assert look.sent_before == [(TRUST, "chat-id-asha", 60.0)]


async def test_two_couriers_on_one_database_deliver_everything_once(owing: Owing) -> None:
    for number in range(20):
        owing.owe(ONCE, (asha, ben, dee)[number % 3])
    couriers = [owing.courier, owing.another_courier()]
    for _ in range(30):
        await asyncio.gather(*(courier.round() for courier in couriers))
        await asyncio.gather(*(courier.idle() for courier in couriers))
        owing.world.clock.move(seconds=1)
    assert set(owing.states()) == {S.SENT}
    assert len(owing.post.arrived) == 20


async def test_a_person_who_cannot_be_reached_is_shown_to_who_waits_for_them(owing: Owing) -> None:
    owing.chat(cole)
    owing.post.meets["chat-id-cole"].extend([refused(403, "MessageWritesBlocked")] * 2)
    for _ in range(2):
        owing.owe(NoticeKind.CLARIFICATIONS, cole, query_id=owing.query(asha).id)
    await owing.passes(minutes=1)
    person = owing.person(cole)
    assert person.unreachable_because == "MessageWritesBlocked"
    assert person.unreachable_since is not None
    (told,) = owing.notices(NoticeKind.UNREACHABLE)
    assert (told.person_id, told.facts["person_id"]) == (owing.person(dee).id, person.id)
    assert owing.unreachable == [(TRUST, "id-cole")] * 2
    assert "unreachable 3" in " ".join(owing.post.texts("chat-id-dee"))


async def test_who_writes_again_gets_what_was_kept_back_this_week(owing: Owing) -> None:
    owing.post.meets["chat-id-asha"].extend([refused(403)] * 2)
    owing.owe(REPEATS, asha)
    await owing.deliver()
    owing.world.clock.move(days=8)
    owing.owe(ONCE, asha)
    await owing.deliver()
    owing.chat(asha)
    await owing.deliver()
    assert owing.person(asha).unreachable_since is None
    assert owing.states(REPEATS, ONCE) == [S.UNREACHABLE, S.SENT]


async def test_an_administrator_hears_once_a_day_of_what_was_set_aside(owing: Owing) -> None:
    owing.chat(ada)
    owing.post.meets["chat-id-asha"].extend([refused(413)] * 3)
    for _ in range(3):
        owing.owe(REPEATS, asha)
    await owing.passes(seconds=10)
    assert owing.states(REPEATS) == [S.SET_ASIDE] * 3
    assert [told.person_id for told in owing.notices(NoticeKind.SET_ASIDE)] == [owing.person(ada).id]


async def test_news_that_cannot_be_delivered_makes_no_further_news(owing: Owing) -> None:
    owing.post.always = lambda _: refused(403)
    owing.owe(REPEATS, asha)
    await owing.passes(minutes=1)
    assert owing.states() == [S.UNREACHABLE, S.UNREACHABLE]
    owing.post.always = lambda _: refused(413)
    owing.owe(REPEATS, ben)
    await owing.passes(minutes=1)
    assert owing.states()[2:] == [S.SET_ASIDE, S.SET_ASIDE]


async def test_somebody_who_has_never_written_has_their_chat_opened(owing: Owing) -> None:
    owing.owe(REPEATS, cole)
    owing.owe(REPEATS, cole)
    await owing.deliver()
    assert owing.post.opened == ["id-cole"]
    assert owing.post.texts("opened-id-cole") == ["case answered 1", "case answered 2"]
    assert [attempt.conversation for attempt in owing.attempts()] == ["opened-id-cole"] * 2


async def test_an_unclear_opening_is_harmless_and_repeated(owing: Owing) -> None:
    owing.post.meets["opens id-cole"].append(perhaps())
    owing.owe(ONCE, cole)
    await owing.passes(seconds=10)
    assert (owing.post.opened, owing.states()) == (["id-cole"] * 2, [S.SENT])


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_somebody_who_has_not_installed_the_bot_is_unreachable(owing: Owing, status: int) -> None:
    owing.post.meets["opens id-cole"].append(refused(status, "BotNotInConversationRoster"))
    owing.owe(REPEATS, cole)
    await owing.deliver()
    assert owing.states(REPEATS) == [S.UNREACHABLE]


async def test_where_the_bot_knows_no_chat_at_all_everybody_is_unreachable(world: World) -> None:
    owing = Owing(world)
    owing.owe(REPEATS, asha)
    await owing.deliver()
    assert owing.states(REPEATS) == [S.UNREACHABLE]
    assert owing.person(asha).unreachable_because == "never installed"


async def test_a_leaver_gets_nothing(owing: Owing) -> None:
    owing.owe(REPEATS, asha)
    number = owing.person(asha).id

    def leave(session) -> None:
        session.get(Person, number).active = False

    owing.world.database.now(leave)
    await owing.deliver()
    assert (owing.states(REPEATS), owing.post.texts("chat-id-asha")) == ([S.UNREACHABLE], [])


async def test_a_place_that_is_gone_is_no_triage_place_and_its_case_goes_to_the_leads(owing: Owing) -> None:
    place = owing.place(dee)
    owing.world.database.now(
        addresses.mark_triage,
        by=owing.person(dee),
        tenant=TRUST,
        conversation=place.conversation,
        now=owing.world.clock(),
    )
    owing.post.meets[place.conversation].append(refused(403, "BotNotInConversationRoster"))
    owing.owe(NoticeKind.CASE_IN_TRIAGE, address_id=place.id, query_id=owing.query(asha).id)
    await owing.deliver()
    assert owing.world.database.now(addresses.triage_place, TRUST) is None
    assert owing.post.texts("chat-id-dee") == ["set aside 2", "case for you 3"]


def triage(owing: Owing, by: Somebody, conversation: str, specialty: str = "", tenant: str = TRUST):
    return owing.world.database.now(
        addresses.mark_triage,
        by=owing.person(by),
        tenant=tenant,
        conversation=conversation,
        specialty=specialty,
        now=owing.world.clock(),
    )


def where(owing: Owing, specialty: str = "") -> str:
    place = owing.world.database.now(addresses.triage_place, TRUST, specialty)
    return place.conversation if place else ""


def test_a_lead_chooses_where_new_cases_are_shown(owing: Owing) -> None:
    owing.place(dee, "19:all@thread.tacv2;messageid=17")
    owing.place(dee, "19:hearts@thread.tacv2")
    assert where(owing) == ""
    triage(owing, dee, "19:all@thread.tacv2;messageid=18")
    triage(owing, dee, "19:hearts@thread.tacv2", "Cardiology")
    assert (where(owing), where(owing, "cardiology ")) == ("19:all@thread.tacv2", "19:hearts@thread.tacv2")
    assert where(owing, "Orthopaedics") == "19:all@thread.tacv2"
    triage(owing, dee, "19:hearts@thread.tacv2")
    assert where(owing) == "19:hearts@thread.tacv2"


@pytest.mark.parametrize("somebody", [asha, cole])
def test_nobody_else_chooses_it(owing: Owing, somebody: Somebody) -> None:
    owing.place(dee)
    with pytest.raises(NotAllowed):
        triage(owing, somebody, "19:coding@thread.tacv2")


@pytest.mark.parametrize(
    ("by", "conversation"), [(dee, "chat-id-dee"), (dee, "19:never"), (eve, "19:coding")]
)
def test_only_a_known_place_of_ones_own_can_be_chosen(owing: Owing, by: Somebody, conversation: str) -> None:
    owing.place(dee, "19:coding")
    with pytest.raises(Unusable):
        triage(owing, by, conversation)


def test_a_stranger_is_not_remembered(owing: Owing) -> None:
    facts = {"kind": "personal", "conversation": "c", "service_url": "https://x", "bot": "b", "member": "m"}
    kept = owing.world.database.now(
        addresses.remember, tenant=ELSEWHERE, channel_id="nobody", now=owing.world.clock(), **facts
    )
    assert kept is None


def test_a_move_while_a_card_is_on_its_way_draws_it_again(owing: Owing) -> None:
    """The card was drawn before the move and posted after it: the move knew of no card to update."""
    query, by = owing.query(asha), owing.person(asha)
    owing.owe(REPEATS, asha, query_id=query.id)
    (claimed,) = claim(owing)

    def withdraw(session) -> None:
        moved = session.get(CodingQuery, query.id)
        now = owing.world.clock()
        moving.move(session, moved, to=QueryState.CLOSED, by=by, now=now, why="withdrawn")

    owing.world.database.now(withdraw)
    sent = {"activity": "a", "keeps": "case", "now": owing.world.clock()}
    owing.world.database.now(settling.settle_sent, claimed, **sent)
    (update,) = owing.notices(NoticeKind.CARD_UPDATE)
    assert (update.posted_card_id, update.query_id) == (1, query.id)
    (claimed,) = claim(owing)
    assert claimed.activity == "a"
    owing.world.database.now(settling.settle_sent, claimed, **sent)
    assert len(owing.notices(NoticeKind.CARD_UPDATE)) == 1
    assert len(owing.cards()) == 1


def test_what_the_channel_did_not_take_is_answered_again_once(owing: Owing) -> None:
    owing.query(asha)
    for arrived in (False, True):
        owing.world.database.now(
            receiving.owe_answer, receipt_id=1, perhaps_arrived=arrived, now=owing.world.clock()
        )
    (notice,) = owing.notices(NoticeKind.ANSWER_AGAIN)
    assert (notice.state, notice.person_id, notice.query_id) == (S.OWED, owing.person(asha).id, 1)
    (claimed,) = claim(owing)
    owing.world.database.now(
        settling.settle_sent, claimed, activity="a", keeps="", receipt_id=1, now=owing.world.clock()
    )
    assert owing.world.database.now(receiving.is_settled, 1)


def test_an_answer_that_perhaps_arrived_is_kept_as_unknown(owing: Owing) -> None:
    owing.query(asha)
    owing.world.database.now(
        receiving.owe_answer, receipt_id=1, perhaps_arrived=True, now=owing.world.clock()
    )
    assert owing.states(NoticeKind.ANSWER_AGAIN) == [S.UNKNOWN]


def test_an_answer_that_went_out_after_all_is_not_owed(owing: Owing) -> None:
    owing.query(asha)
    owing.world.database.now(receiving.settle, receipt_id=1, now=owing.world.clock())
    owing.world.database.now(
        receiving.owe_answer, receipt_id=1, perhaps_arrived=False, now=owing.world.clock()
    )
    assert owing.notices() == []
