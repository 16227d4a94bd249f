"""Where the program keeps things: settings, presets, session, log. One place each, by system custom."""

from pathlib import Path
from typing import Final

import platformdirs

_NAME: Final = "bouba"


def settings_file() -> Path:
    """The settings, JSON."""
    return Path(platformdirs.user_config_dir(_NAME, appauthor=False)) / "settings.json"


def session_file() -> Path:
    """The work in progress, for the next start and after a crash."""
    return _data() / "session.json"


def session_lock() -> Path:
    """Held by the program that writes the session: a second one must not write over it."""
    return _data() / "session.lock"


def preset_folder() -> Path:
    """The player's own presets."""
    return _data() / "presets"


def map_folder() -> Path:
    """The player's own maps."""
    return _data() / "maps"


def take_folder() -> Path:
    """Sounds that were recorded on the page Scene, with their pictures."""
    return _data() / "takes"


def unsaved_folder() -> Path:
    """Work that was replaced before it was saved."""
    return _data() / "unsaved"


def pictures_folder() -> Path:
    """The player's pictures, as the system says; it may not be there."""
    return Path(platformdirs.user_pictures_dir())


def videos_folder() -> Path:
    """The player's films, as the system says; it may not be there."""
    return Path(platformdirs.user_videos_dir())


def documents_folder() -> Path:
    """The player's documents, as the system says; it may not be there."""
    return Path(platformdirs.user_documents_dir())


def music_folder() -> Path:
    """The player's music, as the system says; it may not be there."""
    return Path(platformdirs.user_music_dir())


def log_file() -> Path:
    """Traces of failures that nobody expected."""
    return Path(platformdirs.user_log_dir(_NAME, appauthor=False)) / "errors.log"


def home_variables(home: Path) -> dict[str, str]:
    """Environment variables that give a process another, empty home folder, on every system."""
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("CONFIG", "DATA", "CACHE", "STATE")}
    windows = {"USERPROFILE": str(home), "WIN_PD_OVERRIDE_LOCAL_APPDATA": str(home / "local")}
    return {"HOME": str(home), **folders, **windows}


def _data() -> Path:
    return Path(platformdirs.user_data_dir(_NAME, appauthor=False))
