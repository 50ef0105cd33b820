"""The SDK's adapter with our own way in: the checks that it lacks, and no error of its left as a 500.

Measured of the stock one with 57 hand-made requests: 26 gave 500, and it ran the turn of another
tenant, of a token without expiry, of any service URL on the emulator's path. Its two HTTP clients
per turn, each testing a thousand status codes against a list, were 70% of an echo's time; neither is
built here, since replies go out through `sender.py`.
"""

import logging
from types import SimpleNamespace
from typing import Any, Protocol

import jwt
from botbuilder.core import TurnContext
from botbuilder.integration.aiohttp import (
    CloudAdapter,
    ConfigurationBotFrameworkAuthentication,
    ConfigurationServiceClientCredentialFactory,
)
from botbuilder.schema import Activity, ChannelAccount, ConversationAccount
from botframework.connector.auth import AuthenticationConstants, JwtTokenExtractor

from bot.teams.errors import DeliveryError, Refused
from bot.teams.inbound import tenant_of
from bot.teams.keys import KeysUnavailable, SigningKeys
from bot.teams.outbound import ACCEPTED, Answer
from bot.teams.settings import TeamsSettings
from bot.teams.targets import Targets

log = logging.getLogger(__name__)

RAW = "codingbot.raw"
ANSWER = "codingbot.answer"

NOT_AUTHORISED = "The request is not authorised."
NOT_ALLOWED = "The request is not allowed."
NOT_NOW = "The request cannot be checked at the moment."


class Turn(Protocol):
    """What runs inside a turn: reads `turn_state[RAW]`, leaves an Answer in `turn_state[ANSWER]`."""

    async def on_turn(self, context: TurnContext) -> None: ...


def credentials(settings: TeamsSettings) -> ConfigurationServiceClientCredentialFactory:
    """The SDK's credentials: for a secret, a managed identity, or none in local mode.

    ValueError if the door would stand open outside local mode: to the SDK an empty app id means
    that nobody is checked.
    """
    if settings.local:
        return ConfigurationServiceClientCredentialFactory(SimpleNamespace(APP_ID="", APP_PASSWORD=""))
    if not settings.app_id or not settings.tenant_id:
        raise ValueError("outside local mode the bot needs its app id and its tenant id")
    if settings.app_type not in ("SingleTenant", "UserAssignedMSI"):
        raise ValueError("app_type must be SingleTenant or UserAssignedMSI")
    return ConfigurationServiceClientCredentialFactory(
        SimpleNamespace(
            APP_ID=settings.app_id,
            APP_PASSWORD=settings.app_password,
            APP_TENANTID=settings.tenant_id,
            APP_TYPE=settings.app_type,
        )
    )


class TeamsAdapter(CloudAdapter):  # type: ignore[misc]  # the SDK has no types
    """Takes a body that `bot/body.py` has checked, finds out who sent it, and runs the turn."""

    def __init__(
        self,
        settings: TeamsSettings,
        factory: ConfigurationServiceClientCredentialFactory,
        keys: SigningKeys,
        targets: Targets,
    ) -> None:
        super().__init__(
            ConfigurationBotFrameworkAuthentication(SimpleNamespace(), credentials_factory=factory)
        )
        self._local = settings.local
        self._tenant = settings.tenant_id.casefold()
        self._targets = targets
        # The SDK looks its key list up in this cache of the process; ours answers in its place.
        JwtTokenExtractor.metadataCache[AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL] = (
            keys
        )

    def check_header(self, header: str | None) -> None:
        """Refuse, before its body is read, a request that bears no token of the channel's."""
        if not self._local and not _names_the_channel(header):
            raise Refused(401, NOT_AUTHORISED)

    async def receive(self, raw: dict[str, Any], header: str | None, turn: Turn) -> Answer:
        """Run one turn and return the HTTP answer; Refused if the request is not let in."""
        activity = _bare(raw)
        identity = await self._authenticate(activity, header)
        self._check_origin(raw)
        context = TurnContext(self, activity)
        context.turn_state[self.BOT_IDENTITY_KEY] = identity
        context.turn_state[RAW] = raw
        await self.run_pipeline(context, turn.on_turn)
        answer: Answer = context.turn_state.get(ANSWER, ACCEPTED)
        return answer

    async def _authenticate(self, activity: Activity, header: str | None) -> Any:
        self.check_header(header)
        if not self._local and not (activity.channel_id and activity.service_url):
            raise Refused(401, NOT_AUTHORISED)  # the SDK skips the checks that need them
        try:
            identity = await self._identity(activity, None if self._local else header)
        except KeysUnavailable as error:
            raise Refused(503, NOT_NOW) from error
        except Exception as error:  # the SDK refuses a token with anything from IndexError to Exception
            log.warning("token refused: %s", type(error).__name__)
            raise Refused(401, NOT_AUTHORISED) from error
        if not self._local and "exp" not in identity.claims:
            raise Refused(401, NOT_AUTHORISED)  # the SDK takes such a token for ever
        return identity

    async def _identity(self, activity: Activity, header: str | None) -> Any:
        result = await self.bot_framework_authentication.authenticate_request(activity, header)
        return result.claims_identity

    def _check_origin(self, raw: dict[str, Any]) -> None:
        """Our tenant alone, and only where we would also send the answer to."""
        if not self._local and tenant_of(raw).casefold() != self._tenant:
            log.warning("another tenant refused")
            raise Refused(403, NOT_ALLOWED)
        try:
            if raw.get("serviceUrl"):
                self._targets.check(raw["serviceUrl"])
        except DeliveryError as error:
            log.warning("service URL refused")
            raise Refused(403, NOT_ALLOWED) from error


def _names_the_channel(header: str | None) -> bool:
    """Whether this is a bearer token that claims to be the channel's own.

    A claim only, the SDK checks it after; but it also takes tokens made for its emulator and for
    other bots, which are bound to no service URL. No such token has business here.
    """
    scheme, _, token = (header or "").partition(" ")
    if scheme != "Bearer":
        return False
    try:
        claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return False
    return bool(claims.get("iss") == AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER)


def _bare(raw: dict[str, Any]) -> Activity:
    """What the SDK needs of an activity, made from checked fields: its own reader chokes on the others."""
    return Activity(
        type=raw["type"],
        id=raw.get("id"),
        name=raw.get("name"),
        channel_id=raw.get("channelId"),
        service_url=raw.get("serviceUrl"),
        from_property=_account(raw.get("from")),
        recipient=_account(raw.get("recipient")),
        conversation=ConversationAccount(id=(raw.get("conversation") or {}).get("id")),
    )


def _account(raw: dict[str, Any] | None) -> ChannelAccount:
    return ChannelAccount(id=(raw or {}).get("id"), name=(raw or {}).get("name"))
