"""The bearer token with which the bot speaks to the channel.

The SDK's credentials get and renew it; they block, so they run in a thread of their own: a token
server that hangs then holds nobody else's thread.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botframework.connector.auth import AuthenticationConstants, ServiceClientCredentialsFactory

from bot.teams.errors import DeliveryError

FETCH_SECONDS = 10.0
# The SDK renews a token in its last five minutes, so one that it has just given out is good for those.
KEEP_SECONDS = 240.0


class Bearer:
    """Gives the Authorization header; one fetch at a time, however many turns are waiting."""

    def __init__(self, factory: ServiceClientCredentialsFactory, app_id: str) -> None:
        self._factory = factory
        self._app_id = app_id
        self._token = ""
        self._good_until = float("-inf")
        self._fetching = asyncio.Lock()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="teams-token")

    async def headers(self) -> dict[str, str]:
        """`{}` in local mode; DeliveryError when no token is to be had: nothing was sent then."""
        if not self._app_id:
            return {}
        async with self._fetching:
            if asyncio.get_running_loop().time() >= self._good_until:
                await self._renew()
        return {"Authorization": f"Bearer {self._token}"}

    def forget(self) -> None:
        """The channel did not accept the token: the next send fetches another."""
        self._good_until = float("-inf")

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _renew(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                credentials = await self._credentials()
                self._token = await loop.run_in_executor(self._thread, credentials.get_access_token)
        except Exception as error:  # the SDK and msal raise anything here, down to a bare KeyError
            raise DeliveryError("rejected", permanent=False) from error
        self._good_until = loop.time() + KEEP_SECONDS

    async def _credentials(self) -> Any:
        return await self._factory.create_credentials(
            self._app_id,
            AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE,
            AuthenticationConstants.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX,
            True,
        )
