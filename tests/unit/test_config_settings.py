"""Settings: flag, environment, config.toml, default, field by field."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from lktui.config.configuration import load, load_settings
from lktui.config.schema import table
from lktui.config.settings import Flags, Settings
from lktui.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write_config(home: Path, text: str) -> Path:
    path = home / ".config" / "lktui" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def settings(home: Path, environ: Mapping[str, str], flags: Flags | None = None) -> Settings:
    return load_settings(flags or Flags(), environ, home).settings


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    loaded = load_settings(Flags(), {}, tmp_path)
    assert loaded.settings == Settings()
    assert loaded.settings.refresh == 10
    assert loaded.settings.limit == 100
    assert loaded.settings.token_ttl == 600
    assert loaded.settings.utc is False
    assert loaded.settings.theme is None
    assert loaded.settings.server_url == "https://cloud-api.livekit.io"
    assert loaded.warnings == ()
    assert set(loaded.origins.values()) == {"default"}


def test_flag_beats_environment_beats_file_beats_default_for_each_setting_on_its_own(tmp_path: Path) -> None:
    write_config(tmp_path, "refresh = 30\nlimit = 30\ntheme = 'file'\n")
    environ = {"LKTUI_REFRESH": "20", "LKTUI_LIMIT": "20"}
    loaded = load_settings(Flags(refresh=15.0), environ, tmp_path)
    assert (loaded.settings.refresh, loaded.settings.limit, loaded.settings.theme, loaded.settings.token_ttl) == (
        15.0,
        20,
        "file",
        600.0,
    )
    assert loaded.origins["refresh"] == "--refresh"
    assert loaded.origins["limit"] == "LKTUI_LIMIT"
    assert loaded.origins["theme"] == "~/.config/lktui/config.toml: theme"
    assert loaded.origins["token_ttl"] == "default"


def test_every_setting_can_come_from_the_file(tmp_path: Path) -> None:
    write_config(
        tmp_path,
        "refresh = 2.5\nlimit = 7\ntoken_ttl = 60\nutc = true\ntheme = 'nord'\nserver_url = 'https://x.example/api/'\n"
        "max_sessions = 9\nbudget = 30\ndefault_profile = 'a'\nascii = true\nmouse = false\n"
        "[profiles.a]\n[profiles.b]\n",
    )
    first = (2.5, 7, 60.0, True, "nord", "https://x.example/api", 9, 30, "a")
    assert settings(tmp_path, {}) == Settings(*first, ascii=True, mouse=False)


def test_every_variable_sets_its_setting(tmp_path: Path) -> None:
    environ = {
        "LKTUI_REFRESH": "0",
        "LKTUI_LIMIT": "1000",
        "LKTUI_TOKEN_TTL": "86400",
        "LKTUI_UTC": "yes",
        "LKTUI_THEME": "nord",
        "LKTUI_SERVER_URL": "https://x.example",
        "LKTUI_MAX_SESSIONS": "0",
        "LKTUI_BUDGET": "6",
        "LKTUI_ASCII": "1",
        "LKTUI_MOUSE": "0",
    }
    first = (0.0, 1000, 86400.0, True, "nord", "https://x.example", 0, 6)
    assert settings(tmp_path, environ) == Settings(*first, ascii=True, mouse=False)


def test_every_flag_sets_its_setting(tmp_path: Path) -> None:
    looks = Flags(utc=False, theme="t", ascii=False, mouse=False)
    flags = looks._replace(refresh=3.0, limit=2, token_ttl=30.0, server_url="https://y.example")
    first = (3.0, 2, 30.0, False, "t", "https://y.example")
    assert settings(tmp_path, {"LKTUI_UTC": "1"}, flags) == Settings(*first, ascii=False, mouse=False)


@pytest.mark.parametrize("value", ["", "   ", "\n"])
def test_an_empty_variable_counts_as_not_set(tmp_path: Path, value: str) -> None:
    names = (
        "LKTUI_REFRESH",
        "LKTUI_LIMIT",
        "LKTUI_TOKEN_TTL",
        "LKTUI_UTC",
        "LKTUI_THEME",
        "LKTUI_SERVER_URL",
        "LKTUI_CONFIG",
    )
    assert settings(tmp_path, dict.fromkeys(names, value)) == Settings()


def test_a_variable_is_stripped(tmp_path: Path) -> None:
    assert settings(tmp_path, {"LKTUI_LIMIT": " 5\n", "LKTUI_THEME": " nord\r\n"}) == Settings(limit=5, theme="nord")


@pytest.mark.parametrize(
    ("text", "value"),
    [(word, True) for word in ("1", "TRUE", "yes", "on")] + [(word, False) for word in ("0", "False", "no", "OFF")],
)
def test_utc_understands_the_usual_words(tmp_path: Path, text: str, value: bool) -> None:  # noqa: FBT001
    write_config(tmp_path, f"utc = {str(not value).lower()}")
    assert settings(tmp_path, {"LKTUI_UTC": text}).utc is value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LKTUI_REFRESH", "often"),
        ("LKTUI_REFRESH", "-1"),
        ("LKTUI_REFRESH", "nan"),
        ("LKTUI_REFRESH", "inf"),
        ("LKTUI_LIMIT", "0"),
        ("LKTUI_LIMIT", "1001"),
        ("LKTUI_LIMIT", "1.5"),
        ("LKTUI_LIMIT", "9" * 5000),
        ("LKTUI_TOKEN_TTL", "29"),
        ("LKTUI_TOKEN_TTL", "86401"),
        ("LKTUI_TOKEN_TTL", "nan"),
        ("LKTUI_UTC", "maybe"),
        ("LKTUI_SERVER_URL", "cloud-api.livekit.io"),
    ],
)
def test_a_bad_variable_is_an_error_that_names_it(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_settings(Flags(), {name: text}, tmp_path)
    assert raised.value.what.startswith(f"{name}: must be ")


def test_a_bad_variable_is_no_obstacle_when_a_flag_stands_in_for_it(tmp_path: Path) -> None:
    assert settings(tmp_path, {"LKTUI_LIMIT": "many"}, Flags(limit=5)).limit == 5


@pytest.mark.parametrize(
    ("flags", "name"),
    [
        (Flags(refresh=math.nan), "--refresh"),
        (Flags(refresh=-math.inf), "--refresh"),
        (Flags(limit=0), "--limit"),
        (Flags(token_ttl=1.0), "--ttl"),
        (Flags(theme=""), "--theme"),
        (Flags(server_url="ftp://x"), "--server-url"),
    ],
)
def test_a_bad_flag_is_an_error_that_names_it(tmp_path: Path, flags: Flags, name: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_settings(flags, {}, tmp_path)
    assert raised.value.what.startswith(f"{name}: must ")


@pytest.mark.parametrize("text", ["0", "0.0", "-0.0"])
def test_refresh_0_means_by_hand(tmp_path: Path, text: str) -> None:
    loaded = load_settings(Flags(), {"LKTUI_REFRESH": text}, tmp_path)
    assert str(loaded.settings.refresh) == "0.0"
    assert loaded.warnings == ()


@pytest.mark.parametrize("seconds", [5e-324, 0.5, 1.999])
def test_refresh_below_the_floor_is_raised_to_it_with_a_warning(tmp_path: Path, seconds: float) -> None:
    loaded = load_settings(Flags(refresh=seconds), {}, tmp_path)
    assert loaded.settings.refresh == 2
    assert loaded.warnings == ("--refresh: raised to 2 seconds, the shortest interval",)


def test_refresh_at_the_floor_is_kept_as_it_is(tmp_path: Path) -> None:
    loaded = load_settings(Flags(refresh=2.0), {}, tmp_path)
    assert (loaded.settings.refresh, loaded.warnings) == (2.0, ())


def test_a_warning_about_a_value_that_is_not_used_is_not_shown(tmp_path: Path) -> None:
    write_config(tmp_path, "refresh = 1")
    assert load_settings(Flags(), {}, tmp_path).warnings == (
        "~/.config/lktui/config.toml: refresh: raised to 2 seconds, the shortest interval",
    )
    assert load_settings(Flags(refresh=5.0), {}, tmp_path).warnings == ()


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("https://cloud-api.livekit.io/", "https://cloud-api.livekit.io"),
        ("HTTPS://x.example:8443/base/path//", "https://x.example:8443/base/path"),
        ("https://[2001:db8::1]:443", "https://[2001:db8::1]:443"),
    ],
)
def test_server_url_may_have_a_base_path_and_loses_its_trailing_slash(tmp_path: Path, typed: str, used: str) -> None:
    loaded = load_settings(Flags(server_url=typed), {}, tmp_path)
    assert (loaded.settings.server_url, loaded.warnings) == (used, ())


@pytest.mark.parametrize(
    "url",
    [
        "",
        "x.example",
        "//x.example",
        "https://",
        "https:///path",
        "https://:443",
        "https://user@x.example",
        "https://user:hunter2@x.example",
        "https://x.example/?a=1",
        "https://x.example/?",
        "https://x.example/#a",
        "https://x.example#",
        "https://x.example:99999",
        "https://x.example:0",
        "https://x.example:port",
        "https://a..b",
        "https://[::1",
        "https://[::zz]",
        "https://[v1.x]",
        "https://x y",
        "https://x\n.example",
        "https://ex\u00e4mple",
        "https://x\\y",
        f"https://{'a' * 64}.example",
        "wss://x.example",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_server_url_must_be_http_with_a_host_and_no_user_query_or_fragment(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_settings(Flags(server_url=url), {}, tmp_path)
    assert raised.value.what.startswith("--server-url: must ")
    assert "hunter2" not in str(raised.value)


def test_http_to_another_machine_warns_that_the_token_would_travel_unencrypted(tmp_path: Path) -> None:
    loaded = load_settings(Flags(server_url="http://x.example"), {}, tmp_path)
    assert loaded.settings.server_url == "http://x.example"
    assert loaded.warnings == ("--server-url: http: the token would travel unencrypted to x.example",)


@pytest.mark.parametrize("host", ["localhost", "localhost.", "a.localhost", "127.0.0.1", "127.1.2.3:8000", "[::1]:80"])
def test_http_to_this_machine_is_fine(tmp_path: Path, host: str) -> None:
    assert load_settings(Flags(server_url=f"http://{host}"), {}, tmp_path).warnings == ()


@pytest.mark.parametrize("host", ["localhost.example", "127.0.0.1.example", "10.0.0.1", "[2001:db8::1]", "0.0.0.0"])
def test_http_to_what_only_looks_like_this_machine_warns(tmp_path: Path, host: str) -> None:
    (warning,) = load_settings(Flags(server_url=f"http://{host}"), {}, tmp_path).warnings
    assert "unencrypted" in warning


def test_the_table_of_settings_is_whole() -> None:
    rows = table(Settings)
    assert [row.name for row in rows] == list(Settings._fields)
    defaults = Settings()
    flags = set(Flags._fields)
    for row in rows:
        assert row.default == getattr(defaults, row.name)
        assert row.rule.meaning
        assert row.rule.kind
        assert row.rule.variable in {None, f"LKTUI_{row.name.upper()}"}
        assert row.rule.flag is None or row.name in flags
        if row.default is not None:
            assert row.rule.accept(row.default).value == row.default
            assert type(row.rule.accept(row.default).value) is type(row.default)


def test_load_gives_settings_without_credentials_when_they_are_not_asked_for(tmp_path: Path) -> None:
    configuration = load(Flags(), {}, tmp_path, with_credentials=False)
    assert configuration.credentials is None
    assert configuration.config_path is None


def test_load_gives_settings_credentials_warnings_and_the_path_together(tmp_path: Path) -> None:
    path = write_config(tmp_path, "refresh = 1\n[profiles.a]\napi_key='k'\napi_secret='s'\nproject_id='x'\n")
    configuration = load(Flags(), {}, tmp_path)
    assert configuration.config_path == path
    assert configuration.credentials is not None
    assert configuration.credentials.project_id == "x"
    assert [warning.split(": ")[1] for warning in configuration.warnings] == ["refresh", "profiles.a.project_id"]
