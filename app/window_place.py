"""Where the window was and how its pages were divided: kept in the settings, given back at the start."""

import base64
import binascii
from typing import Any, Final

from PySide6.QtCore import QByteArray, QSize, Qt

from app.main_window import MainWindow
from app.settings import Settings

FIRST_SIZE: Final = QSize(1440, 900)


def restore_place(window: MainWindow, settings: Settings) -> None:
    """Put the window where it was; the first time, as large as designed, or as the screen where that is smaller."""
    if not window.restoreGeometry(_decoded(settings.window)):
        room = window.screen().availableSize()
        window.resize(FIRST_SIZE.boundedTo(room))
        if room.width() <= FIRST_SIZE.width() or room.height() <= FIRST_SIZE.height():
            window.setWindowState(Qt.WindowState.WindowMaximized)  # the system knows how much its frame takes
    for name, splitter in window.play.splitters.items():
        splitter.restoreState(_decoded(settings.splitters.get(name, "")))


def place_of(window: MainWindow) -> dict[str, Any]:
    """The entries of the settings that `restore_place` reads."""
    splitters = {name: _encoded(splitter.saveState()) for name, splitter in window.play.splitters.items()}
    return {"window": _encoded(window.saveGeometry()), "splitters": splitters}


def _encoded(state: QByteArray) -> str:
    return base64.b64encode(bytes(state.data())).decode("ascii")


def _decoded(text: str) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return QByteArray()
