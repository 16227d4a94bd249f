"""Buttons take the focus from Tab, never from a click: the space bar is the sustain pedal."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget


def focus_buttons_by_tab(window: QWidget) -> None:
    """Let Tab reach every button of a window, and of buttons that exclude each other the one that is down."""
    for button in window.findChildren(QAbstractButton):
        button.setFocusPolicy(button.focusPolicy() & Qt.FocusPolicy.TabFocus)
    for group in window.findChildren(QButtonGroup):
        for button in group.buttons():
            _follow(button, down=button.isChecked())
        group.buttonToggled.connect(lambda button, down: _follow(button, down=down))


def _follow(button: QAbstractButton, *, down: bool) -> None:
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus if down else Qt.FocusPolicy.NoFocus)
