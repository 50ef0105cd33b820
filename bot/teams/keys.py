"""The keys with which the channel signs its tokens, fetched without stopping the event loop.

The SDK fetches them with a blocking `requests.get` without a timeout, and an unknown key id raises
before its own "refresh if not found" is reached, so a new key is refused for up to a day. Here an
unknown id fetches at once, at most once a minute, and the last good keys outlive a failed fetch.
"""

import asyncio
import json
import logging
from dataclasses import dataclass
from typing import Any

import aiohttp
from jwt.algorithms import RSAAlgorithm
from jwt.exceptions import PyJWTError

from bot.teams.wire import Wire

log = logging.getLogger(__name__)

FETCH_SECONDS = 5.0
STALE_SECONDS = 24 * 3600.0
LEAST_PAUSE_SECONDS = 60.0


class KeysUnavailable(Exception):
    """No key has ever been fetched, so no token can be judged: the caller may try again later."""


@dataclass(frozen=True)
class SigningKey:
    """A key and the channels that it may speak for; the attribute names are the ones the SDK reads."""

    public_key: Any
    endorsements: list[str]


class SigningKeys:
    """Stands where the SDK keeps its own `_OpenIdMetadata`: it asks `get(kid)` and nothing else."""

    def __init__(self, wire: Wire, url: str) -> None:
        self._wire = wire
        self._url = url
        self._keys: dict[str, SigningKey] = {}
        self._fetched_at = self._tried_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def get(self, key_id: str | None) -> SigningKey:
        """The key of this id; PermissionError if there is none, KeysUnavailable if nobody can say."""
        if key_id not in self._keys or self._age(self._fetched_at) > STALE_SECONDS:
            await self._refresh()
        if not self._keys:
            raise KeysUnavailable
        if key_id is None or key_id not in self._keys:
            raise PermissionError("no such signing key")
        return self._keys[key_id]

    async def _refresh(self) -> None:
        async with self._fetching:
            if self._age(self._tried_at) < LEAST_PAUSE_SECONDS:
                return
            self._tried_at = asyncio.get_running_loop().time()
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    self._keys = await self._fetch()
                self._fetched_at = self._tried_at
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError, PyJWTError) as error:
                log.warning("signing keys could not be fetched: %s", type(error).__name__)

    async def _fetch(self) -> dict[str, SigningKey]:
        description = await self._json(self._url)
        listed = await self._json(description["jwks_uri"])
        keys = {row["kid"]: _signing_key(row) for row in listed["keys"] if row.get("kty") == "RSA"}
        if not keys:
            raise ValueError("an empty key list")
        return keys

    async def _json(self, url: str) -> Any:
        async with self._wire.session.get(url, allow_redirects=False, raise_for_status=True) as response:
            return await response.json(content_type=None)

    def _age(self, moment: float) -> float:
        return asyncio.get_running_loop().time() - moment


def _signing_key(row: dict[str, Any]) -> SigningKey:
    return SigningKey(RSAAlgorithm.from_jwk(json.dumps(row)), list(row.get("endorsements", [])))
