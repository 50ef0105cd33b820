"""All configuration, from the environment (prefix CODINGBOT_), checked once at start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.teams.settings import CHANNEL_KEYS_URL, MICROSOFT_HOSTS

PREFIX = "CODINGBOT_"
STARTER_WHEEL = "pyhbr-0.0.9-py3-none-any.whl"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class WrongSettings(Exception):
    """The settings cannot be used; the text names every wrong or missing one, with what to do."""


def _two_spellings(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise ValueError("write true or false")


def _listed(value: Any) -> Any:
    return (
        tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
    )


Flag = Annotated[bool, BeforeValidator(_two_spellings)]
Hosts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_listed)]


class Settings(BaseSettings):
    """What the process is told. `local_mode` switches off the channel's authentication: for trying
    the bot on one's own machine, on a loopback address only."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    local_mode: Flag = False
    host: str = "127.0.0.1"
    port: int = 3978
    app_id: str = ""
    app_password: SecretStr = SecretStr("")
    tenant_id: str = ""
    app_type: Literal["SingleTenant", "UserAssignedMSI"] = "SingleTenant"
    service_hosts: Hosts = MICROSOFT_HOSTS
    channel_keys_url: str = CHANNEL_KEYS_URL
    data_dir: Path = Path("data")
    database_url: str = ""
    opcs4_wheel: Path | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @property
    def database(self) -> str:
        """The database's URL: the embedded one in the data folder unless told."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'codingbot.db'}"
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def cache(self) -> Path:
        """Where what can be built again is kept."""
        return self.data_dir / "cache"

    @property
    def wheel(self) -> Path:
        """The wheel with the starter OPCS-4."""
        return self.opcs4_wheel or self.data_dir / "starter" / STARTER_WHEEL

    @model_validator(mode="after")
    def _local_stays_local(self) -> "Settings":
        if self.local_mode and self.host not in LOOPBACK:
            raise ValueError(
                f"{PREFIX}HOST is {self.host}: local mode has no authentication and binds to 127.0.0.1 only"
            )
        return self


class ServingSettings(Settings):
    """As `Settings`, for a process that opens the door: what Teams needs must be there."""

    @model_validator(mode="after")
    def _door_is_not_open(self) -> "ServingSettings":
        if self.local_mode:
            return self
        missing = [name for name in ("app_id", "tenant_id") if not getattr(self, name)]
        if self.app_type == "SingleTenant" and not self.app_password.get_secret_value():
            missing.append("app_password")
        if missing:
            names = ", ".join(PREFIX + name.upper() for name in missing)
            raise ValueError(
                f"set {names} from the bot's registration in Azure, "
                f"or {PREFIX}LOCAL_MODE=true to try it on this machine"
            )
        return self


def read(kind: type[Settings] = Settings, **told: Any) -> Settings:
    """The settings of the environment, with what the command line tells.

    Raises:
        WrongSettings: naming all that is wrong in one text.
    """
    try:
        return kind(**told)
    except ValidationError as error:
        lines = [_line(item) for item in error.errors()] + _wrong_together(kind, told, error)
        raise WrongSettings(
            "The settings need mending:\n" + "\n".join(f"  - {line}" for line in lines)
        ) from None


def _wrong_together(kind: type[Settings], told: Mapping[str, Any], error: ValidationError) -> list[str]:
    """What is wrong between settings, which is looked at only once each of them is right by itself."""
    names = {str(item["loc"][0]) for item in error.errors() if item["loc"]}
    if not names:
        return []
    try:
        kind(**{**told, **{name: kind.model_fields[name].default for name in names}})
    except ValidationError as further:
        return [_line(item) for item in further.errors() if not item["loc"]]
    return []


def _line(item: Mapping[str, Any]) -> str:
    reason = str(item["msg"]).removeprefix("Value error, ")
    if not item["loc"]:
        return reason
    return f"{PREFIX}{str(item['loc'][0]).upper()}: {reason}"
