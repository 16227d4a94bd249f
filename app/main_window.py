"""The window: pages, actions, menus, the line for messages. It decides nothing."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QUndoGroup
from PySide6.QtWidgets import QMainWindow, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.pages.library_page import LibraryPage
from app.pages.map_page import MapPage
from app.pages.play_page import PlayPage
from app.pages.scene_page import ScenePage
from app.picture_files import file_in
from app.widgets.message_line import MessageLine
from app.widgets.tab_focus import focus_buttons_by_tab
from app.widgets.top_bar import TopBar

PLAY, SCENE, LIBRARY, MAP = range(4)
"""The pages, in the order of their buttons."""
ACTIONS: Final = (
    ("new", "New", "Ctrl+N"),
    ("open", "Open preset…", "Ctrl+O"),
    ("save", "Save", "Ctrl+S"),
    ("save_as", "Save as…", "Ctrl+Shift+S"),
    ("open_picture", "Open picture…", "Ctrl+Shift+O"),
    ("save_drawing", "Save drawing…", "Ctrl+Shift+E"),
    ("export", "Export WAV…", "Ctrl+E"),
    ("quit", "Quit", "Ctrl+Q"),
    ("paste", "Paste picture", "Ctrl+V"),
    ("clear", "Clear drawing", "Ctrl+Backspace"),
    ("invert", "Invert drawing", "Ctrl+I"),
    ("morph", "Morph between sounds", "Ctrl+Shift+B"),
    ("mimic", "Mimic a sound", "Ctrl+Shift+L"),
    ("mutate", "Mutate: change this sound a little", "Ctrl+U"),
    ("randomise", "Randomise: a whole new sound", "Ctrl+Shift+U"),
    ("draw_sound", "Draw this sound", "Ctrl+Shift+D"),
    ("teach", "Teach: this drawing = this sound", "Ctrl+T"),
    ("why", "Why? Which part of the drawing decides a knob", "Ctrl+Shift+Y"),
    ("new_map", "New map", "Ctrl+Shift+N"),
    ("open_map", "Open map…", "Ctrl+M"),
    ("save_map", "Save map as…", "Ctrl+Shift+M"),
    ("thinner", "Thinner line", "["),
    ("wider", "Wider line", "]"),
    ("previous", "Previous preset", "Ctrl+Up"),
    ("next", "Next preset", "Ctrl+Down"),
    ("panic", "Panic: silence everything", "Escape"),
    ("settings", "Settings…", "Ctrl+,"),
    ("full_screen", "Full screen", "F11"),
    ("menu", "Menu", "F10"),
    ("shortcuts", "Keyboard and mouse…", "F1"),
    ("about", "About Bouba…", ""),
)
"""Name, text and shortcut; undo and redo come from the history."""
MENU: Final = (
    ("new", "open"), ("save", "save_as"), ("export",), ("undo", "redo"),
    ("Drawing", "Sound", "Map"), ("full_screen", "settings"), ("shortcuts", "about"), ("quit",),
)  # fmt: skip
BELOW: Final = {
    "Drawing": (("open_picture", "paste"), ("clear", "invert"), ("save_drawing",)),
    "Sound": (("morph", "mimic", "mutate", "randomise", "draw_sound"), ("previous", "next"), ("panic",)),
    "Map": (("teach", "why"), ("new_map", "open_map", "save_map")),
}
"""What opens beside the menu: in one column it would be higher than a small screen."""


class MainWindow(QMainWindow):
    """Top bar, pages, and every action with its shortcut."""

    closing = Signal(object)
    """The close event: whoever cannot end now ignores it."""
    closed = Signal()
    file_dropped = Signal(str)
    recent_chosen = Signal(str)
    page_shown = Signal(int)

    def __init__(self, history: QUndoGroup, library: LibraryPage) -> None:
        super().__init__()
        self.setWindowTitle("Bouba")
        self.setMinimumSize(1120, 732)
        self.setAcceptDrops(True)
        self.actions_by_name: dict[str, QAction] = {}
        self.play, self.scene, self.library, self.map = PlayPage(), ScenePage(), library, MapPage()
        undo = history.createUndoAction(self, "Undo")
        redo = history.createRedoAction(self, "Redo")
        undo.setShortcut(QKeySequence.StandardKey.Undo)
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self._make_actions()
        self.actions_by_name |= {"undo": undo, "redo": redo}
        self.top = TopBar(("Play", "Scene", "Library", "Map"), undo, redo, self.actions_by_name["settings"])
        self._pages = QStackedWidget()
        for page in (self.play, self.scene, self.library, self.map):
            self._pages.addWidget(page)
        self._message = MessageLine()
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        column.addWidget(self._pages, 1)
        column.addWidget(self._message)
        self.setCentralWidget(centre)
        self._recent = QMenu("Open recent", self, toolTipsVisible=True)
        self.top.logo.setMenu(self._menu())
        for action in self.actions_by_name.values():
            self.addAction(action)
        self.top.page_chosen.connect(self.show_page)
        self.play.map_choice.add_actions([self.actions_by_name[name] for name in ("new_map", "open_map", "save_map")])
        self.play.teach.clicked.connect(self.actions_by_name["teach"].trigger)
        self.actions_by_name["menu"].triggered.connect(self.top.logo.showMenu)
        focus_buttons_by_tab(self)
        self.play.canvas.setFocus()

    def show_page(self, index: int) -> None:
        """Show a page and mark it."""
        self._pages.setCurrentIndex(index)
        self.top.set_page(index)
        (self.play.canvas, self.scene.first, self.library.grid, self.map.first)[index].setFocus()
        self.page_shown.emit(index)

    def open_tool(self, name: str) -> None:
        """Show a tool of the page Play."""
        self.show_page(PLAY)
        self.play.open_tool(name)

    def show_message(self, text: str) -> None:
        """One line for a while: how something went that was done just now."""
        self._message.show_answer(text)

    def show_notice(self, text: str) -> None:
        """One line that came by itself: it stays until it was readable."""
        self._message.show_notice(text)

    @property
    def message(self) -> str:
        """The line that is shown."""
        return self._message.message

    def set_recent(self, paths: Sequence[str]) -> None:
        """Fill the list of recent files."""
        self._recent.clear()
        for path in paths:
            action = self._recent.addAction(Path(path).stem.replace("&", "&&"))
            action.setToolTip(path)
            action.triggered.connect(lambda _checked=False, chosen=path: self.recent_chosen.emit(chosen))
        self._recent.setEnabled(bool(paths))

    def _make_actions(self) -> None:
        for name, text, shortcut in ACTIONS:
            action = QAction(text, self)
            if shortcut:
                action.setShortcut(QKeySequence(shortcut))
            self.actions_by_name[name] = action

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        self._fill(menu, MENU)
        menu.insertMenu(menu.actions()[2], self._recent)
        more = QMenu(self)
        for name in ("open_picture", "paste", "invert", "clear", "save_drawing"):
            more.addAction(self.actions_by_name[name])
        self.play.toolbar.more.setMenu(more)
        return menu

    def _fill(self, menu: QMenu, groups: Sequence[Sequence[str]]) -> None:
        for group in groups:
            if not menu.isEmpty():
                menu.addSeparator()
            for name in group:
                if name in BELOW:
                    self._fill(menu.addMenu(name), BELOW[name])
                else:
                    menu.addAction(self.actions_by_name[name])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        source = event.source()
        # What comes from a page that is still seen was let go too soon: a drag to another page leaves that one.
        is_from_here = isinstance(source, QWidget) and source.isVisible()
        if file_in(event.mimeData()) is not None and not is_from_here:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = file_in(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.file_dropped.emit(str(path))

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closing.emit(event)
        if event.isAccepted():
            self.closed.emit()
