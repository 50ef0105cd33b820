"""Configuration fails at start, once, with every wrong or missing name and what to do."""

from pathlib import Path

import pytest

from bot.settings import STARTER_WHEEL, ServingSettings, Settings, WrongSettings, read

APP = {"APP_ID": "app", "TENANT_ID": "tenant", "APP_PASSWORD": "secret"}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine that runs the tests."""
    import os

    for name in [name for name in os.environ if name.startswith("CODINGBOT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch):
    def tell(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"CODINGBOT_{name}", value)

    return tell


def refusal(kind: type[Settings] = ServingSettings) -> str:
    with pytest.raises(WrongSettings) as refused:
        read(kind)
    return str(refused.value)


def test_it_does_not_open_its_door_without_a_registration() -> None:
    said = refusal()
    for name in APP:
        assert f"CODINGBOT_{name}" in said
    assert "CODINGBOT_LOCAL_MODE=true" in said


@pytest.mark.parametrize("missing", APP)
def test_each_missing_name_is_named_alone(told, missing: str) -> None:
    told(**{name: value for name, value in APP.items() if name != missing})
    said = refusal()
    assert [name for name in APP if f"CODINGBOT_{name}" in said] == [missing]


def test_with_a_registration_it_opens(told) -> None:
    told(**APP)
    assert read(ServingSettings).app_id == "app"


def test_a_managed_identity_needs_no_password(told) -> None:
    told(APP_ID="app", TENANT_ID="tenant", APP_TYPE="UserAssignedMSI")
    assert read(ServingSettings).app_type == "UserAssignedMSI"


def test_local_mode_needs_no_registration(told) -> None:
    told(LOCAL_MODE="true")
    assert read(ServingSettings).local_mode


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_local_mode_listens_on_loopback(told, host: str) -> None:
    told(LOCAL_MODE="true", HOST=host)
    assert read(ServingSettings).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.5", "bot.example", ""])
@pytest.mark.parametrize("kind", [Settings, ServingSettings])
def test_local_mode_elsewhere_is_refused(told, host: str, kind: type[Settings]) -> None:
    told(LOCAL_MODE="true", HOST=host)
    said = refusal(kind)
    assert "CODINGBOT_HOST" in said
    assert "no authentication" in said


@pytest.mark.parametrize(("spelt", "meant"), [("true", True), ("false", False)])
def test_a_flag_has_two_spellings(told, spelt: str, meant: bool) -> None:
    told(LOCAL_MODE=spelt)
    assert read().local_mode is meant


@pytest.mark.parametrize("spelt", ["True", "FALSE", "1", "0", "yes", "no", "on", "", " true"])
def test_a_flag_has_no_third_spelling(told, spelt: str) -> None:
    told(LOCAL_MODE=spelt)
    assert "CODINGBOT_LOCAL_MODE: write true or false" in refusal(Settings)


def test_one_error_names_all_that_is_wrong(told) -> None:
    told(PORT="many", LOG_LEVEL="LOUD", APP_TYPE="MultiTenant")
    said = refusal()
    for name in ("PORT", "LOG_LEVEL", "APP_TYPE", "APP_ID", "TENANT_ID"):
        assert f"CODINGBOT_{name}" in said, said


def test_a_wrong_flag_does_not_hide_what_is_missing(told) -> None:
    told(LOCAL_MODE="yes")
    said = refusal()
    assert "CODINGBOT_LOCAL_MODE: write true or false" in said
    assert "CODINGBOT_APP_ID" in said


def test_a_secret_is_not_printed(told) -> None:
    told(**APP, PORT="many")
    assert "secret" not in refusal()
    told(PORT="3978")
    assert "secret" not in repr(read(ServingSettings))


def test_the_command_line_needs_no_registration() -> None:
    settings = read()
    assert settings.database == "sqlite:///data/codingbot.db"
    assert settings.cache == Path("data/cache")
    assert settings.wheel == Path("data/starter") / STARTER_WHEEL


def test_the_data_folder_moves_everything(told, tmp_path: Path) -> None:
    told(DATA_DIR=str(tmp_path))
    settings = read()
    assert settings.database == f"sqlite:///{tmp_path}/codingbot.db"
    assert settings.cache.parent == tmp_path


def test_a_postgresql_address_gets_its_driver(told) -> None:
    told(DATABASE_URL="postgresql://bot@db/codingbot")
    assert read().database == "postgresql+psycopg://bot@db/codingbot"


def test_lists_are_parted_by_commas(told) -> None:
    told(SERVICE_HOSTS="a.example, b.example,")
    assert read().service_hosts == ("a.example", "b.example")


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read().port = 1
