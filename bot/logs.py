"""Log lines: a moment, a level, what happened, and ids. Never what people typed."""

import logging
import sys

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class Line(logging.Formatter):
    """One line a record, with what was given in `extra` as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        extra = " ".join(f"{name}={value}" for name, value in vars(record).items() if name not in _OWN)
        return f"{super().format(record)} {extra}".rstrip()


def set_up_logs(level: str) -> None:
    """Send every record of that level and above to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # The scheduler, the HTTP server and the migrations say a line for every step: noise at INFO.
    for name in ("apscheduler", "aiohttp.access", "alembic"):
        logging.getLogger(name).setLevel(logging.WARNING)
