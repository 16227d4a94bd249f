"""What is dragged out of the page Scene: a picture, for the canvas and other programs, or the sound of a take."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMimeData, QObject, Qt, QTemporaryDir, QUrl, Signal
from PySide6.QtGui import QDrag, QImage, QPixmap
from PySide6.QtWidgets import QWidget

from app.controllers.scene_picture import ScenePicture
from app.imagined_pictures import SAVED_SIDE, enlarged, write_sheet_png
from app.pages.scene_page import ScenePage
from app.picture_files import OWN_PICTURE
from app.preset_names import file_name_of, numbered
from app.takes import Take
from synth.errors import FileWriteError

SHOWN: Final = 96
"""Side of the picture that hangs at the pointer."""

Pixels = NDArray[np.uint8]


class Dragging(QObject):
    """Gives each drag what it carries. Files for other programs live as long as this one runs."""

    message = Signal(str)

    def __init__(self, page: ScenePage, picture: ScenePicture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page, self._picture = page, picture
        self._folder: QTemporaryDir | None = None
        self.run: Callable[[QWidget, QMimeData, Pixels | None], None] = run_drag
        page.picture.dragged.connect(self._drag_picture)
        page.takes.list.picture_dragged.connect(self._drag_picture_of)
        page.takes.list.sound_dragged.connect(self._drag_sound_of)

    def end(self) -> None:
        """Nothing is left behind."""
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    def _drag_picture(self) -> None:
        pixels, facts = self._picture.pixels, self._picture.facts
        if pixels is not None:
            name = f"{facts.get('Heard') or 'picture'} {facts.get('Seed', '')}".strip()
            self.run(self._page.picture, self._picture_mime(pixels, name, facts), pixels)

    def _drag_picture_of(self, take: Take) -> None:
        if take.picture is not None:
            facts = {"Software": "Bouba", "Engine": take.facts.engine, "Seed": str(take.facts.seed)}
            self.run(self._page.takes.list, self._picture_mime(take.picture, take.facts.name, facts), take.picture)

    def _drag_sound_of(self, take: Take) -> None:
        if not take.path.is_file():
            self.message.emit(f"{take.facts.name} is not there any more.")
            return
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(take.path))])
        self.run(self._page.takes.list, mime, take.picture)

    def _picture_mime(self, pixels: Pixels, name: str, facts: Mapping[str, str]) -> QMimeData:
        """A picture (64, 64, 3) for the canvas, and enlarged in a file for other programs."""
        mime, large = QMimeData(), enlarged(pixels)
        rows, columns, _ = large.shape
        # A copy: Qt would look into the array, which does not live as long.
        mime.setImageData(QImage(large.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy())
        mime.setData(OWN_PICTURE, b"1")
        try:
            path = self._new_path(name)
            write_sheet_png(path, pixels[None], SAVED_SIDE, facts)
        except FileWriteError as error:  # the canvas needs no file
            self.message.emit(f"{error} Inside Bouba the picture can be dragged all the same.")
        else:
            mime.setUrls([QUrl.fromLocalFile(str(path))])
        return mime

    def _new_path(self, name: str) -> Path:
        """A file that is not there yet: what was dropped before may still be read."""
        if self._folder is None:
            self._folder = QTemporaryDir()
        folder, number = Path(self._folder.path()), 1
        path = folder / file_name_of(name, ".png")
        while path.exists():
            number += 1
            path = folder / file_name_of(numbered(name, str(number)), ".png")
        return path


def run_drag(source: QWidget, mime: QMimeData, picture: Pixels | None) -> None:
    """Drag until it is dropped. Only copied: a program that would move a file gets none."""
    drag = QDrag(source)
    drag.setMimeData(mime)
    if picture is not None:
        rows, columns, _ = picture.shape
        image = QImage(picture.tobytes(), columns, rows, 3 * columns, QImage.Format.Format_RGB888).copy()
        drag.setPixmap(QPixmap.fromImage(image).scaled(SHOWN, SHOWN, mode=Qt.TransformationMode.SmoothTransformation))
    drag.exec(Qt.DropAction.CopyAction)
