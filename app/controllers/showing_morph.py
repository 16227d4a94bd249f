"""The tool Morph in the window: its page, its menus, and what they are joined to."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu

from app.controllers.morph_corners import MorphCorners
from app.controllers.morphing import Morphing
from app.controllers.presets import Presets
from app.controllers.sketch_to_sound import SketchToSound
from app.controllers.sound import Sound
from app.dialogs.choose_file import file_to_open
from app.document import Document
from app.item_models.preset_list import Entry, Shelf
from app.main_window import MainWindow
from app.painting import thumbnail
from app.preset_names import SUFFIX
from app.widgets.morph_pad_view import PLACES
from app.widgets.morph_page import MorphPage
from app.workers.morph_plans import MorphPlans
from models.sketch_to_patch.stroke import Sketch

NAME: Final = "Morph"
TOOL: Final = "morph"
TIP: Final = "Move between two to four drawings or presets with one cursor, and record the way"
ICON: Final = 28
MOST_ICONS: Final = 40
"""Presets of a list that show their drawing: to paint hundreds would be waited for."""


class ShowingMorph(QObject):
    """Makes the tool and joins it."""

    def __init__(
        self, window: MainWindow, document: Document, presets: Presets, drawing: SketchToSound, sound: Sound
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._presets = window, document, presets
        self.page = MorphPage()
        self.corners = MorphCorners(document, self)
        self.morphing = Morphing(document, drawing, MorphPlans(self), self)
        button = window.play.steering_buttons.add(NAME, TIP, opens=True)
        window.play.steering.add_tool(TOOL, self.page, button)
        window.actions_by_name["morph"].triggered.connect(lambda: window.open_tool(TOOL))
        self._join_pad()
        self._join_path()
        sound.controller.connect(self.morphing.controller_moved)
        self.morphing.heard.connect(sound.playing.audition)
        self.morphing.drawing_shown.connect(window.play.canvas.set_sketch)
        for answers in (self.morphing.message, self.corners.message):
            answers.connect(window.show_message)
        document.pad_changed.connect(self.page.set_pad)
        self.page.set_pad(document.pad)

    def end(self) -> None:
        """Keep what is recorded, and end the thread."""
        self.morphing.end()

    def _join_pad(self) -> None:
        pad, morphing = self.page.pad, self.morphing
        pad.grasped.connect(morphing.begin)
        pad.moved.connect(morphing.move)
        pad.let_go.connect(morphing.finish)
        pad.given_up.connect(morphing.cancel)
        pad.corner_clicked.connect(self.corners.put_work)
        pad.corner_cleared.connect(self.corners.clear)
        pad.preset_dropped.connect(self.corners.put_file)
        pad.menu_wanted.connect(self._open_menu)
        morphing.cursor_moved.connect(pad.set_cursor)

    def _join_path(self) -> None:
        page, morphing = self.page, self.morphing
        page.space_edited.connect(morphing.set_space)
        page.record_edited.connect(morphing.record)
        page.play_edited.connect(morphing.play)
        page.loops_edited.connect(morphing.set_loops)
        page.path_cleared.connect(morphing.clear_path)
        morphing.running_changed.connect(page.set_running)

    # the menu of a corner

    def menu(self, index: int) -> QMenu:
        """What may stand at a corner."""
        menu = QMenu(self.page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        work = self._document.work
        self._add(menu, "The present drawing and sound", work.sketch, partial(self.corners.put_work, index))
        for slot in range(4):
            held = self.corners.slot(slot)
            if held is not None and slot != work.slot:
                words = f"Slot {'ABCD'[slot]}: {held.name}"
                self._add(menu, words, held.sketch, partial(self.corners.put_slot, index, slot))
        menu.addSeparator()
        near = [entry for entry, _ in self._presets.nearest(self._document.patch)]
        named = self._presets.named
        for title, shelf in (("My presets", Shelf.OWN), ("Presets of Bouba", Shelf.FACTORY)):
            self._add_list(menu, title, [entry for entry in named if entry.shelf is shelf], index)
        self._add_list(menu, "Nearest presets", near, index)
        menu.addAction("A preset file…").triggered.connect(lambda: self._ask_for_file(index))
        menu.addSeparator()
        clear = menu.addAction("Clear this corner")
        clear.triggered.connect(lambda: self.corners.clear(index))
        clear.setEnabled(self._document.pad.corners[index] is not None)
        return menu

    def _open_menu(self, index: int, at: QPoint) -> None:
        self.menu(index).popup(at)

    def _add_list(self, menu: QMenu, title: str, entries: list[Entry], index: int) -> None:
        below = menu.addMenu(title)
        below.setEnabled(bool(entries))
        for entry in entries:
            sketch = entry.sketch if len(entries) <= MOST_ICONS else None
            self._add(below, entry.preset.name, sketch, partial(self.corners.put_entry, index, entry))

    def _add(self, menu: QMenu, words: str, sketch: Sketch | None, do: Callable[[], None]) -> None:
        action = menu.addAction(words.replace("&", "&&"))
        if sketch is not None:
            action.setIcon(QIcon(thumbnail(sketch, ICON, scale=2.0)))
        action.triggered.connect(lambda _checked=False: do())

    def _ask_for_file(self, index: int) -> None:
        title = f"Preset for the {PLACES[index]} corner"
        path: Path | None = file_to_open(self._window, title, kinds=f"Presets (*{SUFFIX})")
        if path is not None:
            self.corners.put_file(index, path)
