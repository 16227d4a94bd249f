"""Asks for the display before Qt does: Qt ends the process without a word a person could use."""

import ctypes
import ctypes.util
import os
import sys
from collections.abc import Mapping

_ADVICE = "The command line works without one: see bouba --help."


def display_problem(environment: Mapping[str, str] = os.environ) -> str:
    """One sentence about why no window can open, or "" when one can."""
    if sys.platform != "linux" or environment.get("QT_QPA_PLATFORM"):
        return ""
    if environment.get("WAYLAND_DISPLAY"):
        return ""
    name = environment.get("DISPLAY", "")
    if not name:
        return f"There is no display to open a window on. {_ADVICE}"
    if not _x_answers(name):
        return f"The display {name} does not answer, so no window can open. {_ADVICE}"
    return ""


def _x_answers(name: str) -> bool:
    """Whether an X server answers at `name`; True when that cannot be asked."""
    library = ctypes.util.find_library("xcb") or "libxcb.so.1"
    try:
        xcb = ctypes.CDLL(library)
    except OSError:
        return True
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(name.encode(), None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)
