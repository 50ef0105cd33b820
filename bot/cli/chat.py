"""`codingbot chat`: the conversation of Teams in a terminal, its cards drawn as text."""

import asyncio
import getpass
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import uuid4

import typer

from bot import settings as settings_module
from bot.cli.import_people import tenant_of
from bot.cli.prompts import inputs_for, prompt, value
from bot.cli.screen import services
from bot.wiring import Services
from casework import people
from casework.model.person import Person
from dialogs.cards.as_text import actions_of, as_text
from dialogs.message import Card, Message, Place, Reply, Speaker

As = Annotated[
    str,
    typer.Option("--as", help="The name to speak under; that of the list of people, on one's own machine."),
]
TENANT = "terminal"
LEAVE = ("quit", "exit", "q")


def chat(as_: As = "") -> None:
    """Talk to the bot here. A number presses the button of that number; “quit” leaves."""
    name = as_ or getpass.getuser()
    settings = settings_module.read()
    if settings.newcomers is None:  # who can open this terminal has the database in their hands anyway
        settings = settings.model_copy(update={"newcomers": "coder"})
    with services(settings) as made:
        person = _listed(made, name)
        if person is not None:
            typer.echo(f"You are {person.name}, {person.role}.")
        terminal = Terminal(made, _speaker(person, name))
        typer.echo("Type what is in the notes, a button's number, “help”, or “quit”.\n")
        asyncio.run(_talk(terminal))


def _listed(made: Services, name: str) -> Person | None:
    """Who of the list of people that is. Where Teams is connected, nobody here speaks for another."""
    settings = made.settings
    if settings.tenant_id and not settings.local_mode:
        return None
    return made.database.now(people.called, tenant=tenant_of(settings), words=name)


def _speaker(person: Person | None, name: str) -> Speaker:
    if person is None:
        return Speaker(TENANT, name.casefold(), name)
    return Speaker(person.tenant, person.channel_id, person.name)


async def _talk(terminal: "Terminal") -> None:
    with suppress(EOFError, KeyboardInterrupt):
        while True:
            said = await asyncio.to_thread(input, "> ")
            if said.strip().casefold() in LEAVE:
                return
            typer.echo(await terminal.say(said) + "\n")


@dataclass
class Terminal:
    """One person at one terminal: the last card's buttons, and a message id for each line."""

    made: Services
    speaker: Speaker
    conversation: str = field(default_factory=lambda: f"terminal-{uuid4()}")
    card: Card | None = None

    async def say(self, said: str) -> str:
        """The bot's reply to a line, drawn as text."""
        reply = await self.made.router.answer(await self._message(said.strip()))
        if reply is None:
            return ""
        await self.made.router.settle(reply)
        self.card = reply.card or self.card
        return drawn(reply)

    async def _message(self, said: str) -> Message:
        pressed = self._pressed(said)
        common: dict[str, Any] = {
            "id": str(uuid4()),
            "speaker": self.speaker,
            "place": Place("terminal", self.conversation),
            "at": self.made.clock(),
        }
        if pressed is None:
            return Message(kind="text", text=said, **common)
        payload = dict(pressed.get("data", {}))
        for one in inputs_for(self.card or {}, pressed):
            payload[one["id"]] = value(one, await asyncio.to_thread(input, prompt(one)))
        return Message(kind="action", verb=pressed.get("verb", ""), payload=payload, **common)

    def _pressed(self, said: str) -> dict[str, Any] | None:
        if not (self.card and said.isdigit() and len(said) < 4):
            return None
        buttons = actions_of(self.card)
        return buttons[int(said) - 1] if 0 < int(said) <= len(buttons) else None


def drawn(reply: Reply) -> str:
    """A reply as text: its card with numbered buttons, or its words."""
    return as_text(reply.card, numbered=True) if reply.card else reply.text
