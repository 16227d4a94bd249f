"""How a preset looks in a list: its drawing as a card, or as a row with a distance."""

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.item_models.preset_list import ENTRY
from app.painting import thumbnail
from app.theme import GRID, RADIUS, Accent, TextSize, text_font, theme_of

CARD: Final = QSize(148, 192)
PICTURE: Final = 128


class PresetCard(QStyledItemDelegate):
    """A card: the drawing, under it name and tags."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return CARD

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        entry = index.data(ENTRY)
        theme = theme_of(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect).adjusted(2, 2, -2, -2)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setPen(theme.accent(Accent.CORAL) if chosen else theme.edge)
        painter.setBrush(theme.raised if chosen or over else theme.panel)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        left, top = box.center().x() - PICTURE / 2, box.top() + GRID
        painter.drawPixmap(QRectF(left, top, PICTURE, PICTURE).topLeft(), thumbnail(entry.sketch, PICTURE, scale=2.0))
        text = QRectF(box.left() + GRID, top + PICTURE + 4, box.width() - 2 * GRID, 20)
        painter.setPen(theme.text)
        painter.setFont(text_font(TextSize.NORMAL))
        elided = painter.fontMetrics().elidedText(entry.preset.name, Qt.TextElideMode.ElideRight, int(text.width()))
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
        painter.setPen(theme.secondary)
        painter.setFont(text_font(TextSize.SMALL))
        tags = painter.fontMetrics().elidedText(
            " · ".join(entry.preset.tags), Qt.TextElideMode.ElideRight, int(text.width())
        )
        painter.drawText(text.translated(0, 20), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tags)
        painter.restore()
