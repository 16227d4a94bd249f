"""The sign of the program."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QWidget

from app.theme import ASSETS


class Logo(QWidget):
    """The drawn sign, 30 pixels large."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QSvgRenderer(str(ASSETS / "icons" / "bouba.svg"), self)
        self.setFixedSize(30, 30)
        self.setAccessibleName("Bouba")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._sign.render(painter, QRectF(self.rect()))
