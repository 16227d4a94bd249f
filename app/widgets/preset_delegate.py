"""How a preset looks in the library: a card with its drawing, name, tags, and a heart."""

from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.item_models.preset_list import ENTRY, FAVOURITE
from app.painting import thumbnail
from app.theme import GRID, INK, LIGHT, RADIUS, Accent, TextSize, text_font, theme_of, with_alpha

CARD: Final = QSize(148, 192)
PICTURE: Final = 128
HEART: Final = 18.0
_HEART: Final = LIGHT.accent(Accent.CORAL)
"""It lies on the paper, which is light in every look."""
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

Index = QModelIndex | QPersistentModelIndex


class PresetCard(QStyledItemDelegate):
    """A card: the drawing, under it name and tags. The heart shows on favourites and under the mouse."""

    heart_clicked = Signal(object)
    """The model index of the card."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return CARD

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry = index.data(ENTRY)
        theme = theme_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = _box(option)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(theme.accent(Accent.CORAL) if chosen else theme.edge)
        painter.setBrush(theme.raised if chosen or over else theme.panel)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        left, top = box.center().x() - PICTURE / 2, box.top() + GRID
        scale = painter.device().devicePixelRatioF()
        painter.drawPixmap(QPointF(left, top), thumbnail(entry.sketch, PICTURE, scale=scale, cover=entry.preset.cover))
        text = QRectF(box.left() + GRID, top + PICTURE + 4, box.width() - 2 * GRID, 20)
        for line, size, colour, down in (
            (entry.preset.name, TextSize.NORMAL, theme.text, 0.0),
            (" · ".join(entry.preset.tags), TextSize.SMALL, theme.secondary, 20.0),
        ):
            painter.setPen(colour)
            painter.setFont(text_font(size))
            elided = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, int(text.width()))
            painter.drawText(text.translated(0, down), _LEFT, elided)
        if index.data(FAVOURITE):
            _paint_heart(painter, heart_of(box), filled=True)
        elif over:
            _paint_heart(painter, heart_of(box), filled=False)
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        if isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonRelease:
            is_on_heart = heart_of(_box(option)).adjusted(-4, -4, 4, 4).contains(event.position())
            if is_on_heart:
                self.heart_clicked.emit(index)
                return True
        return super().editorEvent(event, model, option, index)


def heart_of(box: QRectF) -> QRectF:
    """Where the heart of a card is: in the upper right corner of its picture."""
    right = box.center().x() + PICTURE / 2
    return QRectF(right - HEART - 6.0, box.top() + GRID + 6.0, HEART, HEART)


def _box(option: QStyleOptionViewItem) -> QRectF:
    return QRectF(option.rect).adjusted(2, 2, -2, -2)


def _paint_heart(painter: QPainter, place: QRectF, *, filled: bool) -> None:

    x, y, side = place.x(), place.y(), place.width()
    path = QPainterPath(QPointF(x + side / 2, y + 0.92 * side))
    path.cubicTo(x - 0.25 * side, y + 0.42 * side, x + 0.12 * side, y - 0.16 * side, x + side / 2, y + 0.25 * side)
    path.cubicTo(x + 0.88 * side, y - 0.16 * side, x + 1.25 * side, y + 0.42 * side, x + side / 2, y + 0.92 * side)
    painter.setPen(QPen(_HEART if filled else with_alpha(INK, 0.45), 1.4))
    painter.setBrush(_HEART if filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
