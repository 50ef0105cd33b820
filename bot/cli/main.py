"""`codingbot …`: every command in one list; the work of each is in a file of its own."""

import sys

import typer

from bot.cli import ask, audit, chat, evaluate, evaluate_policies, evaluate_privacy, import_, reminders, serve
from bot.settings import WrongSettings
from casework.errors import CaseworkError
from knowledge.importers.rows import RefusedFile

app = typer.Typer(
    name="codingbot",
    help="Coding Query Bot: candidate codes, the reason, and the policy that governs them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("ask")(ask.ask)
app.command("chat")(chat.chat)
app.command("serve")(serve.serve)
app.command("evaluate")(evaluate.evaluate)
app.command("evaluate-policies")(evaluate_policies.evaluate_policies)
app.command("evaluate-privacy")(evaluate_privacy.evaluate_privacy)
app.command("prepare")(serve.prepare)
app.command("reminders")(reminders.reminders)
app.command("audit")(audit.audit)
app.add_typer(import_.app, name="import")


def main() -> None:
    """Run a command; an error that is safe to show becomes one line, not a trace."""
    try:
        app()
    except (WrongSettings, CaseworkError, RefusedFile) as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
