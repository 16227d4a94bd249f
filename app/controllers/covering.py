"""A picture that stands for the preset in place of its drawing: dropped on the preset's name, kept with it."""

from dataclasses import replace

from PySide6.QtCore import QMimeData, QObject, Signal

from app.document import Document
from app.picture_files import file_in, pixels_in
from app.widgets.top_bar import PresetName
from models.errors import PictureError
from models.paired.paired_set import square_pixels
from models.sketch_to_patch.picture import load_picture


class Covering(QObject):
    """Joins the preset's name to the work."""

    message = Signal(str)

    def __init__(self, preset: PresetName, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        preset.cover_dropped.connect(self.take)
        preset.cover_removed.connect(self.remove)

    def take(self, mime: QMimeData) -> None:
        """Let the middle square of a picture stand for the preset."""
        path = file_in(mime)
        try:
            pixels = pixels_in(mime) if mime.hasImage() or path is None else load_picture(path)
        except PictureError as error:
            self.message.emit(str(error))
            return
        cover = square_pixels(pixels).tobytes()
        self._document.edit(replace(self._document.work, cover=cover), "choose the preset's picture")
        self.message.emit("This picture stands for the preset now; save it to keep that.")

    def remove(self) -> None:
        """The drawing is seen again."""
        self._document.edit(replace(self._document.work, cover=None), "show the drawing again")
