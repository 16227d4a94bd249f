"""Sketches with Qt: on the canvas, as thumbnails, as PNG and SVG. The geometry is the raster's."""

import base64
from collections import OrderedDict
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final
from xml.sax.saxutils import quoteattr

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap

from app.theme import INK, PAPER, mixed
from models.errors import PictureError
from models.sketch_to_patch.outline import is_area, polyline
from models.sketch_to_patch.picture import decode_png
from models.sketch_to_patch.stroke import Sketch, Stroke, Tool
from synth.atomic_write import write_atomically

Line = NDArray[np.float64]
SVG_SIDE: Final = 1000
THUMBNAILS: Final = 256


def paint_stroke(painter: QPainter, stroke: Stroke, side: float, ink: QColor, paper: QColor) -> None:
    """Draw one stroke on a square of `side` pixels whose corner is the painter's origin."""
    colour = paper if stroke.tool is Tool.ERASER else ink
    line = polyline(stroke) * side
    if is_area(stroke):
        area = QPainterPath(QPointF(*line[0, :2]))
        for x, y, _ in line[1:]:
            area.lineTo(x, y)
        area.closeSubpath()
        painter.fillPath(area, colour)
    radii = line[:, 2]
    if float(radii.max() - radii.min()) < 1e-6:
        _paint_even(painter, line, colour)
    else:
        _paint_pressed(painter, line, colour)


def _paint_even(painter: QPainter, line: Line, colour: QColor) -> None:
    """A line of one width as one path, so that it covers itself evenly."""
    path = QPainterPath(QPointF(*line[0, :2]))
    for x, y, _ in line[1:]:
        path.lineTo(x, y)
    if len(line) == 1:
        path.lineTo(line[0, 0] + 1e-3, line[0, 1])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(_pen(colour, 2.0 * line[0, 2]))
    painter.drawPath(path)


def _paint_pressed(painter: QPainter, line: Line, colour: QColor) -> None:
    """A line whose width follows the pressure: short segments with round ends."""
    for (x0, y0, r0), (x1, y1, r1) in pairwise(line):
        painter.setPen(_pen(colour, r0 + r1))
        painter.drawLine(QPointF(x0, y0), QPointF(x1, y1))


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, max(width, 0.5), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def paint_sketch(painter: QPainter, sketch: Sketch, rect: QRectF, *, paper: QColor = PAPER, ink: QColor = INK) -> None:
    """Draw paper and drawing into a square rectangle."""
    if sketch.inverted:
        paper, ink = ink, paper
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, paper)
    if sketch.picture is not None:
        painter.drawImage(rect, _underlay(sketch.picture, paper.rgb(), ink.rgb()))
    painter.translate(rect.topLeft())
    for stroke in sketch.strokes:
        paint_stroke(painter, stroke, rect.width(), ink, paper)
    painter.restore()


@lru_cache(maxsize=4)
def _underlay(png: bytes, paper: int, ink: int) -> QImage:
    """The picture under a drawing in the colours of paper and ink; empty when it is damaged."""
    try:
        grey = decode_png(png)
    except PictureError:
        return QImage()
    height, width = grey.shape
    image = QImage(grey.tobytes(), width, height, width, QImage.Format.Format_Indexed8).copy()
    low, high = QColor(paper), QColor(ink)
    image.setColorTable([mixed(low, high, value / 255.0).rgb() for value in range(256)])
    return image.convertToFormat(QImage.Format.Format_RGB32)


def sketch_image(sketch: Sketch, pixels: int) -> QImage:
    """The drawing on its paper, `pixels` square."""
    image = QImage(pixels, pixels, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    paint_sketch(painter, sketch, QRectF(0, 0, pixels, pixels))
    painter.end()
    return image


_thumbnails: OrderedDict[tuple[Sketch, int], QPixmap] = OrderedDict()


def thumbnail(sketch: Sketch, pixels: int, *, scale: float = 1.0) -> QPixmap:
    """A small picture of a drawing with rounded corners, kept for the next time."""
    key = (sketch, round(pixels * scale))
    if key not in _thumbnails:
        image = QPixmap(key[1], key[1])
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded = QPainterPath()
        rounded.addRoundedRect(0, 0, key[1], key[1], 0.12 * key[1], 0.12 * key[1])
        painter.setClipPath(rounded)
        paint_sketch(painter, sketch, QRectF(0, 0, key[1], key[1]))
        painter.end()
        image.setDevicePixelRatio(scale)
        _thumbnails[key] = image
        if len(_thumbnails) > THUMBNAILS:
            _thumbnails.popitem(last=False)
    _thumbnails.move_to_end(key)
    return _thumbnails[key]


def save_png(path: Path, sketch: Sketch, *, pixels: int = 1024) -> None:
    """Write the drawing as PNG, whole or not at all. Raises synth.errors.FileWriteError."""
    write_atomically(path, _png(sketch_image(sketch, pixels)))


def svg_of(sketch: Sketch) -> str:
    """The drawing as SVG text, 1000 units square. A picture under it goes along as PNG."""
    paper, ink = (INK, PAPER) if sketch.inverted else (PAPER, INK)
    parts = [f'<rect width="{SVG_SIDE}" height="{SVG_SIDE}" fill="{paper.name()}"/>']
    if sketch.picture is not None:
        data = base64.b64encode(_png(_underlay(sketch.picture, paper.rgb(), ink.rgb()))).decode()
        parts.append(f'<image width="{SVG_SIDE}" height="{SVG_SIDE}" href="data:image/png;base64,{data}"/>')
    for stroke in sketch.strokes:
        colour = quoteattr((paper if stroke.tool is Tool.ERASER else ink).name())
        line = polyline(stroke) * SVG_SIDE
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in line)
        if is_area(stroke):
            parts.append(f'<polygon points="{points}" fill={colour}/>')
        style = f'fill="none" stroke={colour} stroke-linecap="round" stroke-linejoin="round"'
        if float(line[:, 2].max() - line[:, 2].min()) < 1e-6:
            parts.append(f'<polyline points="{points}" {style} stroke-width="{2 * line[0, 2]:.2f}"/>')
        else:
            parts += [
                f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" {style} stroke-width="{r0 + r1:.2f}"/>'
                for (x0, y0, r0), (x1, y1, r1) in pairwise(line)
            ]
    body = "\n".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SVG_SIDE} {SVG_SIDE}">\n{body}\n</svg>\n'


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, b"PNG")
    return bytes(buffer.data().data())


def save_svg(path: Path, sketch: Sketch) -> None:
    """Write the drawing as SVG, whole or not at all. Raises synth.errors.FileWriteError."""
    write_atomically(path, svg_of(sketch).encode())
