"""`codingbot serve`: open the door to Teams. `codingbot prepare`: do the first start's work beforehand."""

import asyncio
import logging
import signal
from collections.abc import Callable
from typing import cast

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot import settings as settings_module
from bot.app import NotReady, make_app, start
from bot.cli.screen import progress_bar, services
from bot.logs import set_up_logs
from bot.post_room import PostRoom
from bot.schedule import running
from bot.settings import PREFIX, ServingSettings, WrongSettings
from bot.wiring import Services, build
from dialogs.desk import london_date
from knowledge.codes import Classification

log = logging.getLogger(__name__)
LOCAL_MODE = "LOCAL MODE: no authentication. Only programs on this machine can reach the bot."


def prepare() -> None:
    """Set up the database, the starter classifications and the index, and say what is loaded."""
    with services() as made:
        today = london_date(made.clock())
        for each in Classification:
            loaded = made.knowledge.base.in_force(each, today)
            typer.echo(f"{each.label}: {loaded.edition.label if loaded else 'not loaded'}")


def serve() -> None:
    """Serve Teams, or the Playground in local mode."""
    settings = cast("ServingSettings", settings_module.read(ServingSettings))
    set_up_logs(settings.log_level)
    with progress_bar() as report:
        made = build(settings, progress=report)
    try:
        asyncio.run(_serve(made))
    finally:
        made.close()


async def _serve(made: Services) -> None:
    settings = made.settings
    post_room = PostRoom(made, Door(made))
    try:
        runner = await start(make_app(post_room.channel, Health(made)), settings.host, settings.port)
    except OSError as error:
        taken = f"{settings.host}:{settings.port} cannot be listened on: {error.strerror}."
        raise WrongSettings(f"{taken} Set {PREFIX}PORT to a free port.") from error
    if settings.local_mode:
        log.warning(LOCAL_MODE)
    log.info("ready on http://%s:%s/api/messages", settings.host, settings.port)
    with running(made):
        async with post_room.delivering():
            await _told_to_stop()
    await runner.cleanup()


async def _told_to_stop() -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()


class Door:
    """The settings as the Teams edge wants them."""

    def __init__(self, made: Services) -> None:
        settings = made.settings
        self.app_id = "" if settings.local_mode else settings.app_id
        self.app_password = settings.app_password.get_secret_value()
        self.tenant_id = settings.tenant_id
        self.app_type = settings.app_type
        self.local = settings.local_mode
        self.service_hosts = settings.service_hosts
        self.channel_keys_url = settings.channel_keys_url


class Health:
    """Answers /readyz: the database can be reached and something is known."""

    def __init__(self, made: Services) -> None:
        self._made = made

    async def ready(self) -> dict[str, str]:
        """How each part is.

        Raises:
            NotReady: naming the part that does not work.
        """
        parts = {
            "database": await asyncio.to_thread(_state, self._made.database.ping),
            "knowledge": self._knowledge(),
        }
        if any(state != "ok" for state in parts.values()):
            raise NotReady(parts)
        return parts

    def _knowledge(self) -> str:
        return "ok" if self._made.knowledge.base.editions else "nothing loaded"


def _state(check: Callable[[], None]) -> str:
    try:
        check()
    except SQLAlchemyError:
        return "cannot be reached"
    return "ok"
