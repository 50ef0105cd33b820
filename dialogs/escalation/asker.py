"""What the asker of a case does with it: replies, adds, confirms, sends back, withdraws, opens again."""

from casework import answering, closing, noting
from dialogs.desk import Desk
from dialogs.escalation.seeing import for_asker, for_either, move, refused, step
from dialogs.message import Message, Reply
from dialogs.verbs import AddNote, Confirm, NotAnswered, Reopen, ReplyToLead, Withdraw


async def reply(desk: Desk, message: Message, pressed: ReplyToLead) -> Reply:
    """“Send the reply”."""
    return await move(desk, message, pressed, answering.reply, for_asker, words=pressed.reply)


async def confirm(desk: Desk, message: Message, pressed: Confirm) -> Reply:
    """“This answers it”."""
    return await move(desk, message, pressed, answering.confirm, for_asker)


async def not_answered(desk: Desk, message: Message, pressed: NotAnswered) -> Reply:
    """“Not yet…”."""
    return await move(desk, message, pressed, answering.not_answered, for_asker, words=pressed.missing)


async def withdraw(desk: Desk, message: Message, pressed: Withdraw) -> Reply:
    """“Yes, withdraw it”."""
    return await move(desk, message, pressed, closing.withdraw, for_asker)


async def reopen(desk: Desk, message: Message, pressed: Reopen) -> Reply:
    """“Reopen it”, by the asker or a lead."""
    return await move(desk, message, pressed, closing.reopen, for_either, words=pressed.again)


async def add_note(desk: Desk, message: Message, pressed: AddNote) -> Reply:
    """“Add the note”, by the asker or a lead."""
    if refusal := refused({"words": pressed.note}):
        return refusal
    facts = {"words": pressed.note, "nonce": pressed.nonce}
    return await step(
        desk,
        message,
        pressed.query_id,
        lambda session, by: noting.add_note(
            session, query_id=pressed.query_id, by=by, department=desk.department, now=desk.clock(), **facts
        ),
        for_either,
    )
