"""All configuration, from the environment (prefix CODINGBOT_), checked once at start."""

import os
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from bot.audit_key import SHORTEST, UnsafeKey, key_in
from bot.department_settings import DepartmentSettings, Names
from bot.teams.settings import CHANNEL_KEYS_URL, MICROSOFT_HOSTS
from casework.department import Department
from casework.model.person import Role

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


Flag = Annotated[bool, BeforeValidator(_two_spellings)]


class Settings(DepartmentSettings):
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
    service_hosts: Names = MICROSOFT_HOSTS
    channel_keys_url: str = CHANNEL_KEYS_URL
    data_dir: Path = Path("data")
    database_url: str = ""
    opcs4_wheel: Path | None = None
    audit_key: SecretStr = SecretStr("")
    audit_heads: Path | None = None
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

    @property
    def heads(self) -> Path:
        """Where the newest step of each history is kept outside the database."""
        return self.audit_heads or self.data_dir / "audit-heads.jsonl"

    @property
    def department(self) -> Department:
        """How the department works. Unless told, newcomers are refused, but in local mode met as coders."""
        welcome = self.newcomers or ("coder" if self.local_mode else "refuse")
        return self.department_with(newcomers=Role.CODER if welcome == "coder" else None)

    def audit_key_bytes(self) -> bytes:
        """The key of the histories: the one told, else that of the file in the data folder, made once.

        Raises:
            WrongSettings: the file cannot be used.
        """
        if told := self.audit_key.get_secret_value():
            return told.encode()
        try:
            return key_in(self.data_dir / "audit.key")
        except UnsafeKey as error:
            raise WrongSettings(f"{error}, or set {PREFIX}AUDIT_KEY") from None

    @field_validator("audit_key")
    @classmethod
    def _hard_to_guess(cls, key: SecretStr) -> SecretStr:
        if key.get_secret_value() and len(key.get_secret_value()) < SHORTEST:
            raise ValueError(f"give it at least {SHORTEST} characters, for example from openssl rand -hex 32")
        return key

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
    lines = list(_no_settings(kind, os.environ))
    try:
        made = kind(**told)
    except ValidationError as error:
        lines += [_line(item) for item in error.errors()] + _wrong_together(kind, told, error)
    if lines:
        raise WrongSettings("The settings need mending:\n" + "\n".join(f"  - {line}" for line in lines))
    return made


def _no_settings(kind: type[Settings], names: Iterable[str]) -> Iterable[str]:
    """A line for each name that begins as ours do and is none: as a rule a slip of the pen."""
    ours = [name.upper() for name in kind.model_fields]
    for name in sorted(names):
        said = name.upper().removeprefix(PREFIX)
        if name.upper().startswith(PREFIX) and said not in ours:
            close = get_close_matches(said, ours, n=1)
            yield f"{name} is no setting" + (f": do you mean {PREFIX}{close[0]}?" if close else "")


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
