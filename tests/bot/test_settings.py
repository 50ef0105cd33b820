"""Configuration fails at start, once, with every wrong or missing name and what to do."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.audit_key import key_in
from bot.settings import STARTER_WHEEL, ServingSettings, Settings, WrongSettings, read
from casework.department import DEFAULT_TARGETS, Department, targets
from casework.model.escalation import Urgency
from casework.model.person import Role
from casework.working_time import Nation

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


DEPARTMENT = {
    "ADMINISTRATORS": "id-ada, id-bob,",
    "NATION": "Northern Ireland",
    "WORKING_HOURS": "08:30-16:30",
    "CLOSED_DAYS": "2026-12-24, 2026-12-31",
    "TARGETS_URGENT": "0.5, 2, 4",
    "REOPEN_DAYS": "7",
    "CONFIRM_DAYS": "5",
    "GATHER_MINUTES": "0",
    "OPEN_DAYS": "2026-12-25",
    "WORKING_DAYS": "Mon-thu, saturday",
    "CLINICIAN_HOURS": "16",
}


def test_the_department_is_as_it_is_set(told) -> None:
    told(**DEPARTMENT)
    made = read().department
    assert made.administrators == {"id-ada", "id-bob"}
    assert made.calendar.nation is Nation.NORTHERN_IRELAND
    assert (made.calendar.opens, made.calendar.closes) == (time(8, 30), time(16, 30))
    assert made.calendar.closed_days == {date(2026, 12, 24), date(2026, 12, 31)}
    assert made.targets[Urgency.URGENT] == targets(0.5, 2, 4)
    assert made.targets[Urgency.ROUTINE] == DEFAULT_TARGETS[Urgency.ROUTINE]
    assert made.reopen_within == timedelta(days=7)
    assert made.confirm_within == timedelta(days=5)
    assert made.gather == timedelta(0)
    assert made.calendar.open_days == {date(2026, 12, 25)}
    assert made.calendar.weekdays == {0, 1, 2, 3, 5}
    assert made.clinician_time == timedelta(hours=16)


def test_unset_the_department_has_the_defaults() -> None:
    made, default = read().department, Department()
    assert made.targets == default.targets
    assert made.calendar.opens == default.calendar.opens
    periods = ("reopen_within", "confirm_within", "gather", "clinician_time", "administrators", "helpdesk")
    assert all(getattr(made, name) == getattr(default, name) for name in periods)


@pytest.mark.parametrize(
    ("settings", "role"),
    [
        ({}, None),
        ({"LOCAL_MODE": "true"}, Role.CODER),
        ({"NEWCOMERS": "coder"}, Role.CODER),
        ({"NEWCOMERS": "refuse", "LOCAL_MODE": "true"}, None),
    ],
)
def test_newcomers_are_refused_unless_told_or_local(
    told, settings: dict[str, str], role: Role | None
) -> None:
    told(**settings)
    assert read().department.newcomers is role


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("NATION", "France", "write England, Wales, Scotland or Northern Ireland"),
        ("WORKING_HOURS", "9 to 5", "09:00-17:00"),
        ("WORKING_HOURS", "17:00-09:00", "begin and end on one day"),
        ("CLOSED_DAYS", "24 December", "2026-12-24"),
        ("TARGETS_SOON", "1,4", "three working times"),
        ("TARGETS_SOON", "a,b,c", "three working times"),
        ("TARGETS_SOON", "8,4,1", "three working times"),
        ("TARGETS_SOON", "0,4,8", "three working times"),
        ("TARGETS_SOON", "nan,inf,inf", "three working times"),
        ("REOPEN_DAYS", "0", "whole number from 1"),
        ("CONFIRM_DAYS", "-1", "whole number from 1"),
        ("GATHER_MINUTES", "ten", "whole number from 0"),
        ("OPEN_DAYS", "25 December", "2026-12-24"),
        ("WORKING_DAYS", "Mo-Fr", "Mon-Fri"),
        ("WORKING_DAYS", "Mon-Wed-Fri", "Mon-Fri"),
        ("WORKING_DAYS", " , ", "at least one day"),
        ("CLINICIAN_HOURS", "1e9", "whole number from 1"),
        ("NEWCOMERS", "manager", "refuse"),
        ("AUDIT_KEY", "short", "at least 32 characters"),
    ],
)
def test_a_wrong_setting_of_the_department_says_how_to_write_it(
    told, name: str, value: str, sentence: str
) -> None:
    told(**{name: value})
    said = refusal(Settings)
    assert f"CODINGBOT_{name}" in said
    assert sentence in said


@pytest.mark.parametrize(
    ("said", "days"),
    [("Fri-Mon", {4, 5, 6, 0}), ("Monday–Sunday", set(range(7))), ("wed", {2}), ("Tue-Tue", {1})],
)
def test_working_days_are_named(told, said: str, days: set[int]) -> None:
    told(WORKING_DAYS=said)
    assert read().department.calendar.weekdays == days


def test_no_day_is_open_and_closed(told) -> None:
    told(OPEN_DAYS="2026-12-25", CLOSED_DAYS="2026-12-24, 2026-12-25")
    assert "2026-12-25 cannot be an open day and a closed day" in refusal(Settings)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("DATABSE_URL", "DATABASE_URL"), ("ADMINISTRATOR", "ADMINISTRATORS"), ("TARGET_SOON", "TARGETS_SOON")],
)
def test_a_name_that_is_no_setting_is_refused_with_the_nearest(told, name: str, meant: str) -> None:
    told(**{name: "x", "PORT": "many"})
    said = refusal(Settings)
    assert f"CODINGBOT_{name} is no setting: do you mean CODINGBOT_{meant}?" in said
    assert "CODINGBOT_PORT" in said


def test_a_name_like_none_of_ours_is_refused_too(told) -> None:
    told(ZZZ="x")
    assert refusal(Settings).endswith("CODINGBOT_ZZZ is no setting")


def test_the_audit_key_told_is_the_one_used_and_never_printed(told) -> None:
    told(AUDIT_KEY="k" * 32)
    assert read().audit_key_bytes() == b"k" * 32
    assert "kkk" not in repr(read())


def test_without_one_a_key_is_made_once_for_nobody_else_to_read(told, tmp_path: Path) -> None:
    told(DATA_DIR=str(tmp_path / "data"))
    first = read().audit_key_bytes()
    file = tmp_path / "data" / "audit.key"
    assert len(first) >= 64
    assert read().audit_key_bytes() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["audit.key"]


def test_replicas_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: key_in(tmp_path / "audit.key"), range(8)))
    assert len(keys) == 1


def test_a_key_that_others_may_read_or_that_is_lost_is_refused(told, tmp_path: Path) -> None:
    told(DATA_DIR=str(tmp_path))
    file = tmp_path / "audit.key"
    file.write_text("a" * 64)
    file.chmod(0o644)
    with pytest.raises(WrongSettings, match="chmod 600"):
        read().audit_key_bytes()
    file.chmod(0o600)
    file.write_text("")
    with pytest.raises(WrongSettings, match=r"holds no key.*CODINGBOT_AUDIT_KEY"):
        read().audit_key_bytes()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read().port = 1
