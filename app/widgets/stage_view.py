"""The picture of what is heard, large: enlarged smoothly, each one fading into the next, with a plate of words."""

import time
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QScreen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import DARK, GRID, RADIUS, TextSize, motion_is_reduced, text_font, with_alpha

ENLARGED: Final = 384
"""Side to which pictures are enlarged by a smooth filter; Qt does the rest."""
FADE_S: Final = 0.035
"""Shorter than from picture to picture, so that each is there before the next one comes."""
FRAME_MS: Final = 16
AT_REST: Final = 0.25
"""How bright a picture of silence is."""
RESTING: Final = 0.12
"""It goes so much of the way there with each picture; what sounds wakes it at once."""
EMPTY: Final = "Nothing is heard yet"


class _Fitted:
    """A picture, and the same as large as it was last drawn: a fade draws each one many times."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        large = np.asarray(Image.fromarray(pixels).resize((ENLARGED, ENLARGED), Image.Resampling.BICUBIC))
        image = QImage(large.tobytes(), ENLARGED, ENLARGED, 3 * ENLARGED, QImage.Format.Format_RGB888)
        self.image = image.convertToFormat(QImage.Format.Format_RGB32)
        self._drawn = self.image

    def at(self, side: int) -> QImage:
        """`side` pixels of the screen wide."""
        if self._drawn.width() != side:
            how = Qt.TransformationMode.SmoothTransformation
            self._drawn = self.image.scaled(side, side, Qt.AspectRatioMode.IgnoreAspectRatio, how)
        return self._drawn


class StageView(QWidget):
    """Give it pictures with `show_picture`; between two of them it fades, if motion is wanted."""

    double_clicked = Signal()
    dragged = Signal()
    """A person begins to drag the picture away."""
    closed = Signal()
    """It was alone over a screen, and is not any more."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._now: _Fitted | None = None
        self._before: _Fitted | None = None
        self._since = 0.0
        self._pressed: QPointF | None = None
        self._light = 1.0
        self._words = ""
        self._invitation = EMPTY
        self._fade = QTimer(self, interval=FRAME_MS)
        self._fade.timeout.connect(self._go_on)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 240)
        self.setAccessibleName("the picture of what is heard")

    def sizeHint(self) -> QSize:
        return QSize(640, 560)

    @property
    def words(self) -> str:
        """What the plate says."""
        return self._words

    @property
    def picture(self) -> QImage | None:
        """The newest picture, ENLARGED pixels wide; None before the first."""
        return None if self._now is None else self._now.image

    def set_rest(self, *, at_rest: bool) -> None:
        """Tell it with each picture whether that is one of silence: then it grows dark, bit by bit."""
        light = self._light + RESTING * (AT_REST - self._light) if at_rest else 1.0
        if light != self._light:
            self._light = light
            self.update()

    def show_picture(self, pixels: NDArray[np.uint8], words: str) -> None:
        """Fade to a picture (64, 64, 3) with words on the plate."""
        self._before, self._now = self._now, _Fitted(pixels)
        self._since = self._clock()
        if words != self._words:
            self._words = words
            self.setAccessibleDescription(words)
        if self._before is not None and not motion_is_reduced():
            self._fade.start()
        self.update()

    def show_nothing(self, invitation: str) -> None:
        """No picture: a sentence on what to do."""
        self._now = self._before = None
        self._words, self._invitation = "", invitation
        self.setAccessibleDescription(invitation)
        self._fade.stop()
        self.update()

    def show_alone(self, screen: QScreen) -> None:
        """Over a whole screen, until Escape or a double click."""
        self.setScreen(screen)  # where screens are no parts of one desktop, places alone do not tell them apart
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._closes(event):
            event.accept()  # before the window behind takes Escape for its own
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._closes(event):
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_on_picture = self._now is not None and square_in(QRectF(self.rect())).contains(event.position())
        if event.button() is Qt.MouseButton.LeftButton and is_on_picture and not self.isWindow():
            self._pressed = event.position()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (event.position() - self._pressed).manhattanLength() >= QGuiApplication.styleHints().startDragDistance():
            self._pressed = None  # the drag takes the release
            self.dragged.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        if self.isWindow():
            painter.fillRect(box, Qt.GlobalColor.black)
        else:
            ground = QPainterPath()
            ground.addRoundedRect(box, RADIUS, RADIUS)
            painter.fillPath(ground, DARK.ground)
        if self._now is None:
            self._paint_invitation(painter, box)
            return
        place = QRectF(square_in(box).toRect())
        side = round(place.width() * self.devicePixelRatioF())
        share = min(1.0, (self._clock() - self._since) / FADE_S) if self._fade.isActive() else 1.0
        if self._before is not None and share < 1.0:
            painter.drawImage(place, self._before.at(side))
            painter.setOpacity(share)
        painter.drawImage(place, self._now.at(side))
        painter.setOpacity(1.0)
        if self._light < 1.0:
            dark = QColor(Qt.GlobalColor.black) if self.isWindow() else DARK.ground
            painter.fillRect(place, with_alpha(dark, 1.0 - self._light))
        if self._words and not self.isWindow():
            self._paint_words(painter, place)

    def _paint_invitation(self, painter: QPainter, box: QRectF) -> None:
        painter.setFont(text_font(TextSize.LARGE))
        painter.setPen(DARK.secondary)
        room = box.adjusted(4 * GRID, 4 * GRID, -4 * GRID, -4 * GRID)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._invitation)

    def _paint_words(self, painter: QPainter, place: QRectF) -> None:
        painter.setFont(text_font(TextSize.NORMAL, QFont.Weight.Medium))
        width = painter.fontMetrics().horizontalAdvance(self._words) + 3.0 * GRID
        plate = QRectF(place.left() + 2 * GRID, place.bottom() - 5.5 * GRID, width, 3.5 * GRID)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(DARK.ground, 0.78))
        painter.drawRoundedRect(plate, 7.0, 7.0)
        painter.setPen(DARK.text)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, self._words)

    def _closes(self, event: QKeyEvent) -> bool:
        return self.isWindow() and event.key() == Qt.Key.Key_Escape

    def _go_on(self) -> None:
        if self._clock() - self._since >= FADE_S or not self.isVisible():
            self._fade.stop()
        self.update()


def square_in(box: QRectF) -> QRectF:
    """The largest square in the middle of a box."""
    side = min(box.width(), box.height())
    return QRectF(box.center().x() - side / 2.0, box.center().y() - side / 2.0, side, side)
