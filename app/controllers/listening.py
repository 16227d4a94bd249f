"""A note of another sound than the document's: to hear what was taught, without an edit."""

from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.controllers.playing import AUDITION_MS, AUDITION_NOTE
from app.controllers.sound import Sound
from app.document import Document
from synth.patch import Patch

LISTEN_MS: Final = 2000
"""The note and what rings after it; then the document's own sound is there again."""


class Listening(QObject):
    """Lends the engine a patch for a moment."""

    def __init__(self, document: Document, sound: Sound, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._sound = document, sound
        self._end = QTimer(self, singleShot=True, interval=LISTEN_MS)
        self._end.timeout.connect(self.end)
        document.patch_changed.connect(lambda *_: self._end.stop())

    def listen(self, patch: Patch, note: int = AUDITION_NOTE, ms: int = AUDITION_MS) -> None:
        """Sound this one with a note of some milliseconds, or with the notes that are held."""
        self._sound.gate.set(patch)
        self._sound.playing.listen(note, ms)
        self._end.start()

    def end(self) -> None:
        """The document's sound again."""
        self._end.stop()
        self._sound.gate.set(self._document.patch)
