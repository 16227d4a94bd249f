"""The part of a knob that does not turn, painted once for all knobs of a size and kept by Qt."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPixmapCache

from app.theme import Theme
from app.widgets.glyphs import round_pen
from app.widgets.knob_geometry import Dial, angle_of

_MARGIN = 2.0


def stroke_of(dial: Dial) -> float:
    """Width of the arc."""
    return max(3.0, dial.radius * 0.19)


def ring_of(dial: Dial) -> QRectF:
    """The square in which the arc is drawn, on the middle of its stroke."""
    ring = dial.radius - stroke_of(dial) / 2.0
    return QRectF(dial.x - ring, dial.y - ring, 2.0 * ring, 2.0 * ring)


def draw_face(painter: QPainter, dial: Dial, theme: Theme, *, hovered: bool, ring: QColor | None) -> None:
    """Track and disc; `ring` is the colour around the disc of a knob that is held or has the focus."""
    ratio = painter.device().devicePixelRatioF()
    key = f"dial {theme.name} {dial.radius} {ratio} {hovered} {ring.name() if ring else ''}"
    face = QPixmap()
    if not QPixmapCache.find(key, face):
        face = _paint_face(dial.radius, ratio, theme, hovered=hovered, ring=ring)
        QPixmapCache.insert(key, face)
    corner = QPointF(dial.x - dial.radius - _MARGIN, dial.y - dial.radius - _MARGIN)
    painter.drawPixmap(corner, face)


def _paint_face(radius: float, ratio: float, theme: Theme, *, hovered: bool, ring: QColor | None) -> QPixmap:
    side = 2.0 * (radius + _MARGIN)
    face = QPixmap(round(side * ratio), round(side * ratio))
    face.setDevicePixelRatio(ratio)
    face.fill(Qt.GlobalColor.transparent)
    dial = Dial(radius + _MARGIN, radius + _MARGIN, radius)
    painter = QPainter(face)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(round_pen(theme.faint, stroke_of(dial)))
    painter.drawArc(ring_of(dial), round(angle_of(0.0) * 16), round((angle_of(1.0) - angle_of(0.0)) * 16))
    painter.setPen(QPen(ring, 1.2) if ring else Qt.PenStyle.NoPen)
    painter.setBrush(theme.edge if hovered else theme.raised)
    painter.drawEllipse(QPointF(dial.x, dial.y), dial.radius * 0.64, dial.radius * 0.64)
    painter.end()
    return face
