"""Scene: the picture of what is heard, what is listened to at its left, how it is painted at its right."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.theme import GAP
from app.widgets.compare_view import CompareView
from app.widgets.heard_view import HeardView
from app.widgets.listen_panel import ListenPanel
from app.widgets.shape_panel import ShapePanel
from app.widgets.stage_view import StageView
from app.widgets.tab_focus import focus_buttons_by_tab
from app.widgets.take_panel import TakePanel

RIGHT: Final = 320


class ScenePage(QWidget):
    """State comes down through its parts; what a person does goes up as their signals."""

    hidden = Signal()
    """The page is not seen any more."""

    def __init__(self) -> None:
        super().__init__()
        self.listen, self.shape = ListenPanel(), ShapePanel()
        self.picture, self.heard, self.takes = StageView(), HeardView(), TakePanel()
        self.compared = CompareView()
        self._pictures = QStackedWidget()
        for view in (self.picture, self.compared):
            self._pictures.addWidget(view)
        right = QWidget()
        right.setFixedWidth(RIGHT)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP)
        beside.addWidget(self.shape)
        beside.addWidget(self.takes, 1)
        above = QHBoxLayout()
        above.setSpacing(GAP)
        above.addWidget(self.listen)
        above.addWidget(self._pictures, 1)
        above.addWidget(right)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, 0, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(above, 3)
        column.addWidget(self.heard, 1)
        focus_buttons_by_tab(self)

    def show_compared(self, *, compared: bool) -> None:
        """All engines side by side, or the picture of one."""
        self.listen.compare.setChecked(compared)
        self._pictures.setCurrentWidget(self.compared if compared else self.picture)

    @property
    def first(self) -> QWidget:
        """What gets the focus when the page is shown."""
        return self.listen.listen

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.hidden.emit()
