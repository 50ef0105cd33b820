"""What a person did, read from what Teams sends."""

from typing import Any

import pytest

from bot.teams import inbound
from dialogs.message import Message
from tests.bot.edge import NOON, TENANT, executed, recorded, submitted

HERE = "https://smba.trafficmanager.net/uk/"


def _read(**changes: Any) -> Message | None:
    return inbound.read(recorded(HERE) | changes, at=NOON)


def _text(text: str, **changes: Any) -> str:
    message = _read(text=text, **changes)
    assert message is not None
    return message.text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("knee washout", "knee washout"),
        ("<at>Coding Query Bot</at> knee washout", "knee washout"),
        ("knee <at>Coding Query Bot</at> washout", "knee washout"),
        ("<at>Coding Query Bot</at>&nbsp;knee&nbsp;washout\n", "knee washout"),
        ("BP &lt; 90 &amp; shocked", "BP < 90 & shocked"),
        ("ask <at>Ben</at> about W85.1", "ask Ben about W85.1"),
        ('ask <at id="0">Ben</at>', "ask Ben"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("", ""),
    ],
)
def test_words_are_read_plain(typed: str, read: str) -> None:
    assert _text(typed) == read


def test_text_that_was_escaped_does_not_become_a_mention() -> None:
    assert _text("&lt;at&gt;Ben&lt;/at&gt;") == "<at>Ben</at>"


def test_a_mention_of_somebody_else_by_the_bots_name_keeps_the_name() -> None:
    other = {"type": "mention", "text": "<at>Bot</at>", "mentioned": {"id": "29:ben", "name": "Bot"}}
    assert _text("<at>Bot</at> hello", entities=[other]) == "Bot hello"


@pytest.mark.parametrize(
    "entity",
    [
        {},
        {"type": "mention"},
        {"type": "mention", "mentioned": "28:bot"},
        {"type": "mention", "mentioned": {"id": "28:bot"}, "text": 5},
        {"type": ["mention"]},
    ],
)
def test_odd_entities_harm_nothing(entity: dict[str, Any]) -> None:
    assert _text("hello", entities=[entity]) == "hello"


def test_a_pressed_submit_is_its_verb_and_the_rest() -> None:
    message = inbound.read(submitted(recorded(HERE), verb="choose", code="W85.1", note="n"), at=NOON)
    assert message is not None
    assert (message.kind, message.verb, message.text) == ("action", "choose", "")
    assert message.payload == {"code": "W85.1", "note": "n"}


@pytest.mark.parametrize("value", ["words", 5, [1], {"verb": 7}, {}])
def test_a_submit_that_no_card_of_ours_sent_has_no_verb(value: Any) -> None:
    message = _read(text=None, value=value)
    assert message is not None
    assert (message.kind, message.verb, message.payload) == ("action", "", {})


def test_words_with_a_value_are_words() -> None:
    message = _read(text="W85.1", value={"verb": "choose"})
    assert message is not None
    assert (message.kind, message.text) == ("text", "W85.1")


def test_an_execute_is_its_verb_and_its_data() -> None:
    message = inbound.read(executed(recorded(HERE), "choose", code="W85.1"), at=NOON)
    assert message is not None
    assert (message.kind, message.verb, message.payload) == ("action", "choose", {"code": "W85.1"})


def test_an_input_cannot_take_the_place_of_what_the_card_names() -> None:
    pressed = executed(recorded(HERE), "choose", code="W85.1")
    pressed["value"]["inputs"] = {"code": "X99", "note": "n"}
    message = inbound.read(pressed, at=NOON)
    assert message is not None
    assert message.payload == {"code": "W85.1", "note": "n"}


@pytest.mark.parametrize("value", [None, "x", [], {}, {"action": 4}, {"action": {"verb": {}, "data": "x"}}])
def test_a_malformed_execute_has_no_verb(value: Any) -> None:
    message = _read(type="invoke", name="adaptiveCard/action", value=value)
    assert message is not None
    assert (message.verb, message.payload) == ("", {})


@pytest.mark.parametrize(
    ("conversation", "kind"),
    [
        ({"id": "c", "conversationType": "personal"}, "personal"),
        ({"id": "c", "conversationType": "groupChat"}, "group"),
        ({"id": "c", "conversationType": "channel"}, "channel"),
        ({"id": "c"}, "personal"),
        ({"id": "c", "isGroup": True}, "group"),
        ({"id": "c", "conversationType": "meeting"}, "group"),
    ],
)
def test_the_place_is_known(conversation: dict[str, Any], kind: str) -> None:
    message = _read(conversation=conversation)
    assert message is not None
    assert message.place.kind == kind


def test_the_tenant_is_in_the_channel_data() -> None:
    message = _read(channelData={"tenant": {"id": "other"}})
    assert message is not None
    assert message.speaker.tenant == "other"


def test_the_tenant_may_be_in_the_conversation() -> None:
    message = _read(channelData={})
    assert message is not None
    assert message.speaker.tenant == TENANT


def test_without_an_entra_id_the_channels_own_id_is_the_persons() -> None:
    message = _read(**{"from": {"id": "29:asha"}})
    assert message is not None
    assert (message.speaker.id, message.speaker.name) == ("29:asha", "")


GROUP = {"id": "19:x@thread.v2", "conversationType": "groupChat"}
BOT_JOINS = {"type": "conversationUpdate", "text": None, "membersAdded": [{"id": "28:bot"}]}
INSTALLED = {"type": "installationUpdate", "action": "add", "text": None}


def test_an_installation_in_a_personal_chat_is_a_greeting() -> None:
    message = _read(**INSTALLED)
    assert message is not None
    assert message.kind == "joined"


def test_the_member_list_of_that_same_installation_is_not_a_second_one() -> None:
    assert _read(**BOT_JOINS) is None


def test_in_a_group_it_is_the_other_way_round() -> None:
    joined = _read(**BOT_JOINS, conversation=GROUP)
    assert joined is not None
    assert joined.kind == "joined"
    assert _read(**INSTALLED, conversation=GROUP) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "typing"},
        {"type": "messageReaction"},
        {"type": "messageUpdate"},
        {"type": "endOfConversation"},
        {"type": "event", "name": "anything"},
        {"type": "invented"},
        {"type": "invoke", "name": "signin/verifyState"},
        {"type": "installationUpdate", "action": "remove"},
        {"type": "installationUpdate", "action": "add-upgrade"},
        {"type": "conversationUpdate", "membersAdded": [{"id": "29:ben"}], "conversation": GROUP},
        {"type": "conversationUpdate", "conversation": None},
        {"from": {"id": "28:bot"}},
        {"id": None},
    ],
)
def test_what_needs_no_answer_is_no_message(changes: dict[str, Any]) -> None:
    assert _read(**changes) is None
