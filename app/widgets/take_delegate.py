"""How a take looks in the gallery: its picture, name and words, and a small waveform."""

from typing import Final

from PIL import Image
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.item_models.take_list import TAKE
from app.takes import Take
from app.theme import GRID, Accent, TextSize, text_font, theme_of

ROW: Final = QSize(280, 56)
PICTURE: Final = 40.0
WAVE: Final = 92.0

Index = QModelIndex | QPersistentModelIndex


class TakeRow(QStyledItemDelegate):
    """One row."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return ROW

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        take: Take = index.data(TAKE)
        theme = theme_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = _box(QRectF(option.rect))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(theme.accent(Accent.CORAL) if chosen else theme.edge)
        painter.setBrush(theme.raised if chosen or over else theme.panel)
        painter.drawRoundedRect(box, 7.0, 7.0)
        place = picture_in(QRectF(option.rect))
        self._paint_picture(painter, take, place)
        wave = QRectF(box.right() - WAVE - GRID, box.top() + GRID, WAVE, box.height() - 2.0 * GRID)
        words = QRectF(place.right() + 10.0, box.top() + 8.0, wave.left() - place.right() - 18.0, 18.0)
        for text, font, colour, down in (
            (take.facts.name, text_font(TextSize.NORMAL, QFont.Weight.Medium), theme.text, 0.0),
            (take.words, text_font(TextSize.SMALL), theme.secondary, 18.0),
        ):
            painter.setFont(font)
            painter.setPen(colour)
            line = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(words.width()))
            painter.drawText(words.translated(0.0, down), Qt.AlignmentFlag.AlignVCenter, line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent(Accent.CYAN))
        for bar in bars(take.facts.peaks, wave):
            painter.drawRoundedRect(bar, 0.8, 0.8)
        painter.restore()

    def _paint_picture(self, painter: QPainter, take: Take, place: QRectF) -> None:
        frame = QPainterPath()
        frame.addRoundedRect(place, 5.0, 5.0)
        if take.picture is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillPath(frame, Qt.GlobalColor.darkGray)
            return
        side = round(PICTURE * painter.device().devicePixelRatioF())
        small = Image.fromarray(take.picture).resize((side, side), Image.Resampling.LANCZOS)
        image = QImage(small.tobytes(), side, side, 3 * side, QImage.Format.Format_RGB888)
        painter.save()
        painter.setClipPath(frame)
        painter.drawImage(place, image)
        painter.restore()


def picture_in(row: QRectF) -> QRectF:
    """Where the picture of a row is."""
    box = _box(row)
    return QRectF(box.left() + 6.0, box.center().y() - PICTURE / 2.0, PICTURE, PICTURE)


def _box(row: QRectF) -> QRectF:
    return row.adjusted(1, 2, -1, -2)


def bars(peaks: tuple[float, ...], room: QRectF, pitch: float = 3.0) -> list[QRectF]:
    """A waveform of bars within a room; a soft sound is lifted, so that its shape is seen."""
    count = min(len(peaks), int(room.width() / pitch))
    if not count:
        return []
    loudest = max(max(peaks), 1e-3)
    values = [max(peaks[i * len(peaks) // count : (i + 1) * len(peaks) // count]) for i in range(count)]
    heights = [max(1.5, min(1.0, value / loudest) * room.height()) for value in values]
    return [
        QRectF(room.left() + i * pitch, room.center().y() - height / 2.0, 1.6, height)
        for i, height in enumerate(heights)
    ]
