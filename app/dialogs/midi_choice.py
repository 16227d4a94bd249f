"""Which MIDI inputs play: all of them, or those that are ticked."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

NONE_FOUND: Final = "No MIDI input was found. One that is plugged in later plays at once."
LIST_HEIGHT: Final = 96


class MidiChoice(QWidget):
    """A tick for all inputs; without it, a tick for each."""

    def __init__(self, chosen: tuple[str, ...] | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.all = QCheckBox("all that are plugged in")
        self.all.setChecked(chosen is None)
        self.list = QListWidget()
        self.list.setAccessibleName("MIDI inputs")
        self.list.setMaximumHeight(LIST_HEIGHT)
        self._note = QLabel("Looking for MIDI inputs…", wordWrap=True)
        self._note.setProperty("role", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        for widget in (self.all, self.list, self._note):
            column.addWidget(widget)
        self._fill(chosen or (), ticked=frozenset(chosen or ()))
        self.all.toggled.connect(self._show)
        self._show()

    @property
    def chosen(self) -> tuple[str, ...] | None:
        """Names of the ticked inputs; None for all."""
        if self.all.isChecked():
            return None
        return tuple(self._ticked())

    def set_inputs(self, names: Sequence[str], problem: str = "") -> None:
        """Offer these; what was ticked stays, there or not."""
        ticked = frozenset(self._ticked())
        self._fill([*names, *sorted(ticked - set(names))], ticked=ticked)
        self._note.setText(problem or ("" if names else NONE_FOUND))
        self._show()

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.all.setAccessibleName(f"{name}: all that are plugged in")

    def _ticked(self) -> list[str]:
        items = (self.list.item(row) for row in range(self.list.count()))
        return [item.text() for item in items if item.checkState() is Qt.CheckState.Checked]

    def _fill(self, names: Sequence[str], *, ticked: frozenset[str]) -> None:
        self.list.clear()
        for name in dict.fromkeys(names):
            item = QListWidgetItem(name, self.list)
            item.setCheckState(Qt.CheckState.Checked if name in ticked else Qt.CheckState.Unchecked)

    def _show(self) -> None:
        self.list.setVisible(not self.all.isChecked() and self.list.count() > 0)
        self._note.setVisible(bool(self._note.text()))
