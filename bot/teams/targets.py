"""Which service URLs we send to. The bearer token travels there, so this is checked before every send.

The SDK's own check of trusted hosts always says yes, and a stored address may have been poisoned
since it was received; only a list of hosts settles it.
"""

import ipaddress
from collections.abc import Sequence
from urllib.parse import SplitResult, quote, urlsplit

from yarl import URL

from bot.teams.errors import DeliveryError


class Targets:
    """The hosts that may be sent to: "name" or "*.suffix"; in local mode this machine alone."""

    def __init__(self, hosts: Sequence[str], *, local: bool) -> None:
        self._hosts = tuple(host.lower() for host in hosts)
        self._local = local

    def check(self, service_url: str) -> str:
        """The base to send to, without a closing slash; DeliveryError if it is not one of ours."""
        parts = _split(service_url)
        if parts is None or not (self._is_near(parts) if self._local else self._is_listed(parts)):
            raise DeliveryError("refused target", permanent=True)
        return service_url.rstrip("/")

    def activities(self, service_url: str, conversation: str, activity: str = "") -> URL:
        """The address of a conversation's activities, or of one of them."""
        base = self.check(service_url)
        path = f"{base}/v3/conversations/{_segment(conversation)}/activities"
        return URL(f"{path}/{_segment(activity)}" if activity else path, encoded=True)

    def conversations(self, service_url: str) -> URL:
        """The address at which a chat is opened."""
        return URL(f"{self.check(service_url)}/v3/conversations", encoded=True)

    def _is_near(self, parts: SplitResult) -> bool:
        return parts.scheme in ("http", "https") and _is_loopback(parts.hostname or "")

    def _is_listed(self, parts: SplitResult) -> bool:
        host = parts.hostname or ""
        return (
            parts.scheme == "https"
            and parts.port in (None, 443)
            and any(_matches(host, pattern) for pattern in self._hosts)
        )


def _split(url: str) -> SplitResult | None:
    """The parts of a plain URL; None for anything that two readers could read differently."""
    if not url.isascii() or not url.isprintable() or any(character in url for character in "\\ @?#%"):
        return None
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # reading it is what checks it
    except ValueError:
        return None
    return None if ".." in parts.path.split("/") else parts


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _matches(host: str, pattern: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _segment(name: str) -> str:
    """One path segment; a dot name would climb out of its folder even when it is quoted."""
    if name in ("", ".", ".."):
        raise DeliveryError("refused target", permanent=True)
    return quote(name, safe="", errors="replace")
