"""Sketches with Qt: on the canvas, as pictures, as thumbnails. The geometry is the raster's.

A line of one width is a stroked path with round ends and joints, which is a chain of capsules. A line
that follows the pressure is the union of discs and the trapezoids between them, filled in one go, so
that its edge is covered once. What the player sees is what the network sees.
"""

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from app.theme import INK, PAPER, mixed
from models.errors import PictureError
from models.sketch_to_patch.outline import is_area, polyline
from models.sketch_to_patch.picture import decode_png, fit_square
from models.sketch_to_patch.stroke import Sketch, Stroke, Tool

Line = NDArray[np.float64]
"""Rows of (x, y, radius), in pixels here."""

THUMBNAILS: Final = 256
CORNER: Final = 0.12
"""Corner radius of a thumbnail, as a share of its side."""
_SAME_RADIUS: Final = 1e-6
_THINNEST: Final = 0.25
"""Smallest radius in pixels: a hairline stays visible."""


def colours(sketch: Sketch, paper: QColor = PAPER, ink: QColor = INK) -> tuple[QColor, QColor]:
    """The colours of paper and ink, the other way round when the drawing is inverted."""
    return (ink, paper) if sketch.inverted else (paper, ink)


def paint_sketch(painter: QPainter, sketch: Sketch, rect: QRectF, *, paper: QColor = PAPER, ink: QColor = INK) -> None:
    """Draw paper and drawing into a square rectangle."""
    paper, ink = colours(sketch, paper, ink)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, paper)
    if sketch.picture is not None:
        picture = _underlay(sketch.picture, paper.rgb(), ink.rgb())
        if not picture.isNull():
            painter.drawImage(rect, picture)
    painter.translate(rect.topLeft())
    for stroke in sketch.strokes:
        paint_stroke(painter, stroke, rect.width(), ink=ink, paper=paper)
    painter.restore()


def paint_stroke(
    painter: QPainter, stroke: Stroke, side: float, *, ink: QColor, paper: QColor, within: QRectF | None = None
) -> None:
    """Draw one stroke on a square of `side` pixels whose corner is the painter's origin.

    `within` (in the same pixels) names all that will be seen: a long line is then drawn only near it.
    """
    colour = paper if stroke.tool is Tool.ERASER else ink
    line = polyline(stroke) * side
    line[:, 2] = np.maximum(line[:, 2], _THINNEST)
    if stroke.tool is Tool.ELLIPSE:
        _paint_ellipse(painter, line, colour, filled=stroke.filled)
        return
    if is_area(stroke):
        painter.fillPath(_closed(line), colour)
    for piece in _pieces(line, within):
        if float(np.ptp(piece[:, 2])) < _SAME_RADIUS:
            _paint_even(painter, piece, colour)
        else:
            painter.fillPath(swelling_path(piece), colour)


def _paint_ellipse(painter: QPainter, line: Line, colour: QColor, *, filled: bool) -> None:
    """The true curve: the corners of the polygon would show on a large canvas."""
    (left, top, radius), (right, bottom, _) = line.min(axis=0), line.max(axis=0)
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour, 2.0 * radius))
    box = QRectF(left, top, right - left, bottom - top)
    if box.width() < 1e-3 or box.height() < 1e-3:
        painter.drawLine(box.topLeft(), box.bottomRight() + QPointF(1e-3, 0.0))
    else:
        painter.drawEllipse(box)


def _pieces(line: Line, within: QRectF | None) -> list[Line]:
    """The runs of segments that come near a rectangle; all of the line without one."""
    if within is None or len(line) < 3:
        return [line]
    reach = float(line[:, 2].max()) + 1.0
    low, high = np.minimum(line[:-1, :2], line[1:, :2]) - reach, np.maximum(line[:-1, :2], line[1:, :2]) + reach
    near = (low[:, 0] < within.right()) & (high[:, 0] > within.left())
    near &= (low[:, 1] < within.bottom()) & (high[:, 1] > within.top())
    edges = np.flatnonzero(np.diff(np.concatenate(([False], near, [False])).astype(np.int8)))
    return [line[start : end + 1] for start, end in edges.reshape(-1, 2)]


def _closed(line: Line) -> QPainterPath:
    """The inside of a line by the even-odd rule."""
    path = QPainterPath()
    path.addPolygon(_polygon(line))
    path.closeSubpath()
    return path


def _polygon(line: Line) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in line[:, :2].tolist()])


def _paint_even(painter: QPainter, line: Line, colour: QColor) -> None:
    """A line of one width as one path, so that it covers itself evenly."""
    path = QPainterPath()
    path.addPolygon(_polygon(line))
    if bool((line[:, :2] == line[0, :2]).all()):
        path.lineTo(line[0, 0] + 1e-3, line[0, 1])  # Qt draws nothing for a path without length
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour, 2.0 * float(line[0, 2])))
    painter.drawPath(path)


def swelling_path(line: Line) -> QPainterPath:
    """The outline of a line whose radius changes: a disc at each point, a trapezoid between two."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for x, y, radius in line.tolist():
        path.addEllipse(QPointF(x, y), radius, radius)
    for corners in trapezoids(line).tolist():
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
        path.closeSubpath()
    return path


def trapezoids(line: Line) -> NDArray[np.float64]:
    """The corners of the pieces between discs, shape (segments, 4, 2), all turning the way discs do.

    Segments without length have none.
    """
    start, end = line[:-1], line[1:]
    along = end[:, :2] - start[:, :2]
    length = np.hypot(along[:, 0], along[:, 1])
    start, end, along, length = (part[length > 1e-9] for part in (start, end, along, length))
    across = np.stack([along[:, 1], -along[:, 0]], axis=1) / length[:, None]
    from_start, from_end = across * start[:, 2:], across * end[:, 2:]
    return np.stack(
        [start[:, :2] + from_start, end[:, :2] + from_end, end[:, :2] - from_end, start[:, :2] - from_start], axis=1
    )


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


@lru_cache(maxsize=4)
def _underlay(png: bytes, paper: int, ink: int) -> QImage:
    """The picture under a drawing in the colours of paper and ink; a null image when it is damaged."""
    try:
        grey = decode_png(png)
    except PictureError:
        return QImage()
    grey = fit_square(grey, max(grey.shape))
    side = grey.shape[0]
    image = QImage(grey.tobytes(), side, side, side, QImage.Format.Format_Indexed8)
    low, high = QColor(paper), QColor(ink)
    image.setColorTable([mixed(low, high, value / 255.0).rgb() for value in range(256)])
    return image.convertToFormat(QImage.Format.Format_RGB32)  # also a copy that owns its pixels


def sketch_image(sketch: Sketch, pixels: int) -> QImage:
    """The drawing on its paper, `pixels` square."""
    image = QImage(pixels, pixels, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_sketch(painter, sketch, QRectF(0, 0, pixels, pixels))
    painter.end()
    return image


def thumbnail(sketch: Sketch, pixels: int, *, scale: float = 1.0) -> QPixmap:
    """A small picture of a drawing with rounded corners, `pixels` square at the screen's scale."""
    pixmap = QPixmap.fromImage(_thumbnail_image(sketch, max(1, round(pixels * scale))))
    pixmap.setDevicePixelRatio(scale)
    return pixmap


@lru_cache(maxsize=THUMBNAILS)
def _thumbnail_image(sketch: Sketch, side: int) -> QImage:
    # Images and not pixmaps are kept: they may outlive the application.
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rounded = QPainterPath()
    rounded.addRoundedRect(0, 0, side, side, CORNER * side, CORNER * side)
    painter.setClipPath(rounded)
    paint_sketch(painter, sketch, QRectF(0, 0, side, side))
    painter.end()
    return image
