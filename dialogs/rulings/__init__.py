"""The conversation of rulings: an answer becomes precedent once a second person agrees, and ages."""

from collections.abc import Awaitable, Callable
from typing import Any

from dialogs.desk import Desk
from dialogs.message import Message, Reply
from dialogs.rulings import proposing, seeing, steps
from dialogs.verbs import (
    KeepRuling,
    OpenRuling,
    Payload,
    Propose,
    ProposeForm,
    Ratify,
    RefuseRuling,
    ShowRulings,
    WithdrawRuling,
)

HANDLERS: dict[type[Payload], Callable[[Desk, Message, Any], Awaitable[Reply]]] = {
    ProposeForm: proposing.open_form,
    Propose: proposing.send,
    OpenRuling: seeing.open_one,
    ShowRulings: seeing.show_list,
    Ratify: steps.ratify,
    RefuseRuling: steps.refuse,
    KeepRuling: steps.keep,
    WithdrawRuling: steps.withdraw,
}
