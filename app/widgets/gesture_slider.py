"""A slider whose movements belong together: one drag, or one burst of keys or wheel, is one gesture."""

from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtWidgets import QSlider, QWidget

BURST_MS: Final = 700
"""Keys and wheel closer together than this are one gesture."""


class GestureSlider(QSlider):
    """Whole numbers, horizontally. State comes down by `set_shown`; what a person does goes up as `edited`."""

    edited = Signal(int, int)
    """Value and number of the gesture."""

    def __init__(self, low: int, high: int, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(low, high)
        self.setSingleStep(1)
        self.setPageStep((high - low) // 10)
        self.setAccessibleName(name)
        self._gesture = 0
        self._burst = QTimer(self, singleShot=True, interval=BURST_MS)
        self.sliderPressed.connect(self._begin)
        self.valueChanged.connect(self._changed)

    def set_shown(self, value: int) -> None:
        """Show a value that came from elsewhere."""
        if value != self.value():
            with QSignalBlocker(self):
                self.setValue(value)
            self.update()

    def _begin(self) -> None:
        self._gesture += 1

    def _changed(self, value: int) -> None:
        if not self.isSliderDown():
            if not self._burst.isActive():
                self._gesture += 1
            self._burst.start()
        self.edited.emit(value, self._gesture)
