"""Keys by their place on the keyboard: a piano has its keys where they are, whatever the layout writes on them.

A place is named by what a US keyboard has there. Systems count places in their own way:

- Linux, X11 and Wayland: the evdev code and 8;
- Windows: the scan code of set 1, which is the evdev code for every key used here;
- macOS: the virtual key code (`kVK_ANSI_A` and so on in Carbon's HIToolbox/Events.h); Qt gives 1 as scan code.
"""

import sys
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

KEYS: Final = (
    Qt.Key.Key_A, Qt.Key.Key_W, Qt.Key.Key_S, Qt.Key.Key_E, Qt.Key.Key_D, Qt.Key.Key_F, Qt.Key.Key_T,
    Qt.Key.Key_G, Qt.Key.Key_Y, Qt.Key.Key_H, Qt.Key.Key_U, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_O,
    Qt.Key.Key_L, Qt.Key.Key_P, Qt.Key.Key_Semicolon,
)  # fmt: skip
"""The computer keys of one octave and a bit, from C upwards in semitones."""
STEERING: Final = (Qt.Key.Key_Z, Qt.Key.Key_X, Qt.Key.Key_C, Qt.Key.Key_V)
"""The computer keys for octave down and up, softer and louder."""
FIRST_NOTE: Final = 48
X11_OFFSET: Final = 8

_EVDEV: Final = {
    20: Qt.Key.Key_T, 21: Qt.Key.Key_Y, 22: Qt.Key.Key_U, 24: Qt.Key.Key_O, 25: Qt.Key.Key_P,
    17: Qt.Key.Key_W, 18: Qt.Key.Key_E, 30: Qt.Key.Key_A, 31: Qt.Key.Key_S, 32: Qt.Key.Key_D,
    33: Qt.Key.Key_F, 34: Qt.Key.Key_G, 35: Qt.Key.Key_H, 36: Qt.Key.Key_J, 37: Qt.Key.Key_K,
    38: Qt.Key.Key_L, 39: Qt.Key.Key_Semicolon, 44: Qt.Key.Key_Z, 45: Qt.Key.Key_X, 46: Qt.Key.Key_C,
    47: Qt.Key.Key_V, 57: Qt.Key.Key_Space,
}  # fmt: skip
_MACOS: Final = {
    17: Qt.Key.Key_T, 16: Qt.Key.Key_Y, 32: Qt.Key.Key_U, 31: Qt.Key.Key_O, 35: Qt.Key.Key_P,
    13: Qt.Key.Key_W, 14: Qt.Key.Key_E, 0: Qt.Key.Key_A, 1: Qt.Key.Key_S, 2: Qt.Key.Key_D,
    3: Qt.Key.Key_F, 5: Qt.Key.Key_G, 4: Qt.Key.Key_H, 38: Qt.Key.Key_J, 40: Qt.Key.Key_K,
    37: Qt.Key.Key_L, 41: Qt.Key.Key_Semicolon, 6: Qt.Key.Key_Z, 7: Qt.Key.Key_X, 8: Qt.Key.Key_C,
    9: Qt.Key.Key_V, 49: Qt.Key.Key_Space,
}  # fmt: skip


def place_of(event: QKeyEvent, *, system: str = sys.platform) -> Qt.Key | None:
    """What a US keyboard has where this key is; None for a key that plays nothing.

    An event without a code, which no keyboard made, counts by its character.
    """
    code = event.nativeScanCode()
    if not code:
        return _BY_CHARACTER.get(event.key())
    if system == "darwin":
        return _MACOS.get(event.nativeVirtualKey())
    return _EVDEV.get(code if system == "win32" else code - X11_OFFSET)


_BY_CHARACTER: Final = {int(key): key for key in _EVDEV.values()}


def written_on(event: QKeyEvent) -> str:
    """What stands on the key of an event, in this person's layout; "" when the event does not tell."""
    character = chr(event.key()) if event.key() < Qt.Key.Key_Escape else ""  # above are keys without characters
    return "" if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else character.strip()


def letter(key: Qt.Key, written: Mapping[Qt.Key, str]) -> str:
    """What stands on a key as far as `written` says, else as on a US keyboard."""
    return written.get(key, chr(key))


def hints(octave: int, written: Mapping[Qt.Key, str]) -> dict[int, str]:
    """The letter of every note that the computer keyboard can play in this octave."""
    return {FIRST_NOTE + 12 * octave + step: letter(key, written) for step, key in enumerate(KEYS)}
