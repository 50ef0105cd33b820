"""A coder asks a clinician through the bot, who answers and says where: conversations of three people."""

from typing import Any

import pytest

from dialogs import clarification_phrases as say
from dialogs.cards.as_text import actions_of, as_text
from dialogs.message import Reply
from tests.adaptive_card import elements
from tests.clarifications import Ward, delivered, gray
from tests.conversation import (
    Conversation,
    changes_the_card,
    forged,
    hides,
    offers,
    presses,
    says,
    shows,
)
from tests.nhs_numbers import ONE, grouped
from tests.people import asha, ben, cole, dee, eve
from tests.world import World

UNABLE = "Unable to determine"
# What nobody who is asked for a clinical fact should read (casework words, money, scores).
CODER_SPEAK = ("CQ-", "HRG", "tariff", "query", "episode", "coder", "ICD", "OPCS", "income", "clarification")


@pytest.fixture
def ward(world: World) -> Ward:
    return Ward(world)


def filled(ward: Ward, **changed: str) -> dict[str, str]:
    """A fair question as it is typed into the form."""
    return {
        "clinician": str(ward.who(cole).id),
        "reference": "EP-0042",
        "title": "Rise in creatinine",
        "finding_1": "Creatinine 82 on admission, 214 on day 2",
        "source_1": "laboratory results",
        "on_1": "2 March",
        "question": "What condition, if any, explains the change in kidney function?",
        "format": "choice",
        "options": "Acute kidney injury\n• Chronic kidney disease without an acute change",
        **changed,
    }


def has_typed_in(*parts: str) -> Any:
    """The card's inputs hold each of these."""

    def expectation(reply: Reply | None) -> None:
        assert reply is not None
        assert reply.card is not None
        held = [element["value"] for element in elements(reply.card) if element.get("value")]
        missing = [part for part in parts if not any(part in value for value in held)]
        assert not missing, f"{missing} not in: {held}"

    return expectation


async def composed(converse: Conversation, who: Any = asha, words: str = "aki, creatinine") -> None:
    """Somebody asked and has the choice of templates before them."""
    await converse(who, [(words, says("CQ-"))])
    await converse(
        who,
        [
            (converse.world.queries()[-1].reference, offers("Ask a clinician")),
            (presses("Ask a clinician"), (shows(say.ASK_A_CLINICIAN), changes_the_card)),
        ],
    )


async def asked(converse: Conversation, ward: Ward, **changed: str) -> None:
    """A question has been sent and stands in Dr Cole's chat."""
    await composed(converse)
    await converse(
        asha,
        [
            (presses("Blank"), shows("a question for a clinician")),
            (presses("Send", **filled(ward, **changed)), says("is on its way to Dr Cole")),
        ],
    )


async def later(converse: Conversation, **by: float) -> dict[str, Reply]:
    """A while later, what has come to whom."""
    converse.world.clock.move(**(by or {"minutes": 11}))
    return await delivered(converse)


async def test_from_a_template_to_an_answer_in_the_record(converse: Conversation, ward: Ward) -> None:
    await composed(converse)
    unfair = filled(ward, title="Acute kidney injury?", source_1="", question="Please document AKI.")
    await converse(
        asha,
        [
            (
                presses("Rise in creatinine"),
                (
                    shows("CL-1001", "Look for urine output", "Remove the options that"),
                    has_typed_in("Clinical clarification: rise in creatinine", "Acute kidney injury\n"),
                    offers("Check", "Send", "Throw away"),
                    changes_the_card,
                ),
            ),
            (
                presses("Send", **unfair),
                (
                    shows(say.MEND, "lacks its source", "The title names", "“AKI” to be written"),
                    says(say.MEND),
                ),
            ),
            (
                presses("Check", title="Rise in creatinine"),
                (
                    shows(say.MEND, "lacks its source"),
                    hides("The title names"),
                    has_typed_in("Creatinine 82 on admission", "EP-0042", str(ward.who(cole).id)),
                ),
            ),
            (
                presses("Check", **filled(ward)),
                (
                    shows(say.FAIR, "This is what Dr Cole will see", "patient EP-0042", UNABLE),
                    offers("Send", "Change it", "Throw away"),
                ),
            ),
            (
                presses("Change it"),
                (shows("a question for a clinician"), has_typed_in("Creatinine 82 on admission")),
            ),
            (presses("Check"), shows(say.FAIR)),
            (
                presses("Send"),
                (shows("CL-1001 · waits for an answer", "on its way to Dr Cole"), says("I'll tell you")),
            ),
        ],
    )
    assert ward.state() == "waiting on clinician"
    assert await delivered(converse) == {}, "it is held back a while"
    letter = (await later(converse))["Dr Cole"]
    shows("Asha Patel from clinical coding asks for your help with patient EP-0042")(letter)
    shows("Creatinine 82 on admission, 214 on day 2", "laboratory results, 2 March", "Please answer by")(
        letter
    )
    hides(*CODER_SPEAK)(letter)
    await converse(
        cole,
        [
            (presses("Answer"), says("Please choose one of the answers")),
            (presses("Answer", chosen="Other"), says("Please type your answer")),
            (
                presses("Answer", chosen="Acute kidney injury", answer="after contrast"),
                (
                    shows("You answered: Acute kidney injury: after contrast", say.WHERE_RECORDED),
                    hides(*CODER_SPEAK),
                    changes_the_card,
                ),
            ),
            (presses("Save", where="Not yet"), (shows(say.PLACE_REMINDER), offers("Save"))),
            (
                presses("Save", where="Other", place="Dialysis chart"),
                (shows("In the record: Dialysis chart"), hides(*CODER_SPEAK, say.WHERE_RECORDED)),
            ),
        ],
    )
    told = await later(converse)
    assert list(told) == ["Asha Patel"]
    shows("Dr Cole answered CL-1001: Acute kidney injury", "In the record: Dialysis chart")(
        told["Asha Patel"]
    )
    await converse(
        asha,
        [
            (presses("Agree and close"), (shows("CL-1001 · answered and closed", "agree"), changes_the_card)),
            (
                presses("Open the case"),
                shows("Asked of clinicians", "CL-1001 to Dr Cole: Rise in creatinine", "Dialysis chart"),
            ),
            (presses("Open CL-1001"), shows("CL-1001 · answered and closed")),
        ],
    )
    assert ward.state() == "open"


async def test_several_open_questions_make_one_message(converse: Conversation, ward: Ward) -> None:
    await asked(converse, ward)
    await asked(converse, ward, title="Creatinine once more", reference="EP-0043")
    told = await later(converse)
    shows(say.FROM_CODING, "Patient EP-0042", "Patient EP-0043", "Creatinine once more")(told["Dr Cole"])
    hides(*CODER_SPEAK)(told["Dr Cole"])
    await converse(
        cole,
        [
            (presses("Open", beside="EP-0043"), (shows("patient EP-0043"), changes_the_card)),
            (presses("All my questions"), (shows(say.FROM_CODING), changes_the_card)),
            (presses("Open", beside="EP-0043"), shows("patient EP-0043")),
            (presses("Answer", chosen=UNABLE), (shows("You answered"), offers("All my questions"))),
            (presses("Save", where="Letter"), offers("All my questions")),
            (presses("All my questions"), (shows("patient EP-0042"), hides("EP-0043", "All my questions"))),
            (presses("Answer", chosen=UNABLE), shows("You answered")),
            (presses("Save", where="Letter"), hides("All my questions")),
            ("my questions", says(say.NO_QUESTIONS)),
        ],
    )


async def test_my_questions_are_a_clinicians(converse: Conversation, ward: Ward) -> None:
    await asked(converse, ward)
    await converse(cole, [("My questions?", shows("patient EP-0042")), ("questions", shows("EP-0042"))])
    await converse(gray, [("my questions", says(say.NO_QUESTIONS))])
    await converse(asha, [("my questions", shows("My queries", "CQ-1001"))])


async def test_sent_on_to_somebody_else(converse: Conversation, ward: Ward) -> None:
    await asked(converse, ward)
    await later(converse)
    stale = converse.message(cole, presses("Answer", chosen=UNABLE))
    await converse(
        cole,
        [
            (presses("Send on", reason="Her patient"), says("choose who can answer it")),
            (presses("Send on", to=str(ward.who(gray).id)), says("Please say why")),
            (presses("Send on", to=str(ward.who(cole).id), reason="me"), says("come back to you")),
            (presses("Send on", to=str(ward.who(asha).id), reason="no"), says("clinicians in the list")),
            (
                presses("Send on", to=str(ward.who(gray).id), reason="Her patient"),
                (shows("Thank you. I'll ask Dr Gray."), changes_the_card),
            ),
        ],
    )
    told = await later(converse)
    assert set(told) == {"Asha Patel", "Dr Gray"}
    shows("Dr Cole sent CL-1001 on to another clinician. Reason: Her patient")(told["Asha Patel"])
    again = await converse.send(stale)
    shows("CL-1001 has moved on. Dr Cole was first")(again)
    await converse(gray, [(presses("Answer", chosen=UNABLE), shows("You answered"))])
    await converse(asha, [(presses("See the new one"), shows("CL-1002 · answered", UNABLE))])


async def test_taken_back_the_clinician_is_told_and_the_letter_is_stale(
    converse: Conversation, ward: Ward
) -> None:
    await asked(converse, ward)
    await later(converse)
    await converse(
        asha,
        [
            (presses("Take it back"), says("Please say why")),
            (presses("Take it back", not_needed="Found in the notes"), shows("CL-1001 · taken back")),
        ],
    )
    stale = converse.message(cole, presses("Answer", chosen=UNABLE))
    told = await later(converse)
    shows("You need not answer CL-1001 any more. Reason: Found in the notes")(told["Dr Cole"])
    answer = await converse.send(stale)
    shows("Asha Patel was first", "You need not answer")(answer)
    assert ward.state() == "open"


async def test_pressed_twice_it_says_who_was_first_and_shows_how_it_stands(
    converse: Conversation, ward: Ward
) -> None:
    await asked(converse, ward)
    await later(converse)
    press = presses("Answer", chosen="Acute kidney injury")
    first, second = (converse.message(cole, press) for _ in range(2))
    await converse.send(first)
    told = await converse.send(second)
    shows("Dr Cole was first (answered CL-1001", "You answered: Acute kidney injury", say.WHERE_RECORDED)(
        told
    )
    assert len([step for step in ward.steps(1) if step[1] == "answered"]) == 1


async def test_the_form_is_not_shown_where_others_read_along(converse: Conversation, ward: Ward) -> None:
    await converse(asha, [("aki", says("CQ-1001"))], place="channel")
    press = forged(asha, "clarify", {"query_id": 1})
    for number in range(2):
        reply = await converse.send(_in_channel(press, f"press-{number}"))
        assert reply is not None
        assert (reply.text, reply.card, reply.replaces) == (say.SENT_TO_OWN_CHAT, None, False)
    told = await later(converse)
    shows(say.ASK_A_CLINICIAN, "CQ-1001")(told["Asha Patel"])
    await converse(asha, [(presses("Blank"), shows("a question for a clinician"))])
    for verb, payload in [
        ("check_clarification", {"clarification_id": 1, "version": 1}),
        ("send_clarification", {"clarification_id": 1, "version": 1}),
        ("open_clarification", {"clarification_id": 1}),
        ("my_questions", {}),
    ]:
        reply = await converse.send(_in_channel(forged(asha, verb, payload), verb))
        says(say.OWN_CHAT)(reply)


@pytest.mark.parametrize("who", [ben, gray, eve], ids=lambda who: who.speaker.name)
async def test_what_others_forge_reads_as_if_it_were_not_there(
    converse: Conversation, ward: Ward, who: Any
) -> None:
    await asked(converse, ward)
    to = str(ward.who(gray).id)
    for number, (verb, payload) in enumerate(
        [
            ("answer_clarification", {"version": 3, "chosen": UNABLE}),
            ("record_where", {"version": 3, "where": "Letter"}),
            ("redirect", {"version": 3, "to": to, "reason": "no"}),
            ("cancel_clarification", {"version": 3, "not_needed": "no"}),
            ("close_clarification", {"version": 3, "agreement": "agree"}),
            ("open_clarification", {}),
            ("check_clarification", {"version": 3, "title": "x"}),
            ("send_clarification", {"version": 3, "as_kept": "yes"}),
        ]
    ):
        for wanted in (1, 4_711):
            message = forged(who, verb, {"clarification_id": wanted, **payload}, id=f"{number}-{wanted}")
            reply = await converse.send(message)
            says(f"I can't find CL-{1000 + wanted} among your questions")(reply)
            hides("creatinine", "EP-0042")(reply)
    for said, found in [("CL-1001", "CL-1001"), ("open cl 5", "CL-5"), ("CL-999999999", "CL-999999999")]:
        await converse(who, [(said, says(f"I can't find {found} among your questions"))])
    assert (len(ward.steps(1)), ward.state()) == (2, "waiting on clinician")


@pytest.mark.parametrize("who", [asha, dee], ids=lambda who: who.speaker.name)
async def test_a_forged_answer_by_who_asked_or_a_lead_is_refused(
    converse: Conversation, ward: Ward, who: Any
) -> None:
    await asked(converse, ward)
    payload = {"clarification_id": 1, "version": 3, "chosen": UNABLE}
    says("Your role does not let you answer a clarification")(
        await converse.send(forged(who, "answer_clarification", payload))
    )


@pytest.mark.parametrize("who", [ben, cole, gray, eve], ids=lambda who: who.speaker.name)
async def test_nobody_asks_about_anothers_query(converse: Conversation, ward: Ward, who: Any) -> None:
    await converse(asha, [("aki", says("CQ-1001"))])
    for verb in ("clarify", "use_template"):
        says("I can't find CQ-1001")(await converse.send(forged(who, verb, {"query_id": 1}, id=verb)))


async def test_a_lead_asks_about_a_coders_query_and_both_are_told(converse: Conversation, ward: Ward) -> None:
    await converse(asha, [("aki", says("CQ-1001"))])
    await converse.send(forged(dee, "clarify", {"query_id": 1}))
    await converse(
        dee,
        [(presses("Blank"), shows("CL-1001")), (presses("Send", **filled(ward)), says("on its way"))],
    )
    await later(converse)
    await converse(cole, [(presses("Answer", chosen=UNABLE), shows("You answered"))])
    told = await later(converse)
    assert list(told) == ["Dee Marsh"]


NUMBER = f"NHS no {grouped(ONE, ' ')}"


async def test_an_identifier_in_the_form_is_replaced_and_nothing_kept(
    converse: Conversation, ward: Ward, world: World
) -> None:
    await composed(converse)
    await converse(
        asha,
        [
            (presses("Blank"), shows("CL-1001")),
            (
                presses("Send", **filled(ward, finding_1=f"Creatinine 214, {NUMBER}", options=NUMBER)),
                (
                    shows(say.REPLACED),
                    has_typed_in("Creatinine 214, NHS no [NHS number removed]", "Rise in creatinine"),
                    hides(grouped(ONE, " ")),
                    says("may identify a patient"),
                ),
            ),
        ],
    )
    assert ONE.encode() not in world.bytes_on_disk()
    assert grouped(ONE, " ").encode() not in world.bytes_on_disk()
    await converse(asha, [(presses("Check", **filled(ward)), shows(say.FAIR))])


async def test_an_identifier_of_the_clinicians_is_refused_with_the_words_without_it(
    converse: Conversation, ward: Ward, world: World
) -> None:
    await asked(converse, ward)
    await later(converse)
    typed = f"AKI on CKD, {NUMBER}"
    letter = converse.cards["id-cole"]
    for press in (
        presses("Answer", chosen="Other", answer=typed),
        presses("Send on", to=str(ward.who(gray).id), reason=typed),
    ):
        converse.cards["id-cole"] = letter
        await converse(
            cole, [(press, (shows("NHS number", "[NHS number removed]"), offers("Send without it")))]
        )
    converse.cards["id-cole"] = letter
    await converse(
        cole,
        [
            (presses("Answer", chosen="Other", answer=typed), says("may identify a patient")),
            (presses("Send without it"), shows("You answered: AKI on CKD")),
            (presses("Save", where="Other", place=NUMBER), offers("Send without it")),
        ],
    )
    assert grouped(ONE, " ").encode() not in world.bytes_on_disk()


async def test_an_unfinished_question_is_gone_on_with(converse: Conversation, ward: Ward) -> None:
    await composed(converse)
    await converse(
        asha,
        [
            (presses("Blank"), shows("CL-1001")),
            (presses("Check", title="Rise in creatinine"), shows(say.MEND, say.NO_CLINICIAN)),
        ],
    )
    await converse.send(forged(asha, "clarify", {"query_id": 1}, id="again"))
    await converse(
        asha,
        [
            (presses("Go on with CL-1001: Rise in creatinine"), has_typed_in("Rise in creatinine")),
            (presses("Throw away"), shows("CL-1001 · taken back")),
        ],
    )


async def test_a_topic_from_the_list_is_used(converse: Conversation, ward: Ward) -> None:
    await composed(converse)
    await converse(
        asha,
        [
            (presses("Use this topic", topic="none-such"), says("no longer there")),
            (presses("Use this topic", topic="sepsis"), has_typed_in("pyrexia, raised lactate")),
        ],
    )


async def test_with_many_clinicians_a_name_is_typed(converse: Conversation, ward: Ward, world: World) -> None:
    world.database.now(_many_clinicians, ward.now)
    await composed(converse)
    form = {**filled(ward), "clinician": ""}
    await converse(
        asha,
        [
            (presses("Blank"), shows("A part of the clinician's name")),
            (presses("Check", **form, clinician_name="Zed 07"), shows(say.FAIR, "Dr Zed 07 will see")),
            (presses("Change it"), shows("A part of the clinician's name")),
            (presses("Check", clinician="", clinician_name="zed 1"), shows(say.NO_CLINICIAN)),
        ],
    )
    choices = next(
        element for element in converse.cards["id-asha"]["body"] if element.get("id") == "clinician"
    )["choices"]
    assert [one["title"] for one in choices] == [f"Dr Zed {n:02}" for n in range(70) if "1" in f"{n:02}"]


async def test_cards_of_the_longest_question_are_small_enough(converse: Conversation, ward: Ward) -> None:
    """Conversation checks every card; here they are as full as the form lets them be."""
    ward.world.database.now(_many_clinicians, ward.now)
    words = "creatinine rose and “fell” again; "
    long = {f"finding_{n}": (words * 30)[:600] for n in range(1, 5)}
    long |= {f"source_{n}": (words * 30)[:160] for n in range(1, 5)}
    options = "\n".join(f"Explanation number {n} of the change in the kidney’s function" for n in range(8))
    await asked(converse, ward, **long, question=(words * 40)[:1_200], options=options)
    await later(converse)
    letter = converse.cards["id-cole"]
    await converse(cole, [(presses("Answer", chosen=UNABLE, answer="word " * 399), shows("You answered"))])
    told = await later(converse)
    shows("CL-1001")(told["Asha Patel"])
    (chosen,) = [one for one in letter["body"] if one.get("id") == "chosen"]
    assert [one["title"] for one in chosen["choices"]] == [*options.splitlines(), "Other", UNABLE]
    assert "…" not in as_text(letter), "nothing the record says is cut"
    assert [one["title"] for one in actions_of(letter)] == ["Answer", "Send on"]


def _many_clinicians(session: Any, now: Any) -> None:
    from casework import people

    for number in range(70):
        made = people.met(
            session,
            tenant=asha.speaker.tenant,
            channel_id=f"zed-{number}",
            name=f"Dr Zed {number:02}",
            now=now,
        )
        made.role = "clinician"


def _in_channel(message: Any, id: str) -> Any:
    from dataclasses import replace

    from dialogs.message import Place

    return replace(message, id=id, place=Place("channel", "the-team"))
