"""config.toml: where it lies, and what is refused in it, by name."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs
import pytest

from lktui.config.config_file import ConfigFile, locate, read_config_file
from lktui.config.configuration import load_settings
from lktui.config.settings import Flags
from lktui.errors import ConfigError

NAME = "~/.config/lktui/config.toml"


def write_config(home: Path, text: str | bytes, mode: int = 0o600) -> Path:
    path = home / ".config" / "lktui" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return path


def read(home: Path) -> ConfigFile:
    return read_config_file(None, {}, home)


def refusal(home: Path, text: str | bytes) -> ConfigError:
    write_config(home, text)
    with pytest.raises(ConfigError) as raised:
        read(home)
    assert raised.value.what.startswith(f"{NAME}: ")
    assert raised.value.__cause__ is None
    return raised.value


# Where it lies


def test_the_flag_beats_the_variable_beats_the_default_path(tmp_path: Path) -> None:
    write_config(tmp_path, "limit = 1")
    for limit, name in ((2, "variable.toml"), (3, "flag.toml")):
        (tmp_path / name).write_text(f"limit = {limit}")
    environ = {"LKTUI_CONFIG": str(tmp_path / "variable.toml")}
    assert load_settings(Flags(), {}, tmp_path).settings.limit == 1
    assert load_settings(Flags(), environ, tmp_path).settings.limit == 2
    assert load_settings(Flags(config=tmp_path / "flag.toml"), environ, tmp_path).settings.limit == 3


def test_a_tilde_that_the_shell_left_is_the_home(tmp_path: Path) -> None:
    assert locate(Path("~/x.toml"), {}, tmp_path)[0] == tmp_path / "x.toml"
    assert locate(None, {"LKTUI_CONFIG": "~/y.toml"}, tmp_path)[0] == tmp_path / "y.toml"


@pytest.mark.parametrize("name", ["XDG_CONFIG_HOME", "none"])
def test_xdg_config_home_stands_in_for_the_home_config_folder(tmp_path: Path, name: str) -> None:
    xdg = tmp_path / "xdg"
    (xdg / "lktui").mkdir(parents=True)
    write_config(tmp_path, "")
    expected = xdg if name == "XDG_CONFIG_HOME" else tmp_path / ".config"
    assert locate(None, {name: str(xdg)}, tmp_path) == (expected / "lktui" / "config.toml", None)


@pytest.mark.parametrize("value", ["", "relative/path"])
def test_an_empty_or_relative_xdg_config_home_is_ignored(tmp_path: Path, value: str) -> None:
    path, _ = locate(None, {"XDG_CONFIG_HOME": value}, tmp_path)
    assert path == tmp_path / ".config" / "lktui" / "config.toml"


def test_on_macos_the_home_config_folder_is_used_if_it_exists_else_what_platformdirs_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def user_config_dir(appname: str, appauthor: bool) -> str:  # noqa: FBT001
        assert appauthor is False
        return f"/Library/{appname}"

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platformdirs, "user_config_dir", user_config_dir)
    assert locate(None, {}, tmp_path)[0] == Path("/Library/lktui/config.toml")
    (tmp_path / ".config" / "lktui").mkdir(parents=True)
    assert locate(None, {}, tmp_path)[0] == tmp_path / ".config" / "lktui" / "config.toml"


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="there the user's own folder is asked for")
def test_elsewhere_the_home_config_folder_is_what_platformdirs_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for environ in ({}, {"XDG_CONFIG_HOME": str(tmp_path / "xdg")}):
        monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        assert locate(None, environ, tmp_path)[0] == Path(platformdirs.user_config_dir("lktui")) / "config.toml"


def test_no_file_at_the_default_path_is_fine(tmp_path: Path) -> None:
    file = read(tmp_path)
    assert (file.exists, dict(file.values), dict(file.profiles), file.warnings) == (False, {}, {}, ())


def test_a_file_in_place_of_the_config_folder_is_as_if_there_were_none(tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("")
    assert not read(tmp_path).exists


@pytest.mark.parametrize("by", ["--config", "LKTUI_CONFIG"])
def test_a_file_that_was_asked_for_must_exist(tmp_path: Path, by: str) -> None:
    path = tmp_path / "absent.toml"
    flag, environ = (path, {}) if by == "--config" else (None, {by: str(path)})
    with pytest.raises(ConfigError) as raised:
        read_config_file(flag, environ, tmp_path)
    assert raised.value.what == "~/absent.toml: no such file"
    assert by in raised.value.todo


def test_a_folder_is_no_config_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder, not a file"):
        read_config_file(tmp_path, {}, tmp_path)


def test_an_unreadable_file_is_an_error_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_config(tmp_path, "")

    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ConfigError) as raised:
        read(tmp_path)
    assert raised.value.what == f"{NAME}: can't be read: Permission denied"


def test_a_closed_folder_above_the_file_is_an_error_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **options: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(tmp_path))
    monkeypatch.setattr(Path, "exists", refuse)
    assert locate(None, {}, tmp_path)[0] == tmp_path / "config.toml"


def test_a_path_with_a_nul_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no path"):
        read_config_file(Path("a\0b"), {}, tmp_path)


def test_a_name_of_a_file_that_a_terminal_would_obey_is_escaped(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        read_config_file(tmp_path / "a\x1b[31m\u202e\udce4.toml", {}, tmp_path)
    assert raised.value.what == r"~/a\x1b[31m\u202e\udce4.toml: no such file"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs /dev/zero")
def test_an_endless_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="larger than 1 MiB"):
        read_config_file(Path("/dev/zero"), {}, tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_may_be_given_as_the_file(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"limit = 5")
    os.close(writer)
    try:
        path = Path(f"/dev/fd/{reader}")
        if path.exists():
            assert load_settings(Flags(config=path), {}, tmp_path).settings.limit == 5
    finally:
        os.close(reader)


def test_the_file_is_only_ever_read(tmp_path: Path) -> None:
    path = write_config(tmp_path, "limit = 5\n[profiles.a]\napi_key='k'\n", 0o444)
    before = (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode)
    read(tmp_path)
    assert (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) == before
    assert [entry.name for entry in path.parent.iterdir()] == ["config.toml"]


def test_nothing_is_made_where_there_is_nothing(tmp_path: Path) -> None:
    read(tmp_path)
    assert list(tmp_path.iterdir()) == []


# What is in it


def test_an_empty_file_and_one_with_a_byte_order_mark_are_fine(tmp_path: Path) -> None:
    write_config(tmp_path, "")
    assert read(tmp_path).exists
    write_config(tmp_path, b"\xef\xbb\xbflimit = 5\r\n")
    assert load_settings(Flags(), {}, tmp_path).settings.limit == 5


def test_an_unknown_key_is_an_error_that_names_file_key_and_the_nearest_valid_one(tmp_path: Path) -> None:
    error = refusal(tmp_path, "refersh = 5")
    assert error.what == f"{NAME}: unknown key refersh"
    assert error.todo == "Did you mean refresh?"
    assert error.exit_code == 2


@pytest.mark.parametrize("key", ["Server-URL", "server_ulr", "serverurl"])
def test_the_nearest_key_is_found_through_case_and_dashes(tmp_path: Path, key: str) -> None:
    assert refusal(tmp_path, f"{key} = 5").todo == "Did you mean server_url?"


def test_an_unknown_key_with_nothing_near_lists_the_known_ones(tmp_path: Path) -> None:
    assert "refresh, limit, token_ttl, utc, theme, server_url" in refusal(tmp_path, "zzzzz = 5").todo


def test_an_unknown_key_of_a_profile_is_named_with_its_profile(tmp_path: Path) -> None:
    error = refusal(tmp_path, "[profiles.prod]\napi_secert = 'hunter2'")
    assert error.what == f"{NAME}: unknown key profiles.prod.api_secert"
    assert error.todo == "Did you mean profiles.prod.api_secret?"
    assert "hunter2" not in str(error)


def test_a_key_of_a_profile_at_the_top_says_where_it_belongs(tmp_path: Path) -> None:
    assert "[profiles.NAME]" in refusal(tmp_path, "api_secret = 'hunter2'").todo


def test_an_unknown_key_that_a_terminal_would_obey_is_escaped(tmp_path: Path) -> None:
    assert refusal(tmp_path, '"a\\u001b[31m" = 5').what.endswith(r"unknown key a\x1b[31m")


def test_an_unknown_key_without_end_is_cut(tmp_path: Path) -> None:
    assert refusal(tmp_path, f"{'k' * 5000} = 5").what.endswith(f"unknown key {'k' * 59}…")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("refresh = '10'", "refresh: must be a number, not text"),
        ("refresh = true", "refresh: must be a number, not true or false"),
        ("limit = true", "limit: must be a whole number, not true or false"),
        ("limit = 1.0", "limit: must be a whole number, not a number"),
        ("utc = 1", "utc: must be true or false, not a number"),
        ("utc = 'yes'", "utc: must be true or false, not text"),
        ("theme = ['a']", "theme: must be text, not a list"),
        ("theme = ''", "theme: must not be empty"),
        ("theme = 1979-05-27", "theme: must be text, not a date or time"),
        ("server_url = {}", "server_url: must be text, not a table"),
        ("default_profile = ''", "default_profile: must not be empty"),
        ("refresh = -1", "refresh: must be 0 (by hand) or a number of seconds from 2 to 86400"),
        ("refresh = nan", "refresh: must be 0 (by hand) or a number of seconds from 2 to 86400"),
        ("refresh = inf", "refresh: must be 0 (by hand) or a number of seconds from 2 to 86400"),
        ("refresh = 1e999", "refresh: must be 0 (by hand) or a number of seconds from 2 to 86400"),
        (f"refresh = 1{'0' * 400}", "refresh: is too large"),
        ("limit = 0", "limit: must be a whole number from 1 to 1000"),
        ("limit = 1001", "limit: must be a whole number from 1 to 1000"),
        ("token_ttl = 29", "token_ttl: must be a number of seconds from 30 to 86400"),
        ("token_ttl = nan", "token_ttl: must be a number of seconds from 30 to 86400"),
        ("profiles = 5", "profiles: must be tables [profiles.NAME]"),
        ("[[profiles]]", "profiles: must be tables [profiles.NAME]"),
        ("profiles.prod = 5", "profiles.prod: must be a table [profiles.NAME]"),
        ("profiles.prod.api_key = 5", "profiles.prod.api_key: must be text, not a number"),
        (
            "profiles.prod.project_id = 'a/b'",
            "profiles.prod.project_id: must be a project id: letters, digits, _ and - only, such as p_abc123",
        ),
    ],
)
def test_a_wrong_type_or_value_is_an_error_that_names_file_and_key(tmp_path: Path, line: str, problem: str) -> None:
    assert refusal(tmp_path, line).what == f"{NAME}: {problem}"


@pytest.mark.parametrize("number", ["0", "2", "10", "2.5"])
def test_a_number_may_be_whole_or_not(tmp_path: Path, number: str) -> None:
    write_config(tmp_path, f"refresh = {number}")
    assert load_settings(Flags(), {}, tmp_path).settings.refresh == float(number)


def test_the_file_is_checked_even_where_a_flag_stands_in(tmp_path: Path) -> None:
    write_config(tmp_path, "limit = 5000")
    with pytest.raises(ConfigError):
        load_settings(Flags(limit=5), {}, tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("limit = 5\nlimit", "at its end: Expected '=' after a key in a key/value pair"),
        ("limit = 5\nutc true\n", "line 2, column 5: Expected '=' after a key in a key/value pair"),
        ("limit = 5\nlimit = 6\n", "line 2, column 10: Cannot overwrite a value"),
        ("[profiles.a]\n[profiles.a]\n", "line 2, column 12: Cannot declare … twice"),
        (f"limit = {'9' * 5000}", "Exceeds the limit"),
        (f"limit = {'[' * 50000}", "nested too deeply"),
    ],
)
def test_a_syntax_error_names_the_line(tmp_path: Path, text: str, problem: str) -> None:
    assert refusal(tmp_path, text).what.startswith(f"{NAME}: {problem}")


@pytest.mark.parametrize(
    "text",
    [
        "[profiles.a]\napi_secret = hunter2",
        "[profiles.a]\napi_secret = 'hunter2\n",
        '[profiles.a]\napi_secret = "hunter2\n',
        '[profiles.a]\napi_secret = "hun\\ter2\\q"\n',
        "a = {hunter2 = 1, hunter2 = 2}",
        'a = {"hunter2\'\\"" = 1, "hunter2\'\\"" = 2}',
        "[hunter2]\n[hunter2]",
        '["hunter2)"]\n["hunter2)"]',
        "a = {}\n[a.hunter2]",
        "[a]\nhunter2.b = 1\n[a.hunter2]\n",
    ],
)
def test_a_syntax_error_shows_nothing_of_the_file(tmp_path: Path, text: str) -> None:
    error = refusal(tmp_path, text)
    assert "hunter2" not in str(error) + repr(error)


def test_what_is_not_utf_8_names_the_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, b"limit = 5\ntheme = '\xe4'\n").what == f"{NAME}: line 2: not UTF-8 text"


# Profiles


def test_the_default_profile_is_the_one_named(tmp_path: Path) -> None:
    write_config(tmp_path, "default_profile = 'b'\n[profiles.a]\n[profiles.b]\n")
    assert read(tmp_path).default_profile == "b"


def test_the_only_profile_is_the_default(tmp_path: Path) -> None:
    write_config(tmp_path, "[profiles.a]\n")
    assert read(tmp_path).default_profile == "a"


def test_several_profiles_have_no_default_of_their_own(tmp_path: Path) -> None:
    write_config(tmp_path, "[profiles.a]\n[profiles.b]\n")
    assert read(tmp_path).default_profile is None


def test_a_default_profile_that_is_none_is_an_error_with_the_nearest_name(tmp_path: Path) -> None:
    error = refusal(tmp_path, "default_profile = 'prd'\n[profiles.prod]\n[profiles.staging]\n")
    assert error.what == f"{NAME}: default_profile: there is no profile prd"
    assert error.todo == "Did you mean prod?"


@pytest.mark.parametrize(
    ("profiles", "todo"), [("[profiles.prod]", "It has: prod."), ("", "It has no table [profiles.NAME].")]
)
def test_a_default_profile_near_none_lists_what_there_is(tmp_path: Path, profiles: str, todo: str) -> None:
    assert refusal(tmp_path, f"default_profile = 'zzz'\n{profiles}").todo == todo


def test_empty_values_of_a_profile_count_as_missing_and_others_are_stripped(tmp_path: Path) -> None:
    write_config(tmp_path, "[profiles.a]\nproject_id = ''\napi_key = ' k '\napi_secret = '\\n'\n".replace("'", '"'))
    profile = read(tmp_path).profiles["a"]
    assert (profile.project_id, profile.api_key, profile.api_secret) == (None, "k", None)


@pytest.mark.parametrize("field", ["api_key", "api_secret", "token"])
@pytest.mark.parametrize("value", ["hun\\nter2", "hunter2\\u00e4", "hun\\u0000ter2", "hunter2\\u007f!"])
def test_a_key_secret_or_token_with_a_line_break_or_beyond_ascii_is_refused_without_showing_it(
    tmp_path: Path, field: str, value: str
) -> None:
    error = refusal(tmp_path, f'[profiles.a]\n{field} = "{value}"')
    assert error.what.startswith(f"{NAME}: profiles.a.{field}: holds a line break or another character")
    assert "ter2" not in str(error)


# Who may read it


@pytest.mark.skipif(os.name != "posix", reason="no such rights")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
@pytest.mark.parametrize("secret", ["api_secret", "token"])
def test_a_file_with_secrets_that_group_or_others_can_read_gets_a_warning(
    tmp_path: Path, mode: int, secret: str
) -> None:
    write_config(tmp_path, f"[profiles.a]\n{secret} = 'hunter2'", mode)
    assert read(tmp_path).warnings == (f"{NAME} holds secrets and can be read by others: chmod 600 {NAME}",)


@pytest.mark.skipif(os.name != "posix", reason="no such rights")
def test_the_command_in_the_warning_can_be_pasted_for_a_path_with_spaces(tmp_path: Path) -> None:
    path = tmp_path / "my files" / "config.toml"
    path.parent.mkdir()
    path.write_text("[profiles.a]\ntoken = 'hunter2'")
    path.chmod(0o644)
    (warning,) = read_config_file(path, {}, tmp_path).warnings
    assert warning.startswith("~/my files/config.toml holds secrets")
    assert warning.endswith(f"chmod 600 '{path}'")


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("limit = 5", 0o644),
        ("[profiles.a]\napi_key = 'k'\nproject_id = 'p_1'", 0o644),
        ("[profiles.a]\napi_secret = 's'", 0o600),
        ("[profiles.a]\napi_secret = 's'", 0o400),
    ],
)
def test_a_file_without_secrets_or_for_its_owner_alone_gets_none(tmp_path: Path, text: str, mode: int) -> None:
    write_config(tmp_path, text, mode)
    assert read(tmp_path).warnings == ()
