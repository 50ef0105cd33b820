"""What the command line shares: the services, and progress on standard error."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot import settings as settings_module
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.wiring import Services, build
from knowledge.progress import Progress as Report

errors = Console(stderr=True)


@contextmanager
def progress_bar() -> Iterator[Report]:
    """A bar on standard error for each step of long work; nothing where nobody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        tasks: dict[str, int] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done, total=total)  # type: ignore[arg-type]

        yield report


@contextmanager
def services(settings: Settings | None = None) -> Iterator[Services]:
    """The services for one command, given back at its end."""
    settings = settings or settings_module.read()
    set_up_logs("WARNING" if settings.log_level == "INFO" else settings.log_level)
    with progress_bar() as report:
        made = build(settings, progress=report)
    try:
        yield made
    finally:
        made.close()
