"""How a taught example looks on the page Map: a card with its drawing, name, sound, weight and signs."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.item_models.example_list import LESSON, Lesson
from app.painting import thumbnail
from app.theme import DARK, GRID, INK, RADIUS, Accent, TextSize, Theme, text_font, theme_of

CARD: Final = QSize(148, 204)
PICTURE: Final = 128
SIGN: Final = 20.0
_WARNING: Final = DARK.accent(Accent.YELLOW)
"""It lies on the paper, which is light in every look."""
_DIM: Final = 0.35
"""How much of a drawing that is switched off is seen."""
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


class ExampleCard(QStyledItemDelegate):
    """A card: the drawing, under it name, sound and a bar for the weight. A sign marks a contradiction."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return CARD

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        lesson: Lesson = index.data(LESSON)
        theme = theme_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(2, 2, -2, -2)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(theme.accent(Accent.CORAL) if chosen else theme.edge)
        painter.setBrush(theme.raised if chosen or over else theme.panel)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        picture = QRectF(box.center().x() - PICTURE / 2, box.top() + GRID, PICTURE, PICTURE)
        painter.setOpacity(1.0 if lesson.example.counts else _DIM)
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(picture.topLeft(), thumbnail(lesson.example.sketch, PICTURE, scale=scale))
        painter.setOpacity(1.0)
        self._paint_words(painter, theme, lesson, QRectF(picture.left(), picture.bottom() + 4, PICTURE, 20))
        _paint_weight(painter, theme, lesson, QRectF(picture.left(), box.bottom() - 12, PICTURE, 4))
        if lesson.conflict:
            _paint_sign(painter, picture)
        painter.restore()

    def _paint_words(self, painter: QPainter, theme: Theme, lesson: Lesson, line: QRectF) -> None:
        sound = lesson.sound if lesson.example.enabled else "off"
        for text, size, colour, down in (
            (lesson.name, TextSize.NORMAL, theme.text, 0.0),
            (sound, TextSize.SMALL, theme.secondary, 19.0),
        ):
            painter.setPen(colour)
            painter.setFont(text_font(size))
            elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(line.width()))
            painter.drawText(line.translated(0, down), _LEFT, elided)


def _paint_weight(painter: QPainter, theme: Theme, lesson: Lesson, track: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.edge)
    painter.drawRoundedRect(track, 2, 2)
    if lesson.example.counts:
        painter.setBrush(theme.accent(Accent.CORAL))
        painter.drawRoundedRect(track.adjusted(0, 0, -track.width() * (1.0 - lesson.example.weight), 0), 2, 2)


def _paint_sign(painter: QPainter, picture: QRectF) -> None:
    """An exclamation mark in the upper right corner of the drawing, on paper in every look."""
    place = QRectF(picture.right() - SIGN - 6, picture.top() + 6, SIGN, SIGN)
    painter.setPen(INK)
    painter.setBrush(_WARNING)
    painter.drawEllipse(place)
    painter.setFont(text_font(TextSize.LARGE, QFont.Weight.Bold))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "!")
