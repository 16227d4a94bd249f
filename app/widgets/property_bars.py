"""What is measured in the drawing, as quiet bars: the most telling ones where there is little room."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import GAP, Accent, TextSize, Theme, mixed, text_font, theme_of
from models.sketch_to_patch.geometry import EMPTY, Geometry
from models.sketch_to_patch.why_words import PROPERTIES, Property

BAR_HEIGHT: Final = 21
ROW_GAP: Final = 6
LOWEST: Final = 26
"""Two lines of small text: the legend of a heat map takes the place of the bars and nothing moves."""
NARROWEST: Final = 66
"""A bar with its label, in pixels."""
_LINE: Final = 14.0
_TRACK: Final = 4.0

COLOURS: Final[Mapping[str, Accent | None]] = {
    "angularity": None, "size": Accent.GREEN, "density": Accent.VIOLET, "symmetry": Accent.CORAL,
    "tilt": Accent.CYAN, "fill": Accent.CORAL, "parts": Accent.CORAL, "roughness": Accent.CORAL,
    "elongation": Accent.VIOLET, "closed": Accent.CYAN,
}  # fmt: skip
"""Properties that have a bar, with the colour of the module that they move; roundness goes from coral to cyan."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A property as a bar shows it: -1 to 1 for what has two sides, 0 to 1 else; None without a drawing."""

    value: float | None = None
    coloured: bool = False
    """Whether the present map was made from it: else the bar is grey."""


class PropertyBar(QWidget):
    """A label above a track."""

    def __init__(self, of: Property, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.of = of
        self.reading = Reading()
        self.setFixedHeight(BAR_HEIGHT)
        self.setAccessibleName(of.label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def has_two_sides(self) -> bool:
        """True where the middle of the track is nothing."""
        return self.of.name == "tilt"

    def show_reading(self, reading: Reading, words: Sequence[str]) -> None:
        """Show a value; the lines of `words` say what it is, the first one its name."""
        tip = "<br>".join((f"<b>{words[0]}</b>", *words[1:]))
        if reading != self.reading:
            self.reading = reading
            self.update()
        if tip != self.toolTip():
            self.setToolTip(tip)
            self.setAccessibleDescription(". ".join(words))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(text_font(TextSize.SMALL))
            painter.setPen(theme.secondary)
            room = QRectF(0.0, 0.0, self.width(), _LINE)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.of.label)
            track = QRectF(0.0, self.height() - _TRACK - 1.0, self.width(), _TRACK)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.edge)
            painter.drawRoundedRect(track, 0.5 * _TRACK, 0.5 * _TRACK)
            self._paint_value(painter, track, theme)

    def _paint_value(self, painter: QPainter, track: QRectF, theme: Theme) -> None:
        value = self.reading.value
        if self.has_two_sides:
            painter.setBrush(theme.faint)
            painter.drawRect(QRectF(track.center().x() - 0.5, track.top() - 1.0, 1.0, _TRACK + 2.0))
        if value is None:
            return
        painter.setBrush(self._colour(value, theme))
        if self.has_two_sides:
            middle, end = track.center().x(), track.center().x() + 0.5 * value * track.width()
            bar = QRectF(min(middle, end), track.top(), abs(end - middle), _TRACK)
        else:
            bar = QRectF(track.left(), track.top(), value * track.width(), _TRACK)
        painter.drawRoundedRect(bar, 0.5 * _TRACK, 0.5 * _TRACK)

    def _colour(self, value: float, theme: Theme) -> QColor:
        if not self.reading.coloured:
            return theme.secondary
        accent = COLOURS[self.of.name]
        if accent is None:
            return mixed(theme.accent(Accent.CORAL), theme.accent(Accent.CYAN), value)
        return theme.accent(accent)


class PropertyBars(QWidget):
    """The bars side by side, in one row or two."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("what is measured in the drawing")
        self.bars = tuple(PropertyBar(it, self) for it in PROPERTIES if it.name in COLOURS)
        self._rows = 2
        self._geometry: Geometry | None = None
        self._meanings: Mapping[str, str] = {}
        self._coloured = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._show()

    def bar(self, name: str) -> PropertyBar:
        """The bar of a property."""
        return next(bar for bar in self.bars if bar.of.name == name)

    def set_geometry(self, geometry: Geometry) -> None:
        """Show what was measured; an empty drawing has empty bars."""
        self._geometry = None if geometry == EMPTY else geometry
        self._show()

    def set_meanings(self, meanings: Mapping[str, str], *, made_from: bool) -> None:
        """What each property does in the present map, for its tooltip; in colour where the map was `made_from` it."""
        self._meanings, self._coloured = meanings, made_from
        self._show()

    def set_rows(self, rows: int) -> None:
        """How many rows there is room for."""
        if rows != self._rows:
            self._rows = rows
            self.updateGeometry()
            self._place()

    def sizeHint(self) -> QSize:
        return QSize(5 * NARROWEST, max(LOWEST, self._rows * BAR_HEIGHT + (self._rows - 1) * ROW_GAP))

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _show(self) -> None:
        for bar in self.bars:
            value = None if self._geometry is None else float(getattr(self._geometry, bar.of.name))
            name = bar.of.label if value is None else f"{bar.of.label} {100.0 * value:.0f} %"
            words = (name, bar.of.measured, self._meanings.get(bar.of.name, ""))
            bar.show_reading(Reading(value, self._coloured), [it for it in words if it])

    def _place(self) -> None:
        most = max(1, (self.width() + GAP) // (NARROWEST + GAP))
        rows = 1 if most >= len(self.bars) else self._rows
        across = min(most, -(-len(self.bars) // rows)) if rows > 1 else min(most, len(self.bars))
        wide = (self.width() + GAP) / across
        top = (self.height() - rows * BAR_HEIGHT - (rows - 1) * ROW_GAP) // 2
        for i, bar in enumerate(self.bars):
            row, column = divmod(i, across)
            bar.setVisible(row < rows)
            left, right = round(column * wide), round((column + 1) * wide) - GAP
            bar.setGeometry(left, top + row * (BAR_HEIGHT + ROW_GAP), right - left, BAR_HEIGHT)
