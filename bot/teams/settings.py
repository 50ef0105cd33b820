"""What the Teams edge must be told; `bot/settings.py` holds an object of this shape."""

from collections.abc import Sequence
from typing import Protocol

# Where Teams' public cloud takes replies; the government clouds have their own hosts.
MICROSOFT_HOSTS = ("smba.trafficmanager.net", "*.botframework.com")
CHANNEL_KEYS_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"


class TeamsSettings(Protocol):
    """`app_type` is "SingleTenant" (needs `app_password`) or "UserAssignedMSI".

    `local` switches the token check off and confines sending to this machine: for the Playground
    and for tests. It is said outright; an empty `app_id` alone never opens the door.
    """

    @property
    def app_id(self) -> str: ...
    @property
    def app_password(self) -> str: ...
    @property
    def tenant_id(self) -> str: ...
    @property
    def app_type(self) -> str: ...
    @property
    def local(self) -> bool: ...
    @property
    def service_hosts(self) -> Sequence[str]: ...
    @property
    def channel_keys_url(self) -> str: ...
