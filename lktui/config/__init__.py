"""Where settings and credentials come from: flags, environment, config.toml, lk's file; used by `cli` alone."""

from __future__ import annotations

from lktui.config.alerts import AlertSetting
from lktui.config.config_file import ConfigFile, locate
from lktui.config.configuration import Configuration, LoadedSettings, load, load_settings
from lktui.config.credentials import Credentials, FoundCredentials, find_credentials
from lktui.config.findings import FindingSettings
from lktui.config.keys import KeySetting
from lktui.config.profile import Profile
from lktui.config.settings import Flags, Settings

__all__ = [
    "AlertSetting",
    "ConfigFile",
    "Configuration",
    "Credentials",
    "FindingSettings",
    "Flags",
    "FoundCredentials",
    "KeySetting",
    "LoadedSettings",
    "Profile",
    "Settings",
    "find_credentials",
    "load",
    "load_settings",
    "locate",
]
