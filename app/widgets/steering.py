"""The tools that understand and steer the sound: a row of buttons, and the page of the one that is open."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget

from app.theme import GRID

PADDING: Final = "padding: 6px 2px;"


class SteeringButtons(QWidget):
    """Buttons side by side, alike in width: some open a tool, some do something at once."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GRID // 2)

    def add(self, text: str, tip: str, *, opens: bool) -> QPushButton:
        """One more button; one that `opens` something stays down while it is open."""
        button = QPushButton(text)
        button.setCheckable(opens)
        button.setToolTip(tip)
        button.setStyleSheet(PADDING)  # four words share the width of the column
        self._row.addWidget(button, 1)
        return button


class SteeringPages(QStackedWidget):
    """The usual page, or the page of the tool that is open: one at a time."""

    tool_shown = Signal(str)
    """Name of the tool that is open now, "" for none."""

    def __init__(self, usual: QWidget) -> None:
        super().__init__()
        self._buttons: dict[str, QPushButton] = {}
        self._pages: dict[str, QWidget] = {}
        self.addWidget(usual)

    @property
    def tool(self) -> str:
        """Name of the tool that is open, "" for none."""
        return next((name for name, page in self._pages.items() if page is self.currentWidget()), "")

    def add_tool(self, name: str, page: QWidget, button: QPushButton) -> None:
        """A page that a button opens and closes."""
        self._buttons[name], self._pages[name] = button, page
        self.addWidget(page)
        button.toggled.connect(lambda down: self._toggled(name, down=down))

    def show_tool(self, name: str) -> None:
        """Open a tool, or none with ""."""
        for other, button in self._buttons.items():
            if other != name:
                button.setChecked(False)
        if name:
            self._buttons[name].setChecked(True)

    def _toggled(self, name: str, *, down: bool) -> None:
        if down:
            self.setCurrentWidget(self._pages[name])
            for other, button in self._buttons.items():
                if other != name and button.isChecked():
                    button.setChecked(False)
            self.tool_shown.emit(name)
        elif self.tool == name:
            self.setCurrentIndex(0)
            self.tool_shown.emit("")
