"""Where the program keeps things: settings, presets, session, log. One place each, by system custom."""

from pathlib import Path

import platformdirs

_NAME = "bouba"


def settings_file() -> Path:
    """The settings, JSON."""
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False)) / "settings.json"


def session_file() -> Path:
    """The work in progress, for the next start and after a crash."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "session.json"


def preset_folder() -> Path:
    """The player's own presets."""
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "presets"
