"""Files in and out by dialogs, drops and the clipboard: presets, pictures, drawings, sounds."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from app import paths
from app.controllers.preferences import Preferences
from app.controllers.presets import Presets
from app.controllers.sketch_to_sound import SketchToSound
from app.dialogs.choose_file import file_to_open, file_to_save
from app.dialogs.export_dialog import ExportDialog
from app.document import Document
from app.main_window import PLAY, MainWindow
from app.map_folder import is_map_name
from app.picture_files import PICTURE_FILTER, Pixels, file_in, pixels_in, save_png, save_svg
from app.preset_names import SUFFIX, file_name_of, is_preset_name
from app.sound_files import is_sound_name
from app.workers.picture_reader import PictureReader
from models.errors import PictureError
from models.sketch_to_patch.stroke import Sketch
from synth.errors import FileWriteError

PRESETS: Final = f"Presets (*{SUFFIX})"
PICTURE, DRAWING, SOUND = "picture", "drawing", "sound"
"""What the settings call the kinds of files whose folders they keep."""


class Files(QObject):
    """Joins the file actions of the window to presets, drawing and export."""

    map_given = Signal(object)
    """A map file was dropped or chosen: its path."""
    sound_given = Signal(object)
    """A sound file was dropped or chosen: its path."""

    def __init__(
        self,
        window: MainWindow,
        document: Document,
        presets: Presets,
        drawing: SketchToSound,
        preferences: Preferences,
        *,
        folder: Path,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._presets, self._drawing = window, document, presets, drawing
        self._preferences, self._folder = preferences, folder
        self._reader = PictureReader(self)
        self._reader.succeeded.connect(self._opened)
        self._reader.failed.connect(self._not_opened)
        self._asked_for: tuple[int, Sketch] | None = None
        """Slot and drawing of the work that the picture being read is for."""
        self._how = "open"
        self._export: ExportDialog | None = None
        actions = window.actions_by_name
        for name, slot in (
            ("new", self.new), ("open", self.open), ("save", self.save), ("save_as", self.save_as),
            ("open_picture", self.open_picture), ("paste", self.paste), ("save_drawing", self.save_drawing),
            ("export", self.export),
        ):  # fmt: skip
            actions[name].triggered.connect(slot)
        window.file_dropped.connect(self.take)
        window.play.canvas.pixels_dropped.connect(lambda pixels: self.take_pixels(pixels, "drop"))
        window.recent_chosen.connect(lambda path: self._open_preset(Path(path)))

    def new(self) -> None:
        """An empty canvas with the first sound."""
        self._presets.new()
        self._window.show_page(PLAY)

    def open(self) -> None:
        """Ask for a preset and open it."""
        path = file_to_open(self._window, "Open preset", start=self._folder, kinds=PRESETS)
        if path is not None:
            self._open_preset(path)

    def save(self) -> None:
        """Save to the preset's own file; ask where when it has none."""
        if self._document.work.path is None:
            self.save_as()
        else:
            self._presets.save(self._document.work.path)

    def save_as(self) -> None:
        """Ask where and save."""
        folder = self._folder if self._document.work.path is None else self._document.work.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            folder = Path.home()
        start = folder / file_name_of(self._document.work.name)
        path = file_to_save(self._window, "Save preset", start=start, kinds=PRESETS, suffixes=(SUFFIX,))
        if path is not None:
            self._presets.save(path)

    def open_picture(self) -> None:
        """Ask for a picture and draw on it."""
        start = self._preferences.folder_of(PICTURE, paths.pictures_folder())
        path = file_to_open(self._window, "Open picture", start=start, kinds=PICTURE_FILTER)
        if path is not None:
            self._preferences.folder_used(PICTURE, path.parent)
            self.take(str(path))

    def take(self, path: str) -> None:
        """A file that was dropped or chosen: a preset, a map, a sound, or a picture for the canvas."""
        if is_preset_name(Path(path)):
            self._open_preset(Path(path))
        elif is_map_name(Path(path)):
            self.map_given.emit(Path(path))
        elif is_sound_name(Path(path)):
            self.sound_given.emit(Path(path))
        else:
            self._window.show_message(f"Opening {Path(path).name}…")
            self._ask("open", lambda: self._reader.ask(Path(path)))

    def take_pixels(self, pixels: Pixels, how: str) -> None:
        """Pixels (height, width, 3) for the canvas: `how` they came is "paste" or "drop"."""
        self._ask(how, lambda: self._reader.ask_pixels(pixels, "The picture"))

    def paste(self) -> None:
        """Put the clipboard's picture in place of the drawing."""
        mime = QGuiApplication.clipboard().mimeData() or QMimeData()  # none at all when the clipboard is empty
        path = file_in(mime)
        if path is not None:
            self.take(str(path))
            return
        try:
            self.take_pixels(pixels_in(mime), "paste")
        except PictureError as error:
            self._not_opened(str(error))

    def save_drawing(self) -> None:
        """Ask where and save the drawing as PNG or SVG."""
        folder = self._preferences.folder_of(DRAWING, paths.pictures_folder())
        start = folder / file_name_of(self._document.work.name, ".png")
        target = file_to_save(
            self._window, "Save drawing", start=start, kinds="PNG (*.png);;SVG (*.svg)", suffixes=(".png", ".svg")
        )
        if target is None:
            return
        write = save_svg if target.suffix.lower() == ".svg" else save_png
        try:
            write(target, self._document.work.sketch)
        except FileWriteError as error:
            self._window.show_message(str(error))
            return
        self._preferences.folder_used(DRAWING, target.parent)
        self._window.show_message(f"Saved {target.name}.")

    def export(self) -> None:
        """Ask what and where, render, say how it went."""
        folder = self._preferences.folder_of(SOUND, paths.music_folder())
        self._export = ExportDialog(
            self._document.patch,
            self._document.work.name,
            self._window,
            folder=folder,
            sample=self._document.work.sample,
        )
        self._export.exec()
        if self._export.folder != folder:
            self._preferences.folder_used(SOUND, self._export.folder)
        if self._export.message:
            self._window.show_message(self._export.message)
        self._export.deleteLater()
        self._export = None

    def may_end(self) -> bool:
        """False while a file is exported: its dialog then asks whether to stop."""
        if self._export is None or not self._export.is_running:
            return True
        self._export.reject()
        return False

    @property
    def _place(self) -> tuple[int, Sketch]:
        return self._document.work.slot, self._document.work.sketch

    def _open_preset(self, path: Path) -> None:
        self._presets.open(path)
        self._window.show_page(PLAY)

    def _ask(self, how: str, read: Callable[[], None]) -> None:
        self._asked_for, self._how = self._place, how
        read()

    def _opened(self, name: str, picture: Sketch) -> None:
        if self._place != self._asked_for:
            what = name if self._how == "open" else "the picture"
            again = f"{self._how.capitalize()} {what} again."
            self._window.show_message(f"The drawing changed while {what} was read, so it is as you left it. {again}")
            return
        self._drawing.sketch_edited(picture, f"open {name}" if self._how == "open" else f"{self._how} picture")
        self._window.show_page(PLAY)
        done = {"open": f"Opened {name}", "paste": "Pasted the picture", "drop": "Took the picture"}[self._how]
        words = picture.tone.words()
        self._window.show_message(f"{done}: {words}." if words else f"{done}.")

    def _not_opened(self, problem: str) -> None:
        self._window.show_message(f"{problem} The drawing is as it was.")
