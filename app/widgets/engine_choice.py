"""Which engine paints: one line each, with a few words on what it is."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from app.engine_names import ENGINE_NAMES, Quality
from app.theme import Accent, TextSize, mixed, text_font, theme_of

HEIGHT: Final = 30


class EngineLine(QAbstractButton):
    """One engine."""

    def __init__(self, engine: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.engine = engine
        name, self._words = ENGINE_NAMES[engine]
        self._measured = ""
        self.setText(name)
        self.setCheckable(True)
        self.setAccessibleName(f"paint with {name}")
        self.setAccessibleDescription(self._words)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_quality(self, quality: Quality | None) -> None:
        """How good it measured; None when that is not known."""
        self._measured = "" if quality is None else f" · {_percent(quality.real)}"
        told = self._words
        if quality is not None:
            told += (
                f": its pictures came {_percent(quality.real)} of the way from blurs of colour to photographs, "
                f"and a judge saw what sounded in {_percent(quality.right)} of them"
            )
        self.setToolTip(f"<p>{self.text()}, {told}</p>")
        self.setAccessibleDescription(told)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        coral = theme.accent(Accent.CORAL)
        ground = mixed(theme.raised, coral, 0.14) if self.isChecked() else theme.raised
        border = coral if self.isChecked() or self.hasFocus() else theme.faint if self.underMouse() else theme.raised
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(border if self.isEnabled() else theme.edge, 1.0))
        painter.setBrush(ground if self.isEnabled() else theme.panel)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7.0, 7.0)
        room = QRectF(self.rect()).adjusted(12.0, 0.0, -12.0, 0.0)
        painter.setFont(text_font(TextSize.NORMAL, QFont.Weight.DemiBold))
        painter.setPen(theme.text if self.isEnabled() else theme.secondary)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.setFont(text_font(TextSize.SMALL))
        painter.setPen(theme.secondary)
        words = f"{self._words}{self._measured}" if self.isEnabled() else "not installed"
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)


class EngineChoice(QWidget):
    """All engines, of which one is chosen."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = {engine: EngineLine(engine) for engine in ENGINE_NAMES}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for line in self.lines.values():
            self._group.addButton(line)
            column.addWidget(line)
            line.clicked.connect(lambda _checked=False, engine=line.engine: self.chosen.emit(engine))

    @property
    def current(self) -> str:
        """The chosen engine."""
        return next(engine for engine, line in self.lines.items() if line.isChecked())

    def set_quality(self, qualities: Mapping[str, Quality]) -> None:
        """How good each engine measured, as far as it is known."""
        for engine, line in self.lines.items():
            line.set_quality(qualities.get(engine))

    def set_engines(self, there: tuple[str, ...], current: str) -> None:
        """Which engines can paint, and which one is chosen."""
        for engine, line in self.lines.items():
            line.setEnabled(engine in there)
            line.setChecked(engine == current)


def _percent(share: float) -> str:
    return f"{100.0 * share:.0f} %"
