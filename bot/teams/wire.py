"""The one HTTP session of this process: replies go out over it and signing keys come in over it.

The SDK sends through about six `requests` threads (measured: 5.7 replies a second when the channel
takes one second to answer); a shared session of our own has no such ceiling.
"""

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=8, sock_connect=3)


class Wire:
    """Opened when the application starts, closed after its last turn has ended."""

    def __init__(self, timeout: aiohttp.ClientTimeout = TIMEOUT) -> None:
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        # No cookies: what one tenant's answer sets must not travel with the next request.
        self._session = aiohttp.ClientSession(timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar())

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
        self._session = None

    @property
    def session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("the wire is not open: the application has not started or has stopped")
        return self._session
