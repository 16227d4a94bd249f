"""Which map predicts: a button with the list of maps. It takes no key from the piano, as a combo box would."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QEnterEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from app.theme import Accent, TextSize, text_font, theme_of
from app.widgets.glyphs import draw_chevron

HEIGHT: Final = 30


class MapChoice(QPushButton):
    """Shows the name of the present map; click, Space or Enter opens the list."""

    chosen = Signal(str)
    """Key of a map."""

    def __init__(self, actions: Sequence[QAction] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = tuple(actions)
        self._maps: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
        """Headings, and under each the maps as (key, title)."""
        self._current = self._title = ""
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill)
        self.setMenu(self._menu)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def add_actions(self, actions: Sequence[QAction]) -> None:
        """What stands under the maps in the list."""
        self._actions = tuple(actions)

    def set_maps(self, factory: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]], current: str) -> None:
        """Show these maps, as (key, title), and mark one."""
        self._maps = (("came with Bouba", tuple(factory)), ("yours", tuple(own)))
        self._current = current
        self._title = dict((*factory, *own)).get(current, "")
        self.setToolTip(f"The map that predicts: {self._title}. Click to choose another one.")
        self.setAccessibleName(f"map {self._title}")
        self.update()

    @property
    def title(self) -> str:
        """The name of the present map."""
        return self._title

    @property
    def titles(self) -> list[str]:
        """The maps in the list."""
        return [title for _, maps in self._maps for _, title in maps]

    def choose(self, title: str) -> None:
        """Choose a map of the list, as a click on it does."""
        self._fill()
        for action in self._menu.actions():
            if action.isCheckable() and action.text().replace("&&", "&") == title:
                action.trigger()
                return
        raise KeyError(title)

    def _fill(self) -> None:
        """Make the list anew, when it opens: not while one of its actions says that it was chosen."""
        self._menu.clear()
        for heading, maps in self._maps:
            if maps:
                self._menu.addAction(heading).setEnabled(False)
            for key, title in maps:
                action = self._menu.addAction(title.replace("&", "&&"))
                action.setCheckable(True)
                action.setChecked(key == self._current)
                action.triggered.connect(lambda _checked=False, chosen=key: self.chosen.emit(chosen))
        if self._actions:
            self._menu.addSeparator()
            self._menu.addActions(self._actions)

    def sizeHint(self) -> QSize:
        return QSize(180, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(90, HEIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = theme.accent(Accent.CORAL) if self.hasFocus() else theme.faint if self.underMouse() else theme.edge
        painter.setPen(QPen(border, 1.0))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7.0, 7.0)
        painter.setFont(text_font(TextSize.NORMAL))
        painter.setPen(theme.secondary)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        room = QRectF(10.0, 0.0, self.width() - 34.0, self.height())
        painter.drawText(room, left, "map")
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance("map") + 8.0)
        painter.setPen(theme.text)
        painter.setFont(text_font(TextSize.NORMAL, QFont.Weight.DemiBold))
        title = painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, left, title)
        draw_chevron(painter, QPointF(self.width() - 14.0, self.height() / 2.0), 7.0, theme.secondary)
