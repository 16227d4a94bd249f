"""The picture of what is heard: on the page, alone over a screen, and in a file."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from app import paths
from app.audio.scene_words import Seen, Shape
from app.controllers.preferences import Preferences
from app.dialogs.choose_file import file_to_save
from app.imagined_pictures import SAVED_SIDE, enlarged, write_sheet_png
from app.pages.scene_page import ScenePage
from app.scene_speech import FAINT, named, plate
from app.widgets.stage_view import StageView
from synth.errors import FileWriteError

INVITATION: Final = "Press Listen, and make a sound: a bark, a drum, the sea, your voice."
PICTURE: Final = "scene"
"""What the settings call the kind of file whose folder they keep."""


class ScenePicture(QObject):
    """Shows and saves."""

    message = Signal(str)
    to_canvas = Signal(object)
    """A picture (rows, columns, 3) that is to be drawn."""
    to_voice = Signal(object, str)
    """A picture that is to become a sound for the keys, and what it is of."""

    def __init__(self, page: ScenePage, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page, self._preferences = page, preferences
        self.pixels: NDArray[np.uint8] | None = None
        """The newest one, (64, 64, 3)."""
        self._facts: dict[str, str] = {}
        self._on_page: Callable[[], None] = lambda: None
        """Shows the newest one on the page."""
        self.stage: StageView | None = None
        """The picture alone over a screen, while it is there."""
        page.picture.show_nothing(INVITATION)
        for button in (page.shape.save, page.shape.to_canvas, page.shape.to_voice):
            button.setEnabled(False)
        page.shape.to_canvas.clicked.connect(self._to_canvas)
        page.shape.to_voice.clicked.connect(self._to_voice)
        page.shape.stage.clicked.connect(self.open_stage)
        page.picture.double_clicked.connect(self.open_stage)
        page.shape.save.clicked.connect(self.save)

    def show(self, seen: Seen, shape: Shape) -> None:
        """A new one."""
        self.pixels = seen.picture
        kind = named(seen.guess.classes[0][0]) if seen.present > FAINT else ""
        self._facts = {"Software": "Bouba", "Engine": shape.engine, "Seed": str(shape.seed), "Heard": kind}
        for button in (self._page.shape.save, self._page.shape.to_canvas, self._page.shape.to_voice):
            button.setEnabled(True)
        at_rest = seen.present <= FAINT and not shape.hold
        self._on_page = partial(self._show_on_page, seen, plate(seen, shape.seed), at_rest=at_rest)
        if self.stage is not None:
            self.stage.show_picture(seen.picture, "")
            self.stage.set_rest(at_rest=at_rest)
        if not self._is_covered:
            self._on_page()

    @property
    def facts(self) -> Mapping[str, str]:
        """What stands as text in the file of the newest picture."""
        return self._facts

    def open_stage(self) -> None:
        """The picture alone: over the second screen, if there is one."""
        if self.stage is None:
            self.stage = StageView()
            self.stage.setWindowTitle("Stage")
            self.stage.closed.connect(self._stage_closed)
            self.stage.double_clicked.connect(self.stage.close)
            self.stage.show_nothing(INVITATION)
            if self.pixels is not None:
                self.stage.show_picture(self.pixels, "")
        here = self._page.screen()
        elsewhere = [screen for screen in QGuiApplication.screens() if screen is not here]
        self.stage.show_alone((elsewhere or [here])[0])

    def close_stage(self) -> None:
        """Nothing over any screen."""
        if self.stage is not None:
            self.stage.close()

    def save(self) -> None:
        """Ask where and write the picture that is there now."""
        pixels, facts = self.pixels, self._facts
        if pixels is None:
            return
        folder = self._preferences.folder_of(PICTURE, paths.pictures_folder())
        start = folder / f"{facts['Heard'] or 'picture'} {facts['Seed']}.png"
        target = file_to_save(self._page, "Save picture", start=start, kinds="PNG (*.png)", suffixes=(".png",))
        if target is None:
            return
        try:
            write_sheet_png(target, pixels[None], SAVED_SIDE, facts)
        except FileWriteError as error:
            self.message.emit(str(error))
            return
        self._preferences.folder_used(PICTURE, target.parent)
        self.message.emit(f"Saved {target.name}.")

    @property
    def _is_covered(self) -> bool:
        """Whether the stage lies over the page, which nobody sees then."""
        stage, page = self.stage, self._page
        return stage is not None and stage.screen() is page.screen() and not page.isActiveWindow()

    def _show_on_page(self, seen: Seen, words: str, *, at_rest: bool) -> None:
        self._page.compared.show_pictures(seen.compared)
        self._page.picture.show_picture(seen.picture, words)
        for view in (self._page.picture, self._page.compared):
            view.set_rest(at_rest=at_rest)

    def _to_canvas(self) -> None:
        if self.pixels is not None:
            self.to_canvas.emit(enlarged(self.pixels))

    def _to_voice(self) -> None:
        if self.pixels is not None:
            self.to_voice.emit(self.pixels, self._facts["Heard"] or "the picture")

    def _stage_closed(self) -> None:
        stage, self.stage = self.stage, None
        if stage is not None:
            stage.deleteLater()
            self._on_page()
