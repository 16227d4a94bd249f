"""Files in and out by dialogs, drops and the clipboard: presets, pictures, drawings, sounds."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from app.controllers.presets import Presets
from app.controllers.sketch_to_sound import SketchToSound
from app.dialogs.export_dialog import ExportDialog
from app.document import UNTITLED, Document, Work
from app.main_window import MainWindow
from app.picture_files import PICTURE_FILTER, file_in, picture_in, read_underlay, save_png, save_svg
from models.errors import PictureError
from models.sketch_to_patch.stroke import Sketch
from synth.errors import FileWriteError

PRESETS = "Presets (*.json)"


class Files(QObject):
    """Joins the file actions of the window to presets, drawing and export."""

    def __init__(self, window: MainWindow, document: Document, presets: Presets, drawing: SketchToSound) -> None:
        super().__init__(window)
        self._window, self._document, self._presets, self._drawing = window, document, presets, drawing
        actions = window.actions_by_name
        for name, slot in (
            ("new", self.new), ("open", self.open), ("save", self.save), ("save_as", self.save_as),
            ("open_picture", self.open_picture), ("paste", self.paste), ("save_drawing", self.save_drawing),
            ("export", self.export),
        ):  # fmt: skip
            actions[name].triggered.connect(slot)
        window.file_dropped.connect(self.take)
        window.recent_chosen.connect(lambda path: presets.open(Path(path)))

    def new(self) -> None:
        """An empty canvas and the default sound; undo brings the old work back."""
        self._document.edit(Work(name=UNTITLED), "new")

    def open(self) -> None:
        """Ask for a preset and open it."""
        path, _ = QFileDialog.getOpenFileName(self._window, "Open preset", str(self._presets.folder), PRESETS)
        if path:
            self._presets.open(Path(path))

    def save(self) -> None:
        """Save to the preset's own file; ask where when it has none."""
        if self._document.work.path is None:
            self.save_as()
        else:
            self._presets.save(self._document.work.path)

    def save_as(self) -> None:
        """Ask where and save."""
        start = self._presets.folder / f"{self._document.work.name}.json"
        start.parent.mkdir(parents=True, exist_ok=True)
        path, _ = QFileDialog.getSaveFileName(self._window, "Save preset", str(start), PRESETS)
        if path:
            self._presets.save(Path(path))

    def open_picture(self) -> None:
        """Ask for a picture and draw on it."""
        path, _ = QFileDialog.getOpenFileName(self._window, "Open picture", "", PICTURE_FILTER)
        if path:
            self.take(path)

    def take(self, path: str) -> None:
        """A file that was dropped or chosen: a preset, or a picture for the canvas."""
        if path.lower().endswith(".json"):
            self._presets.open(Path(path))
            return
        try:
            self._lay_under(read_underlay(Path(path)), f"open {Path(path).name}")
        except PictureError as error:
            self._window.show_message(f"{error} The drawing is as it was.")

    def paste(self) -> None:
        """Lay the clipboard's picture under the drawing."""
        mime = QGuiApplication.clipboard().mimeData()
        path = file_in(mime)
        if path is not None:
            self.take(str(path))
            return
        try:
            self._lay_under(picture_in(mime), "paste picture")
        except PictureError as error:
            self._window.show_message(f"{error} The drawing is as it was.")

    def save_drawing(self) -> None:
        """Ask where and save the drawing as PNG or SVG."""
        name = f"{self._document.work.name}.png"
        path, _ = QFileDialog.getSaveFileName(self._window, "Save drawing", name, "PNG (*.png);;SVG (*.svg)")
        if not path:
            return
        target = Path(path) if Path(path).suffix else Path(f"{path}.png")
        write = save_svg if target.suffix.lower() == ".svg" else save_png
        try:
            write(target, self._document.work.sketch)
        except FileWriteError as error:
            self._window.show_message(str(error))
            return
        self._window.show_message(f"Saved {target.name}.")

    def export(self) -> None:
        """Ask what and where, render, say how it went."""
        dialog = ExportDialog(self._document.patch, self._document.work.name, self._window)
        dialog.exec()
        if dialog.message:
            self._window.show_message(dialog.message)

    def _lay_under(self, picture: bytes, words: str) -> None:
        self._drawing.sketch_edited(Sketch(picture=picture), words)
