"""What the colours over the drawing mean, in a line of words."""

from dataclasses import dataclass
from html import escape
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from app.theme import GRID, Accent, theme_of

CLOSE_SIDE: Final = 24


@dataclass(frozen=True, slots=True)
class Legend:
    """A knob and what coral and cyan ink do to it; `note` is said where there is no colour."""

    knob: str = ""
    up: str = ""
    down: str = ""
    note: str = ""

    def words(self, coral: str = "coral parts", cyan: str = "cyan parts") -> str:
        """One line: "filter 1 cutoff: coral parts open it, cyan parts close it"."""
        parts = [f"{name} {does}" for name, does in ((coral, self.up), (cyan, self.down)) if does]
        return ": ".join(filter(None, (self.knob, self.note or ", ".join(parts))))


class HeatLegend(QWidget):
    """The words, and a button that ends the asking."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._legend = Legend()
        self._label = QLabel()
        self._label.setProperty("role", "small")
        self._label.setTextFormat(Qt.TextFormat.RichText)
        self._label.setWordWrap(True)
        self._label.setMinimumWidth(1)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        close = QToolButton()
        close.setText("✕")
        close.setProperty("role", "quiet")
        close.setFixedSize(CLOSE_SIDE, CLOSE_SIDE)
        close.setStyleSheet("padding: 0;")
        close.setToolTip("Stop asking why")
        close.setAccessibleName("stop asking why")
        close.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._label, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    @property
    def words(self) -> str:
        """The line that is shown, without colours."""
        return self._legend.words()

    def set_legend(self, legend: Legend) -> None:
        """Say what is seen now."""
        if legend != self._legend:
            self._legend = legend
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        theme, it = theme_of(self.palette()), self._legend
        plain = Legend(f"<b>{escape(it.knob)}</b>" if it.knob else "", escape(it.up), escape(it.down), escape(it.note))
        coral, cyan = (_in(theme.accent(accent), f"{accent.value} parts") for accent in (Accent.CORAL, Accent.CYAN))
        self._label.setText(plain.words(coral, cyan))
        self._label.setAccessibleName(it.words())
        self.setAccessibleName(it.words())


def _in(colour: QColor, words: str) -> str:
    return f'<span style="color:{colour.name()}; font-weight:600">{words}</span>'
