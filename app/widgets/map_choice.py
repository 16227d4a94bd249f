"""Which map predicts: a button with the list of maps. It takes no key from the piano, as a combo box would."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget


class MapChoice(QPushButton):
    """Shows the name of the present map; click, Space or Enter opens the list."""

    chosen = Signal(str)
    """Key of a map."""

    def __init__(self, actions: Sequence[QAction] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = tuple(actions)
        self._title = ""
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)
        self.setProperty("role", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def add_actions(self, actions: Sequence[QAction]) -> None:
        """What stands under the maps in the list."""
        self._actions = tuple(actions)

    def set_maps(self, factory: Sequence[tuple[str, str]], own: Sequence[tuple[str, str]], current: str) -> None:
        """Show these maps, as (key, title), and mark one."""
        self._menu.clear()
        for heading, maps in (("Made with Bouba", factory), ("Yours", own)):
            if maps:
                self._menu.addSection(heading)
            for key, title in maps:
                self._add(key, title, current)
        if self._actions:
            self._menu.addSeparator()
            self._menu.addActions(self._actions)

    @property
    def title(self) -> str:
        """The name of the present map."""
        return self._title

    @property
    def titles(self) -> list[str]:
        """The maps in the list."""
        return [action.text().replace("&&", "&") for action in self._menu.actions() if action.isCheckable()]

    def choose(self, title: str) -> None:
        """Choose a map of the list, as a click on it does."""
        for action in self._menu.actions():
            if action.isCheckable() and action.text().replace("&&", "&") == title:
                action.trigger()
                return
        raise KeyError(title)

    def _add(self, key: str, title: str, current: str) -> None:
        action = self._menu.addAction(title.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(key == current)
        action.triggered.connect(lambda _checked=False, chosen=key: self.chosen.emit(chosen))
        if key == current:
            self._title = title
            self.setToolTip(f"The map that predicts: {title}. Click to choose another one.")
            self.setAccessibleName(f"map {title}")
            self._show_title()

    def _show_title(self) -> None:
        room = max(0, self.width() - 44)
        elided = self.fontMetrics().elidedText(f"Map: {self._title}", Qt.TextElideMode.ElideRight, room)
        self.setText(elided.replace("&", "&&"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_title()

    def sizeHint(self) -> QSize:
        return QSize(180, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(90, super().sizeHint().height())
