"""To the national helpdesk and back: the text, the number, the resolution."""

from datetime import date

import pytest

from casework import answering, clarifying, escalating, referral, referring
from casework.errors import CaseMoved, HoldsIdentifier, NotAllowed, NotFound, Unusable
from casework.model.clarification import Clarification
from casework.model.notice import NoticeKind as N
from tests.cases import Office, offered
from tests.clarifications import Ward
from tests.nhs_numbers import ONE, holds
from tests.people import ada, asha, ben, cole, dee, eve, finn, kit
from tests.world import World


@pytest.fixture
def office(world: World) -> Office:
    return Office(world)


def drafted(office: Office, query, by=dee) -> str:
    return office.database.now(referral.draft, query_id=query.id, by=office.who(by))


def test_the_text_holds_the_question_the_codes_and_what_governs_them(office: Office) -> None:
    query = office.asked(words="swelling of the groin", offered=[offered("K409"), offered("K402", 2)])
    query = office.act(
        escalating.escalate,
        asha,
        query,
        title="Groin lump",
        details="no operation",
        episode_date=date(2026, 2, 1),
    )
    query = office.act(answering.ask_back, dee, query, words="Which side?")
    query = office.act(answering.reply, asha, query, words="The left")
    text = drafted(office, query)
    for words in (
        "Our reference: CQ-1001",
        "Subject: Groin lump",
        "Question: swelling of the groin",
        "on 1 February 2026",
        "Details: no operation",
        "The coder was asked: Which side?",
        "The coder replied: The left",
        "- K40.9 title of K409 (ICD-10 tiny)",
        "- K40.2 title of K402 (ICD-10 tiny)",
        "which code or codes apply",
    ):
        assert words in text
    for name in ("Asha", "Dee", "Patel", "Marsh"):
        assert name not in text


def test_the_text_names_the_standards_of_the_codes(office: Office) -> None:
    query = office.act(
        escalating.escalate, asha, office.asked(words="MI", offered=[offered("I10X")]), title="High pressure"
    )
    assert "DCS.IX.1" in drafted(office, query)


def test_the_text_holds_what_clinicians_answered_without_their_names(world: World) -> None:
    ward, office = Ward(world), Office(world)
    query = office.taken(dee)
    one = ward.sent(by=dee, query=query)
    ward.do(clarifying.answer, cole, one, chosen="Other", words="Contrast nephropathy")
    text = drafted(office, query)
    assert "answered: Other. Contrast nephropathy" in text
    assert "Cole" not in text


def test_a_long_correspondence_is_shortened_to_what_can_be_sent(office: Office) -> None:
    many = [offered("K409", place) for place in range(1, 6)]
    query = office.act(
        escalating.escalate, asha, office.asked(words="a " * 900, offered=many), title="T" * 120
    )
    for _ in range(6):
        query = office.act(answering.ask_back, dee, query, words="Which? " * 280)
        query = office.act(answering.reply, asha, query, words="That. " * 330)
    text = drafted(office, query)
    assert text.count("The coder replied: That.") == 6
    office.act(referring.refer, dee, query, words=text)


@pytest.mark.parametrize(
    ("slipped", "kind"), [(f"NHS {ONE}", "NHS number"), ("patient Joan Hill, again", "name")]
)
def test_what_slipped_in_is_masked_and_is_no_dead_end(office: Office, slipped: str, kind: str) -> None:
    query = office.taken(dee, episode_date=date(2026, 2, 1))

    def slip(session) -> None:
        session.get_one(type(query), query.id).words = slipped

    office.database.now(slip)
    text = drafted(office, query)
    assert f"[{kind} removed]" in text
    assert not holds(text.encode(), ONE)
    assert "Joan Hill" not in text
    assert "as on 1 February 2026" in text
    office.act(referring.refer, dee, query, words=text)


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Spoke to Dr Cole and Ben Okoro on the ward", "Spoke to a clinician and a coder on the ward"),
        ("dee marsh says no", "a lead coder says no"),
        ("Ms  Patel asked", "a coder asked"),
        ("Cole's tumour, marsh fever", "Cole's tumour, marsh fever"),
    ],
)
def test_staff_named_in_a_case_are_not_named_to_the_helpdesk(office: Office, typed: str, sent: str) -> None:
    query = office.act(
        escalating.escalate,
        asha,
        office.asked(),
        title="Groin lump",
        details=typed,
        episode_date=date(2026, 2, 1),
    )
    text = drafted(office, query)
    assert f"Details: {sent}\n" in text
    assert "as on 1 February 2026" in text
    office.act(referring.refer, dee, query, words=text)


def test_a_name_written_surname_first_is_known_as_well(office: Office) -> None:
    office.edit(ben, name="Okoro, Ben")
    query = office.act(
        escalating.escalate, asha, office.asked(), title="Groin lump", details="Ben Okoro agrees"
    )
    assert "Details: a coder agrees" in drafted(office, query)


def test_a_case_goes_to_the_helpdesk_and_comes_back(office: Office) -> None:
    query = office.taken(dee)
    office.forget()
    query = office.act(referring.refer, finn, query, words=drafted(office, query))
    assert (query.state, query.resumes_to) == ("waiting on national helpdesk", "assigned")
    query = office.act(referring.helpdesk_reference, finn, query, number=" QRD 17\n")
    assert office.work(query).helpdesk_reference == "QRD 17"
    query = office.act(referring.resolve_referral, finn, query, words="K40.9 for this case")
    assert query.state == "assigned"
    assert [kind for kind, _ in office.words(query)] == ["referral", "resolution"]
    assert office.told() == [(N.NOTE_ADDED, "Dee Marsh")]
    assert office.work(query).helpdesk_resolution_entry == office.case(query).entries[-1].id


def test_a_second_referral_begins_anew(office: Office) -> None:
    query = office.at("waiting on national helpdesk")
    query = office.act(referring.helpdesk_reference, dee, query, number="QRD 17")
    query = office.act(referring.resolve_referral, dee, query, words="ask the consultant")
    query = office.act(referring.refer, dee, query, words="The consultant says neither")
    work = office.work(query)
    assert (work.helpdesk_reference, work.helpdesk_resolution_entry) == ("", None)


def test_a_resolution_waits_on_for_the_clinician(world: World) -> None:
    ward, office = Ward(world), Office(world)
    query = office.at("waiting on national helpdesk")
    ward.sent(by=dee, query=query)
    query = office.act(referring.resolve_referral, dee, office.again(query), words="so")
    assert query.state == "waiting on clinician"
    assert office.database.now(lambda s: s.get_one(Clarification, 1)).state == "open"


@pytest.mark.parametrize("state", ["open", "new", "assigned", "waiting on asker", "answered", "closed"])
def test_number_and_resolution_are_for_what_is_at_the_helpdesk(office: Office, state: str) -> None:
    query = office.at(state)
    for verb, facts in (
        (referring.helpdesk_reference, {"number": "1"}),
        (referring.resolve_referral, {"words": "so"}),
    ):
        with pytest.raises(CaseMoved):
            office.act(verb, dee, query, **facts)


@pytest.mark.parametrize("state", ["open", "answered", "closed", "waiting on national helpdesk"])
def test_what_is_not_worked_is_not_referred(office: Office, state: str) -> None:
    with pytest.raises(CaseMoved):
        office.act(referring.refer, dee, office.at(state), words="Which code?")


def test_only_leads_refer(office: Office) -> None:
    query = office.taken(dee)
    for who in (asha, ben, cole, kit, ada, eve):
        error = NotAllowed if who is asha else NotFound
        with pytest.raises(error):
            office.act(referring.refer, who, query, words="Which code?")
        with pytest.raises(error):
            drafted(office, query, who)


def test_a_referral_is_of_no_patient_and_not_endless(office: Office) -> None:
    query = office.taken(dee)
    for words, error in ((f"NHS {ONE}", HoldsIdentifier), ("x" * 8001, Unusable), ("", Unusable)):
        with pytest.raises(error):
            office.act(referring.refer, dee, query, words=words)
